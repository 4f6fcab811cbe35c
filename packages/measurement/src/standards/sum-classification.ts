/**
 * How surely sums of points part a population, before anybody sits the test: accuracy and consistency from the distribution of
 * the sum at each θ (Lord & Wingersky 1984), integrated over the population (Lee 2010).
 */
import { MeasurementError } from '../errors/measurement-error.ts';
import type { ItemParameters } from '../models/item-models.ts';
import { normalLower } from '../numeric/distributions.ts';
import { sumScoreProbabilities } from '../persons/sum-scores.ts';

export interface SumThreshold {
  /** True state: at or above this θ. */
  readonly theta: number;
  /** Given state: a sum of at least this. */
  readonly sum: number;
}

/** Part of the population: a normal distribution with its share, or its count of persons. */
export interface PopulationPart {
  readonly mean: number;
  readonly sd: number;
  readonly share: number;
}

export interface SumClassification {
  /** Share of each group by θ, and by sums. */
  readonly shares: readonly number[];
  readonly sharesBySum: readonly number[];
  readonly accuracy: number;
  readonly consistency: number;
  /** Cohen's κ of the consistency; null when everybody is in one group. */
  readonly kappa: number | null;
  /** At each threshold: given above though truly below, and the reverse. */
  readonly falsePositive: readonly number[];
  readonly falseNegative: readonly number[];
}

/** Cells of each part over ±8 standard deviations, besides those that thresholds cut. */
const STEPS = 800;

/** Thresholds must rise in θ and not fall in sums; throws `standard-invalid` else. */
export function classifyBySums(
  items: readonly ItemParameters[],
  thresholds: readonly SumThreshold[],
  population: readonly PopulationPart[],
): SumClassification {
  const total = population.reduce((sum, { share }) => sum + share, 0);
  const rising = thresholds.every(
    ({ theta, sum }, k) =>
      Number.isFinite(theta) &&
      (k === 0 || (theta > thresholds[k - 1]!.theta && sum >= thresholds[k - 1]!.sum)),
  );
  if (thresholds.length === 0 || !rising || !(total > 0) || population.some(({ sd }) => !(sd > 0)))
    throw new MeasurementError('standard-invalid', { thresholds });
  const groups = thresholds.length + 1;
  const shares = new Array<number>(groups).fill(0);
  const sharesBySum = new Array<number>(groups).fill(0);
  const falsePositive = new Array<number>(thresholds.length).fill(0);
  const falseNegative = new Array<number>(thresholds.length).fill(0);
  let accuracy = 0;
  let consistency = 0;
  for (const { mean, sd, share } of population) {
    const { theta, mass } = cells(mean, sd, thresholds);
    const sums = sumScoreProbabilities(items, theta);
    const n = theta.length;
    const largest = sums.length / n - 1;
    for (let q = 0; q < n; q++) {
      const weight = (mass[q]! * share) / total;
      const truth = thresholds.filter((cut) => theta[q]! >= cut.theta).length;
      const given = new Array<number>(groups).fill(0);
      for (let sum = 0; sum <= largest; sum++)
        given[thresholds.filter((cut) => sum >= cut.sum).length]! += sums[sum * n + q]!;
      shares[truth]! += weight;
      accuracy += weight * given[truth]!;
      given.forEach((one, group) => {
        sharesBySum[group]! += weight * one;
        consistency += weight * one * one;
      });
      let above = 0;
      for (let k = thresholds.length - 1; k >= 0; k--) {
        above += given[k + 1]!;
        if (truth > k) falseNegative[k]! += weight * (1 - above);
        else falsePositive[k]! += weight * above;
      }
    }
  }
  const chance = sharesBySum.reduce((sum, one) => sum + one * one, 0);
  return {
    shares,
    sharesBySum,
    accuracy,
    consistency,
    kappa: chance < 1 - 1e-12 ? (consistency - chance) / (1 - chance) : null,
    falsePositive,
    falseNegative,
  };
}

/** Cells of a normal distribution with its exact mass in each, cut at the thresholds: a share by θ is exact. */
function cells(mean: number, sd: number, thresholds: readonly SumThreshold[]) {
  const edges = Array.from({ length: STEPS + 1 }, (_, k) => -8 + (16 * k) / STEPS);
  const cuts = thresholds.map(({ theta }) => (theta - mean) / sd).filter((z) => Math.abs(z) < 8);
  const all = [...new Set([...edges, ...cuts])].sort((a, b) => a - b);
  const theta = new Float64Array(all.length - 1);
  const mass = new Float64Array(all.length - 1);
  for (let k = 0; k < theta.length; k++) {
    theta[k] = mean + (sd * (all[k]! + all[k + 1]!)) / 2;
    mass[k] = normalLower(all[k + 1]!) - normalLower(all[k]!);
  }
  return { theta, mass };
}
