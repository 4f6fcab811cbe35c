import { describe, expect, it } from 'vitest';
import {
  LSAT6,
  LSAT7,
  largestDifference,
  patternMatrix,
  reference,
  referenceMatrix,
} from '../../reference/reference-sets.ts';
import { calibrate } from '../irt/calibrate.ts';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import type { ItemParameters } from '../models/item-models.ts';
import { uniformAt } from '../numeric/random.ts';
import { simulateResponses } from '../simulation/simulate-responses.ts';
import { itemCurves, meanSquares } from './item-fit.ts';
import { m2 } from './m2.ts';
import { residualCorrelations } from './q3.ts';
import { sX2 } from './s-x2.ts';

describe('fit against mirt 1.47 and TAM 4.4-2', () => {
  it.each([
    ['LSAT6', LSAT6, '2pl', '2PL'],
    ['LSAT6', LSAT6, 'rasch', 'Rasch'],
    ['LSAT7', LSAT7, '2pl', '2PL'],
    ['LSAT7', LSAT7, 'rasch', 'Rasch'],
  ] as const)('S-X², M2, RMSEA, CFI and TLI of %s, %#', async (name, table, model, key) => {
    const wanted = reference('published.json')[name][key];
    const matrix = patternMatrix(table);
    const found = await calibrate({ matrix, model }, { pool });
    const items = sX2(found, matrix);
    items.forEach((item, j) => {
      const one = wanted.itemfit_S_X2[j];
      expect(Math.abs(item.statistic - one.S_X2)).toBeLessThan(1e-4);
      expect(item.df).toBe(one['df.S_X2']);
      expect(Math.abs(item.p! - one['p.S_X2'])).toBeLessThan(1e-5);
      expect(Math.abs(item.rmsea! - one['RMSEA.S_X2'])).toBeLessThan(1e-5);
    });
    const whole = m2(found, matrix)!;
    expect(whole.df).toBe(wanted.M2.df);
    expect(Math.abs(whole.statistic - wanted.M2.M2)).toBeLessThan(1e-4);
    expect(Math.abs(whole.p - wanted.M2.p)).toBeLessThan(1e-5);
    expect(Math.abs(whole.rmsea - wanted.M2.RMSEA)).toBeLessThan(1e-6);
    expect(Math.abs(whole.cfi! - wanted.M2.CFI)).toBeLessThan(1e-5);
    expect(Math.abs(whole.tli! - wanted.M2.TLI)).toBeLessThan(1e-5);
    // mirt divides the interval's bounds by N, the estimate by N − 1; here both are by N − 1.
    const byN = Math.sqrt(999 / 1000);
    expect(Math.abs(whole.rmseaLow * byN - wanted.M2.RMSEA_5)).toBeLessThan(1e-4);
    expect(Math.abs(whole.rmseaHigh * byN - wanted.M2.RMSEA_95)).toBeLessThan(1e-4);
  });

  it("infit and outfit are those that TAM simulates, within its simulation's noise", async () => {
    const found = await calibrate({ matrix: referenceMatrix('a_2pl_1000x20.csv'), model: '2pl' }, { pool });
    const wanted = reference('a_tam_tight.json').fit;
    const squares = meanSquares(found);
    expect(
      largestDifference(
        squares.map(({ infit }) => infit),
        wanted.infit,
      ),
    ).toBeLessThan(0.01);
    expect(
      largestDifference(
        squares.map(({ outfit }) => outfit),
        wanted.outfit,
      ),
    ).toBeLessThan(0.06);
  });
});

const known = Array.from({ length: 8 }, (_, j) => ({
  id: `I${j + 1}`,
  parameters: {
    kind: 'partialCredit',
    slope: 0.9 + j / 10,
    scores: [0, 1, 2],
    intercepts: [0, 0.6 - j / 6, -0.1 - j / 8],
  } as ItemParameters,
}));

