import { expect, it } from 'vitest';
import { PageShelf } from './page-shelf.ts';

it('A page that waits to be opened is given once, and within a minute', () => {
  let nowMs = 0;
  const shelf = new PageShelf(() => nowMs);
  const file = { type: 'text/html', bytes: 'names' };
  const path = shelf.put(file);
  expect(shelf.take(path)).toEqual(file);
  expect(shelf.take(path)).toBeNull();
  const late = shelf.put(file);
  nowMs = 60_000;
  expect(shelf.take(late)).toBeNull();
});
