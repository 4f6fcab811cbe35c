/** Thresholds of a domain from what panels of judges decided: bookmark and modified Angoff. */
import { MeasurementError } from '../errors/measurement-error.ts';
import { fillLogProbabilities, type ItemParameters } from '../models/item-models.ts';
import { bisect } from '../numeric/minimise.ts';
import { thetaOfExpectedSum } from '../persons/sum-scores.ts';
import { medianError } from './median-error.ts';

/** Mitzel, Lewis, Patz & Green (2001): a borderline pupil masters an item at a probability of two thirds. */
export const RESPONSE_PROBABILITY = 2 / 3;

export interface OrderedItem {
  readonly id: string;
  /** Score reached: 1 for a dichotomous item; each step of a longer one has its own place in the booklet. */
  readonly score: number;
  readonly theta: number;
}

/** The ordered item booklet: each item (and each step) where a score of at least that is reached with the given probability, easiest first. */
export function orderedItems(
  items: readonly { readonly id: string; readonly parameters: ItemParameters }[],
  probability = RESPONSE_PROBABILITY,
): readonly OrderedItem[] {
  return items
    .flatMap(({ id, parameters }) =>
      parameters.scores.slice(1).flatMap((score, k): OrderedItem[] => {
        const theta = bisect((x) => reaching(parameters, k + 1, x) - probability, -40, 40);
        return theta === null ? [] : [{ id, score, theta }];
      }),
    )
    .sort((a, b) => a.theta - b.theta);
}

function reaching(item: ItemParameters, category: number, theta: number): number {
  const logP = new Float64Array(item.scores.length);
  fillLogProbabilities(item, Float64Array.of(theta), logP);
  let sum = 0;
  for (let c = category; c < logP.length; c++) sum += Math.exp(logP[c]!);
  return sum;
}

export interface CutScore {
  /** Median over judges: what the panel decided. */
  readonly theta: number;
  /** Standard error of the median over judges (`medianError`); null for one judge. */
  readonly standardError: number | null;
  readonly mean: number;
  /** Standard deviation over judges/√judges: of the mean; null for one judge. */
  readonly meanError: number | null;
  readonly judges: readonly number[];
}

/**
 * Bookmarks: for each judge, for each threshold, the place in the ordered booklet (from 1) of the first item that the borderline pupil does not
 * master. The cut is midway between that item and the one before it (Reckase 2006). Throws `standard-invalid` with all bad places.
 */
export function bookmarkCuts(
  booklet: readonly OrderedItem[],
  bookmarks: readonly (readonly number[])[],
): readonly CutScore[] {
  const bad = bookmarks.flatMap((row, judge) =>
    row.flatMap((place, threshold) =>
      Number.isInteger(place) &&
      place >= 1 &&
      place <= booklet.length + 1 &&
      (threshold === 0 || place > row[threshold - 1]!)
        ? []
        : [{ judge: judge + 1, threshold: threshold + 1, place }],
    ),
  );
  const thresholds = bookmarks[0]?.length ?? 0;
  if (
    thresholds === 0 ||
    booklet.length === 0 ||
    bad.length > 0 ||
    bookmarks.some((row) => row.length !== thresholds)
  )
    throw new MeasurementError('standard-invalid', { judges: bookmarks.length, items: booklet.length, bad });
  const cutAt = (place: number) => {
    const here = booklet[Math.min(place, booklet.length) - 1]!.theta;
    const before = booklet[place - 2]?.theta;
    return before === undefined ? here : place > booklet.length ? before : (here + before) / 2;
  };
  return Array.from({ length: thresholds }, (_, threshold) =>
    summarise(bookmarks.map((row) => cutAt(row[threshold]!))),
  );
}

/**
 * Modified Angoff (Angoff 1971): for each judge, for each threshold, the expected score of a borderline pupil on each item. The judge's cut is
 * where the items' expected sum is the sum of these. Throws `standard-invalid`.
 */
export function angoffCuts(
  items: readonly ItemParameters[],
  ratings: readonly (readonly (readonly number[])[])[],
): readonly CutScore[] {
  const thresholds = ratings[0]?.length ?? 0;
  const bad = ratings.flatMap((judge, j) =>
    judge.flatMap((row, threshold): Readonly<Record<string, number>>[] =>
      row.length === items.length
        ? row.flatMap((rating, k) =>
            rating >= items[k]!.scores[0]! && rating <= items[k]!.scores.at(-1)!
              ? []
              : [{ judge: j + 1, threshold: threshold + 1, item: k + 1, rating }],
          )
        : [{ judge: j + 1, threshold: threshold + 1, ratings: row.length }],
    ),
  );
  if (thresholds === 0 || bad.length > 0 || ratings.some((judge) => judge.length !== thresholds))
    throw new MeasurementError('standard-invalid', { judges: ratings.length, items: items.length, bad });
  return Array.from({ length: thresholds }, (_, threshold) =>
    summarise(
      ratings.map((judge, j) => {
        const sum = judge[threshold]!.reduce((total, one) => total + one, 0);
        const theta = thetaOfExpectedSum(items, sum);
        if (theta === null)
          throw new MeasurementError('standard-invalid', { judge: j + 1, threshold: threshold + 1, sum });
        return theta;
      }),
    ),
  );
}

function summarise(judges: readonly number[]): CutScore {
  const n = judges.length;
  const mean = judges.reduce((sum, one) => sum + one, 0) / n;
  const sorted = [...judges].sort((a, b) => a - b);
  const theta = n % 2 === 1 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2;
  const spread = judges.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return {
    theta,
    standardError: medianError(judges),
    mean,
    meanError: n < 2 ? null : Math.sqrt(spread / (n - 1) / n),
    judges,
  };
}
