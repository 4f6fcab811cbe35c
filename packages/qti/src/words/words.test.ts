import { describe, expect, it } from 'vitest';
import { say } from './say.ts';
import { words } from './words.ts';
import { wordsOf } from './words-of.ts';

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('what is said of items', () => {
  it('is in English and French for every code, with the same values', () => {
    for (const [code, { fr, en }] of Object.entries(words)) {
      expect([code, fr.length > 0, en.length > 0]).toEqual([code, true, true]);
      expect([code, ...new Set(holes(fr))]).toEqual([code, ...new Set(holes(en))]);
    }
  });

  it('fills in the values, those that have words of their own in their language', () => {
    const said = say('operands-number', { count: 3, expected: say('range', { min: 1, max: 2 }) });
    expect(wordsOf(said)).toEqual({
      fr: '3 opérandes ; il en faut de 1 à 2',
      en: '3 operands; expected from 1 to 2',
    });
  });

  it('groups the digits of large numbers as each language does, and of no others', () => {
    expect(wordsOf(say('file-large', { max: 128_000_000 }))).toEqual({
      fr: 'plus de 128\u202f000\u202f000 octets',
      en: 'more than 128,000,000 bytes',
    });
    expect(wordsOf(say('zip-entries', { max: 5_000 })).fr).toBe('plus de 5000 fichiers');
  });

  it('leaves what a file holds as it is written there', () => {
    expect(wordsOf(say('undeclared', { id: '{id} $1 toString' })).en).toBe(
      '{id} $1 toString is not declared',
    );
  });
});
