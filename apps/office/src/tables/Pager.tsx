/** Before and after, for a list that the office gives a page at a time. Nothing when one page has it all. */
import { Button } from '@cloison/theme';
import { useSpeech } from '../words/language.tsx';

export interface PagerProps {
  /** What the pages are of, for who hears it. */
  readonly label: string;
  readonly from: number;
  /** Rows of this page, and of a full one. */
  readonly shown: number;
  readonly size: number;
  readonly found: number;
  readonly onGo: (from: number) => void;
}

export function Pager({ label, from, shown, size, found, onGo }: PagerProps) {
  const { words, number } = useSpeech();
  const own = words.pager;
  if (found <= size) return null;
  return (
    <nav className="actions" aria-label={label}>
      <Button isDisabled={from === 0} onPress={() => onGo(Math.max(0, from - size))}>
        {own.before}
      </Button>
      <p aria-live="polite">{own.shown(number(from + 1), number(from + shown), number(found))}</p>
      <Button isDisabled={from + size >= found} onPress={() => onGo(from + size)}>
        {own.after}
      </Button>
    </nav>
  );
}
