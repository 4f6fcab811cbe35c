/** Classical item statistics, with weights, on complete or incomplete data. */
import { NOT_ADMINISTERED, NOT_REACHED, OMITTED, type ResponseMatrix } from '../responses/response-matrix.ts';

export interface ClassicalItem {
  readonly id: string;
  /** Persons to whom the item was administered. */
  readonly persons: number;
  readonly omitted: number;
  readonly notReached: number;
  readonly maximum: number;
  /** Mean score as a share of the highest observed score (the p-value of a dichotomous item); null when nobody met it. */
  readonly facility: number | null;
  readonly mean: number | null;
  /** Unweighted: n − 1 in the denominator; weighted: Σw − 1. */
  readonly sd: number | null;
  /** Correlation with the total score (point-biserial for two scores); null when either does not vary. */
  readonly itemTotal: number | null;
  /** Correlation with the total of the other items. */
  readonly itemRest: number | null;
  readonly alphaIfDropped: number | null;
  readonly frequencies: readonly { readonly score: number; readonly weight: number }[];
}

export interface ClassicalSummary {
  readonly persons: number;
  readonly items: readonly ClassicalItem[];
  /** Whether everybody met every item that anybody met. Otherwise totals are shares of what each person could reach, and reliability is by booklet only. */
  readonly complete: boolean;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly skewness: number | null;
  readonly alpha: number | null;
  /** sd·√(1 − α). */
  readonly standardErrorOfMeasurement: number | null;
  readonly scoreDistribution: readonly { readonly score: number; readonly weight: number }[];
}

/** Omitted and not reached count as wrong, as in raw scores (`SCORE_MISSING`). */
export function classicalStatistics(
  matrix: ResponseMatrix,
  weights: Float64Array | null = null,
): ClassicalSummary {
  const { persons, scores, itemIds } = matrix;
  const J = itemIds.length;
  const read = scoreReader();
  const highest = new Float64Array(J);
  const meetings = new Float64Array(J);
  for (let at = 0; at < scores.length; at++) {
    const code = scores[at]!;
    if (code === NOT_ADMINISTERED) continue;
    meetings[at % J]!++;
    if (read[code]! > highest[at % J]!) highest[at % J] = read[code]!;
  }
  const administered = meetings.reduce((sum, one) => sum + (one > 0 ? 1 : 0), 0);
  const complete = administered > 0 && meetings.every((one) => one === 0 || one === persons);
  // Totals: raw sums, or with booklets the share of what the person's items allow.
  const totals = new Float64Array(persons);
  const reach = new Float64Array(persons);
  for (let i = 0; i < persons; i++)
    for (let j = 0; j < J; j++) {
      const code = scores[i * J + j]!;
      if (code === NOT_ADMINISTERED) continue;
      totals[i]! += read[code]!;
      reach[i]! += highest[j]!;
    }
  const total = weightedMoments(persons, weights, (i) =>
    reach[i]! > 0 || complete ? totalOf(i) : Number.NaN,
  );
  function totalOf(i: number) {
    return complete ? totals[i]! : totals[i]! / reach[i]!;
  }
  const variances = new Float64Array(J);
  const partial = itemIds.map((id, j) => {
    let met = 0;
    let omitted = 0;
    let notReached = 0;
    const frequency = new Float64Array(highest[j]! + 1);
    const withTotal = new Comoments();
    const withRest = new Comoments();
    for (let i = 0, at = j; i < persons; i++, at += J) {
      const code = scores[at]!;
      if (code === NOT_ADMINISTERED) continue;
      met++;
      if (code === OMITTED) omitted++;
      else if (code === NOT_REACHED) notReached++;
      const score = read[code]!;
      const weight = weights === null ? 1 : weights[i]!;
      frequency[score]! += weight;
      withTotal.add(score, reach[i]! > 0 ? totalOf(i) : 0, weight);
      const rest = reach[i]! - highest[j]!;
      if (complete) withRest.add(score, totals[i]! - score, weight);
      else if (rest > 0) withRest.add(score, (totals[i]! - score) / rest, weight);
    }
    variances[j] = withTotal.varianceX() ?? 0;
    return { id, met, omitted, notReached, frequency, withTotal, withRest };
  });
  const sumOfVariances = variances.reduce((sum, one) => sum + one, 0);
  const alpha = complete ? cronbachAlpha(administered, sumOfVariances, total.variance) : null;
  const items = partial.map(
    ({ id, met, omitted, notReached, frequency, withTotal, withRest }, j): ClassicalItem => {
      const restVariance = withRest.varianceY();
      return {
        id,
        persons: met,
        omitted,
        notReached,
        maximum: highest[j]!,
        facility:
          withTotal.weight > 0 && highest[j]! > 0
            ? withTotal.meanX / highest[j]!
            : withTotal.weight > 0
              ? 0
              : null,
        mean: withTotal.weight > 0 ? withTotal.meanX : null,
        sd: rootOrNull(withTotal.varianceX()),
        itemTotal: withTotal.correlation(),
        itemRest: withRest.correlation(),
        alphaIfDropped:
          complete && met > 0
            ? cronbachAlpha(administered - 1, sumOfVariances - variances[j]!, restVariance)
            : null,
        frequencies: Array.from(frequency, (weight, score) => ({ score, weight })),
      };
    },
  );
  const sd = rootOrNull(total.variance);
  return {
    persons,
    items,
    complete,
    mean: total.weight > 0 ? total.mean : null,
    sd,
    skewness: total.skewness,
    alpha,
    standardErrorOfMeasurement: sd === null || alpha === null ? null : sd * Math.sqrt(Math.max(0, 1 - alpha)),
    scoreDistribution: complete ? distribution(totals, weights) : [],
  };
}

