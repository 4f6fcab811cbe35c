import { expect, it } from 'vitest';
import { fingerprintOf } from '../base/secrets.ts';
import { moveWords } from './move-words.ts';

it('shows a key as the authority does, and has every word in both languages', () => {
  // SHA-256 of 32 zero bytes (FIPS 180-4), in groups of four.
  expect(fingerprintOf(new Uint8Array(32))).toMatch(/^6668 7AAD F862 BD77 /);
  expect(Object.keys(moveWords.fr)).toEqual(Object.keys(moveWords.en));
});
