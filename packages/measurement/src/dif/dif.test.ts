import { describe, expect, it } from 'vitest';
import { largestDifference, reference, referenceRows } from '../../reference/reference-sets.ts';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import type { ItemParameters } from '../models/item-models.ts';
import { matrixFromRows } from '../responses/response-matrix.ts';
import { simulateResponses } from '../simulation/simulate-responses.ts';
import { likelihoodRatioDif } from './likelihood-ratio.ts';
import { logisticDif } from './logistic.ts';
import { etsClass, mantelHaenszel } from './mantel-haenszel.ts';

const set = () => {
  const rows = referenceRows('f_dif_4000x20.csv');
  return {
    matrix: matrixFromRows(rows.map((row) => row.slice(1))),
    groups: { of: Uint8Array.from(rows, (row) => row[0]!) },
  };
};
// difR prints eight decimals.
const PRINTED = 6e-9;

describe('tests of many items', () => {
  it('say who met each item, and adjust p-values over all', () => {
    const rows = [
      ...Array.from({ length: 30 }, (_, i) => [i % 2, (i >> 1) % 2, i % 3 === 0 ? 1 : 0, null]),
      ...Array.from({ length: 20 }, (_, i) => [i % 3 === 0 ? 0 : 1, i % 2, null, i % 5 === 0 ? 1 : 0]),
    ];
    const groups = { of: Uint8Array.from(rows, (_, i) => (i < 25 ? 0 : i < 48 ? 1 : 2)) };
    const { items } = mantelHaenszel(matrixFromRows(rows), groups, { purify: false });
    expect(items.map(({ persons }) => persons)).toEqual([
      [25, 23],
      [25, 23],
      [25, 5],
      [0, 18],
    ]);
    expect(items[3]!.adjustedP).toBeNull();
    const tested = items.filter(({ p }) => p !== null);
    for (const item of tested) {
      expect(item.adjustedP!).toBeGreaterThanOrEqual(item.p!);
      expect(item.holmP!).toBeGreaterThanOrEqual(item.adjustedP!);
    }
    const least = tested.reduce((one, other) => (other.p! < one.p! ? other : one));
    expect(least.holmP).toBe(Math.min(1, tested.length * least.p!));
    expect(Math.max(...tested.map(({ adjustedP }) => adjustedP!))).toBe(
      Math.max(...tested.map(({ p }) => p!)),
    );
  });
});

describe('differential item functioning against difR 5.1', () => {
  it('Mantel-Haenszel and the standardised difference agree to what is printed', () => {
    const { matrix, groups } = set();
    const wanted = reference('dif_link.json');
    const { items } = mantelHaenszel(matrix, groups, { purify: false });
    const column = (pick: (item: (typeof items)[number]) => number | null) => items.map(pick);
    expect(
      largestDifference(
        column((item) => item.chiSquare),
        wanted.MH.chi2,
      ),
    ).toBeLessThan(PRINTED);
    expect(
      largestDifference(
        column((item) => item.alpha),
        wanted.MH.alphaMH,
      ),
    ).toBeLessThan(PRINTED);
    expect(
      largestDifference(
        column((item) => item.logAlphaVariance),
        wanted.MH.varLambda,
      ),
    ).toBeLessThan(PRINTED);
    expect(
      largestDifference(
        column((item) => item.delta),
        wanted.MH.deltaMH,
      ),
    ).toBeLessThan(PRINTED);
    expect(
      largestDifference(
        column((item) => item.standardisedDifference),
        wanted.STD_P_DIF,
      ),
    ).toBeLessThan(PRINTED);
    expect(items.flatMap((item, j) => (item.flagged ? [j + 1] : []))).toEqual(wanted.MH.flagged);
  });

  it('Mantel-Haenszel with purification agrees too', () => {
    const { matrix, groups } = set();
    const wanted = reference('dif_link.json').MH_purified;
    const { items, settled } = mantelHaenszel(matrix, groups);
    expect(settled).toBe(true);
    expect(
      largestDifference(
        items.map((item) => item.chiSquare),
        wanted.chi2,
      ),
    ).toBeLessThan(PRINTED);
    expect(
      largestDifference(
        items.map((item) => item.alpha),
        wanted.alphaMH,
      ),
    ).toBeLessThan(PRINTED);
    expect(items.flatMap((item, j) => (item.flagged ? [j + 1] : []))).toEqual(wanted.flagged);
    expect([2, 7].map((j) => items[j]!.ets)).toEqual(['C', 'C']);
  });

  it('logistic regression: the three tests agree to what is printed', () => {
    // difR's R² change is not compared: exp(−deviance/2) underflows there for 4,000 persons, and leaves Nagelkerke's divisor out.
    const { matrix, groups } = set();
    const wanted = reference('dif_link.json').logistic;
    const { items } = logisticDif(matrix, groups, { purify: false });
    expect(
      largestDifference(
        items.map((item) => item.both!.statistic),
        wanted.both.stat,
      ),
    ).toBeLessThan(PRINTED);
    expect(
      largestDifference(
        items.map((item) => item.uniform!.statistic),
        wanted.udif.stat,
      ),
    ).toBeLessThan(PRINTED);
    expect(
      largestDifference(
        items.map((item) => item.nonUniform!.statistic),
        wanted.nudif.stat,
      ),
    ).toBeLessThan(PRINTED);
    expect(items.flatMap((item, j) => (item.flagged ? [j + 1] : []))).toEqual(wanted.both.flagged);
  });
});

