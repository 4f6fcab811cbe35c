/**
 * Codes on paper. Some may have been replaced since the page last asked the platform: so it asks first, and what the browser's own
 * menu prints has no codes, but says where to press.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { SchoolDesk } from '../desk/school-desk.ts';
import { useSpeech } from '../words/language.tsx';

/** Without network, what is on the screen is printed. */
const LONGEST_LOOK_MS = 3_000;

export interface CheckedPrint {
  /** Whether paper shows the codes: the platform was asked just now. */
  readonly isChecked: boolean;
  readonly printCodes: () => void;
}

/** Ctrl-P prints as the button does. */
export function useCheckedPrint(school: SchoolDesk): CheckedPrint {
  const [isChecked, setIsChecked] = useState(false);
  const isAsking = useRef(false);
  const isShown = useRef(false);
  const printCodes = useCallback(() => {
    if (isAsking.current) return;
    isAsking.current = true;
    void lookAgain(school).then(() => {
      isAsking.current = false;
      // Who has gone to another page meanwhile prints nothing of it.
      if (!isShown.current || school.slips.kind !== 'ready') return;
      // At once: the browser prints what is there.
      flushSync(() => setIsChecked(true));
      print();
    });
  }, [school]);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isPrint = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!isPrint || event.key.toLowerCase() !== 'p') return;
      event.preventDefault();
      printCodes();
    };
    const onPrinted = () => setIsChecked(false);
    addEventListener('keydown', onKey);
    addEventListener('afterprint', onPrinted);
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('afterprint', onPrinted);
    };
  }, [printCodes]);
  return { isChecked, printCodes };
}

/** On paper, in the place of codes that were not checked. */
export function NotChecked({ isChecked }: Pick<CheckedPrint, 'isChecked'>) {
  const { words } = useSpeech();
  return isChecked ? null : <p className="paper-only">{words.head.printFromPage}</p>;
}

async function lookAgain(school: SchoolDesk): Promise<void> {
  await Promise.race([
    school.refresh().catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, LONGEST_LOOK_MS)),
  ]);
  // Once the page has drawn what came.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}
