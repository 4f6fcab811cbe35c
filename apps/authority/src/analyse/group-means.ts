/**
 * Means of groups over plausible values with the variance of the design: the jackknife that leaves out one school at a time
 * (JK1, Wolter 2007), from sums by school, and Rubin's rules over the values (Rubin 1987). Equal to
 * `jackknifeReplicates` with `replicateVariance`, without a set of weights for every school.
 */

import { type CombinedEstimate, combineImputations } from '@cloison/measurement';
import type { GroupMean } from '../analysis/studies.ts';

export interface MeansRequest {
  /** pupils × draws, on the reporting scale; NaN: the pupil does not count. */
  readonly values: Float64Array;
  readonly draws: number;
  /** Of each pupil; those of `group` are counted. */
  readonly groupOf: Uint16Array | null;
  readonly group: number;
  readonly school: Uint32Array;
  readonly weight: Float64Array | null;
}

/** Null when the group has nobody. */
export function groupMean({ values, draws, groupOf, group, school, weight }: MeansRequest): GroupMean | null {
  const positions = new Map<number, number>();
  let pupils = 0;
  const schoolOf = new Int32Array(school.length).fill(-1);
  for (let i = 0; i < school.length; i++) {
    if ((groupOf !== null && groupOf[i] !== group) || !Number.isFinite(values[i * draws])) continue;
    const one = school[i] ?? 0;
    let position = positions.get(one);
    if (position === undefined) {
      position = positions.size;
      positions.set(one, position);
    }
    schoolOf[i] = position;
    pupils += 1;
  }
  const schools = positions.size;
  if (pupils === 0) return null;
  const weights = new Float64Array(schools);
  const sums = new Float64Array(schools * draws);
  const squares = new Float64Array(draws);
  for (let i = 0; i < school.length; i++) {
    const position = schoolOf[i] ?? -1;
    if (position < 0) continue;
    const w = weight?.[i] ?? 1;
    weights[position] = (weights[position] ?? 0) + w;
    for (let d = 0; d < draws; d++) {
      const value = values[i * draws + d] ?? 0;
      sums[position * draws + d] = (sums[position * draws + d] ?? 0) + w * value;
      squares[d] = (squares[d] ?? 0) + w * value * value;
    }
  }
  const total = weights.reduce((sum, one) => sum + one, 0);
  const means: number[] = [];
  const variances: number[] = [];
  let spread = 0;
  for (let d = 0; d < draws; d++) {
    let sum = 0;
    for (let s = 0; s < schools; s++) sum += sums[s * draws + d] ?? 0;
    const mean = sum / total;
    let deviation = 0;
    for (let s = 0; s < schools; s++) {
      const left = (sum - (sums[s * draws + d] ?? 0)) / (total - (weights[s] ?? 0));
      if (schools > 1) deviation += (left - mean) ** 2;
    }
    means.push(mean);
    variances.push(schools > 1 ? ((schools - 1) / schools) * deviation : 0);
    spread += Math.max(0, (squares[d] ?? 0) / total - mean * mean) / draws;
  }
  const combined: CombinedEstimate | null =
    schools > 1 && draws > 1 ? combineImputations(means, variances, { completeDf: schools - 1 }) : null;
  if (draws === 1 && schools > 1) {
    const [mean = 0, variance = 0] = [means[0], variances[0]];
    const standardError = Math.sqrt(variance);
    const reach = 1.96 * standardError;
    const interval = [mean - reach, mean + reach] as const;
    return {
      pupils,
      schools,
      mean,
      sd: Math.sqrt(spread),
      standardError,
      interval,
      missingInformation: null,
    };
  }
  return {
    pupils,
    schools,
    mean: means.reduce((sum, one) => sum + one, 0) / draws,
    sd: Math.sqrt(spread),
    standardError: combined?.standardError ?? null,
    interval: combined === null ? null : [combined.interval[0], combined.interval[1]],
    missingInformation: combined?.missingInformation ?? null,
  };
}