describe("differential item functioning against R's own tests (reference/dif.R)", () => {
  const wanted = reference('f_dif_base_r.json');
  const differences = (found: readonly (number | null)[], of: readonly number[]) =>
    largestDifference(found, of);

  it('Mantel-Haenszel: odds ratios, statistics, p-values, and both adjustments agree to nine digits', () => {
    const { matrix, groups } = set();
    const { items } = mantelHaenszel(matrix, groups, { purify: false });
    const of = (pick: (item: (typeof items)[number]) => number | null) => items.map(pick);
    expect(
      differences(
        of(({ alpha }) => alpha),
        wanted.alpha,
      ),
    ).toBeLessThan(1e-9);
    expect(
      differences(
        of(({ chiSquare }) => chiSquare),
        wanted.chiSquare,
      ),
    ).toBeLessThan(1e-8);
    const logs = (values: readonly (number | null)[]) => values.map((one) => Math.log(one!));
    expect(differences(logs(of(({ p }) => p)), logs(wanted.p) as number[])).toBeLessThan(1e-8);
    expect(differences(logs(of(({ holmP }) => holmP)), logs(wanted.holm))).toBeLessThan(1e-8);
    expect(differences(logs(of(({ adjustedP }) => adjustedP)), logs(wanted.benjaminiHochberg))).toBeLessThan(
      1e-8,
    );
  });

  it('logistic regression: likelihood ratios of the group, and of its product with the score, agree to 1e-8', () => {
    const { matrix, groups } = set();
    const { items } = logisticDif(matrix, groups, { purify: false });
    expect(
      differences(
        items.map(({ uniform }) => uniform!.statistic),
        wanted.uniform,
      ),
    ).toBeLessThan(1e-8);
    expect(
      differences(
        items.map(({ nonUniform }) => nonUniform!.statistic),
        wanted.nonUniform,
      ),
    ).toBeLessThan(1e-8);
  });
});

const pc = (slope: number, ...d: number[]): ItemParameters => ({
  kind: 'partialCredit',
  slope,
  scores: [0, ...d.map((_, k) => k + 1)],
  intercepts: [0, ...d],
});

/** Item 3 is harder by 0.9 for the focal group, which is also weaker by 0.5. */
function different(persons: number) {
  const base = Array.from({ length: 8 }, (_, j) => ({
    id: `I${j + 1}`,
    parameters: pc(1.1, (j - 3.5) / 3),
  }));
  const focal = base.map((item, j) => (j === 2 ? { ...item, parameters: pc(1.1, -0.5 - 0.9) } : item));
  const a = simulateResponses(base, persons, 51);
  const b = simulateResponses(focal, persons, 52, () => ({ mean: -0.5, sd: 1 }));
  const scores = new Uint8Array(new SharedArrayBuffer(2 * persons * 8));
  scores.set(a.matrix.scores);
  scores.set(b.matrix.scores, persons * 8);
  const matrix = { ...a.matrix, persons: 2 * persons, scores };
  return {
    matrix,
    groups: { of: Uint8Array.from({ length: 2 * persons }, (_, i) => (i < persons ? 0 : 1)) },
  };
}

