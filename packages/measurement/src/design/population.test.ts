import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../numeric/distributions.ts';
import { uniformAt } from '../numeric/random.ts';
import { combineImputations } from './combine-imputations.ts';
import { type Design, type PopulationRequest, populationEstimates } from './population.ts';
import {
  fayReplicates,
  jackknifeReplicates,
  replicateVariance,
  weightedMean,
  weightedSd,
} from './replicates.ts';

const n = 240;
const draw = (i: number, k: number) => normalQuantile(uniformAt(5, i, k));
const cluster = (i: number) => Math.floor(i / 12);
const values = Array.from({ length: 4 }, (_, m) =>
  Float64Array.from({ length: n }, (_, i) => 250 + 30 * draw(cluster(i), 90) + 40 * draw(i, m)),
);
const weights = Float64Array.from({ length: n }, (_, i) => 1 + (i % 5) / 3);
const clusterOf = Uint32Array.from({ length: n }, (_, i) => cluster(i));
const stratumOf = Uint32Array.from({ length: n }, (_, i) => Math.floor(cluster(i) / 4));
const groups = {
  labels: ['a', 'b'],
  of: Uint16Array.from({ length: n }, (_, i) => ((i * 7) % 3 === 0 ? 1 : 0)),
};
const plain: PopulationRequest = {
  values,
  weights,
  design: { kind: 'jackknife', clusterOf, stratumOf },
  groups,
  cuts: [230, 270],
  percentiles: [0.1, 0.5, 0.9],
};
const jackknife = jackknifeReplicates(weights, [...clusterOf], [...stratumOf]);

/** The same by replicating each statistic on its own, and Rubin's rules. */
function slowly(
  statistic: (value: Float64Array) => (weights: Float64Array) => number,
  replicates = jackknife,
) {
  const each = values.map((value) => replicateVariance(weights, replicates, statistic(value)));
  return combineImputations(
    each.map(({ estimate }) => estimate),
    each.map(({ variance }) => variance),
  );
}
const within =
  (group: number, of: (value: Float64Array) => (w: Float64Array) => number) => (value: Float64Array) => {
    const statistic = of(value);
    return (w: Float64Array) => statistic(w.map((one, i) => (groups.of[i] === group ? one : 0)));
  };
const shareFrom = (low: number, high: number) => (value: Float64Array) =>
  weightedMean(value.map((x) => (x >= low && x < high ? 1 : 0)));

