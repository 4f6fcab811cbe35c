import type { AreaProgress, AreaSchool } from '@cloison/protocol';
import { describe, expect, it } from 'vitest';
import { areaTotals, filterSchools, schoolRows, sortSchools } from './area-progress.ts';

const NOTHING = {
  done: null,
  left: null,
  few: null,
  complete: null,
  absent: null,
  begun: null,
  notBegun: null,
};
const school = (name: string, expected: number | null, progress: Partial<AreaProgress> = {}): AreaSchool => ({
  ...{ uai: `075000${name.length}A`, name, town: 'Évry' },
  levels: [
    {
      level: 'cp',
      expected,
      sequences: expected === null ? {} : { lettres: { state: 'underWay', ...NOTHING, ...progress } },
    },
  ],
});

const SCHOOLS = [
  school('Voltaire', 24, { state: 'notBegun', done: 0, left: 24, begun: 0, notBegun: 24 }),
  school('Les Mûriers', 25, { few: 'left' }),
  school('Jean-Moulin', 20, { few: 'done' }),
  school('Le Bourg', null),
  school('Curie', 6, { few: 'both' }),
];

describe('Rows of an area', () => {
  const rows = schoolRows(SCHOOLS, 'cp', 'lettres', 5);

  it('give the bounds of what is hidden', () => {
    expect(rows.map(({ done, left }) => [done, left])).toEqual([
      [
        { low: 0, high: 0 },
        { low: 24, high: 24 },
      ],
      [
        { low: 21, high: 24 },
        { low: 1, high: 4 },
      ],
      [
        { low: 1, high: 4 },
        { low: 16, high: 19 },
      ],
      [null, null],
      [
        { low: 2, high: 4 },
        { low: 2, high: 4 },
      ],
    ]);
    expect(schoolRows(SCHOOLS, 'ce1', 'lettres', 5)).toEqual([]);
  });

  it('add up to bounds, without the schools that are hidden', () => {
    expect(areaTotals(rows)).toEqual({
      schools: { notBegun: 1, underWay: 3, done: 0, hidden: 1 },
      expected: 75,
      done: { low: 24, high: 32 },
      left: { low: 43, high: 51 },
    });
  });

  it('are sorted by any column, hidden ones last, and found without their accents', () => {
    const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
    expect(names(sortSchools(rows, 'left', true))).toEqual([
      ...['Voltaire', 'Jean-Moulin', 'Curie', 'Les Mûriers', 'Le Bourg'],
    ]);
    expect(names(sortSchools(rows, 'state', false))[0]).toBe('Voltaire');
    expect(names(filterSchools(rows, null, 'muriers evry'))).toEqual(['Les Mûriers']);
    expect(names(filterSchools(rows, 'notBegun', ''))).toEqual(['Voltaire']);
  });
});
