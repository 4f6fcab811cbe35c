import { describe, expect, it } from 'vitest';
import { type CellContent, emptyBody, withContents } from './cell-content.ts';
import type { EntryExercise } from './entry-columns.ts';
import { agreementOf, bookletState, compareKeyings, type KeyedTwice } from './keyed-twice.ts';

const ITEMS = ['a', 'b', 'n'];
const choices = ['A', 'B'].map((label) => ({ id: label, label, text: '' }));
const EXERCISE: EntryExercise = {
  id: 'e',
  title: { fr: 'e', en: 'e' },
  page: null,
  day: null,
  columns: [
    { item: 'a', title: '', number: 1, mode: 'single', choices, maxChoices: 1 },
    { item: 'b', title: '', number: 2, mode: 'single', choices, maxChoices: 1 },
    {
      ...{ item: 'n', title: '', number: 3, mode: 'number', maxLength: 5, integer: false },
      ...{ patternMask: null, patternMessage: null },
    },
    { item: 'u', title: '', number: 4, mode: 'unsupported' },
  ],
};
const value = (text: string): CellContent => ({ kind: 'value', value: text });
const keyed = (...contents: CellContent[]) =>
  withContents(
    emptyBody('a'.repeat(64)),
    contents.map((content, i) => ({ item: ITEMS[i]!, content })),
    '0'.repeat(16),
  );
const told = (cells: number, ...kept: KeyedTwice['differing'][number]['kept'][]): KeyedTwice => ({
  ...{ kind: 'double-entry', orderNumber: '1234567', sequence: 's', cells, edit: [1, '0'.repeat(16)] },
  differing: kept.map((one, i) => ({ item: ITEMS[i]!, kept: one })),
});

describe('A booklet that is keyed twice', () => {
  it('differs where the keyings say different things, an answer and no answer among them, and nowhere else', () => {
    const first = keyed(value('A'), value('B'), value('4,5'));
    const second = keyed(value('A'), { kind: 'noAnswer' }, value('4.5'));
    const { cells, differing } = compareKeyings([EXERCISE], first, second);
    expect(cells).toBe(3);
    expect(differing.map(({ column }) => column.item)).toEqual(['b']);
    expect(differing[0]).toMatchObject({ first: value('B'), second: { kind: 'noAnswer' } });
  });

  it('waits for the first keying, then for the second, then for the choices', () => {
    const whole = keyed(value('A'), value('B'), value('4'));
    const absent = keyed({ kind: 'absent' }, { kind: 'absent' }, { kind: 'absent' });
    expect(bookletState(ITEMS, null, null, null)).toBe('first');
    expect(bookletState(ITEMS, absent, null, null)).toBe('absent');
    expect(bookletState(ITEMS, whole, keyed(value('A')), null)).toBe('second');
    expect(bookletState(ITEMS, whole, whole, null)).toBe('compare');
    expect(bookletState(ITEMS, whole, whole, told(3, 'first', null))).toBe('settle');
    expect(bookletState(ITEMS, whole, whole, told(3, 'first', 'other'))).toBe('done');
    expect(bookletState(ITEMS, whole, whole, told(3))).toBe('done');
  });

  it('agrees on the share of its cells that did not differ, whatever was chosen afterwards', () => {
    expect(agreementOf([told(3, 'first'), told(5)])).toBe(7 / 8);
    expect(agreementOf([])).toBeNull();
  });
});
