import { describe, expect, it } from 'vitest';
import type { ItemParameters } from '../models/item-models.ts';
import { normalQuantile } from '../numeric/distributions.ts';
import { uniformAt } from '../numeric/random.ts';
import { expectedSum } from '../persons/sum-scores.ts';
import { classify } from './classification.ts';
import { angoffCuts, bookmarkCuts, orderedItems } from './cut-scores.ts';
import { classifyBySums } from './sum-classification.ts';

const two = (b: number): ItemParameters => ({
  kind: 'partialCredit',
  slope: 1,
  scores: [0, 1],
  intercepts: [0, -b],
});
const bank = [-2, -1, 0, 1, 2].map((b, j) => ({ id: `I${j + 1}`, parameters: two(b) }));

describe('bookmark', () => {
  it('orders items where two thirds of the pupils master them', () => {
    const booklet = orderedItems([...bank].reverse());
    expect(booklet.map(({ id }) => id)).toEqual(['I1', 'I2', 'I3', 'I4', 'I5']);
    // log(2/3 ÷ 1/3) above the difficulty.
    booklet.forEach(({ theta }, k) => {
      expect(theta).toBeCloseTo(k - 2 + Math.LN2, 10);
    });
    const steps = orderedItems([
      { id: 'P', parameters: { kind: 'graded', slope: 1, scores: [0, 1, 2], intercepts: [0, 1, -1] } },
    ]);
    expect(steps.map(({ score, theta }) => [score, theta])).toEqual([
      [1, expect.closeTo(-1 + Math.LN2, 9)],
      [2, expect.closeTo(1 + Math.LN2, 9)],
    ]);
  });

  it('cuts midway before the bookmark, at the median of the judges', () => {
    const [low, high] = bookmarkCuts(orderedItems(bank), [
      [2, 4],
      [2, 5],
      [3, 5],
    ]);
    expect(low!.theta).toBeCloseTo(-1.5 + Math.LN2, 10);
    expect(high!.theta).toBeCloseTo(1.5 + Math.LN2, 10);
    expect(low!.mean).toBeCloseTo(-1.5 + 1 / 3 + Math.LN2, 10);
    expect(low!.meanError).toBeCloseTo(1 / 3, 10);
    // The median of three draws is the third judge's cut 7 times in 27.
    expect(low!.standardError).toBeCloseTo(Math.sqrt(7 * 20) / 27, 10);
  });

  it('refuses bookmarks out of the booklet or out of order, all at once', () => {
    expect(() =>
      bookmarkCuts(orderedItems(bank), [
        [0, 4],
        [3, 2],
      ]),
    ).toThrow(/"judge":1.*"judge":2/);
    expect(() => bookmarkCuts(orderedItems(bank), [])).toThrow('standard-setting');
  });
});

describe('modified Angoff', () => {
  const items = bank.map(({ parameters }) => parameters);
  it('finds the θ whose expected sum the judge named', () => {
    const at = (theta: number) => items.map((item) => expectedSum([item], theta));
    const [low, high] = angoffCuts(items, [
      [at(-0.8), at(0.6)],
      [at(-0.6), at(1)],
    ]);
    expect(low!.judges).toEqual([expect.closeTo(-0.8, 9), expect.closeTo(-0.6, 9)]);
    expect(high!.theta).toBeCloseTo(0.8, 9);
  });

  it('refuses ratings that are no scores, and sums that no θ reaches', () => {
    expect(() => angoffCuts(items, [[[0.5, 0.5, 1.5, 0.5, 0.5]]])).toThrow('"item":3');
    expect(() => angoffCuts(items, [[[1, 1, 1, 1, 1]]])).toThrow('sum: 5');
  });
});

