/**
 * Points anywhere on a picture (`selectPoint`), or copies of an object put on it (`positionObject`). A press on the picture puts
 * one; the button puts one in the middle; each is then dragged, or moved by the arrow keys, and removed with Delete.
 */
import type { PositionObjectInteraction, SelectPointInteraction } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { useItem, useMembers } from '../content/ItemContext.tsx';
import type { Point, Size } from './hotspot-geometry.ts';
import { pointOf, pointText } from './points.ts';
import { Question } from './Question.tsx';
import { placeOn, Stage, type StageHandle } from './Stage.tsx';

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function PointField({
  interaction,
}: {
  readonly interaction: SelectPointInteraction | PositionObjectInteraction;
}) {
  const { readOnly, assetUrl } = useItem();
  const { held, hold } = useMembers(interaction.responseId);
  const words = useWords();
  const stage = useRef<StageHandle>(null);
  const [moving, setMoving] = useState<{ readonly index: number; readonly at: Point } | null>(null);
  const [said, setSaid] = useState('');
  const [isFull, setFull] = useState(false);
  const { maxChoices, minChoices } = interaction;
  const isObject = interaction.kind === 'positionObject';
  const picture = isObject ? interaction.stage : interaction.picture;
  const points = held.map(pointOf);
  const nameOf = (index: number) => (isObject ? words.item.object(index + 1) : words.item.point(index + 1));

  const say = (index: number, { x, y }: Point, size: Size) =>
    setSaid(words.item.pointAt(nameOf(index), percent(x, size.width), percent(y, size.height)));
  const put = (at: Point, size: Size) => {
    if (readOnly) return;
    const full = held.length >= maxChoices && maxChoices !== 1;
    setFull(full);
    if (full) return setSaid(words.item.full(maxChoices));
    const others = maxChoices === 1 ? [] : held;
    hold([...others, pointText(at, size)]);
    say(others.length, at, size);
  };
  const move = (index: number, to: Point, size: Size) => {
    if (readOnly) return;
    const text = pointText(to, size);
    hold(held.map((other, at) => (at === index ? text : other)));
    say(index, pointOf(text), size);
  };
  const remove = (index: number) => {
    if (readOnly) return;
    setFull(false);
    hold(held.filter((_, at) => at !== index));
    setSaid(words.item.pointGone(nameOf(index)));
  };
  const onKey = (event: KeyboardEvent, index: number, size: Size) => {
    const from = points[index];
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      remove(index);
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined || from === undefined) return;
    event.preventDefault();
    const length = event.shiftKey ? 1 : Math.max(1, Math.round(size.width / 50));
    move(index, { x: from.x + step[0] * length, y: from.y + step[1] * length }, size);
  };
  const drag = (index: number, size: Size) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (readOnly || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
      const at = stage.current?.at(event) ?? null;
      if (at !== null) setMoving({ index, at });
    },
    onPointerUp: () => {
      if (moving !== null) move(index, moving.at, size);
      setMoving(null);
    },
    onPointerCancel: () => setMoving(null),
  });

  return (
    <Question
      interaction={interaction}
      hint={`${words.item.pointCount(minChoices, maxChoices)} ${words.item.pointHelp}`}
      said={said}
      isFull={isFull}
    >
      <Stage
        handle={stage}
        picture={picture}
        onPress={(at, event) => {
          const target = event.target instanceof Element ? event.target.closest('.point') : null;
          const size = sizeOf(picture, event.currentTarget);
          if (target === null && size !== null) put(at, size);
        }}
        spots={(size) =>
          points.map((point, index) => {
            const at = moving?.index === index ? moving.at : point;
            const url = isObject ? assetUrl(interaction.object.path) : null;
            return (
              <button
                // biome-ignore lint/suspicious/noArrayIndexKey: a point is named by its number
                key={index}
                type="button"
                className="spot point"
                data-object={url !== null}
                style={placeOn(at, size)}
                aria-label={words.item.pointAt(
                  nameOf(index),
                  percent(at.x, size.width),
                  percent(at.y, size.height),
                )}
                disabled={readOnly}
                onKeyDown={(event) => onKey(event, index, size)}
                {...drag(index, size)}
              >
                {isObject && url !== null ? (
                  <img src={url} alt="" draggable={false} style={objectStyle(interaction, size)} />
                ) : (
                  <span className="point-mark" />
                )}
              </button>
            );
          })
        }
        tools={(size) =>
          readOnly ? null : (
            <>
              <Button
                isDisabled={held.length >= maxChoices}
                onPress={() => put({ x: size.width / 2, y: size.height / 2 }, size)}
              >
                {isObject ? words.item.objectAdd : words.item.pointAdd}
              </Button>
              <Button isDisabled={held.length === 0} onPress={() => remove(held.length - 1)}>
                {words.item.pointRemove}
              </Button>
            </>
          )
        }
      />
    </Question>
  );
}

function percent(part: number, whole: number): number {
  return Math.round((100 * Math.min(whole, Math.max(0, part))) / whole);
}

/** The picture's own size: as the item says, else as it is. */
function sizeOf(
  { width, height }: { width: number | null; height: number | null },
  stage: Element,
): Size | null {
  if (width !== null && height !== null) return { width, height };
  const image = stage.querySelector('img');
  return image === null ? null : { width: image.naturalWidth || 300, height: image.naturalHeight || 150 };
}

/** The object is as large beside the stage as its author made it, with the point that counts on the point. */
function objectStyle({ object, center }: PositionObjectInteraction, size: Size) {
  const { width, height } = object;
  const shift =
    center === null || width === null || height === null
      ? ['-50%', '-50%']
      : [`${(-100 * center[0]) / width}%`, `${(-100 * center[1]) / height}%`];
  return {
    width: width === null ? undefined : `${(100 * width) / size.width}cqw`,
    transform: `translate(${shift[0]}, ${shift[1]})`,
  };
}
