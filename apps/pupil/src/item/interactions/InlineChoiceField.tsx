/** A menu within a line. It is the browser's own, which keyboards, fingers and screen readers can use. */
import type { InlineChoiceInteraction } from '@cloison/qti/delivery';
import { plainText } from '../../sitting/item-layout.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { fieldName, inPupilsOrder } from './naming.ts';

export function InlineChoiceField({ interaction }: { readonly interaction: InlineChoiceInteraction }) {
  const { item, seed, readOnly } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const { responseId, choices, shuffle, placeholder } = interaction;
  return (
    <select
      className="inline-choice"
      data-answered={value !== null}
      aria-label={fieldName(item, interaction, words)}
      value={typeof value === 'string' ? value : ''}
      disabled={readOnly}
      onChange={(event) => answer(event.target.value === '' ? null : event.target.value)}
    >
      <option value="">{placeholder ?? words.item.menu}</option>
      {inPupilsOrder(choices, shuffle, seed, `${item.id}/${responseId}`).map(({ id, content }) => (
        <option key={id} value={id}>
          {plainText(content)}
        </option>
      ))}
    </select>
  );
}
