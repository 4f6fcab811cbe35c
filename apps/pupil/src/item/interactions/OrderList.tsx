/**
 * Puts all choices in order: arrows on each row, and a handle to drag or to move by keys. There is no response until
 * a row was moved or the order confirmed.
 */
import './order.css';
import type { OrderInteraction } from '@cloison/qti/delivery';
import { Button, Icon } from '@cloison/theme';
import { type KeyboardEvent, type PointerEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { moveTo } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { Content, PieceCards } from '../content/Content.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { choiceName, fieldName, inPupilsOrder } from './naming.ts';

/** The part of a row that has the focus. */
type Part = 'handle' | 'up' | 'down';

export function OrderList({ interaction }: { readonly interaction: OrderInteraction }) {
  const { item, seed, readOnly } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const promptId = useId();
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const refocus = useRef<{ readonly id: string; readonly part: Part } | null>(null);
  const { responseId, choices, shuffle, prompt } = interaction;
  const first = inPupilsOrder(choices, shuffle, seed, `${item.id}/${responseId}`).map(({ id }) => id);
  const order =
    Array.isArray(value) && value.length === choices.length ? (value as readonly string[]) : first;
  const contentOf = (id: string) => choices.find((choice) => choice.id === id)?.content ?? [];

  // A row that moves in the document loses the focus, so it gets it back.
  useLayoutEffect(() => {
    const { current: wanted } = refocus;
    refocus.current = null;
    if (wanted === null) return;
    const row = list.current?.children[order.indexOf(wanted.id)];
    const part = row?.querySelector<HTMLElement>(`[data-part="${wanted.part}"]:not(:disabled)`);
    (part ?? row?.querySelector<HTMLElement>('[data-part="handle"]'))?.focus();
  });

  const move = (from: number, to: number, part: Part) => {
    const id = order[from];
    if (readOnly || id === undefined || to < 0 || to >= order.length || from === to) return;
    refocus.current = { id, part };
    answer(moveTo(order, from, to));
    setSaid(words.item.orderPlace(choiceName(contentOf(id), id), to + 1, order.length));
  };

  const onKey = (event: KeyboardEvent, index: number) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step === 0) return;
    event.preventDefault();
    move(index, index + step, 'handle');
  };

  /** The dragged row goes behind every other row whose middle is above the pointer. */
  const onDrag = (event: PointerEvent) => {
    if (dragged === null || list.current === null) return;
    const from = order.indexOf(dragged);
    const middles = [...list.current.children].map((row) => {
      const { top, height } = row.getBoundingClientRect();
      return top + height / 2;
    });
    move(from, middles.filter((middle, index) => index !== from && event.clientY > middle).length, 'handle');
  };

  return (
    <section className="order-field" aria-labelledby={promptId}>
      <div id={promptId} className={prompt.length === 0 ? 'only-heard' : 'item-prompt'}>
        {prompt.length === 0 ? fieldName(item, interaction, words) : <Content nodes={prompt} explains />}
      </div>
      <p className="item-hint">{words.item.orderHelp}</p>
      <ol
        ref={list}
        className="order-list"
        onPointerMove={onDrag}
        onPointerUp={() => setDragged(null)}
        onPointerCancel={() => setDragged(null)}
      >
        {order.map((id, index) => {
          const name = choiceName(contentOf(id), id);
          return (
            <li key={id} className="order-row" data-dragged={dragged === id}>
              <span className="order-number" aria-hidden="true">
                {index + 1}
              </span>
              <button
                type="button"
                className="order-handle"
                data-part="handle"
                aria-label={words.item.orderDrag(name)}
                disabled={readOnly}
                onKeyDown={(event) => onKey(event, index)}
                onPointerDown={(event) => {
                  list.current?.setPointerCapture(event.pointerId);
                  setDragged(id);
                }}
              >
                <Icon name="grip" />
              </button>
              <span
                className="order-content"
                data-grabs={!readOnly}
                onPointerDown={(event) => {
                  // A finger on the words scrolls: it drags by the handle.
                  if (readOnly || event.pointerType !== 'mouse' || event.button !== 0) return;
                  list.current?.setPointerCapture(event.pointerId);
                  setDragged(id);
                }}
              >
                <Content nodes={contentOf(id)} />
              </span>
              <PieceCards nodes={contentOf(id)} />
              <span className="order-arrows">
                <Button
                  icon="up"
                  data-part="up"
                  iconOnly
                  isDisabled={readOnly || index === 0}
                  onPress={() => move(index, index - 1, 'up')}
                >
                  {words.item.orderUp(name)}
                </Button>
                <Button
                  icon="down"
                  data-part="down"
                  iconOnly
                  isDisabled={readOnly || index === order.length - 1}
                  onPress={() => move(index, index + 1, 'down')}
                >
                  {words.item.orderDown(name)}
                </Button>
              </span>
            </li>
          );
        })}
      </ol>
      <div className="order-state">
        {value === null ? (
          <>
            <span>{words.item.orderNot}</span>
            <Button isDisabled={readOnly} onPress={() => answer(order)}>
              {words.item.orderKeep}
            </Button>
          </>
        ) : (
          <span className="order-kept">
            <Icon name="check" /> {words.item.orderKept}
          </span>
        )}
      </div>
      <span className="only-heard" role="status">
        {said}
      </span>
    </section>
  );
}
