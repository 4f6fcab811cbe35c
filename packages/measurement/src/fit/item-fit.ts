/** Fit of items from the expected counts of a calibration: outfit, infit, and observed points for characteristic curves. */
import type { Calibration } from '../irt/calibration.ts';
import { fillLogProbabilities, itemMoments } from '../models/item-models.ts';

export interface MeanSquares {
  readonly id: string;
  /** Unweighted and information-weighted mean square residual, averaged over posteriors (Adams & Wu 2007, by quadrature). 1 expected. */
  readonly outfit: number;
  readonly infit: number;
}

export function meanSquares(calibration: Calibration): readonly MeanSquares[] {
  const { estimation, expected, itemIds, items } = calibration.scoring;
  const { theta } = estimation;
  const n = theta.length;
  return items.map((item, j) => {
    const counts = expected.counts.items[j]!;
    const moments = itemMoments(item, theta);
    let persons = 0;
    let standardised = 0;
    let squares = 0;
    let variances = 0;
    for (let q = 0; q < n; q++) {
      const variance = moments.variance[q]!;
      for (let c = 0; c < item.scores.length; c++) {
        const count = counts[c * n + q]!;
        if (count === 0) continue;
        const square = (item.scores[c]! - moments.expected[q]!) ** 2;
        persons += count;
        squares += count * square;
        variances += count * variance;
        // Where the variance underflows the answer is certain, and the ratio is that of neighbouring odds: bounded by 1/√.
        standardised += variance > 1e-200 ? (count * square) / variance : 0;
      }
    }
    return { id: itemIds[j]!, outfit: standardised / persons, infit: squares / variances };
  });
}

export interface CurvePoint {
  readonly theta: number;
  /** Expected number of persons behind the point. */
  readonly persons: number;
  /** Share of each category. */
  readonly shares: readonly number[];
}

export interface ItemCurve {
  readonly id: string;
  readonly scores: readonly number[];
  /** Model probabilities at `theta`, `[category][q]`. */
  readonly theta: readonly number[];
  readonly probabilities: readonly (readonly number[])[];
  readonly observed: readonly CurvePoint[];
}

/** Curves on ±4 and up to `bins` observed points of equal weight, by posterior (expected counts). */
export function itemCurves(calibration: Calibration, bins = 12): readonly ItemCurve[] {
  const { estimation, expected, itemIds, items } = calibration.scoring;
  const grid = Float64Array.from({ length: 81 }, (_, k) => -4 + k / 10);
  const n = estimation.theta.length;
  return items.map((item, j) => {
    const logP = new Float64Array(item.scores.length * grid.length);
    fillLogProbabilities(item, grid, logP);
    const counts = expected.counts.items[j]!;
    const categories = item.scores.length;
    const total = counts.reduce((sum, one) => sum + one, 0);
    const observed: CurvePoint[] = [];
    let mass = 0;
    let center = 0;
    let shares = new Array<number>(categories).fill(0);
    for (let q = 0; q < n; q++) {
      let here = 0;
      for (let c = 0; c < categories; c++) {
        here += counts[c * n + q]!;
        shares[c]! += counts[c * n + q]!;
      }
      mass += here;
      center += here * estimation.theta[q]!;
      if (mass >= total / bins || (q === n - 1 && mass > total / bins / 4)) {
        observed.push({ theta: center / mass, persons: mass, shares: shares.map((one) => one / mass) });
        mass = 0;
        center = 0;
        shares = new Array<number>(categories).fill(0);
      }
    }
    return {
      id: itemIds[j]!,
      scores: item.scores,
      theta: Array.from(grid),
      probabilities: item.scores.map((_, c) =>
        Array.from(logP.subarray(c * grid.length, (c + 1) * grid.length), Math.exp),
      ),
      observed,
    };
  });
}
