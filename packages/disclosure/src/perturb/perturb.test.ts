import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoricalColumn, type NumericColumn } from '../microdata/microdata.ts';
import { testUniform } from '../release-checks.test.fixture.ts';
import { codeTail, roundTo } from './coding.ts';
import { microaggregate } from './microaggregation.ts';
import { addNoise, momentsOf } from './noise.ts';
import { invariantMatrix, pram } from './pram.ts';

const numbers = (name: string, ...values: readonly number[]): NumericColumn => ({
  kind: 'numeric',
  name,
  values: Float64Array.from(values),
});
const drawn = (name: string, rows: number, seed: number) => {
  const uniform = testUniform(seed);
  return numbers(
    name,
    ...Array.from({ length: rows }, (_, i) => uniform(1, i) + uniform(2, i) + uniform(3, i)),
  );
};

describe('PRAM', () => {
  it('keeps expected counts: p Q = p, and rows of Q sum to 1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 8 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (counts, keep) => {
          const matrix = invariantMatrix(counts, keep);
          for (const row of matrix) expect(row.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
          counts.forEach((count, b) => {
            const expected = counts.reduce((sum, n, a) => sum + n * matrix[a]![b]!, 0);
            expect(expected / count).toBeCloseTo(1, 9);
          });
        },
      ),
    );
  });

  it('exchanges within strata only, leaves missing values, and is the same for the same seed', () => {
    const values = Array.from({ length: 400 }, (_, i) =>
      i % 7 === 0 ? null : i < 200 ? `a${i % 3}` : `b${i % 3}`,
    );
    const column = categoricalColumn('x', values);
    const strata = Int32Array.from(values, (_, i) => (i < 200 ? 0 : 1));
    const options = { keep: 0.5, strata, stream: 3, uniformAt: testUniform(5) };
    const result = pram(column, options);
    result.column.codes.forEach((code, i) => {
      expect(code === -1).toBe(values[i] === null);
      if (code >= 0) expect(column.labels[code]!.startsWith(i < 200 ? 'a' : 'b')).toBe(true);
    });
    expect(result.changed).toBe(
      [...result.column.codes].filter((code, i) => code !== column.codes[i]).length,
    );
    expect(result.changed).toBeGreaterThan(50);
    expect(pram(column, options)).toEqual(result);
    expect(pram(column, { ...options, uniformAt: testUniform(6) }).column.codes).not.toEqual(
      result.column.codes,
    );
    expect(() => pram(column, { ...options, keep: 1 })).toThrow(/cannot be applied/);
  });
});

