/** For what is asked while a person types. */
import { useEffect, useRef, useState } from 'react';

/** How long a typed word waits for the next letter before the office is asked. */
export const PAUSE_MS = 250;

/** The value once it has stayed the same for so long. */
export function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** The last answer that was there: it stays on the screen until the next one is. */
export function useLast<Answer>(answer: Answer | null): Answer | null {
  const last = useRef(answer);
  if (answer !== null) last.current = answer;
  return answer ?? last.current;
}
