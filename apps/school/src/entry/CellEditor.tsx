/** The field in a cell in which a text or a number is typed. */
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import type { EntryController } from './entry-controller.ts';
import { frenchDigits } from './typed-answer.ts';

interface CellEditorProps {
  readonly initial: string;
  readonly numeric: boolean;
  readonly label: string;
  readonly controller: EntryController;
  readonly onDone: () => void;
}

/** A text or number being typed. What is wrong stays in the field, with the reason below the grid. */
export function CellEditor({ initial, numeric, label, controller, onDone }: CellEditorProps) {
  const [text, setText] = useState(initial);
  const [wrong, setWrong] = useState(false);
  const leaving = useRef(false);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const end = input.current?.value.length ?? 0;
    input.current?.focus();
    input.current?.setSelectionRange(end, end);
  }, []);
  const commit = (then: 'moveOn' | 'stay', typed = text): boolean => {
    const good = controller.commitText(typed, then);
    setWrong(!good);
    if (good) {
      leaving.current = true;
      onDone();
    }
    return good;
  };
  // A page that is closed fires no blur for its fields.
  const onPageHide = useEffectEvent(() => {
    if (!leaving.current) commit('stay');
  });
  useEffect(() => {
    addEventListener('pagehide', onPageHide);
    return () => removeEventListener('pagehide', onPageHide);
  }, []);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const { key } = event;
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (key === 'Escape') {
      leaving.current = true;
      onDone();
    } else if (key === 'Enter') commit('moveOn');
    else if (key === 'Tab' || key === 'ArrowUp' || key === 'ArrowDown') {
      if (commit('stay')) controller.press({ key, code: event.code, shift: event.shiftKey, control: false });
    } else return;
    event.preventDefault();
  };
  return (
    <input
      ref={input}
      className="cell-editor"
      aria-label={label}
      aria-invalid={wrong}
      inputMode={numeric ? 'decimal' : 'text'}
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => {
        const typed = numeric ? frenchDigits(event.target.value) : event.target.value;
        const { data } = event.nativeEvent as InputEvent;
        if (!controller.acceptsTyped(typed, data ?? typed)) {
          setWrong(true);
          return;
        }
        setWrong(false);
        setText(typed);
        const complete = typed.length > text.length && controller.isComplete(typed);
        if (complete) commit('moveOn', typed);
      }}
      onKeyDown={onKeyDown}
      onBlur={() => {
        if (!leaving.current) commit('stay');
      }}
    />
  );
}