describe('what a sample says of a population', () => {
  it('is, by sums of clusters, what replicating every statistic gives: stratified jackknife', () => {
    const found = populationEstimates(plain);
    expect(found.replicates).toBe(20);
    expect(found.groups.map(({ label, clusters }) => [label, clusters])).toEqual([
      [null, 20],
      ['a', 20],
      ['b', 20],
    ]);
    found.groups.forEach((one, k) => {
      const of = (statistic: typeof weightedMean) => slowly(k === 0 ? statistic : within(k - 1, statistic));
      const pairs = [
        [one.mean, of(weightedMean)],
        [one.sd, of(weightedSd)],
        [one.shares[0]!, of(shareFrom(-1e9, 230))],
        [one.shares[1]!, of(shareFrom(230, 270))],
        [one.shares[2]!, of(shareFrom(270, 1e9))],
      ] as const;
      for (const [quick, slow] of pairs) {
        expect(quick.estimate).toBeCloseTo(slow.estimate, 9);
        expect(quick.standardError).toBeCloseTo(slow.standardError, 9);
        expect(quick.missingInformation).toBeCloseTo(slow.missingInformation, 9);
      }
    });
    const difference = slowly(
      (value) => (w) => within(1, weightedMean)(value)(w) - within(0, weightedMean)(value)(w),
    );
    expect(found.differences).toHaveLength(1);
    expect(found.differences[0]).toMatchObject({ first: 'a', second: 'b' });
    expect(found.differences[0]!.mean.estimate).toBeCloseTo(difference.estimate, 9);
    expect(found.differences[0]!.mean.standardError).toBeCloseTo(difference.standardError, 9);
    // Groups share clusters: their difference is surer than two independent means.
    const [, a, b] = found.groups;
    expect(found.differences[0]!.mean.standardError).toBeLessThan(
      0.8 * Math.hypot(a!.mean.standardError, b!.mean.standardError),
    );
  });

  it('is the same by given replicate weights with the factor of Fay', () => {
    const strata = Array.from({ length: n }, (_, i) => Math.floor(cluster(i) / 2));
    const fay = fayReplicates(
      weights,
      strata,
      Uint8Array.from({ length: n }, (_, i) => cluster(i) % 2),
    );
    const design: Design = { kind: 'replicates', weights: fay.weights, factor: fay.factors[0]! };
    const found = populationEstimates({ ...plain, design, groups: null });
    expect(found.groups[0]!.mean.standardError).toBeCloseTo(slowly(weightedMean, fay).standardError, 9);
    expect(found.groups[0]!.sd.standardError).toBeCloseTo(slowly(weightedSd, fay).standardError, 9);
    expect(found.groups[0]!.clusters).toBeNull();
    // The median moves with the mean here; its error is of the same size.
    const [, median] = found.groups[0]!.percentiles;
    expect(median!.standardError / found.groups[0]!.mean.standardError).toBeGreaterThan(0.7);
    expect(median!.standardError / found.groups[0]!.mean.standardError).toBeLessThan(2);
  });

  it('takes quantiles of weights, with errors that fit what samples show', () => {
    const small = populationEstimates({
      values: [Float64Array.of(5, 1, 3, 2, 4, Number.NaN)],
      weights: null,
      design: { kind: 'jackknife', clusterOf: null, stratumOf: null },
      groups: null,
      cuts: [],
      percentiles: [0.2, 0.5, 0.7],
    });
    // R 4: quantile(1:5, c(.2, .5, .7), type = 2).
    expect(small.groups[0]!.percentiles.map(({ estimate }) => estimate)).toEqual([1.5, 3, 4]);
    expect(small.groups[0]).toMatchObject({ persons: 5, clusters: 5 });
    // Five answers of a sample of six (a domain): (5/6)·Σ((3 − x)/4)².
    expect(small.groups[0]!.mean.standardError).toBeCloseTo(Math.sqrt(((5 / 6) * 10) / 16), 12);
    let spread = 0;
    let claimed = 0;
    const samples = 60;
    for (let sample = 0; sample < samples; sample++) {
      const value = Float64Array.from({ length: 500 }, (_, i) => normalQuantile(uniformAt(sample, i, 0)));
      const [group] = populationEstimates({
        values: [value],
        weights: null,
        design: { kind: 'jackknife', clusterOf: null, stratumOf: null },
        groups: null,
        cuts: [],
        percentiles: [0.9],
      }).groups;
      spread += (group!.percentiles[0]!.estimate - normalQuantile(0.9)) ** 2 / samples;
      claimed += group!.percentiles[0]!.standardError / samples;
    }
    expect(claimed / Math.sqrt(spread)).toBeGreaterThan(0.75);
    expect(claimed / Math.sqrt(spread)).toBeLessThan(1.35);
  });

  it('has no variance from a replicate that leaves a group nobody, and says in how many clusters a group is', () => {
    const of = Uint16Array.from({ length: n }, (_, i) => (cluster(i) === 3 ? 1 : 0));
    const found = populationEstimates({ ...plain, groups: { labels: ['a', 'b', 'nobody'], of } });
    expect(found.groups.map(({ label }) => label)).toEqual([null, 'a', 'b']);
    expect(found.groups[2]!.clusters).toBe(1);
    expect(Number.isFinite(found.groups[2]!.mean.standardError)).toBe(true);
  });

  it('refuses what is no design', () => {
    const refused = (change: Partial<PopulationRequest>) => () =>
      populationEstimates({ ...plain, ...change });
    expect(refused({ weights: weights.map((w) => -w) })).toThrow('weights');
    expect(refused({ cuts: [3, 2] })).toThrow('standard-setting');
    expect(refused({ design: { kind: 'replicates', weights: [weights], factor: 1 } })).toThrow('replicate');
    expect(refused({ design: { kind: 'jackknife', clusterOf, stratumOf: clusterOf } })).toThrow(
      'at least two clusters',
    );
    expect(refused({ values: [values[0]!, values[1]!.map((x, i) => (i === 4 ? Number.NaN : x))] })).toThrow(
      'imputations',
    );
    expect(refused({ values: [] })).toThrow('too few persons');
  });
});
