/** The calculator on screen: pressed, or typed while the focus is in it. Escape closes it. */
import { Button } from '@cloison/theme';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useLanguage } from '../words/WordsContext.tsx';
import { type CalculatorKey, EMPTY_CALCULATOR, pressKey } from './calculate.ts';
import { TOOL_WORDS } from './tool-words.ts';

const ROWS: readonly (readonly CalculatorKey[])[] = [
  ['C', '⌫', '÷'],
  ['7', '8', '9', '×'],
  ['4', '5', '6', '−'],
  ['1', '2', '3', '+'],
  ['0', ',', '='],
];

/** Keys of a keyboard that are not what is written on the calculator. */
const TYPED: Readonly<Record<string, CalculatorKey>> = {
  '*': '×',
  x: '×',
  '/': '÷',
  ':': '÷',
  '-': '−',
  '.': ',',
  Enter: '=',
  Backspace: '⌫',
  Delete: 'C',
  c: 'C',
};

export function Calculator({ onClose }: { readonly onClose: () => void }) {
  const words = TOOL_WORDS[useLanguage()].calculator;
  const [state, setState] = useState(EMPTY_CALCULATOR);
  const box = useRef<HTMLElement>(null);
  const title = useId();
  useEffect(() => box.current?.focus(), []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return onClose();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isOnButton = event.target instanceof HTMLButtonElement;
    // Enter on a button presses that button.
    if (isOnButton && event.key === 'Enter') return;
    const key = TYPED[event.key] ?? (/^[\d,+=]$/.test(event.key) ? (event.key as CalculatorKey) : null);
    if (key === null) return;
    event.preventDefault();
    setState((now) => pressKey(now, key));
  };

  return (
    <section ref={box} className="calculator" aria-labelledby={title} tabIndex={-1} onKeyDown={onKeyDown}>
      <div className="calculator-head">
        <h2 id={title}>{words.title}</h2>
        <Button variant="quiet" icon="close" iconOnly onPress={onClose}>
          {words.close}
        </Button>
      </div>
      <output className="calculator-screen" aria-live="polite">
        {state.error ? words.error : state.expression || '0'}
      </output>
      <div className="calculator-keys">
        {ROWS.flat().map((key) => (
          <button
            key={key}
            type="button"
            className="calculator-key"
            data-key={key}
            data-kind={/\d|,/.test(key) ? 'digit' : 'sign'}
            aria-label={words.keys[key] ?? key}
            onClick={() => setState((now) => pressKey(now, key))}
          >
            {key}
          </button>
        ))}
      </div>
    </section>
  );
}
