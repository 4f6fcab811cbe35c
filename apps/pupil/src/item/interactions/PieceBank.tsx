/** The pieces that go into gaps or onto places. A piece that was used as often as it may be stays, and says so. */
import type { AssociableChoice } from '@cloison/qti/delivery';
import { usesOf } from '../../sitting/responses.ts';
import { PieceCards } from '../content/Content.tsx';
import { Piece } from './Piece.tsx';
import type { Dragging } from './use-drag.ts';
import type { PairingState } from './use-pairing.ts';

export interface MovedPiece {
  readonly id: string;
  /** The gap or place that it is taken from. */
  readonly from?: string;
}

export interface PieceBankProps {
  readonly choices: readonly AssociableChoice[];
  readonly pairing: PairingState;
  readonly drag: Dragging<MovedPiece>;
  readonly isDisabled: boolean;
}

export function PieceBank({ choices, pairing, drag, isDisabled }: PieceBankProps) {
  const { held, chosen, press, isChosen } = pairing;
  return (
    <ul className="piece-bank" data-drop="bank" data-wanted={chosen?.side === 'target'}>
      {choices.map(({ id, content, matchMax }) => {
        const end = { side: 'source', id } as const;
        return (
          <li key={id}>
            <Piece
              content={content}
              isChosen={isChosen(end)}
              isUsed={usesOf(held, id) >= matchMax}
              isDragged={drag.dragged?.id === id && drag.dragged.from === undefined}
              isDisabled={isDisabled}
              onPress={() => press(end)}
              onPointerDown={drag.start({ id })}
            />
            <PieceCards nodes={content} />
          </li>
        );
      })}
    </ul>
  );
}
