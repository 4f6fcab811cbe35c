import { describe, expect, it } from 'vitest';
import type { EntryExercise } from '../entry-records/entry-columns.ts';
import { bookletSides, daysOf, sheetsOf } from './booklet-sides.ts';

const exercise = (id: string, page: string | null, day: number | null = null): EntryExercise => ({
  id,
  title: { fr: id, en: id },
  page,
  day,
  columns: [],
});
const kinds = (...pages: (string | null)[]) =>
  bookletSides(pages.map((page, i) => exercise(`e${i}`, page))).map(({ kind }) => kind);

describe('A booklet to print', () => {
  it('has an even number of sides: a blank one ends it where the cover and the pages are odd', () => {
    expect(kinds('a.svg')).toEqual(['cover', 'page']);
    expect(kinds('a.svg', 'b.svg')).toEqual(['cover', 'page', 'page', 'blank']);
    expect(kinds('a.svg', 'b.svg', 'c.svg')).toEqual(['cover', 'page', 'page', 'page']);
  });

  it('has a page of two exercises once, in the place of the first', () => {
    const sides = bookletSides([
      exercise('one', 'a.svg'),
      exercise('two', 'b.svg'),
      exercise('three', 'a.svg'),
    ]);
    expect(sides.flatMap((side) => (side.kind === 'page' ? [side.page] : []))).toEqual(['a.svg', 'b.svg']);
  });

  it('is none at all where no exercise has a picture', () => {
    expect(kinds(null, null)).toEqual([]);
    expect(kinds(null, 'a.svg')).toEqual(['cover', 'page']);
  });

  it('takes half as many sheets as it has sides', () => {
    const sides = bookletSides([1, 2, 3, 4, 5, 6, 7].map((n) => exercise(`e${n}`, `${n}.svg`)));
    expect(sides).toHaveLength(8);
    expect(sheetsOf(24, sides)).toBe(96);
  });

  it('has a line for the date of each day, and one where there is one day or none', () => {
    expect(daysOf([exercise('a', null, 2), exercise('b', null, 1), exercise('c', null, 2)])).toEqual([1, 2]);
    expect(daysOf([exercise('a', null, 1)])).toEqual([null]);
    expect(daysOf([exercise('a', null)])).toEqual([null]);
  });
});
