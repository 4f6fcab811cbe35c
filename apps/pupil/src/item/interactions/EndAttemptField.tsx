/** A button that asks for something the item offers (a hint, the end of an attempt). What was asked for is part of the answer. */
import type { EndAttemptInteraction } from '@cloison/qti/delivery';
import { Icon } from '@cloison/theme';
import { useWords } from '../../words/WordsContext.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';

export function EndAttemptField({ interaction }: { readonly interaction: EndAttemptInteraction }) {
  const { readOnly, attempts } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  // With several attempts, a way to end that is gone was used; with one, the response says whether it was asked for.
  const isAsked = attempts === undefined ? value === 'true' : !attempts.ways.has(interaction.responseId);
  const press = () => {
    if (attempts === undefined) answer(isAsked ? null : 'true');
    else attempts.end(interaction.responseId);
  };
  return (
    <span className="end-attempt">
      <button
        type="button"
        className="comfort-option"
        aria-pressed={isAsked}
        disabled={readOnly || (attempts !== undefined && isAsked)}
        onClick={press}
      >
        {interaction.title}
      </button>
      <span className="end-attempt-state" role="status">
        {isAsked && (
          <>
            <Icon name="check" /> {words.item.asked}
          </>
        )}
      </span>
    </span>
  );
}
