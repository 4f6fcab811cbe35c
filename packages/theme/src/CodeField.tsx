/** One field for a code: it groups itself, accepts paste, and says at which symbol something is wrong. */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { type CodeRules, type CodeVerdict, caretAfterGrouping, codeVerdict } from './code-verdict.ts';
import { Icon } from './icons.tsx';

export interface CodeFieldProps {
  readonly label: string;
  readonly help?: ReactNode;
  /** As shown, grouped. */
  readonly value: string;
  readonly onChange: (grouped: string) => void;
  readonly rules: CodeRules;
  /** Words for a verdict; null says nothing. */
  readonly say: (verdict: CodeVerdict) => ReactNode | null;
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
  readonly autoFocus?: boolean;
  readonly onSubmit?: () => void;
}

const TONES: Readonly<Record<CodeVerdict['kind'], 'none' | 'good' | 'bad'>> = {
  empty: 'none',
  partial: 'none',
  symbol: 'bad',
  'too-long': 'bad',
  check: 'bad',
  good: 'good',
};

export function CodeField(props: CodeFieldProps) {
  const { label, help, value, onChange, rules, say, placeholder, onSubmit } = props;
  const { isDisabled = false, autoFocus = false } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);
  const verdict = codeVerdict(value, rules);
  const tone = TONES[verdict.kind];
  const words = say(verdict);

  // Here and not by the attribute, which browsers ignore on what is added to a page.
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);

  useLayoutEffect(() => {
    if (caret.current === null || input.current === null) return;
    if (document.activeElement === input.current) {
      input.current.setSelectionRange(caret.current, caret.current);
    }
    caret.current = null;
  });

  const change = (typed: string, at = input.current?.selectionStart ?? typed.length) => {
    const grouped = rules.group(typed);
    caret.current = caretAfterGrouping(typed, at, grouped, rules);
    onChange(grouped);
  };
  /** On a French keyboard the keys of digits give `"` or `-` without Shift: codes have the digit of the key. */
  const typeDigit = (event: KeyboardEvent<HTMLInputElement>): boolean => {
    const digit = /^Digit(\d)$/.exec(event.code)?.[1];
    const isSign = event.key.length === 1 && !/[\p{L}\p{N}]/u.test(event.key);
    const isLetterOfRow = /^[éèçà]$/i.test(event.key);
    if (digit === undefined || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (!isSign && !isLetterOfRow) return false;
    const { selectionStart, selectionEnd } = event.currentTarget;
    const [start, end] = [selectionStart ?? value.length, selectionEnd ?? value.length];
    change(value.slice(0, start) + digit + value.slice(end), start + 1);
    return true;
  };

  return (
    <div className="code-field">
      <label htmlFor={id}>{label}</label>
      {help !== undefined && (
        <span id={`${id}-help`} className="code-field-help">
          {help}
        </span>
      )}
      <div className="code-field-frame" data-tone={tone}>
        <Echo value={value} verdict={verdict} rules={rules} />
        <input
          ref={input}
          id={id}
          type="text"
          value={value}
          placeholder={placeholder ?? ''}
          disabled={isDisabled}
          aria-invalid={tone === 'bad' ? true : undefined}
          aria-describedby={help === undefined ? undefined : `${id}-help`}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="characters"
          spellCheck={false}
          enterKeyHint="go"
          onChange={({ target }) => change(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              onSubmit?.();
            } else if (typeDigit(event)) event.preventDefault();
          }}
        />
      </div>
      <div className="code-field-verdict" data-tone={tone} role="status">
        {tone !== 'none' && words !== null && <Icon name={tone === 'good' ? 'check' : 'warning'} />}
        <span>{words}</span>
      </div>
    </div>
  );
}

/** The same text behind the input, invisible but for a frame round the symbol that no code has. */
function Echo({ value, verdict, rules }: { value: string; verdict: CodeVerdict; rules: CodeRules }) {
  if (verdict.kind !== 'symbol') return null;
  let seen = 0;
  const at = [...value].findIndex((symbol) => {
    if (rules.normalise(symbol).length > 0) seen++;
    return seen === verdict.position;
  });
  return (
    <div className="code-field-echo" aria-hidden="true">
      {value.slice(0, at)}
      <mark>{value.slice(at, at + 1)}</mark>
      {value.slice(at + 1)}
    </div>
  );
}
