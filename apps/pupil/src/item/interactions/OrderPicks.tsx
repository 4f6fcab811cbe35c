/** Some of the choices, in order: picked one after the other, then moved by arrows. */
import type { OrderInteraction } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { useId, useState } from 'react';
import { membersOf, moveTo } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { Content } from '../content/Content.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { choiceName, fieldName, inPupilsOrder } from './naming.ts';

export function OrderPicks({ interaction }: { readonly interaction: OrderInteraction }) {
  const { item, seed, readOnly } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const promptId = useId();
  const [said, setSaid] = useState('');
  const [full, setFull] = useState(false);
  const { responseId, choices, shuffle, prompt, maxChoices } = interaction;
  const picked = membersOf(value);
  const left = inPupilsOrder(choices, shuffle, seed, `${item.id}/${responseId}`).filter(
    ({ id }) => !picked.includes(id),
  );
  const contentOf = (id: string) => choices.find((choice) => choice.id === id)?.content ?? [];

  const set = (next: readonly string[], moved: string) => {
    if (readOnly) return;
    setFull(false);
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

  return (
    <section className="order-field" aria-labelledby={promptId}>
      <div id={promptId} className={prompt.length === 0 ? 'only-heard' : 'item-prompt'}>
        {prompt.length === 0 ? fieldName(item, interaction, words) : <Content nodes={prompt} explains />}
      </div>
      <p className="item-hint">{words.item.orderPickHelp}</p>
      <ol className="order-list">
        {picked.map((id, index) => {
          const name = choiceName(contentOf(id), id);
          return (
            <li key={id} className="order-row">
              <span className="order-number" aria-hidden="true">
                {index + 1}
              </span>
              <span className="order-content">
                <Content nodes={contentOf(id)} />
              </span>
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
          <li key={position} className="order-slot">
            <span className="order-number">{position}</span>
          </li>
        ))}
      </ol>
      <ul className="order-bank">
        {left.map(({ id, content }) => (
          <li key={id}>
            <button
              type="button"
              className="match-piece"
              disabled={readOnly}
              aria-label={words.item.orderAdd(choiceName(content, id))}
              onClick={() => pick(id)}
            >
              <span>
                <Content nodes={content} />
              </span>
            </button>
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
