/** Draws again when a row of the book changed. */
import { useEffect, useState } from 'react';
import type { EntryBook } from '../entry-records/entry-book.ts';

export function useBook(book: EntryBook): void {
  const [, render] = useState(0);
  useEffect(() => book.subscribe(() => render((n) => n + 1)), [book]);
}
