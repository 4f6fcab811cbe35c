import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KRow, kAnonymise } from './k-anonymity.ts';
import type { Background } from './research-record.ts';

const paris: Background = {
  sex: 'F',
  birthYear: 2015,
  birthQuarter: 1,
  sector: 'PU',
  priority: 'HEP',
  departement: '75',
  region: 'Île-de-France',
};

const row = (change: Partial<Background> = {}, level = 'cp'): KRow => ({
  level,
  background: { ...paris, ...change },
});
const times = (n: number, one: KRow): KRow[] => Array.from({ length: n }, () => one);

function smallest(rows: readonly KRow[]): number {
  const sizes = [...Map.groupBy(rows, (one) => JSON.stringify(one)).values()].map((group) => group.length);
  return Math.min(Number.POSITIVE_INFINITY, ...sizes);
}

describe('coarsening of background', () => {
  test('combinations that enough pupils share stay as they are', () => {
    const rows = [...times(5, row()), ...times(6, row({ departement: '77' }))];
    const result = kAnonymise(rows, 5);
    expect(result.rows).toEqual(rows);
    expect(Object.values(result.suppressed)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  test('small combinations lose the département first, where that is enough', () => {
    const rows = [
      ...times(3, row()),
      ...times(3, row({ departement: '77' })),
      ...times(9, row({ sex: 'M' })),
    ];
    const result = kAnonymise(rows, 5);
    expect(result.rows.slice(0, 6)).toEqual(times(6, row({ departement: null })));
    expect(result.rows.slice(6)).toEqual(times(9, row({ sex: 'M' })));
    expect(result.suppressed.departement).toBe(6);
    expect(result.suppressed.region).toBe(0);
  });

  test('a single odd pupil is suppressed together with the smallest combination that hides him', () => {
    const odd = row({ sector: 'PR', sex: 'M', departement: '974', region: 'La Réunion', birthYear: 2012 });
    const rows = [odd, ...times(5, row()), ...times(8, row({ sex: 'M' }))];
    const result = kAnonymise(rows, 5);
    expect(result.droppedRows).toBe(0);
    expect(result.rows.filter(({ background }) => background.sex === null)).toHaveLength(6);
    expect(result.rows.slice(6)).toEqual(times(8, row({ sex: 'M' })));
  });

  test('only what tells pupils apart is taken away', () => {
    const rows = [...times(3, row()), ...times(3, row({ sex: 'M' }))];
    const result = kAnonymise(rows, 5);
    expect(result.rows).toEqual(times(6, row({ sex: null })));
    expect(Object.values(result.suppressed).reduce((sum, count) => sum + count)).toBe(6);
  });

  test('a level with fewer than k pupils is dropped and counted', () => {
    const result = kAnonymise([...times(4, row({}, 'ce1')), ...times(5, row())], 5);
    expect(result.rows).toEqual(times(5, row()));
    expect(result.droppedRows).toBe(4);
  });

  test('whatever the rows, everyone shares level and background with k − 1 others, and nothing is made finer', () => {
    const background = fc.record({
      sex: fc.constantFrom('F' as const, 'M' as const),
      birthYear: fc.constantFrom(2014, 2015, 2016),
      birthQuarter: fc.integer({ min: 1, max: 4 }),
      sector: fc.constantFrom('PU' as const, 'PR' as const),
      priority: fc.constantFrom('HEP' as const, 'REP' as const, 'REP+' as const),
      departement: fc.constantFrom('75', '77', '13'),
      region: fc.constant('x'),
    });
    const rows = fc.array(fc.record({ level: fc.constantFrom('cp', 'ce1'), background }), { maxLength: 60 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 2, max: 6 }), (some, k) => {
        const result = kAnonymise(some, k);
        expect(smallest(result.rows)).toBeGreaterThanOrEqual(k);
        expect(result.rows.length + result.droppedRows).toBe(some.length);
        for (const { background: coarse } of result.rows) {
          expect(coarse.region === null && coarse.departement !== null).toBe(false);
        }
      }),
    );
  });
});