describe('fit under the model', () => {
  it('is good, also for more than two categories', async () => {
    const { matrix } = simulateResponses(known, 2000, 12);
    const found = await calibrate({ matrix, model: 'gpcm' }, { pool });
    const whole = m2(found, matrix)!;
    expect(whole.p).toBeGreaterThan(0.001);
    expect(whole.rmsea).toBeLessThan(0.03);
    expect(whole.df).toBe(36 - 24);
    // Against independence, which these items are far from.
    expect(whole.cfi).toBeGreaterThan(0.98);
    expect(whole.tli).toBeGreaterThan(0.97);
    expect(sX2(found, matrix).filter(({ p }) => p! < 0.001)).toEqual([]);
    for (const { infit, outfit } of meanSquares(found)) {
      expect(Math.abs(infit - 1)).toBeLessThan(0.05);
      expect(Math.abs(outfit - 1)).toBeLessThan(0.1);
    }
    const q3 = residualCorrelations(found, matrix);
    expect(q3.mean!).toBeLessThan(0);
    expect(Math.abs(q3.mean! + 1 / 7)).toBeLessThan(0.06);
  });

  it('of two groups flags few good items, and one that the ablest fail', async () => {
    const two = Array.from({ length: 10 }, (_, j) => ({
      id: `I${j + 1}`,
      parameters: {
        kind: 'partialCredit',
        slope: 0.8 + j / 12,
        scores: [0, 1],
        intercepts: [0, (j - 4.5) / 3],
      } as ItemParameters,
    }));
    const groups = { labels: ['one', 'two'], of: Uint16Array.from({ length: 800 }, (_, i) => i % 2) };
    let [good, bad] = [0, 0];
    for (let sample = 0; sample < 4; sample++) {
      const { matrix, theta } = simulateResponses(two, 800, 50 + sample, (i) => ({
        mean: (i % 2) / 2,
        sd: 1,
      }));
      if (sample === 3)
        for (let i = 0; i < 800; i++)
          matrix.scores[i * 10] = uniformAt(51, i, 0) < 0.7 * Math.exp(-((theta[i]! - 0.5) ** 2)) ? 1 : 0;
      const found = await calibrate({ matrix, model: '2pl', groups }, { pool });
      sX2(found, matrix).forEach(({ p }, j) => {
        if (sample < 3 && p! < 0.05) good++;
        if (sample === 3 && j === 0 && p! < 0.001) bad++;
      });
    }
    // 1.5 of 30 are expected, seven or more once in a thousand times.
    expect(good).toBeLessThan(7);
    expect(bad).toBe(1);
  });

  it('is bad where an item repeats another or slopes are forced equal', async () => {
    const { matrix } = simulateResponses(known, 2000, 13);
    for (let i = 0; i < 2000; i++) if (i % 3 > 0) matrix.scores[i * 8 + 1] = matrix.scores[i * 8]!;
    const found = await calibrate({ matrix, model: 'gpcm' }, { pool });
    expect(m2(found, matrix)!.p).toBeLessThan(1e-6);
    const { q3, mean } = residualCorrelations(found, matrix);
    const largest = Math.max(...q3.flatMap((row, j) => row.filter((_, k) => k < j).map((one) => one!)));
    expect(q3[1]![0]).toBe(largest);
    expect(largest - mean!).toBeGreaterThan(0.2);
  });

  it('is drawn with curves and points that lie near them', async () => {
    const { matrix } = simulateResponses(known, 2000, 14);
    const found = await calibrate({ matrix, model: 'gpcm' }, { pool });
    for (const curve of itemCurves(found)) {
      expect(curve.observed.length).toBeGreaterThan(6);
      for (const point of curve.observed.slice(1, -1)) {
        const at = Math.round((point.theta + 4) * 10);
        curve.probabilities.forEach((row, c) => {
          expect(Math.abs(row[at]! - point.shares[c]!)).toBeLessThan(0.12);
        });
      }
    }
  });

  it('refuses what it cannot tell from incomplete data', async () => {
    const { matrix } = simulateResponses(known, 300, 15);
    matrix.scores[3] = 255;
    const found = await calibrate({ matrix, model: 'gpcm' }, { pool });
    expect(() => m2(found, matrix)).toThrow(/every person to have met every item.*row: 0.*I4/);
    expect(sX2(found, matrix)).toHaveLength(8);
  });
});

