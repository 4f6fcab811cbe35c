/**
 * Variance of any statistic under a clustered, stratified design (Wolter 2007): the statistic again under each set of replicate weights.
 */
import { MeasurementError } from '../errors/measurement-error.ts';

export interface Replicates {
  /** One set of weights for each replicate. */
  readonly weights: readonly Float64Array[];
  /** Factor of each replicate's squared deviation. */
  readonly factors: readonly number[];
}

/**
 * Stratified jackknife (JKn; JK1 when all strata are equal): each replicate leaves out one cluster and raises the others
 * of its stratum by n/(n − 1); factor (n − 1)/n. Throws `design-invalid` with the strata that have one cluster only.
 */
export function jackknifeReplicates(
  weights: Float64Array,
  clusters: readonly (string | number)[],
  strata: readonly (string | number)[] | null = null,
): Replicates {
  if (clusters.length !== weights.length || (strata !== null && strata.length !== weights.length))
    throw new MeasurementError('replicates-invalid', { persons: weights.length, clusters: clusters.length });
  const byStratum = new Map<string | number, Map<string | number, number[]>>();
  clusters.forEach((cluster, i) => {
    const stratum = strata?.[i] ?? 0;
    const own = byStratum.get(stratum) ?? new Map<string | number, number[]>();
    byStratum.set(stratum, own);
    const members = own.get(cluster);
    if (members === undefined) own.set(cluster, [i]);
    else members.push(i);
  });
  const alone = [...byStratum].filter(([, own]) => own.size < 2).map(([stratum]) => stratum);
  if (alone.length > 0 || weights.length === 0)
    throw new MeasurementError('design-invalid', { strata: alone });
  const replicated: Float64Array[] = [];
  const factors: number[] = [];
  for (const own of byStratum.values()) {
    const n = own.size;
    for (const left of own.values()) {
      const replicate = Float64Array.from(weights);
      for (const members of own.values())
        for (const i of members) replicate[i] = members === left ? 0 : (weights[i]! * n) / (n - 1);
      replicated.push(replicate);
      factors.push((n - 1) / n);
    }
  }
  return { weights: replicated, factors };
}

/**
 * Balanced repeated replication with Fay's adjustment (Judkins 1990; PISA uses 0.5): strata of two clusters, half-samples by a
 * Hadamard matrix of a power of two (Sylvester).
 */
export function fayReplicates(
  weights: Float64Array,
  strata: readonly (string | number)[],
  firstCluster: Uint8Array,
  fay = 0.5,
): Replicates {
  const labels = [...new Set(strata)];
  const lonely = labels.filter((label) => {
    const halves = new Set(strata.flatMap((one, i) => (one === label ? [firstCluster[i]! > 0] : [])));
    return halves.size !== 2;
  });
  if (lonely.length > 0 || labels.length === 0)
    throw new MeasurementError('design-invalid', { strata: lonely });
  const place = new Map(labels.map((label, k) => [label, k]));
  let order = 1;
  while (order <= labels.length) order *= 2;
  const sign = (row: number, column: number) => {
    let bits = row & column;
    let odd = false;
    for (; bits !== 0; bits &= bits - 1) odd = !odd;
    return odd ? -1 : 1;
  };
  const replicated = Array.from({ length: order }, (_, row) =>
    weights.map((weight, i) => {
      // Column 0 is constant and would not balance.
      const up = sign(row, place.get(strata[i]!)! + 1) > 0 === firstCluster[i]! > 0;
      return weight * (up ? 2 - fay : fay);
    }),
  );
  return { weights: replicated, factors: new Array<number>(order).fill(1 / (order * (1 - fay) ** 2)) };
}

export interface ReplicatedEstimate {
  readonly estimate: number;
  readonly variance: number;
  readonly standardError: number;
}

/** Σ factor·(replicate − estimate)². The statistic gets a set of weights. */
export function replicateVariance(
  weights: Float64Array,
  { weights: replicated, factors }: Replicates,
  statistic: (weights: Float64Array) => number,
): ReplicatedEstimate {
  if (
    replicated.length < 2 ||
    replicated.some((one) => one.length !== weights.length) ||
    factors.length !== replicated.length
  )
    throw new MeasurementError('replicates-invalid', {
      replicates: replicated.length,
      persons: weights.length,
    });
  const estimate = statistic(weights);
  const variance = replicated.reduce(
    (sum, one, r) => sum + factors[r]! * (statistic(one) - estimate) ** 2,
    0,
  );
  return { estimate, variance, standardError: Math.sqrt(variance) };
}

/** Weighted mean of `values`; the commonest statistic to replicate. */
export function weightedMean(values: Float64Array): (weights: Float64Array) => number {
  return (weights) => {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < values.length; i++) {
      sum += weights[i]! * values[i]!;
      total += weights[i]!;
    }
    return sum / total;
  };
}

export function weightedSd(values: Float64Array): (weights: Float64Array) => number {
  const mean = weightedMean(values);
  return (weights) => {
    const center = mean(weights);
    let sum = 0;
    let total = 0;
    for (let i = 0; i < values.length; i++) {
      sum += weights[i]! * (values[i]! - center) ** 2;
      total += weights[i]!;
    }
    return Math.sqrt(sum / total);
  };
}
