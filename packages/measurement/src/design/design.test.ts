import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../numeric/distributions.ts';
import { uniformAt } from '../numeric/random.ts';
import { combineImputations } from './combine-imputations.ts';
import {
  fayReplicates,
  jackknifeReplicates,
  replicateVariance,
  weightedMean,
  weightedSd,
} from './replicates.ts';

describe('replicate weights', () => {
  const values = Float64Array.of(3, 5, 4, 8, 9, 2, 6, 7);
  const ones = new Float64Array(8).fill(1);

  it('of single persons give the variance of a mean: s²/n', () => {
    const replicates = jackknifeReplicates(ones, [...values.keys()]);
    const mean = 5.5;
    const s2 = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 7;
    const found = replicateVariance(ones, replicates, weightedMean(values));
    expect(found.estimate).toBe(mean);
    expect(found.variance).toBeCloseTo(s2 / 8, 12);
  });

  it('of two clusters in each stratum: the jackknife and Fay agree with the textbook for a total-like mean', () => {
    const strata = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'];
    const clusters = ['1', '1', '2', '2', '3', '3', '4', '4'];
    // Stratum contributions: ((y₁ − y₂)/n)² with cluster totals y, for equal sizes.
    const expected = ((3 + 5 - 4 - 8) / 8) ** 2 + ((9 + 2 - 6 - 7) / 8) ** 2;
    const jackknife = replicateVariance(
      ones,
      jackknifeReplicates(ones, clusters, strata),
      weightedMean(values),
    );
    expect(jackknife.variance).toBeCloseTo(expected, 12);
    const first = Uint8Array.of(1, 1, 0, 0, 1, 1, 0, 0);
    const fay = fayReplicates(ones, strata, first);
    expect(fay.weights).toHaveLength(4);
    expect(replicateVariance(ones, fay, weightedMean(values)).variance).toBeCloseTo(expected, 12);
    expect(replicateVariance(ones, fay, weightedSd(values)).standardError).toBeGreaterThan(0);
  });

  it('cover the truth of a clustered population, where simple random sampling would not', () => {
    const draw = (sample: number) => {
      const y = new Float64Array(400);
      const clusters: number[] = [];
      for (let i = 0; i < 400; i++) {
        const cluster = Math.floor(i / 20);
        clusters.push(cluster);
        y[i] = 0.6 * normalQuantile(uniformAt(sample, cluster, 0)) + normalQuantile(uniformAt(sample, i, 1));
      }
      return { y, clusters };
    };
    let inside = 0;
    const base = new Float64Array(400).fill(1);
    for (let sample = 0; sample < 200; sample++) {
      const { y, clusters } = draw(sample);
      const { estimate, standardError } = replicateVariance(
        base,
        jackknifeReplicates(base, clusters),
        weightedMean(y),
      );
      if (Math.abs(estimate) < 2.093 * standardError) inside++;
    }
    expect(inside).toBeGreaterThan(178);
    expect(inside).toBeLessThan(199);
  });

  it('refuse designs that have no variance', () => {
    expect(() => jackknifeReplicates(ones, [1, 1, 1, 1, 1, 1, 1, 1])).toThrow('two clusters');
    expect(() => jackknifeReplicates(ones, [1])).toThrow('replicate weights');
    expect(() =>
      fayReplicates(ones, ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'], Uint8Array.of(1, 0, 1, 0, 1, 1, 1, 1)),
    ).toThrow('"b"');
    expect(() => replicateVariance(ones, { weights: [ones], factors: [1] }, () => 0)).toThrow('replicate');
  });
});

describe("Rubin's rules", () => {
  it('combine as in Rubin (1987, § 3.1), by hand', () => {
    const found = combineImputations([10, 12, 11], [4, 5, 6]);
    expect(found).toMatchObject({ estimate: 11, within: 5, between: 1 });
    expect(found.variance).toBeCloseTo(5 + 4 / 3, 12);
    expect(found.df).toBeCloseTo(2 * (1 + 5 / (4 / 3)) ** 2, 10);
    expect(found.missingInformation).toBeCloseTo(4 / 3 / (5 + 4 / 3), 12);
    expect(found.interval[0]).toBeLessThan(11 - 1.96 * found.standardError);
  });

  it('keep the complete-data degrees of freedom as a bound (Barnard & Rubin 1999)', () => {
    expect(combineImputations([10, 10], [1, 1], { completeDf: 30 }).df).toBeLessThan(30);
    expect(combineImputations([10, 10], [1, 1]).df).toBe(Number.POSITIVE_INFINITY);
    expect(combineImputations([10, 12, 11], [4, 5, 6], { completeDf: 20 }).df).toBeLessThan(20);
    expect(() => combineImputations([1], [1])).toThrow('two imputations');
    expect(() => combineImputations([1, 2], [1, -1])).toThrow('imputations');
  });
});
