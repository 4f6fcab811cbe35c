/**
 * Groups between thresholds, and how sure they are: accuracy (the true group is the one given) and consistency (a second test would give the
 * same), from each person's estimate and standard error under normal errors (Rudner 2001, 2005).
 */
import { MeasurementError } from '../errors/measurement-error.ts';
import { normalLower } from '../numeric/distributions.ts';

export interface Classification {
  /** Of each person: number of thresholds reached; −1 without an estimate. */
  readonly groupOf: Int8Array;
  /** Share of persons in each group. */
  readonly shares: readonly number[];
  readonly accuracy: number | null;
  readonly consistency: number | null;
  /** Cohen's κ of the consistency. */
  readonly kappa: number | null;
  /** Share of persons whose true state is on the other side, at each threshold: below though given above, and the reverse. */
  readonly falsePositive: readonly number[];
  readonly falseNegative: readonly number[];
}

/** At a threshold exactly is above it. Thresholds must rise. */
export function classify(
  estimate: Float64Array,
  standardError: Float64Array,
  thresholds: readonly number[],
  weights: Float64Array | null = null,
): Classification {
  if (
    thresholds.length === 0 ||
    thresholds.some((cut, k) => !Number.isFinite(cut) || (k > 0 && cut <= thresholds[k - 1]!))
  )
    throw new MeasurementError('standard-invalid', { thresholds });
  const groups = thresholds.length + 1;
  const groupOf = new Int8Array(estimate.length).fill(-1);
  const shares = new Array<number>(groups).fill(0);
  const expectedShares = new Array<number>(groups).fill(0);
  const falsePositive = new Array<number>(thresholds.length).fill(0);
  const falseNegative = new Array<number>(thresholds.length).fill(0);
  let total = 0;
  let accuracy = 0;
  let consistency = 0;
  for (let i = 0; i < estimate.length; i++) {
    const theta = estimate[i]!;
    const error = standardError[i]!;
    if (!Number.isFinite(theta) || !Number.isFinite(error)) continue;
    const weight = weights === null ? 1 : weights[i]!;
    const group = thresholds.filter((cut) => theta >= cut).length;
    groupOf[i] = group;
    total += weight;
    shares[group]! += weight;
    const below = thresholds.map((cut) =>
      error > 0 ? normalLower((cut - theta) / error) : theta < cut ? 1 : 0,
    );
    for (let g = 0; g < groups; g++) {
      const probability = (below[g] ?? 1) - (g === 0 ? 0 : below[g - 1]!);
      expectedShares[g]! += weight * probability;
      consistency += weight * probability * probability;
      if (g === group) accuracy += weight * probability;
    }
    thresholds.forEach((cut, k) => {
      if (theta >= cut) falsePositive[k]! += weight * below[k]!;
      else falseNegative[k]! += weight * (1 - below[k]!);
    });
  }
  if (total === 0)
    return { groupOf, shares, accuracy: null, consistency: null, kappa: null, falsePositive, falseNegative };
  const agreed = consistency / total;
  const chance = expectedShares.reduce((sum, one) => sum + (one / total) ** 2, 0);
  return {
    groupOf,
    shares: shares.map((one) => one / total),
    accuracy: accuracy / total,
    consistency: agreed,
    kappa: chance < 1 ? (agreed - chance) / (1 - chance) : null,
    falsePositive: falsePositive.map((one) => one / total),
    falseNegative: falseNegative.map((one) => one / total),
  };
}