describe('all three methods', () => {
  it('find the item that differs, and not the difference between groups', async () => {
    const { matrix, groups } = different(1000);
    const mh = mantelHaenszel(matrix, groups, { level: 0.001 });
    const lr = logisticDif(matrix, groups, { level: 0.001 });
    const irt = await likelihoodRatioDif(
      { matrix, model: '2pl' },
      groups,
      { items: ['I2', 'I3', 'I6'], level: 0.001 },
      { pool },
    );
    for (const { items, settled } of [mh, lr, irt]) {
      expect(settled).toBe(true);
      expect(items.filter(({ flagged }) => flagged).map(({ id }) => id)).toEqual(['I3']);
    }
    expect(mh.items[2]!.ets).toBe('C');
    expect(mh.items[2]!.delta!).toBeLessThan(0);
    expect(lr.items[2]!.groupEffect!).toBeLessThan(0);
    // 0.9 on the intercept is 0.9/slope in difficulty.
    expect(Math.abs(irt.items[1]!.difficultyDifference! - 0.9 / 1.1)).toBeLessThan(0.25);
    expect(irt.items[1]!.df).toBe(2);
  });

  it('see a slope that differs, which Mantel-Haenszel cannot', async () => {
    const base = Array.from({ length: 8 }, (_, j) => ({
      id: `I${j + 1}`,
      parameters: pc(1.2, (j - 3.5) / 3),
    }));
    const focal = base.map((item, j) => (j === 4 ? { ...item, parameters: pc(0.3, (j - 3.5) / 3) } : item));
    const a = simulateResponses(base, 1500, 43).matrix;
    const b = simulateResponses(focal, 1500, 44).matrix;
    const scores = new Uint8Array(new SharedArrayBuffer(3000 * 8));
    scores.set(a.scores);
    scores.set(b.scores, 1500 * 8);
    const matrix = { ...a, persons: 3000, scores };
    const groups = { of: Uint8Array.from({ length: 3000 }, (_, i) => (i < 1500 ? 0 : 1)) };
    const [item] = logisticDif(matrix, groups).items.filter(({ id }) => id === 'I5');
    expect(item!.nonUniform!.p).toBeLessThan(1e-6);
    const irt = await likelihoodRatioDif({ matrix, model: '2pl' }, groups, { items: ['I5'] }, { pool });
    expect(irt.items[0]!.flagged).toBe(true);
    expect(irt.items[0]!.slopeDifference!).toBeLessThan(-0.5);
  });

  it('refuse groups that cannot be compared, and say null of what has nothing to compare', () => {
    const matrix = matrixFromRows([
      [1, 0],
      [1, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(() => mantelHaenszel(matrix, { of: Uint8Array.of(0, 0, 0, 0) })).toThrow('two groups');
    const { items } = mantelHaenszel(matrix, { of: Uint8Array.of(0, 0, 1, 1) });
    expect(items[0]).toMatchObject({ chiSquare: null, ets: null, flagged: false });
    expect(logisticDif(matrix, { of: Uint8Array.of(0, 0, 1, 1) }).items[0]!.both).toBeNull();
    const three = matrixFromRows([
      [2, 0],
      [1, 1],
      [0, 0],
      [1, 1],
    ]);
    expect(mantelHaenszel(three, { of: Uint8Array.of(0, 0, 1, 1) }).items[0]!.alpha).toBeNull();
  });

  it('compare persons within booklets', () => {
    const { matrix, groups } = different(400);
    for (let i = 0; i < matrix.persons; i++) matrix.scores[i * 8 + (i % 2 === 0 ? 7 : 6)] = 255;
    const { items } = mantelHaenszel(matrix, groups, { level: 0.01 });
    expect(items.filter(({ flagged }) => flagged).map(({ id }) => id)).toEqual(['I3']);
  });
});

describe('without any difference', () => {
  it('Holm’s p-values give a false finding in about one sample of twenty', () => {
    const known = Array.from({ length: 10 }, (_, j) => ({
      id: `I${j + 1}`,
      parameters: {
        kind: 'partialCredit',
        slope: 1,
        scores: [0, 1],
        intercepts: [0, (j - 4.5) / 3],
      } as ItemParameters,
    }));
    const groups = { of: Uint8Array.from({ length: 400 }, (_, i) => i % 2) };
    let [samples, unadjusted] = [0, 0];
    for (let sample = 0; sample < 60; sample++) {
      const { matrix } = simulateResponses(known, 400, 6000 + sample, (i) => ({ mean: -(i % 2) / 2, sd: 1 }));
      const { items } = mantelHaenszel(matrix, groups);
      if (items.some(({ holmP }) => holmP! < 0.05)) samples++;
      if (items.some(({ p }) => p! < 0.05)) unadjusted++;
    }
    // Three of 60 are expected, eleven or more once in ten thousand times; without adjusting, some twenty.
    expect(samples).toBeLessThan(11);
    expect(unadjusted).toBeGreaterThan(11);
  });
});

describe('ETS classes', () => {
  it('follow Zieky (1993)', () => {
    expect(etsClass(-0.9, 0.1, 0.0001)).toBe('A');
    expect(etsClass(-1.8, 1.2, 0.13)).toBe('A');
    expect(etsClass(1.3, 0.2, 0.001)).toBe('B');
    expect(etsClass(-1.6, 0.5, 0.001)).toBe('B');
    expect(etsClass(-1.6, 0.2, 0.001)).toBe('C');
  });
});
