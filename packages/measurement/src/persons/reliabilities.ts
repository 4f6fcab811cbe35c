/**
 * Reliability of scores beside a calibration, in the ways that reports give it. That of EAP scores comes with the
 * calibration itself.
 */
import type { ItemParameters } from '../models/item-models.ts';
import { testInformation } from './person-fit.ts';
import type { PointEstimates } from './point-estimates.ts';

/**
 * Of weighted likelihood estimates: one less the mean error variance over the variance of the estimates (Adams 2005, as
 * TAM's `WLErel`). Over persons with an estimate, weighted; null for fewer than two, or where all estimates are alike. May be
 * negative.
 */
export function wleReliability(
  { estimate, standardError }: Pick<PointEstimates, 'estimate' | 'standardError'>,
  weights: Float64Array | null = null,
): number | null {
  let [total, counted, mean, squares, error] = [0, 0, 0, 0, 0];
  for (let i = 0; i < estimate.length; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    if (!(weight > 0) || !Number.isFinite(estimate[i]!) || !Number.isFinite(standardError[i]!)) continue;
    counted++;
    total += weight;
    const distance = estimate[i]! - mean;
    mean += (weight * distance) / total;
    squares += weight * distance * (estimate[i]! - mean);
    error += weight * standardError[i]! ** 2;
  }
  if (counted < 2 || !(squares > 0)) return null;
  const variance = (squares / total) * (counted / (counted - 1));
  return 1 - error / total / variance;
}

export interface Population {
  readonly mean: number;
  readonly sd: number;
  /** Persons behind it, or their weights. */
  readonly share: number;
}

/** Nodes on ±8 standard deviations of each population: the integrand is smooth, and more change nothing at 1e-10. */
const NODES = 321;
const REACH = 8;

/**
 * Marginal reliability of a test of these items for normal populations (Green et al. 1984): one less the mean of
 * 1/(I(θ) + 1/σ²) over the variance of all persons together. It is the model's, of the whole test: where persons meet
 * booklets of some of the items, their scores are less reliable.
 */
export function marginalReliability(
  items: readonly ItemParameters[],
  populations: readonly Population[],
): number | null {
  const shares = populations.reduce((sum, { share }) => sum + share, 0);
  if (items.length === 0 || !(shares > 0)) return null;
  const grandMean = populations.reduce((sum, { mean, share }) => sum + share * mean, 0) / shares;
  let [variance, error] = [0, 0];
  for (const { mean, sd, share } of populations) {
    variance += (share / shares) * (sd ** 2 + (mean - grandMean) ** 2);
    const theta = Float64Array.from(
      { length: NODES },
      (_, q) => mean + sd * REACH * ((2 * q) / (NODES - 1) - 1),
    );
    const density = theta.map((one) => Math.exp(-0.5 * ((one - mean) / sd) ** 2));
    const information = testInformation(items, theta);
    const mass = density.reduce((sum, one) => sum + one, 0);
    for (let q = 0; q < NODES; q++)
      error += (share / shares) * (density[q]! / mass / (information[q]! + 1 / sd ** 2));
  }
  return variance > 0 ? 1 - error / variance : null;
}
