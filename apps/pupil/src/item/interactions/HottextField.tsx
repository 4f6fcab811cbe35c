/** Words and sentences of a text that can be chosen where they stand. */
import { type HottextInteraction, type HottextNode, hottextsOf } from '@cloison/qti/delivery';
import { type KeyboardEvent, useState } from 'react';
import { toggleMember } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { Content, TextToChooseIn } from '../content/Content.tsx';
import { useItem, useMembers } from '../content/ItemContext.tsx';
import { limitHint, saysCount } from './naming.ts';
import { Question } from './Question.tsx';

export function HottextField({ interaction }: { readonly interaction: HottextInteraction }) {
  const { readOnly } = useItem();
  const { held, hold } = useMembers(interaction.responseId);
  const words = useWords();
  const [isFull, setFull] = useState(false);
  const { prompt, content, maxChoices, minChoices } = interaction;
  const ids = hottextsOf(content).map(({ id }) => id);

  const press = (id: string) => {
    if (readOnly) return;
    const next = toggleMember(ids, maxChoices, held, id);
    setFull(next === null);
    if (next !== null) hold(next);
  };
  const onKey = (event: KeyboardEvent, id: string) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    press(id);
  };
  // Not a button element: only inline text breaks over lines as the text around it does.
  const renderHottext = ({ id, content: nodes }: HottextNode) => (
    // biome-ignore lint/a11y/useSemanticElements: see above
    <span
      className="hottext"
      role="button"
      tabIndex={0}
      aria-pressed={held.includes(id)}
      aria-disabled={readOnly}
      onClick={() => press(id)}
      onKeyDown={(event) => onKey(event, id)}
    >
      <Content nodes={nodes} />
    </span>
  );

  return (
    <Question
      interaction={interaction}
      {...(saysCount(prompt, maxChoices)
        ? {}
        : { hint: limitHint({ minChoices, maxChoices, count: ids.length }, words) })}
      said={isFull ? words.item.full(maxChoices) : ''}
      isFull
    >
      <div className="hottext-field">
        <TextToChooseIn nodes={content} renderHottext={renderHottext} />
      </div>
    </Question>
  );
}
