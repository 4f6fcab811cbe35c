/** The score function of a person's answers: the inner loop of every point estimate. */
import type { ItemParameters } from '../models/item-models.ts';

/** Item parameters as flat arrays, for the inner loop. */
export interface FlatItems {
  /** 0 dichotomous partial credit, 1 partial credit, 2 graded, 3 guessing, 4 both asymptotes. */
  readonly kind: Uint8Array;
  readonly slope: Float64Array;
  /** First category of the item in `scores` and `intercepts`; then the total. */
  readonly first: Int32Array;
  readonly scores: Float64Array;
  readonly intercepts: Float64Array;
  readonly guessing: Float64Array;
  readonly upper: Float64Array;
  /** item × 256: category of a score code, or −1. */
  readonly category: Int16Array;
}

export function flatten(items: readonly ItemParameters[]): FlatItems {
  const first = new Int32Array(items.length + 1);
  const scores: number[] = [];
  const intercepts: number[] = [];
  const category = new Int16Array(items.length * 256).fill(-1);
  items.forEach((item, j) => {
    item.scores.forEach((score, c) => {
      scores.push(score);
      intercepts.push('intercepts' in item ? item.intercepts[c]! : c === 1 ? item.intercept : 0);
      category[j * 256 + score] = c;
    });
    first[j + 1] = scores.length;
  });
  return {
    kind: Uint8Array.from(items, flatKind),
    slope: Float64Array.from(items, (item) => item.slope),
    first,
    scores: Float64Array.from(scores),
    intercepts: Float64Array.from(intercepts),
    guessing: Float64Array.from(items, (item) => ('guessing' in item ? item.guessing : 0)),
    upper: Float64Array.from(items, (item) => ('upper' in item ? item.upper : 1)),
    category,
  };
}

function flatKind(item: ItemParameters): number {
  switch (item.kind) {
    case 'partialCredit':
      return item.scores.length === 2 && item.scores[1]! - item.scores[0]! === 1 ? 0 : 1;
    case 'graded':
      return 2;
    case 'guessing':
      return 3;
    case 'asymptotes':
      return 4;
  }
}

/** Slots of `sums`. */
export const SCORE = 0;
export const INFORMATION = 1;
export const BIAS = 2;
export const CURVATURE = 3;

/** Score, information, Warm's J and observed curvature at θ over the answered items, into `sums`. */
export function accumulate(
  flat: FlatItems,
  count: number,
  answered: Int32Array,
  answers: Int32Array,
  theta: number,
  sums: Float64Array,
): void {
  let score = 0;
  let information = 0;
  let bias = 0;
  let curvature = 0;
  for (let at = 0; at < count; at++) {
    const j = answered[at]!;
    const x = answers[at]!;
    const a = flat.slope[j]!;
    const first = flat.first[j]!;
    if (flat.kind[j] === 0) {
      const p = 1 / (1 + Math.exp(-(a * theta + flat.intercepts[first + 1]!)));
      const spread = a * a * p * (1 - p);
      score += a * (x - p);
      information += spread;
      bias += spread * a * (1 - 2 * p);
      curvature += spread;
      continue;
    }
    const categories = flat.first[j + 1]! - first;
    if (flat.kind[j] === 1) {
      let top = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < categories; c++)
        top = Math.max(top, a * theta * flat.scores[first + c]! + flat.intercepts[first + c]!);
      let total = 0;
      let m1 = 0;
      let m2 = 0;
      let m3 = 0;
      const origin = flat.scores[first]!;
      for (let c = 0; c < categories; c++) {
        const weight = Math.exp(a * theta * flat.scores[first + c]! + flat.intercepts[first + c]! - top);
        const t = flat.scores[first + c]! - origin;
        total += weight;
        m1 += weight * t;
        m2 += weight * t * t;
        m3 += weight * t * t * t;
      }
      m1 /= total;
      m2 /= total;
      m3 /= total;
      const variance = m2 - m1 * m1;
      score += a * (flat.scores[first + x]! - origin - m1);
      information += a * a * variance;
      bias += a * a * a * (m3 - 3 * m1 * m2 + 2 * m1 * m1 * m1);
      curvature += a * a * variance;
    } else if (flat.kind[j] === 2) {
      let above = 1;
      for (let c = 0; c < categories; c++) {
        const next =
          c + 1 < categories ? 1 / (1 + Math.exp(-(a * theta + flat.intercepts[first + c + 1]!))) : 0;
        const p = Math.max(above - next, 0);
        const f = a * (1 - above - next);
        const s = -a * a * (above * (1 - above) + next * (1 - next));
        information += p * f * f;
        bias += p * f * (s + f * f);
        if (c === x) {
          score += f;
          curvature -= s;
        }
        above = next;
      }
    } else if (flat.kind[j] === 3) {
      const g = flat.guessing[j]!;
      const s = 1 / (1 + Math.exp(-(a * theta + flat.intercepts[first + 1]!)));
      const right = g + (1 - g) * s;
      const slope = a * (1 - g) * s * (1 - s);
      const bend = a * slope * (1 - 2 * s);
      const wrong = (1 - g) * (1 - s);
      // 1 − right may vanish; slope/wrong = a·s does not.
      information += slope * (slope / right) + slope * a * s;
      bias += (slope / right) * bend + a * s * bend;
      if (x === 1) {
        score += slope / right;
        curvature -= bend / right - (slope / right) ** 2;
      } else {
        score -= a * s;
        curvature += a * a * s * (1 - s);
      }
      if (wrong < 0) throw new RangeError('guessing above 1');
    } else {
      const [g, u] = [flat.guessing[j]!, flat.upper[j]!];
      const s = 1 / (1 + Math.exp(-(a * theta + flat.intercepts[first + 1]!)));
      const right = g + (u - g) * s;
      const wrong = 1 - right;
      const slope = a * (u - g) * s * (1 - s);
      const bend = a * slope * (1 - 2 * s);
      information += (slope * slope) / (right * wrong);
      bias += (slope * bend) / (right * wrong);
      const [by, over] = x === 1 ? [1, right] : [-1, wrong];
      score += (by * slope) / over;
      curvature -= (by * bend) / over - (slope / over) ** 2;
    }
  }
  sums[SCORE] = score;
  sums[INFORMATION] = information;
  sums[BIAS] = bias;
  sums[CURVATURE] = curvature;
}