describe('microaggregation', () => {
  it('of one variable finds the least sum of squares, as trying every partition of the sorted values does', () => {
    const best = (sorted: readonly number[], k: number): number => {
      if (sorted.length === 0) return 0;
      let least = Number.POSITIVE_INFINITY;
      for (let size = k; size <= sorted.length; size++) {
        const group = sorted.slice(0, size);
        const mean = group.reduce((sum, one) => sum + one, 0) / size;
        const own = group.reduce((sum, one) => sum + (one - mean) ** 2, 0);
        least = Math.min(least, own + best(sorted.slice(size), k));
      }
      return least;
    };
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 12 }),
        fc.integer({ min: 2, max: 3 }),
        (values, k) => {
          fc.pre(values.length >= k && new Set(values).size > 1);
          const { columns, groupOf, lost } = microaggregate([numbers('x', ...values)], k, 'univariate');
          const within = values.reduce((sum, one, i) => sum + (one - columns[0]!.values[i]!) ** 2, 0);
          expect(within).toBeCloseTo(
            best(
              values.toSorted((a, b) => a - b),
              k,
            ),
            6,
          );
          const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
          expect(lost).toBeCloseTo(within / values.reduce((sum, one) => sum + (one - mean) ** 2, 0), 9);
          for (const group of groupOf)
            expect(groupOf.filter((one) => one === group).length).toBeGreaterThanOrEqual(k);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(['mdav', 'component'] as const)(
    '%s makes groups of k to 2k − 1 with their means, and hides the values of a row that lacks one and is alone in that',
    (method) => {
      const columns = [drawn('x', 103, 1), drawn('y', 103, 2)];
      columns[0]!.values[7] = Number.NaN;
      const result = microaggregate(columns, 4, method);
      expect(result.groupOf[7]).toBe(-1);
      expect(result.columns[1]!.values[7]).toBeNaN();
      for (let group = 0; group < result.groups; group++) {
        const members = [...result.groupOf.keys()].filter((row) => result.groupOf[row] === group);
        expect(members.length).toBeGreaterThanOrEqual(4);
        expect(members.length).toBeLessThanOrEqual(7);
        const mean = members.reduce((sum, row) => sum + columns[1]!.values[row]!, 0) / members.length;
        for (const row of members) expect(result.columns[1]!.values[row]).toBeCloseTo(mean, 12);
      }
      expect(result.lost).toBeGreaterThan(0);
      expect(result.lost).toBeLessThan(0.7);
    },
  );

  it('refuses fewer rows than k, and MDAV of a large file', () => {
    expect(() => microaggregate([numbers('x', 1, 2)], 3, 'univariate')).toThrow(/too few rows/);
    expect(() =>
      microaggregate(
        [numbers('x', ...new Array(30_001).fill(1)), numbers('y', ...new Array(30_001).fill(1))],
        3,
        'mdav',
      ),
    ).toThrow(/30000/);
    expect(microaggregate([numbers('x', 5, 5, 5, 5)], 2, 'univariate')).toMatchObject({ lost: 0, hidden: 0 });
  });
});

describe('rows that lack some of the values', () => {
  const income = drawn('income', 400, 5);
  const wealth = numbers(
    'wealth',
    ...drawn('w', 400, 6).values.map((one, row) => (row % 4 === 0 ? Number.NaN : one)),
  );

  it('are grouped among themselves, or hidden where they are too few', () => {
    const { columns, groupOf, hidden } = microaggregate([income, wealth], 5, 'mdav');
    const sizes = new Map<number, number>();
    for (const group of groupOf) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    expect(Math.min(...sizes.values())).toBeGreaterThanOrEqual(5);
    expect(hidden).toBe(0);
    expect(columns[0]!.values.filter((value, row) => value === income.values[row])).toHaveLength(0);
    const three = numbers('few', ...income.values.map((one, row) => (row < 3 ? Number.NaN : one)));
    const few = microaggregate([income, three], 5, 'component');
    expect(few.hidden).toBe(3);
    expect([...few.columns[0]!.values.slice(0, 4)].map(Number.isNaN)).toEqual([true, true, true, false]);
    expect([...few.groupOf.slice(0, 3)]).toEqual([-1, -1, -1]);
  });

  it('get noise on what they have, also where no row has everything', () => {
    const none = numbers('none', ...income.values.map(() => Number.NaN));
    for (const kind of ['independent', 'correlated', 'preserving'] as const)
      for (const columns of [
        [income, wealth],
        [income, none],
      ]) {
        const noisy = addNoise(columns, { share: 0.1, kind, stream: 1, uniformAt: testUniform(4) });
        expect(noisy[0]!.values.filter((value, row) => value === income.values[row])).toHaveLength(0);
        expect([...noisy[1]!.values].map(Number.isNaN)).toEqual([...columns[1]!.values].map(Number.isNaN));
      }
  });
});

describe('noise', () => {
  it('keeps means; correlated noise keeps correlations, preserving noise variances too', () => {
    const x = drawn('x', 20_000, 1);
    const other = drawn('y', 20_000, 2);
    const y = numbers('y', ...x.values.map((one, i) => one + other.values[i]!));
    const before = momentsOf([x, y]);
    const r = (of: ReturnType<typeof momentsOf>) =>
      of.covariance[0]![1]! / Math.sqrt(of.covariance[0]![0]! * of.covariance[1]![1]!);
    const at = (kind: 'independent' | 'correlated' | 'preserving') =>
      momentsOf(addNoise([x, y], { share: 0.5, kind, stream: 9, uniformAt: testUniform(3) }));
    // Sampling errors of 20,000 rows: a hundredth of a standard deviation, two of a variance or correlation.
    for (const kind of ['independent', 'correlated', 'preserving'] as const)
      expect(Math.abs(at(kind).means[0]! - before.means[0]!)).toBeLessThan(0.02);
    expect(r(at('correlated'))).toBeCloseTo(r(before), 1);
    expect(r(at('independent'))).toBeLessThan(0.9 * r(before));
    expect(at('correlated').covariance[0]![0]! / before.covariance[0]![0]!).toBeCloseTo(1.5, 1);
    expect(at('preserving').covariance[0]![0]! / before.covariance[0]![0]!).toBeCloseTo(1, 1);
  });

  it('refuses a share that is none, and leaves missing values', () => {
    const options = { share: 0.1, kind: 'independent' as const, stream: 1, uniformAt: testUniform(1) };
    expect(() => addNoise([numbers('x', 1, 2)], { ...options, share: 0 })).toThrow(/cannot be applied/);
    expect(addNoise([numbers('x', 1, Number.NaN, 3)], options)[0]!.values[1]).toBeNaN();
  });
});

describe('top and bottom coding, rounding', () => {
  it('codes what is beyond a value or a share, by the threshold or by the mean that keeps the sum', () => {
    const column = numbers('x', 1, 2, 3, 4, 100, 200, Number.NaN);
    expect(
      [...codeTail(column, { side: 'top', threshold: 50, by: 'threshold' }).column.values].slice(0, 6),
    ).toEqual([1, 2, 3, 4, 50, 50]);
    const mean = codeTail(column, { side: 'top', share: 0.3, by: 'mean' });
    expect([...mean.column.values].slice(0, 6)).toEqual([1, 2, 3, 4, 150, 150]);
    expect(mean.changed).toBe(2);
    expect(
      [...codeTail(column, { side: 'bottom', threshold: 2.5, by: 'threshold' }).column.values].slice(0, 3),
    ).toEqual([2.5, 2.5, 3]);
    expect([...roundTo(column, 5).column.values].slice(0, 5)).toEqual([0, 0, 5, 5, 100]);
    expect(roundTo(numbers('x', 0.30000001), 0.1).column.values[0]).toBe(0.3);
  });

  it('refuses the mean of too few, two bounds or none', () => {
    const column = numbers('x', 1, 2, 300);
    expect(() => codeTail(column, { side: 'top', threshold: 50, by: 'mean', least: 2 })).toThrow(
      /too few rows/,
    );
    expect(() => codeTail(column, { side: 'top', threshold: 50, share: 0.1, by: 'mean' })).toThrow(
      /cannot be applied/,
    );
    expect(() => codeTail(column, { side: 'top', by: 'mean' })).toThrow(/cannot be applied/);
    expect(() => roundTo(column, 0)).toThrow(/cannot be applied/);
  });
});
