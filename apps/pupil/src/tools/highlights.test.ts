import { describe, expect, it } from 'vitest';
import { isMarked, sentencesOf, withoutStretch, withStretch } from './highlights.ts';

describe('the highlighter', () => {
  it('joins what touches, and keeps the rest apart, in order', () => {
    const marked = withStretch(withStretch([], { start: 10, end: 20 }), { start: 0, end: 5 });
    expect(marked).toEqual([
      { start: 0, end: 5 },
      { start: 10, end: 20 },
    ]);
    expect(withStretch(marked, { start: 5, end: 12 })).toEqual([{ start: 0, end: 20 }]);
    expect(withStretch(marked, { start: 7, end: 7 })).toBe(marked);
  });
  it('takes away what is touched', () => {
    const marked = [
      { start: 0, end: 5 },
      { start: 10, end: 20 },
    ];
    expect(withoutStretch(marked, { start: 4, end: 6 })).toEqual([{ start: 10, end: 20 }]);
    expect(isMarked(marked, { start: 11, end: 12 })).toBe(true);
    expect(isMarked(marked, { start: 4, end: 11 })).toBe(false);
  });
  it('ends a sentence where a paragraph ends', () => {
    expect(sentencesOf('Le phareDepuis le matin', [8])).toEqual([
      { start: 0, end: 8 },
      { start: 8, end: 23 },
    ]);
  });
  it('finds the sentences of a text, without the spaces between them', () => {
    const text = ' Le vent soufflait. « Viens ! » dit-il…  \n Puis, rien';
    expect(sentencesOf(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'Le vent soufflait.',
      '« Viens !',
      '» dit-il…',
      'Puis, rien',
    ]);
  });
});