/** α = J/(J − 1)·(1 − Σ variances/variance of the total) (Cronbach 1951); null below two items or without variance. */
export function cronbachAlpha(
  items: number,
  sumOfVariances: number,
  totalVariance: number | null,
): number | null {
  if (items < 2 || totalVariance === null || !(totalVariance > 0)) return null;
  return (items / (items - 1)) * (1 - sumOfVariances / totalVariance);
}

/** Score codes as numbers: omitted and not reached are 0. */
function scoreReader(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (code >= NOT_REACHED ? 0 : code));
}

function rootOrNull(value: number | null): number | null {
  return value === null ? null : Math.sqrt(value);
}

/** Running weighted means and products (West 1979), which do not cancel. */
export class Comoments {
  weight = 0;
  count = 0;
  meanX = 0;
  meanY = 0;
  private xx = 0;
  private yy = 0;
  private xy = 0;

  add(x: number, y: number, weight: number): void {
    if (weight === 0) return;
    this.weight += weight;
    this.count++;
    const dx = x - this.meanX;
    const dy = y - this.meanY;
    const share = weight / this.weight;
    this.meanX += dx * share;
    this.meanY += dy * share;
    this.xx += weight * dx * (x - this.meanX);
    this.yy += weight * dy * (y - this.meanY);
    this.xy += weight * dx * (y - this.meanY);
  }

  /** Σw(x − x̄)²/(Σw − 1); null for fewer than two. */
  varianceX(): number | null {
    return this.count > 1 && this.weight > 1 ? Math.max(0, this.xx) / (this.weight - 1) : null;
  }

  varianceY(): number | null {
    return this.count > 1 && this.weight > 1 ? Math.max(0, this.yy) / (this.weight - 1) : null;
  }

  /** Null when either does not vary (to rounding). */
  correlation(): number | null {
    const scaleX = this.weight * this.meanX * this.meanX * 1e-24;
    const scaleY = this.weight * this.meanY * this.meanY * 1e-24;
    if (!(this.xx > scaleX) || !(this.yy > scaleY)) return null;
    return this.xy / Math.sqrt(this.xx * this.yy);
  }
}

function weightedMoments(persons: number, weights: Float64Array | null, value: (i: number) => number) {
  let weight = 0;
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < persons; i++) {
    const x = value(i);
    const w = weights === null ? 1 : weights[i]!;
    if (Number.isNaN(x) || w === 0) continue;
    weight += w;
    count++;
    const distance = x - mean;
    mean += (distance * w) / weight;
    squares += w * distance * (x - mean);
  }
  let cubes = 0;
  for (let i = 0; i < persons; i++) {
    const x = value(i);
    const w = weights === null ? 1 : weights[i]!;
    if (!Number.isNaN(x)) cubes += w * (x - mean) ** 3;
  }
  const variance = count > 1 && weight > 1 ? squares / (weight - 1) : null;
  const spread = squares / weight;
  return { weight, mean, variance, skewness: spread > 0 ? cubes / weight / spread ** 1.5 : null };
}

function distribution(totals: Float64Array, weights: Float64Array | null) {
  const counts = new Map<number, number>();
  totals.forEach((total, i) => {
    counts.set(total, (counts.get(total) ?? 0) + (weights === null ? 1 : weights[i]!));
  });
  return [...counts].sort(([a], [b]) => a - b).map(([score, weight]) => ({ score, weight }));
}
