/** Several texts of one response (`max-strings`): a field for each, and a button for one more where many may be given. */
import type { ExtendedTextInteraction } from '@cloison/qti/delivery';
import { useEffect, useId, useRef, useState } from 'react';
import { useLanguage, useWords } from '../../words/WordsContext.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { classNumber, fieldName, saysCount } from './naming.ts';
import { Question } from './Question.tsx';
import { answerOf, fieldsAtFirst, textsOf } from './several-texts.ts';
import { SEVERAL_TEXTS_WORDS } from './several-texts-words.ts';
import { fitsMask, typedResponse } from './typed-text.ts';

/** Longer texts get several lines. Characters. */
const ONE_LINE = 60;

export function SeveralTextsField({ interaction }: { readonly interaction: ExtendedTextInteraction }) {
  const { item, readOnly, flush } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const own = SEVERAL_TEXTS_WORDS[useLanguage()];
  const id = useId();
  const { prompt, classes, expectedLines, expectedLength, format, maxLength } = interaction;
  const { min, max } = interaction.strings ?? { min: 1, max: 1 };
  const saved = textsOf(value);
  // Spaces at the ends are not part of a text yet, but must not vanish while somebody types.
  const [typed, setTyped] = useState<readonly string[]>(saved);
  const [asked, setAsked] = useState(() => fieldsAtFirst({ min, max }));
  const [left, setLeft] = useState(true);
  const last = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const [added, setAdded] = useState(0);
  useEffect(() => {
    if (added > 0) last.current?.focus();
  }, [added]);

  const count = Math.min(max, Math.max(asked, saved.length));
  const shown = Array.from({ length: count }, (_, index) => {
    const [held = '', text = ''] = [saved[index], typed[index]];
    return (typedResponse(text, maxLength) ?? '') === held ? text : held;
  });
  const wanted = expectedLines ?? (expectedLength === null ? 1 : Math.ceil(expectedLength / ONE_LINE));
  const rows = Math.min(
    12,
    classNumber(classes, 'qti-height-lines-') ?? (format === undefined ? wanted : Math.max(2, wanted)),
  );
  const misfits = left && saved.some((text) => !fitsMask(text, interaction.patternMask));
  const change = (index: number, text: string) => {
    const next = shown.map((one, at) => (at === index ? text : one));
    setTyped(next);
    setLeft(false);
    answer(answerOf(next, maxLength), { typing: true });
  };
  const hint = saysCount(prompt, max, 'write') ? undefined : own.howMany(min, max);

  return (
    <Question
      interaction={interaction}
      said={misfits ? (interaction.patternMessage ?? '') : ''}
      {...(hint === undefined ? {} : { hint })}
      className="several-texts"
    >
      <ol className="several-texts-list">
        {shown.map((text, index) => {
          const name = count === 1 ? words.item.yourText : words.item.blank(index + 1);
          const field = {
            id: `${id}-${index}`,
            'aria-label': `${name}, ${fieldName(item, interaction, words)}`,
            'aria-describedby': `${id}-${index}-count`,
            maxLength,
            placeholder: interaction.placeholder ?? '',
            readOnly,
            // As in `ExtendedTextField`: nothing typed is written to disk by the browser, or spelled for some.
            autoComplete: 'off',
            autoCorrect: 'off',
            autoCapitalize: 'off',
            spellCheck: false,
            value: text,
            ref: index === count - 1 ? last : undefined,
            onChange: ({ target }: { target: { value: string } }) => change(index, target.value),
            onBlur: () => {
              setLeft(true);
              flush();
            },
          };
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a field is its place in the response
            <li key={index} className="several-texts-row">
              <label htmlFor={`${id}-${index}`}>{name}</label>
              <span
                id={`${id}-${index}-count`}
                className="item-count"
                data-near={text.length > maxLength * 0.9}
              >
                {words.item.characters(text.length, maxLength)}
              </span>
              {rows > 1 ? <textarea {...field} rows={rows} /> : <input {...field} type="text" />}
            </li>
          );
        })}
      </ol>
      {count < max && !readOnly && (
        <button
          type="button"
          className="comfort-option"
          onClick={() => {
            setAsked(count + 1);
            setAdded((times) => times + 1);
          }}
        >
          {own.add}
        </button>
      )}
    </Question>
  );
}
