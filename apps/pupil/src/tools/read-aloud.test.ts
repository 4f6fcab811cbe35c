import fc from 'fast-check';
import { expect, it } from 'vitest';
import { utterancesOf } from './read-aloud.ts';

it('a text is said in sentences, short ones together', () => {
  expect(utterancesOf('Il pleut. Il vente !')).toEqual(['Il pleut. Il vente !']);
  const long = `${'Le vent soufflait sur la pointe et la mer montait. '.repeat(5)}`;
  const parts = utterancesOf(long);
  expect(parts.length).toBe(2);
  expect(parts.every((part) => part.endsWith('.'))).toBe(true);
});

it('nothing of a text is left out or said twice, and no part is long', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('mot', 'phrase.', 'oui !', 'non ?', '« bien »', 'a'.repeat(60))),
      (words) => {
        const parts = utterancesOf(words.join(' '));
        expect(parts.join(' ').replace(/\s+/g, ' ')).toBe(words.join(' ').replace(/\s+/g, ' '));
        expect(parts.every((part) => part.length <= 180)).toBe(true);
      },
    ),
  );
});
