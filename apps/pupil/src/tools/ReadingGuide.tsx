/**
 * A ruler over the line being read, or a mask that leaves a window of some lines. It follows the pointer and the focus, moves by
 * its handle (dragged, or arrow keys), and lets every press through.
 */
import './tools.css';
import { Icon } from '@cloison/theme';
import {
  type KeyboardEvent,
  type PointerEvent as ReactPointerEvent,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useLanguage } from '../words/WordsContext.tsx';
import { TOOL_WORDS } from './tool-words.ts';

/** A step of the arrow keys, about a line. CSS pixels. */
const STEP = 28;

export function ReadingGuide({ kind }: { readonly kind: 'line' | 'mask' }) {
  const words = TOOL_WORDS[useLanguage()].guide;
  const band = useRef<HTMLElement>(null);
  const [at, setAt] = useState(() => Math.round(window.innerHeight / 3));
  const isHeld = useRef(false);
  useEffect(() => {
    const put = (y: number) => setAt(Math.round(Math.min(Math.max(0, y), window.innerHeight)));
    const onPointer = (event: PointerEvent) => {
      if (!isHeld.current && event.target instanceof Element && event.target.closest('.item') !== null)
        put(event.clientY);
    };
    const onFocus = (event: FocusEvent) => {
      if (!(event.target instanceof Element) || event.target.closest('.item') === null) return;
      if (!event.target.matches(':focus-visible')) return;
      const { top, height } = event.target.getBoundingClientRect();
      put(top + Math.min(height, 200) / 2);
    };
    document.addEventListener('pointermove', onPointer);
    document.addEventListener('focusin', onFocus);
    return () => {
      document.removeEventListener('pointermove', onPointer);
      document.removeEventListener('focusin', onFocus);
    };
  }, []);
  // By the object model, which a strict content policy allows, where a style attribute is not.
  useEffect(() => band.current?.style.setProperty('top', `${at}px`), [at]);

  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: -STEP, ArrowDown: STEP, PageUp: -5 * STEP, PageDown: 5 * STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    setAt((now) => Math.min(Math.max(0, now + by), window.innerHeight));
  };
  const hold = (event: ReactPointerEvent<HTMLButtonElement>) => {
    isHeld.current = true;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const drag = (event: ReactPointerEvent) => {
    if (isHeld.current) setAt(Math.round(event.clientY));
  };
  return (
    <aside ref={band} className="reading-guide" data-kind={kind} aria-label={words.name}>
      <button
        type="button"
        role="slider"
        className="reading-handle"
        aria-label={kind === 'mask' ? words.moveMask : words.move}
        aria-orientation="vertical"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round((at / window.innerHeight) * 100)}
        onKeyDown={onKeyDown}
        onPointerDown={hold}
        onPointerMove={drag}
        onPointerUp={() => {
          isHeld.current = false;
        }}
        onPointerCancel={() => {
          isHeld.current = false;
        }}
      >
        <Icon name="updown" />
      </button>
    </aside>
  );
}