describe('S-X² of several groups and booklets', () => {
  const items = Array.from({ length: 10 }, (_, j) => ({
    id: `I${j + 1}`,
    parameters: {
      kind: 'partialCredit',
      slope: 0.8 + (j % 4) / 4,
      scores: [0, 1],
      intercepts: [0, (j - 4.5) / 3],
    } as ItemParameters,
  }));
  const persons = 1200;
  const of = Uint16Array.from({ length: persons }, (_, i) => i % 2);
  const groups = { labels: ['a', 'b'], of };
  const simulate = (seed: number) =>
    simulateResponses(items, persons, seed, (i) =>
      i % 2 === 0 ? { mean: 0, sd: 1 } : { mean: 0.8, sd: 1.3 },
    ).matrix;

  it('rejects a true model about as often as its level says, groups far apart and booklets included', async () => {
    let rejected = 0;
    let tests = 0;
    let surplus = 0;
    for (let seed = 0; seed < 25; seed++) {
      const matrix = simulate(500 + seed);
      // In each group, three persons in four meet one of two booklets with six common items.
      for (let i = 0; i < persons; i++)
        if (i % 8 > 1) for (const j of i % 16 < 8 ? [0, 1] : [8, 9]) matrix.scores[i * 10 + j] = 255;
      const found = await calibrate({ matrix, model: '2pl', groups }, { pool });
      for (const { statistic, df, p, strata } of sX2(found, matrix)) {
        tests++;
        surplus += (statistic - df) / Math.sqrt(2 * df);
        if (p! < 0.05) rejected++;
        expect(strata).toBeGreaterThan(3);
      }
    }
    // Four standard errors of a binomial; the mean of standardised statistics within the same.
    expect(Math.abs(rejected / tests - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / tests));
    expect(Math.abs(surplus / tests)).toBeLessThan(4 / Math.sqrt(tests));
  });

  it('finds the item that a model without guessing does not fit', async () => {
    const guessed = items.map((item, j) =>
      j === 2
        ? {
            id: item.id,
            parameters: {
              kind: 'guessing',
              slope: 2,
              scores: [0, 1],
              intercept: -3,
              guessing: 0.3,
            } as ItemParameters,
          }
        : item,
    );
    const { matrix } = simulateResponses(guessed, 6000, 31, (i) => ({ mean: i % 2, sd: 1 }));
    const halves = { labels: ['a', 'b'], of: Uint16Array.from({ length: 6000 }, (_, i) => i % 2) };
    const found = await calibrate({ matrix, model: '2pl', groups: halves }, { pool });
    const fits = sX2(found, matrix);
    expect(fits.filter(({ p }) => p! < 0.001).map(({ id }) => id)).toEqual(['I3']);
    expect(fits.map(({ strata, persons: used }) => [strata, used])).toEqual(items.map(() => [2, 6000]));
  });

  it('takes the population of a latent regression as the mixture it is', async () => {
    const n = 3000;
    const x = (i: number) => (i % 3) - 1;
    const { matrix } = simulateResponses(items, n, 33, (i) => ({ mean: 1.5 * x(i), sd: 0.6 }));
    const background = { names: ['x'], values: Float64Array.from({ length: n }, (_, i) => x(i)) };
    const found = await calibrate({ matrix, model: '2pl', background }, { pool });
    expect(sX2(found, matrix).filter(({ p }) => p! < 0.001)).toEqual([]);
  });
});
