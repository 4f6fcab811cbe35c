/**
 * A picture that is answered upon. Drawings over it have the picture's own pixels as their coordinates, whatever its size on
 * screen; it can be enlarged. Presses are given in
 * those pixels, with the length there of 22 CSS pixels (half a target).
 */
import type { Hotspot, Picture } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { type MouseEvent, type ReactNode, type Ref, useImperativeHandle, useRef, useState } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { useItem } from '../content/ItemContext.tsx';
import type { Point, Size } from './hotspot-geometry.ts';

export interface StagePress extends Point {
  readonly slack: number;
}

export interface StageHandle {
  /** Where a place on the screen is on the picture; null before the picture has a size. */
  readonly at: (client: { readonly clientX: number; readonly clientY: number }) => StagePress | null;
}

export interface StageProps {
  readonly picture: Picture;
  /** Shapes, as SVG. */
  readonly shapes?: (size: Size) => ReactNode;
  /** Buttons on the picture. */
  readonly spots?: (size: Size) => ReactNode;
  /** Buttons below it. */
  readonly tools?: (size: Size) => ReactNode;
  readonly onPress?: (press: StagePress, event: MouseEvent) => void;
  /** `data-drop` of the whole picture. */
  readonly place?: string;
  readonly isOver?: boolean;
  readonly handle?: Ref<StageHandle>;
}

const HALF_TARGET = 22;

export function Stage({ picture, shapes, spots, tools, onPress, place, isOver, handle }: StageProps) {
  const { assetUrl } = useItem();
  const words = useWords();
  const stage = useRef<HTMLDivElement>(null);
  const [natural, setNatural] = useState<Size | null>(null);
  const [isLarge, setLarge] = useState(false);
  const { width, height } = picture;
  const size = width !== null && height !== null ? { width, height } : natural;
  const at: StageHandle['at'] = ({ clientX, clientY }) => {
    const box = stage.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0 || size === null) return null;
    const scale = size.width / box.width;
    return {
      x: (clientX - box.left) * scale,
      y: ((clientY - box.top) * size.height) / box.height,
      slack: HALF_TARGET * scale,
    };
  };
  useImperativeHandle(handle, () => ({ at }));
  const url = assetUrl(picture.path);
  if (url === null) {
    return (
      <span className="item-missing" role="img" aria-label={picture.alt || words.item.assetMissing}>
        {words.item.assetMissing} {picture.alt}
      </span>
    );
  }
  return (
    <div className="stage-frame">
      <div className="stage-scroll" data-large={isLarge}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: every spot is a button of its own */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
        <div
          ref={stage}
          className="stage"
          data-drop={place}
          data-over={isOver === true}
          style={{
            width: size === null ? undefined : `${shownWidth(size.width) * (isLarge ? 2 : 1)}px`,
            aspectRatio: size === null ? undefined : `${size.width} / ${size.height}`,
          }}
          onClick={(event) => {
            // Keys and screen readers press the button of a spot, which says itself what it is.
            if (event.detail === 0 || onPress === undefined) return;
            const press = at(event);
            if (press !== null) onPress(press, event);
          }}
        >
          <img
            src={url}
            alt={picture.alt}
            draggable={false}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setNatural({ width: naturalWidth || 300, height: naturalHeight || 150 })
            }
          />
          {size !== null && (
            <>
              <svg
                className="stage-shapes"
                viewBox={`0 0 ${size.width} ${size.height}`}
                preserveAspectRatio="none"
                aria-hidden="true"
                focusable="false"
              >
                {shapes?.(size)}
              </svg>
              {spots?.(size)}
            </>
          )}
        </div>
      </div>
      <div className="stage-tools">
        {size !== null && tools?.(size)}
        <Button
          variant="quiet"
          icon={isLarge ? 'smaller' : 'larger'}
          aria-pressed={isLarge}
          onPress={() => setLarge(!isLarge)}
        >
          {words.item.enlarge}
        </Button>
      </div>
    </div>
  );
}

/** A small picture is shown larger than it is, so that its places are large enough for a finger. CSS pixels. */
function shownWidth(width: number): number {
  return Math.max(width, Math.min(720, width * 1.6));
}

/** The outline of a hotspot. */
export function SpotShape({
  hotspot: { shape, coords },
  size,
  isChosen,
}: {
  readonly hotspot: Hotspot;
  readonly size: Size;
  readonly isChosen: boolean;
}) {
  const [a = 0, b = 0, c = 0, d = 0] = coords;
  const look = { className: 'spot-shape', 'data-chosen': isChosen };
  switch (shape) {
    case 'circle':
      return <circle {...look} cx={a} cy={b} r={c} />;
    case 'ellipse':
      return <ellipse {...look} cx={a} cy={b} rx={c} ry={d} />;
    case 'rect':
      return <rect {...look} x={a} y={b} width={Math.max(0, c - a)} height={Math.max(0, d - b)} />;
    case 'poly':
      return <polygon {...look} points={coords.join(' ')} />;
    case 'default':
      return <rect {...look} x={1} y={1} width={size.width - 2} height={size.height - 2} />;
  }
}

/** Where something stands on a stage, for the style of a button. */
export function placeOn({ x, y }: Point, size: Size): { readonly left: string; readonly top: string } {
  return { left: `${(100 * x) / size.width}%`, top: `${(100 * y) / size.height}%` };
}
