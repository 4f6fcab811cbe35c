/** A word or a number within a line. What is typed is kept as it is: reading "3,5" as a number is the scorer's work. */
import { parseNumber, type TextEntryInteraction } from '@cloison/qti/delivery';
import { useId, useState } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { classNumber, fieldName } from './naming.ts';
import { fitsMask, longest, typedResponse } from './typed-text.ts';

/** Widths that the style sheet knows, in characters: QTI's `qti-input-width-*`. */
const WIDTHS = [1, 2, 3, 4, 6, 10, 15, 20, 30, 40] as const;

export function TextEntryField({ interaction }: { readonly interaction: TextEntryInteraction }) {
  const { item, readOnly, flush } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const hintId = useId();
  const { input, maxLength, expectedLength, classes, patternMask, patternMessage, placeholder } = interaction;
  const saved = typeof value === 'string' ? value : '';
  // Spaces at the ends are not part of the response yet, but must not vanish while somebody types.
  const [typed, setTyped] = useState(saved);
  const [left, setLeft] = useState(true);
  const shown = typedResponse(typed, maxLength) === value ? typed : saved;
  const wide = classNumber(classes, 'qti-input-width-') ?? expectedLength ?? (input === 'numeric' ? 6 : 15);
  const width = WIDTHS.find((known) => known >= wide) ?? 40;
  const hint = !left || saved === '' ? null : complaint();

  function complaint(): string | null {
    if (input === 'numeric' && parseNumber(saved) === null) return words.item.notANumber;
    return fitsMask(saved, patternMask) ? null : patternMessage;
  }

  return (
    <span className="text-entry">
      <input
        className="text-entry-input"
        data-width={width}
        type="text"
        inputMode={input === 'numeric' ? 'decimal' : 'text'}
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-label={fieldName(item, interaction, words)}
        aria-describedby={hint === null ? undefined : hintId}
        maxLength={longest(maxLength)}
        placeholder={placeholder ?? ''}
        readOnly={readOnly}
        value={shown}
        onChange={({ target }) => {
          setTyped(target.value);
          setLeft(false);
          answer(typedResponse(target.value, maxLength), { typing: true });
        }}
        onBlur={() => {
          setLeft(true);
          flush();
        }}
      />
      {hint !== null && (
        <span id={hintId} className="text-entry-hint" role="status">
          {hint}
        </span>
      )}
    </span>
  );
}
