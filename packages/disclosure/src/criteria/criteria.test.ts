import { describe, expect, it } from 'vitest';
import { tuplesOf } from '../microdata/tuples.ts';
import { columnsOf } from '../release-checks.test.fixture.ts';
import {
  criteriaTest,
  earthMover,
  judgeClasses,
  type SensitiveCriterion,
  sensitiveTest,
} from './criteria.ts';

const LABELS = ['a', 'b', 'c', 'd'];
function testOf(criterion: SensitiveCriterion, whole: readonly string[] = LABELS) {
  const { sensitive } = tuplesOf({
    rows: whole.length,
    quasi: columnsOf(whole.map(() => ['x'])),
    sensitive: columnsOf(
      whole.map((one) => [one]),
      ['s'],
    ),
  });
  const passes = sensitiveTest(criterion, sensitive[0]!, [...new Set(whole)]);
  return (...counts: readonly number[]) => passes(Float64Array.of(0, ...counts));
}

describe('diversity of a class', () => {
  it('distinct: so many different values, missing ones not counted', () => {
    const passes = testOf({ kind: 'distinct', variable: 's', l: 2 });
    expect(passes(5, 0, 0, 0)).toBe(false);
    expect(passes(4, 1, 0, 0)).toBe(true);
    expect(passes(0, 0, 0, 0)).toBe(true);
  });

  it('entropy: at least log l (definition 4.1 of Machanavajjhala et al. 2007)', () => {
    const passes = testOf({ kind: 'entropy', variable: 's', l: 2 });
    expect(passes(3, 3, 0, 0)).toBe(true);
    expect(passes(3, 2, 0, 0)).toBe(false);
    expect(passes(4, 2, 1, 1)).toBe(true);
  });

  it('recursive: the most frequent is less than c times the l-th and all rarer (definition 4.2)', () => {
    const passes = testOf({ kind: 'recursive', variable: 's', l: 2, c: 2 });
    expect(passes(5, 2, 1, 0)).toBe(true);
    expect(passes(6, 2, 1, 0)).toBe(false);
    expect(passes(6, 0, 0, 0)).toBe(false);
    const third = testOf({ kind: 'recursive', variable: 's', l: 3, c: 2 });
    expect(third(3, 9, 1, 1)).toBe(false);
    expect(third(3, 3, 1, 1)).toBe(true);
  });

  it('closeness: the earth mover’s distance to the whole file, by equal steps or along an order', () => {
    // Li, Li & Venkatasubramanian 2007, example of salaries 3k … 11k: {3, 4, 5} lies 0.375 from the whole, {6, 8, 11} 0.167.
    const whole = ['3', '4', '5', '6', '7', '8', '9', '10', '11'];
    const q = Float64Array.of(0, ...whole.map(() => 1));
    const order = whole.map((_, i) => i + 1);
    const some = (...values: readonly string[]) =>
      Float64Array.of(0, ...whole.map((one) => (values.includes(one) ? 1 : 0)));
    expect(earthMover(some('3', '4', '5'), 3, q, 9, order)).toBeCloseTo(0.375, 12);
    expect(earthMover(some('6', '8', '11'), 3, q, 9, order)).toBeCloseTo(0.1667, 4);
    expect(earthMover(some('3', '4', '5'), 3, q, 9, null)).toBeCloseTo(6 / 9, 12);
    const passes = testOf({ kind: 'closeness', variable: 's', t: 0.3, order: whole }, whole);
    expect(passes(1, 1, 1, 0, 0, 0, 0, 0, 0)).toBe(false);
    expect(passes(0, 0, 0, 1, 0, 1, 0, 0, 1)).toBe(true);
    expect(() => testOf({ kind: 'closeness', variable: 's', t: 0.3, order: ['3'] }, whole)).toThrow(
      /cannot be applied/,
    );
  });

  it('refuses bounds that mean nothing', () => {
    expect(() => testOf({ kind: 'distinct', variable: 's', l: 0 })).toThrow(/cannot be applied/);
    expect(() => testOf({ kind: 'recursive', variable: 's', l: 1, c: 1 })).toThrow(/cannot be applied/);
    expect(() => testOf({ kind: 'closeness', variable: 's', t: 0 })).toThrow(/cannot be applied/);
  });
});

describe('classes of a file', () => {
  it('pass by records, by persons of a roster or of weights, and by each sensitive variable', () => {
    const rows = [['x'], ['x'], ['x'], ['y'], ['y']];
    const sensitive = columnsOf([['a'], ['a'], ['b'], ['c'], ['c']], ['s']);
    const weights = Float64Array.of(1, 1, 1, 4, 4);
    const tuples = tuplesOf({ rows: 5, quasi: columnsOf(rows), sensitive, weights });
    const verdict = (k: number, kMap: number, l: number) => [
      ...judgeClasses(
        tuples,
        Int32Array.of(0, 1),
        2,
        criteriaTest({ k, kMap, sensitive: [{ kind: 'distinct', variable: 's', l }] }, tuples, () => [
          'a',
          'b',
          'c',
        ]),
      ).passes,
    ];
    expect(verdict(1, 1, 1)).toEqual([1, 1]);
    expect(verdict(3, 1, 1)).toEqual([1, 0]);
    expect(verdict(1, 8, 1)).toEqual([0, 1]);
    expect(verdict(1, 1, 2)).toEqual([1, 0]);
    expect(() => criteriaTest({ k: 0, kMap: 1, sensitive: [] }, tuples, () => [])).toThrow(
      /cannot be applied/,
    );
    const roster = tuplesOf({
      rows: 1,
      quasi: columnsOf([['x']]),
      population: { rows: 5, quasi: columnsOf(rows) },
    });
    expect([...roster.population]).toEqual([3, 2]);
    expect([...roster.rowCount]).toEqual([1, 0]);
  });

  it('refuses weights that are none', () => {
    const at = (...weights: readonly number[]) =>
      tuplesOf({ rows: 2, quasi: columnsOf([['x'], ['y']]), weights: Float64Array.from(weights) });
    expect(() => at(1, -1)).toThrow(/row: 2/);
    expect(() => at(0, 0)).toThrow(/weights/);
    expect(() => at(1)).toThrow(/same number of rows/);
    expect(at(0, 2).population[1]).toBe(2);
  });
});
