/** A band over the line being read. It follows the pointer or the focus, and lets every press through. */
import { useEffect, useRef } from 'react';

export function LineGuide() {
  const band = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const put = (y: number) => band.current?.style.setProperty('top', `${y}px`);
    const onPointer = (event: PointerEvent) => put(event.clientY);
    const onFocus = (event: FocusEvent) => {
      if (event.target instanceof Element && event.target.matches(':focus-visible')) {
        const { top, height } = event.target.getBoundingClientRect();
        put(top + Math.min(height, 200) / 2);
      }
    };
    document.addEventListener('pointermove', onPointer);
    document.addEventListener('focusin', onFocus);
    return () => {
      document.removeEventListener('pointermove', onPointer);
      document.removeEventListener('focusin', onFocus);
    };
  }, []);
  return <div ref={band} className="line-guide" aria-hidden="true" />;
}
