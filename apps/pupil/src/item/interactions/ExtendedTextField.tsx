/** A longer text, with the number of characters that are left. */
import type { ExtendedTextInteraction } from '@cloison/qti/delivery';
import { useId, useState } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { Content } from '../content/Content.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { MarkedTextField } from './MarkedTextField.tsx';
import { classNumber, fieldName } from './naming.ts';
import { SeveralTextsField } from './SeveralTextsField.tsx';
import { fitsMask, longest, typedResponse } from './typed-text.ts';

export function ExtendedTextField({ interaction }: { readonly interaction: ExtendedTextInteraction }) {
  const declared = useItem().item.responses.find(({ id }) => id === interaction.responseId);
  const takesList = declared?.cardinality === 'multiple' || declared?.cardinality === 'ordered';
  if (interaction.format === 'xhtml' && !takesList) return <MarkedTextField interaction={interaction} />;
  return takesList ? (
    <SeveralTextsField interaction={interaction} />
  ) : (
    <OneTextField interaction={interaction} />
  );
}

function OneTextField({ interaction }: { readonly interaction: ExtendedTextInteraction }) {
  const { item, readOnly, flush } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const id = useId();
  const { prompt, classes, expectedLines, expectedLength, patternMask, patternMessage } = interaction;
  const maxLength = longest(interaction.maxLength);
  const saved = typeof value === 'string' ? value : '';
  const [typed, setTyped] = useState(saved);
  const [left, setLeft] = useState(true);
  const shown = typedResponse(typed, maxLength) === value ? typed : saved;
  const wanted = expectedLines ?? (expectedLength === null ? null : Math.ceil(expectedLength / 60));
  const rows = Math.min(18, Math.max(3, classNumber(classes, 'qti-height-lines-') ?? wanted ?? 6));
  const hint = left && !fitsMask(saved, patternMask) ? patternMessage : null;

  return (
    <div className="extended-text">
      <label htmlFor={id} className={prompt.length === 0 ? 'only-heard' : 'item-prompt'}>
        {prompt.length === 0 ? fieldName(item, interaction, words) : <Content nodes={prompt} explains />}
      </label>
      <textarea
        id={id}
        rows={rows}
        maxLength={maxLength}
        placeholder={interaction.placeholder ?? ''}
        readOnly={readOnly}
        // Without "off" Chromium writes what is typed, in clear, into its session files on disk. Its spelling
        // checker would help some pupils and not others.
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-describedby={`${id}-count`}
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
      <p id={`${id}-count`} className="item-count" data-near={shown.length > maxLength * 0.9}>
        {classes.includes('qti-counter-down')
          ? words.item.charactersLeft(maxLength - shown.length)
          : words.item.characters(shown.length, maxLength)}
      </p>
      <p className="item-limit" role="status">
        {hint ?? ''}
      </p>
    </div>
  );
}
