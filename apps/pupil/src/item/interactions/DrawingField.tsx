/** Drawing on a picture with mouse, finger or pen; by keys a pen is moved with the arrows and put down with Space. */
import type { DrawingInteraction } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { COLOURS, type Colour, drawingText, pathOf, type Stroke, simplified, strokesOf } from './drawing.ts';
import type { Point, Size } from './hotspot-geometry.ts';
import { Question } from './Question.tsx';
import { Stage, type StageHandle } from './Stage.tsx';

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** Keys move the pen by this part of the picture's width. */
const STEP = 1 / 50;

export function DrawingField({ interaction }: { readonly interaction: DrawingInteraction }) {
  const { readOnly } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const { item: words } = useWords();
  const stage = useRef<StageHandle>(null);
  const [colour, setColour] = useState<Colour>('blue');
  const [isStraight, setStraight] = useState(false);
  /** The stroke under the hand. */
  const [points, setPoints] = useState<readonly Point[]>([]);
  /** Where the keys hold the pen, and whether it is down. */
  const [pen, setPen] = useState<{ readonly at: Point; readonly isDown: boolean } | null>(null);
  const [said, setSaid] = useState('');
  const [isFull, setFull] = useState(false);
  const strokes = strokesOf(typeof value === 'string' ? value : null);

  const save = (next: readonly Stroke[], size: Size) => {
    const text = drawingText(next, size);
    setFull(text === 'full');
    if (text === 'full') return setSaid(words.drawFull);
    setSaid(words.drawStrokes(next.length));
    answer(text);
  };
  const end = (drawn: readonly Point[], size: Size) => {
    setPoints([]);
    if (drawn.length > 0) save([...strokes, { colour, points: simplified(drawn) }], size);
  };
  const extended = (before: readonly Point[], at: Point): readonly Point[] =>
    isStraight ? [before[0] ?? at, at] : [...before, at];

  const pointer = (size: Size) => ({
    onPointerDown: (event: PointerEvent<Element>) => {
      const at = stage.current?.at(event) ?? null;
      if (readOnly || event.button !== 0 || !event.isPrimary || at === null) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setPen(null);
      setPoints([within(at, size)]);
    },
    onPointerMove: (event: PointerEvent<Element>) => {
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
      const at = stage.current?.at(event) ?? null;
      if (at !== null) setPoints((before) => extended(before, within(at, size)));
    },
    onPointerUp: () => end(points, size),
    onPointerCancel: () => end(points, size),
  });
  const onKey = (event: KeyboardEvent, size: Size) => {
    if (readOnly) return;
    const now = pen ?? { at: { x: size.width / 2, y: size.height / 2 }, isDown: false };
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      setPen({ at: now.at, isDown: !now.isDown });
      if (now.isDown) end(points, size);
      else {
        setPoints([now.at]);
        setSaid(words.drawDown);
      }
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const length = size.width * STEP;
    const at = within({ x: now.at.x + step[0] * length, y: now.at.y + step[1] * length }, size);
    setPen({ at, isDown: now.isDown });
    if (now.isDown) setPoints((before) => extended(before, at));
    else setSaid(words.pointAt(words.drawUp, percent(at.x, size.width), percent(at.y, size.height)));
  };

  return (
    <Question interaction={interaction} hint={words.drawHelp} said={said} isFull={isFull}>
      <div className="draw-tools">
        <fieldset className="draw-choices" aria-label={words.drawTool}>
          <Option isOn={!isStraight} onPress={() => setStraight(false)}>
            {words.drawFree}
          </Option>
          <Option isOn={isStraight} onPress={() => setStraight(true)}>
            {words.drawStraight}
          </Option>
        </fieldset>
        <fieldset className="draw-choices" aria-label={words.drawColour}>
          {(Object.keys(COLOURS) as Colour[]).map((name) => (
            <Option key={name} isOn={colour === name} onPress={() => setColour(name)}>
              <svg className="draw-colour" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                <circle cx="8" cy="8" r="7" fill={COLOURS[name]} />
              </svg>
              {words.drawColours[name]}
            </Option>
          ))}
        </fieldset>
      </div>
      <Stage
        handle={stage}
        picture={interaction.picture}
        shapes={() =>
          [...strokes, ...(points.length > 1 ? [{ colour, points }] : [])].map((stroke, index) => (
            <path
              // biome-ignore lint/suspicious/noArrayIndexKey: strokes are only added and undone at the end
              key={index}
              className="draw-stroke"
              stroke={COLOURS[stroke.colour]}
              d={pathOf(stroke.points)}
            />
          ))
        }
        spots={(size) => (
          <>
            <div
              className="draw-surface"
              role="application"
              aria-label={interaction.label ?? words.drawing}
              aria-roledescription={words.drawing}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: the pen is moved by keys
              tabIndex={0}
              onKeyDown={(event) => onKey(event, size)}
              onBlur={() => {
                if (pen?.isDown === true) end(points, size);
                setPen(null);
              }}
              {...pointer(size)}
            />
            {pen !== null && (
              <svg
                className="draw-pen"
                viewBox={`0 0 ${size.width} ${size.height}`}
                aria-hidden="true"
                focusable="false"
              >
                <circle
                  className="draw-pen-mark"
                  data-down={pen.isDown}
                  cx={pen.at.x}
                  cy={pen.at.y}
                  r={size.width / 60}
                />
              </svg>
            )}
          </>
        )}
        tools={(size) => (
          <>
            <Button
              icon="undo"
              isDisabled={readOnly || strokes.length === 0}
              onPress={() => save(strokes.slice(0, -1), size)}
            >
              {words.drawUndo}
            </Button>
            <Button isDisabled={readOnly || strokes.length === 0} onPress={() => save([], size)}>
              {words.drawClear}
            </Button>
          </>
        )}
      />
    </Question>
  );
}

interface OptionProps {
  readonly isOn: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Option({ isOn, onPress, children }: OptionProps) {
  return (
    <button type="button" className="comfort-option" aria-pressed={isOn} onClick={onPress}>
      {children}
    </button>
  );
}

function within({ x, y }: Point, { width, height }: Size): Point {
  return { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
}

function percent(part: number, whole: number): number {
  return Math.round((100 * part) / whole);
}
