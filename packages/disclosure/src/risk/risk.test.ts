import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tuplesOf } from '../microdata/tuples.ts';
import {
  classSizes,
  columnsOf,
  mayBe,
  randomRows,
  type TextRows,
  testUniform,
} from '../release-checks.test.fixture.ts';
import { matchingWeight } from './frequencies.ts';
import { individualRisk, intrusionSimulation } from './population-model.ts';
import { responseRisk } from './response-risk.ts';
import { measureRisk } from './risk.ts';
import { specialUniques } from './special-uniques.ts';

const setOf = (rows: TextRows) => {
  const tuples = tuplesOf({ rows: rows.length, quasi: columnsOf(rows) });
  return {
    set: { columns: tuples.columns, count: tuples.count, weight: tuples.rowCount },
    tupleOf: tuples.tupleOf,
  };
};

describe('risk', () => {
  it('counts classes, uniques and the three attackers under both conventions, as counted by hand', () => {
    // Classes 3, 1, 1 where missing is a category; (a, missing) also matches all three of (a, x).
    const rows = [
      ['a', 'x'],
      ['a', 'x'],
      ['a', 'x'],
      ['b', 'y'],
      ['a', ''],
    ];
    const { set } = setOf(rows);
    const category = measureRisk({ records: set, missing: 'category', threshold: 0.5 });
    expect(category).toMatchObject({ records: 5, classes: 3, smallestClass: 1, sampleUniques: 2 });
    expect(category.below).toEqual([
      { size: 2, records: 2 },
      { size: 3, records: 2 },
      { size: 5, records: 5 },
      { size: 11, records: 5 },
    ]);
    expect(category.prosecutor).toEqual({ highest: 1, mean: 3 / 5, recordsAtRisk: 2 });
    expect(category.marketer.expected).toBeCloseTo(3, 12);
    expect(category.journalist).toBeNull();
    const matching = measureRisk({ records: set, missing: 'matching' });
    expect(matching).toMatchObject({ smallestClass: 1, sampleUniques: 1 });
    expect(matching.prosecutor.mean).toBeCloseTo((4 * (1 / 4) + 1) / 5, 12);
  });

  it('counts population uniques in a roster, and expects them from weights', () => {
    const { set } = setOf([['a'], ['b'], ['b'], ['c']]);
    const counted = measureRisk({
      records: set,
      missing: 'category',
      population: { kind: 'counted', persons: Float64Array.of(1, 6, 10) },
    });
    expect(counted.populationUniques).toEqual({ kind: 'counted', records: 1 });
    expect(counted.journalist!.highest).toBe(1);
    expect(counted.journalist!.mean).toBeCloseTo((1 + 2 / 6 + 1 / 10) / 4, 12);
    const estimated = measureRisk({
      records: set,
      missing: 'category',
      population: { kind: 'estimated', persons: Float64Array.of(2, 8, 10) },
    });
    expect(estimated.populationUniques!.records).toBeCloseTo(1 / 2 + 1 / 10, 12);
  });

  it('expects 1 / F as the negative binomial law does, summed term by term', () => {
    const series = (f: number, persons: number) => {
      const p = f / persons;
      let term = p ** f;
      let sum = 0;
      for (let h = 0; h < 200_000; h++) {
        sum += term / (f + h);
        term *= ((f + h) / (h + 1)) * (1 - p);
      }
      return sum;
    };
    for (const f of [1, 2, 3])
      for (const persons of [f * 1.5, f * 4, f * 50])
        expect(individualRisk(f, persons)).toBeCloseTo(series(f, persons), 9);
    // From four records on it is an approximation, to a few thousandths.
    for (const f of [4, 8, 20])
      expect(Math.abs(individualRisk(f, f * 10) / series(f, f * 10) - 1)).toBeLessThan(0.03);
    expect(individualRisk(1, 1)).toBe(1);
    expect(individualRisk(3, 3)).toBeCloseTo(1 / 3, 9);
  });

  it('gives the share of right unique matches of the data intrusion simulation', () => {
    // Skinner & Elliot 2002, (2.6): π n₁ / (π n₁ + 2 (1 − π) n₂).
    expect(intrusionSimulation(100, 50, 0.1)).toBeCloseTo(10 / (10 + 90), 12);
    expect(intrusionSimulation(0, 50, 0.1)).toBeNull();
    expect(intrusionSimulation(3, 0, 1)).toBe(1);
  });
});