describe('classification', () => {
  it('knows how often a second test would agree: what simulation shows', () => {
    const persons = 20_000;
    const error = 0.4;
    const truth = Float64Array.from({ length: persons }, (_, i) => normalQuantile(uniformAt(1, i, 0)));
    // Posterior means of a normal prior and a normal error.
    const shrink = 1 / (1 + error * error);
    const observe = (k: number) =>
      truth.map((theta, i) => theta + error * normalQuantile(uniformAt(1, i, k)));
    const eap = observe(1).map((x) => shrink * x);
    const sd = new Float64Array(persons).fill(error * Math.sqrt(shrink));
    const cuts = [-0.7, 0.5];
    const found = classify(eap, sd, cuts);
    const group = (x: number) => cuts.filter((cut) => x >= cut).length;
    let right = 0;
    truth.forEach((theta, i) => {
      if (group(theta) === found.groupOf[i]) right++;
    });
    expect(Math.abs(found.accuracy! - right / persons)).toBeLessThan(0.01);
    expect(found.shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(found.consistency!).toBeLessThan(found.accuracy!);
    expect(found.kappa!).toBeGreaterThan(0.5);
    expect(found.falsePositive[0]! + found.falseNegative[0]!).toBeLessThan(1 - found.accuracy! + 1e-12);
  });

  it('is certain without error, and leaves out who has no estimate', () => {
    const found = classify(Float64Array.of(-1, 0, 1, Number.NaN), new Float64Array(4), [0, 0.5]);
    expect([...found.groupOf]).toEqual([0, 1, 2, -1]);
    expect(found).toMatchObject({ accuracy: 1, consistency: 1, falsePositive: [0, 0] });
    expect(() => classify(new Float64Array(1), new Float64Array(1), [1, 1])).toThrow('thresholds');
    expect(classify(Float64Array.of(Number.NaN), Float64Array.of(1), [0]).accuracy).toBeNull();
  });
});

describe('classification by sums', () => {
  const items = Array.from({ length: 24 }, (_, j) => two((j - 11.5) / 8));
  const cuts = [-0.6, 0.7].map((theta) => ({ theta, sum: Math.ceil(expectedSum(items, theta)) }));

  it('is what simulated tests show: accuracy, consistency, errors at each threshold', () => {
    const found = classifyBySums(items, cuts, [
      { mean: 0, sd: 1, share: 3 },
      { mean: 0.5, sd: 1.2, share: 1 },
    ]);
    const persons = 20_000;
    const group = (x: number, of: readonly number[]) => of.filter((cut) => x >= cut).length;
    let right = 0;
    let same = 0;
    const positive = [0, 0];
    const shares = [0, 0, 0];
    for (let i = 0; i < persons; i++) {
      const z = normalQuantile(uniformAt(8, i, 0));
      const theta = i % 4 === 0 ? 0.5 + 1.2 * z : z;
      const sit = (test: number) =>
        items.reduce(
          (sum, _, j) =>
            sum + (uniformAt(8, i, 1 + 30 * test + j) < 1 / (1 + Math.exp((j - 11.5) / 8 - theta)) ? 1 : 0),
          0,
        );
      const truth = group(theta, [-0.6, 0.7]);
      const sums = cuts.map(({ sum }) => sum);
      const first = group(sit(0), sums);
      shares[truth]! += 1 / persons;
      if (first === truth) right++;
      if (first === group(sit(1), sums)) same++;
      for (const k of [0, 1]) if (first > k && truth <= k) positive[k]! += 1 / persons;
    }
    expect(Math.abs(found.accuracy - right / persons)).toBeLessThan(0.01);
    expect(Math.abs(found.consistency - same / persons)).toBeLessThan(0.01);
    found.falsePositive.forEach((one, k) => {
      expect(Math.abs(one - positive[k]!)).toBeLessThan(0.006);
    });
    found.shares.forEach((one, k) => {
      expect(Math.abs(one - shares[k]!)).toBeLessThan(0.01);
    });
  });

  it('has exact shares by θ, and refuses thresholds that do not rise', () => {
    const found = classifyBySums(items, cuts, [{ mean: 0, sd: 1, share: 1 }]);
    // Φ(−0.6), Φ(0.7): R 4, pnorm.
    expect(found.shares[0]).toBeCloseTo(0.2742531, 6);
    expect(found.shares[2]).toBeCloseTo(1 - 0.7580363, 6);
    expect(found.sharesBySum.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    expect(() => classifyBySums(items, [...cuts].reverse(), [{ mean: 0, sd: 1, share: 1 }])).toThrow(
      'standard',
    );
    expect(() => classifyBySums(items, cuts, [{ mean: 0, sd: 0, share: 1 }])).toThrow('standard');
  });
});
