/** Standard errors of what readers of a calibration look at, difficulties and asymptotes, by the delta method. */
import { difficulties, type ItemParameters, vectorLength } from './item-models.ts';

export interface ItemErrors {
  /** Of each of `difficulties`; null for a flat item, and where nothing in it is estimated. */
  readonly difficulties: readonly (number | null)[];
  /** Of guessing and of the upper asymptote as probabilities; null where there is none, or it is fixed. */
  readonly guessing: number | null;
  readonly upper: number | null;
}

/**
 * `covariance` is that of the entries of `toVector`, length × length, zero for entries that are fixed. A difficulty is a
 * ratio of two estimates: its error grows where the slope is small, and its interval is then not symmetric.
 */
export function itemErrors(item: ItemParameters, covariance: Float64Array): ItemErrors {
  const length = vectorLength(item);
  const errorOf = (gradient: Float64Array) => {
    let variance = 0;
    for (let k = 0; k < length; k++)
      for (let l = 0; l < length; l++) variance += gradient[k]! * gradient[l]! * covariance[k * length + l]!;
    return variance > 0 ? Math.sqrt(variance) : null;
  };
  const asymptote = (place: number, p: number) => {
    const gradient = new Float64Array(length);
    gradient[place] = p * (1 - p);
    return errorOf(gradient);
  };
  return {
    difficulties: difficulties(item).map((b, k) =>
      b === null ? null : errorOf(gradientOf(item, b, k, length)),
    ),
    guessing: 'guessing' in item ? asymptote(2, item.guessing) : null,
    upper: 'upper' in item ? asymptote(3, item.upper) : null,
  };
}

/** Derivatives of the difficulty of step `k` by the entries of `toVector`. */
function gradientOf(item: ItemParameters, b: number, k: number, length: number): Float64Array {
  const gradient = new Float64Array(length);
  gradient[0] = -b / item.slope;
  if (item.kind === 'partialCredit') {
    const perIntercept = 1 / (item.slope * (item.scores[k + 1]! - item.scores[k]!));
    gradient[k + 1] = -perIntercept;
    if (k > 0) gradient[k] = perIntercept;
  } else gradient[k + 1] = -1 / item.slope;
  return gradient;
}
