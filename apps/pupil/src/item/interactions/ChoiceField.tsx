/** One choice (radio buttons) or several (checkboxes, up to a maximum that is said, never silent). */
import type { ChoiceInteraction } from '@cloison/qti/delivery';
import { Icon } from '@cloison/theme';
import { useId, useState } from 'react';
import { toggleMember } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { Content } from '../content/Content.tsx';
import { useItem, useMembers } from '../content/ItemContext.tsx';
import { choiceLabel, classNumber, fieldName, inPupilsOrder, limitHint, saysCount } from './naming.ts';

export function ChoiceField({ interaction }: { readonly interaction: ChoiceInteraction }) {
  const { item, seed, readOnly } = useItem();
  const { held, hold } = useMembers(interaction.responseId);
  const words = useWords();
  const name = useId();
  const [full, setFull] = useState(false);
  const { responseId, choices, shuffle, minChoices, maxChoices, classes, prompt, label } = interaction;
  const single =
    maxChoices === 1 && item.responses.find(({ id }) => id === responseId)?.cardinality === 'single';
  const columns = classNumber(classes, 'qti-choices-stacking-') ?? 0;
  const horizontal =
    interaction.orientation === 'horizontal' || classes.includes('qti-orientation-horizontal');

  const press = (choiceId: string) => {
    if (readOnly) return;
    if (single) return hold([choiceId]);
    const ids = choices.map(({ id }) => id);
    const next = toggleMember(ids, maxChoices, held, choiceId);
    setFull(next === null);
    if (next !== null) hold(next);
  };

  return (
    <fieldset className="choice-field" {...(label === null ? {} : { 'aria-label': label })}>
      <legend className={prompt.length === 0 ? 'only-heard' : 'item-prompt'}>
        {prompt.length === 0 ? (
          (label ?? fieldName(item, interaction, words))
        ) : (
          <Content nodes={prompt} explains />
        )}
      </legend>
      {!saysCount(prompt, maxChoices) && (
        <p className="item-hint">{limitHint({ minChoices, maxChoices, count: choices.length }, words)}</p>
      )}
      <div
        className="choices"
        data-columns={Math.min(columns, 4)}
        data-flow={horizontal && columns === 0 ? 'row' : 'column'}
      >
        {inPupilsOrder(choices, shuffle, seed, `${item.id}/${responseId}`).map(({ id, content }, index) => {
          const checked = held.includes(id);
          const before = choiceLabel(classes, index);
          return (
            <label key={id} className="choice" data-checked={checked}>
              <input
                type={single ? 'radio' : 'checkbox'}
                name={name}
                value={id}
                checked={checked}
                aria-disabled={readOnly}
                onChange={() => press(id)}
              />
              <span className="choice-mark" data-kind={single ? 'radio' : 'checkbox'} aria-hidden="true">
                {!single && checked && <Icon name="check" />}
              </span>
              {before !== null && <span className="choice-label">{before}</span>}
              <span className="choice-content">
                <Content nodes={content} explains />
              </span>
            </label>
          );
        })}
      </div>
      {!single && (
        <p className="item-limit" role="status">
          {full ? words.item.full(maxChoices) : ''}
        </p>
      )}
      {/* Its place is kept: nothing below moves when it comes. */}
      {single && !readOnly && (
        <button type="button" className="item-clear" data-idle={held.length === 0} onClick={() => hold([])}>
          {words.item.clear}
        </button>
      )}
    </fieldset>
  );
}
