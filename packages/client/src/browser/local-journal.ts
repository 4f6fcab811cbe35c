/** The journal's storage in a browser: `localStorage`, the only one that takes a write before the page goes on. */
import type { JournalStorage } from '../storage/browser-store.ts';

/**
 * One part of `localStorage` a campaign. Each call throws what `localStorage` throws: no room, or storage is refused.
 */
export function localJournal(campaign: string): JournalStorage {
  const prefix = `cloison/${campaign}/journal/`;
  return {
    read: (entry) => localStorage.getItem(prefix + entry),
    write: (entry, text) => localStorage.setItem(prefix + entry, text),
    remove: (entry) => localStorage.removeItem(prefix + entry),
    names: () =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
  };
}
