/** Where this tab is, by its address; and the token of an address that was opened over it. */
import { useHash } from '@cloison/theme';
import { useRef } from 'react';

/** The token of an address of the console, good for one opening; null: the address is a place. */
export function tokenOf(hash: string): string | null {
  return /^#jeton=([\w-]+)$/.exec(hash)?.[1] ?? null;
}

/** The fragment of the address. While a new address is opened over a page, the page stays where it was. */
export function usePlace(): string {
  const hash = useHash();
  const last = useRef(hash);
  if (tokenOf(hash) === null) last.current = hash;
  return last.current;
}
