/** Some of the choices, in order: picked one after the other or dragged to a place, then moved by arrows or dragged again. */
import './order.css';
import type { OrderInteraction } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { useId, useState } from 'react';
import { membersOf, moveTo } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { Content, PieceCards } from '../content/Content.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { choiceName, fieldName, inPupilsOrder } from './naming.ts';
import { useDrag } from './use-drag.ts';

export function OrderPicks({ interaction }: { readonly interaction: OrderInteraction }) {
  const { item, seed, readOnly } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const promptId = useId();
  const [said, setSaid] = useState('');
  const [full, setFull] = useState(false);
  /** An empty place was pressed: the next choice goes there. */
  const [isWanted, setWanted] = useState(false);
  const { responseId, choices, shuffle, prompt, maxChoices } = interaction;
  const picked = membersOf(value);
  const left = inPupilsOrder(choices, shuffle, seed, `${item.id}/${responseId}`).filter(
    ({ id }) => !picked.includes(id),
  );
  const contentOf = (id: string) => choices.find((choice) => choice.id === id)?.content ?? [];

  const set = (next: readonly string[], moved: string) => {
    if (readOnly) return;
    setFull(false);
    setWanted(false);
    answer(next.length === 0 ? null : next);
    const position = next.indexOf(moved);
    setSaid(
      position < 0
        ? ''
        : words.item.orderPlace(choiceName(contentOf(moved), moved), position + 1, next.length),
    );
  };
  const pick = (id: string) => {
    if (picked.length >= maxChoices) {
      setFull(true);
      return setSaid(words.item.full(maxChoices));
    }
    set([...picked, id], id);
  };
  const drag = useDrag<string>((id, { place }) => {
    const others = picked.filter((other) => other !== id);
    if (place === 'bank') {
      if (others.length < picked.length) set(others, id);
    } else if (others.length >= maxChoices) {
      setFull(true);
      setSaid(words.item.full(maxChoices));
    } else {
      const at = Math.min(Number(place), others.length);
      set([...others.slice(0, at), id, ...others.slice(at)], id);
    }
  }, !readOnly);

  return (
    <section className="order-field" aria-labelledby={promptId} data-drag-root>
      <div id={promptId} className={prompt.length === 0 ? 'only-heard' : 'item-prompt'}>
        {prompt.length === 0 ? fieldName(item, interaction, words) : <Content nodes={prompt} explains />}
      </div>
      <p className="item-hint">{words.item.orderPickHelp}</p>
      <ol className="order-list">
        {picked.map((id, index) => {
          const name = choiceName(contentOf(id), id);
          return (
            <li
              key={id}
              className="order-row"
              data-drop={index}
              data-dragged={drag.dragged === id}
              data-over={drag.dragged !== null && drag.over === String(index)}
            >
              <span className="order-number" aria-hidden="true">
                {index + 1}
              </span>
              <span className="order-content" data-drags={!readOnly} onPointerDown={drag.start(id)}>
                <Content nodes={contentOf(id)} />
              </span>
              <PieceCards nodes={contentOf(id)} />
              <span className="order-arrows">
                <Button
                  icon="up"
                  iconOnly
                  isDisabled={readOnly || index === 0}
                  onPress={() => set(moveTo(picked, index, index - 1), id)}
                >
                  {words.item.orderUp(name)}
                </Button>
                <Button
                  icon="down"
                  iconOnly
                  isDisabled={readOnly || index === picked.length - 1}
                  onPress={() => set(moveTo(picked, index, index + 1), id)}
                >
                  {words.item.orderDown(name)}
                </Button>
                <Button
                  icon="close"
                  iconOnly
                  isDisabled={readOnly}
                  onPress={() =>
                    set(
                      picked.filter((other) => other !== id),
                      id,
                    )
                  }
                >
                  {words.item.orderRemove(name)}
                </Button>
              </span>
            </li>
          );
        })}
        {emptyPositions(picked.length, maxChoices).map((position) => (
          <li key={position}>
            <button
              type="button"
              className="order-slot"
              data-drop={position - 1}
              data-over={drag.dragged !== null && drag.over === String(position - 1)}
              aria-pressed={isWanted && position === picked.length + 1}
              aria-label={words.item.orderEmpty(position)}
              disabled={readOnly}
              onClick={() => setWanted(!isWanted)}
            >
              <span className="order-number">{position}</span>
            </button>
          </li>
        ))}
      </ol>
      <ul className="order-bank" data-drop="bank" data-wanted={isWanted}>
        {left.map(({ id, content }) => (
          <li key={id}>
            <button
              type="button"
              className="match-piece"
              disabled={readOnly}
              data-drags={!readOnly}
              data-dragged={drag.dragged === id}
              aria-label={words.item.orderAdd(choiceName(content, id))}
              onPointerDown={drag.start(id)}
              onClick={() => pick(id)}
            >
              <span>
                <Content nodes={content} />
              </span>
            </button>
            <PieceCards nodes={content} />
          </li>
        ))}
      </ul>
      <p className="item-limit" data-tone={full ? 'full' : 'said'} role="status">
        {said}
      </p>
    </section>
  );
}

/** Numbers of the positions that are still empty, from 1. */
function emptyPositions(filled: number, all: number): number[] {
  return Array.from({ length: Math.max(0, all - filled) }, (_, index) => filled + index + 1);
}