describe('frequencies where a missing value matches everything', () => {
  it('are those of a comparison of every pair', () => {
    fc.assert(
      fc.property(randomRows({ columns: 3 }), randomRows({ columns: 3 }), (rows, others) => {
        const width = rows.length;
        const both = columnsOf([...rows, ...others]);
        const part = (from: number, to: number) =>
          tuplesOf({
            rows: to - from,
            quasi: both.map((column) => ({ ...column, codes: column.codes.slice(from, to) })),
          });
        const a = part(0, width);
        const b = part(width, width + others.length);
        const found = matchingWeight(
          { columns: a.columns, count: a.count, weight: a.rowCount },
          { columns: b.columns, count: b.count, weight: b.rowCount },
        );
        expect(rows.map((_, i) => found[a.tupleOf[i]!])).toEqual(mayBe(rows, others));
      }),
    );
  });
});

describe('special uniques', () => {
  it('are the records with a minimal unique set, found by trying every set', () => {
    fc.assert(
      fc.property(randomRows({ columns: 4, missing: false }), (rows) => {
        const { set, tupleOf } = setOf(rows);
        const found = specialUniques(set, 3);
        const isUnique = (i: number, sets: readonly number[]) =>
          rows.filter((row) => sets.every((j) => row[j] === rows[i]![j])).length === 1;
        const subsets = Array.from({ length: 15 }, (_, s) => [0, 1, 2, 3].filter((j) => ((s + 1) >> j) & 1));
        const minimal = rows.map((_, i) =>
          subsets.filter(
            (one) =>
              one.length <= 3 &&
              isUnique(i, one) &&
              one.every(
                (j) =>
                  !isUnique(
                    i,
                    one.filter((other) => other !== j),
                  ),
              ),
          ),
        );
        expect(found.minimalSets).toBe(minimal.flat().length);
        expect(found.specialUniques).toBe(minimal.filter((one) => one.length > 0).length);
        expect(found.setsWithVariable).toEqual(
          [0, 1, 2, 3].map((j) => minimal.flat().filter((one) => one.includes(j)).length),
        );
        // Π (4 − i), i from the set's size to 3: 6, 2, 1.
        const points = [0, 6, 2, 1];
        rows.forEach((_, i) => {
          expect(found.score[tupleOf[i]!]).toBe(
            minimal[i]!.reduce((sum, one) => sum + points[one.length]!, 0),
          );
        });
        expect(found.uniques).toBe(classSizes(rows).filter((n) => n === 1).length);
      }),
      { numRuns: 40 },
    );
  });

  it('are refused where the sets are too many', () => {
    const { set } = setOf([
      Array.from({ length: 200 }, (_, j) => `c${j}`),
      Array.from({ length: 200 }, () => 'd'),
    ]);
    expect(() => specialUniques(set, 8)).toThrow(/too many sets/);
  });
});

describe('vectors of answers', () => {
  it('are counted by themselves, with what else is known, and by answers that somebody happens to know', () => {
    const answers = columnsOf([
      ['0', '1', '1'],
      ['0', '1', '1'],
      ['1', '1', '0'],
      ['1', '1', '0'],
      ['1', '0', '0'],
    ]);
    const [level] = columnsOf([['a'], ['b'], ['a'], ['a'], ['a']], ['level']);
    const found = responseRisk({
      rows: 5,
      answers,
      known: [{ name: 'level', columns: [level!] }],
      uniformAt: testUniform(1),
    });
    expect(found.byAnswers).toEqual({ vectors: 3, unique: 1, uniqueShare: 1 / 5, belowFive: 5 });
    expect(found.with).toEqual([{ name: 'level', vectors: 4, unique: 3, uniqueShare: 3 / 5, belowFive: 5 }]);
    expect(found.byKnownAnswers.map(({ answers: n }) => n)).toEqual([1, 2]);
    for (const { uniqueShare } of found.byKnownAnswers)
      expect(uniqueShare).toBeLessThanOrEqual(1 / 5 + 1e-12);
  });
});
