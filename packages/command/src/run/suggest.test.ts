import { expect, it } from 'vitest';
import { editDistance, suggest } from './suggest.ts';

it('counts insertions, deletions, substitutions and swaps of neighbours', () => {
  // Levenshtein's textbook pair, 3 edits; "ca" to "abc" is 3 by optimal string alignment (a substring is edited once).
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('ca', 'abc')).toBe(3);
  expect(editDistance('mitn', 'mint')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
});

it('suggests what is near, and nothing when nothing is', () => {
  expect(suggest('publsh', ['publish', 'purged', 'prepare'])).toBe('publish');
  expect(suggest('zzz', ['publish', 'mint'])).toBeNull();
  expect(suggest('x', [])).toBeNull();
});
