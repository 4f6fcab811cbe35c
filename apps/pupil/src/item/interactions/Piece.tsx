/** A piece that can be chosen by a press and, where its interaction allows, dragged. */
import type { ContentNode } from '@cloison/qti/delivery';
import { Icon } from '@cloison/theme';
import type { PointerEventHandler } from 'react';
import { Content } from '../content/Content.tsx';

export interface PieceProps {
  readonly content: readonly ContentNode[];
  readonly onPress: () => void;
  readonly isChosen?: boolean;
  /** All its uses are taken. */
  readonly isUsed?: boolean;
  /** It is one half of a pair, and a press parts them. */
  readonly isJoined?: boolean;
  readonly isDragged?: boolean;
  readonly isOver?: boolean;
  readonly isDisabled: boolean;
  readonly label?: string;
  /** `data-drop`: another piece can be dropped on it. */
  readonly place?: string;
  readonly onPointerDown?: PointerEventHandler<HTMLButtonElement>;
}

export function Piece(props: PieceProps) {
  const { content, onPress, isChosen, isUsed, isJoined, isDragged, isOver, isDisabled, label, place } = props;
  return (
    <button
      type="button"
      className="match-piece"
      aria-pressed={isJoined === true ? undefined : isChosen === true}
      aria-label={label}
      disabled={isDisabled}
      data-used={isUsed === true}
      data-joined={isJoined === true}
      data-dragged={isDragged === true}
      data-over={isOver === true}
      data-drags={props.onPointerDown !== undefined && !isDisabled}
      data-drop={place}
      onPointerDown={props.onPointerDown}
      onClick={onPress}
    >
      <span>
        <Content nodes={content} />
      </span>
      {isJoined === true && <Icon name="close" />}
    </button>
  );
}
