/** A button that asks for something the item offers (a hint, the end of an attempt). What was asked for is part of the answer. */
import type { EndAttemptInteraction } from '@cloison/qti/delivery';
import { Icon } from '@cloison/theme';
import { useWords } from '../../words/WordsContext.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';

export function EndAttemptField({ interaction }: { readonly interaction: EndAttemptInteraction }) {
  const { readOnly } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const isAsked = value === 'true';
  return (
    <span className="end-attempt">
      <button
        type="button"
        className="comfort-option"
        aria-pressed={isAsked}
        disabled={readOnly}
        onClick={() => answer(isAsked ? null : 'true')}
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
