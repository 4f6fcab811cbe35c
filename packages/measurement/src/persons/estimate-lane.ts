/**
 * ML, MAP and WLE of many persons, one lane at a time: the root of the score function (plus the prior's slope, or Warm's
 * correction J/(2I), Warm 1989) by a bracketed secant from the given start.
 */
import { laneRange } from '../irt/expectation.ts';
import type { ItemParameters } from '../irt/item-models.ts';
import type { PatternBlocks } from '../responses/pattern-blocks.ts';

export type PointMethod = 'ml' | 'map' | 'wle';

/** What became of a person: estimated, nothing answered, or a likelihood without a maximum (ML of all right or all wrong). */
export const ESTIMATED = 0;
export const NO_ANSWERS = 1;
export const NO_MAXIMUM = 2;

export interface EstimationState {
  readonly method: PointMethod;
  readonly persons: number;
  readonly lanes: number;
  readonly blocks: number;
  readonly codes: Uint8Array;
  readonly rowStart: Int32Array;
  readonly patterns: Uint8Array;
  readonly patternStart: Int32Array;
  readonly itemStart: Int32Array;
  readonly items: readonly ItemParameters[];
  readonly start: Float64Array;
  /** Prior of each person's group; used by MAP. */
  readonly groupOf: Uint16Array | null;
  readonly personMean: Float64Array | null;
  readonly means: Float64Array;
  readonly variances: Float64Array;
  readonly estimate: Float64Array;
  readonly standardError: Float64Array;
  readonly status: Uint8Array;
}

export function createEstimationState(
  method: PointMethod,
  blocks: PatternBlocks,
  items: readonly ItemParameters[],
  lanes: number,
  start: Float64Array,
  prior: Pick<EstimationState, 'groupOf' | 'personMean' | 'means' | 'variances'>,
): EstimationState {
  const { persons } = blocks;
  return {
    method,
    persons,
    lanes,
    blocks: blocks.blocks,
    codes: blocks.codes,
    rowStart: blocks.rowStart,
    patterns: blocks.patterns,
    patternStart: blocks.patternStart,
    itemStart: blocks.itemStart,
    items,
    start,
    ...prior,
    estimate: new Float64Array(new SharedArrayBuffer(8 * persons)),
    standardError: new Float64Array(new SharedArrayBuffer(8 * persons)),
    status: new Uint8Array(new SharedArrayBuffer(persons)),
  };
}

/** Item parameters as flat arrays, for the inner loop. */
interface FlatItems {
  /** 0 dichotomous partial credit, 1 partial credit, 2 graded, 3 guessing. */
  readonly kind: Uint8Array;
  readonly slope: Float64Array;
  /** First category of the item in `scores` and `intercepts`; then the total. */
  readonly first: Int32Array;
  readonly scores: Float64Array;
  readonly intercepts: Float64Array;
  readonly guessing: Float64Array;
  /** item × 256: category of a score code, or −1. */
  readonly category: Int16Array;
}

function flatten(items: readonly ItemParameters[]): FlatItems {
  const first = new Int32Array(items.length + 1);
  const scores: number[] = [];
  const intercepts: number[] = [];
  const category = new Int16Array(items.length * 256).fill(-1);
  items.forEach((item, j) => {
    item.scores.forEach((score, c) => {
      scores.push(score);
      intercepts.push(item.kind === 'guessing' ? (c === 1 ? item.intercept : 0) : item.intercepts[c]!);
      category[j * 256 + score] = c;
    });
    first[j + 1] = scores.length;
  });
  return {
    kind: Uint8Array.from(items, (item) =>
      item.kind === 'guessing'
        ? 3
        : item.kind === 'graded'
          ? 2
          : item.scores.length === 2 && item.scores[1]! - item.scores[0]! === 1
            ? 0
            : 1,
    ),
    slope: Float64Array.from(items, (item) => item.slope),
    first,
    scores: Float64Array.from(scores),
    intercepts: Float64Array.from(intercepts),
    guessing: Float64Array.from(items, (item) => (item.kind === 'guessing' ? item.guessing : 0)),
    category,
  };
}

/** Slots of `sums`. */
const SCORE = 0;
const INFORMATION = 1;
const BIAS = 2;
const CURVATURE = 3;

/** Score, information, Warm's J and observed curvature at θ over the answered items, into `sums`. */
function accumulate(
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
    } else {
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
    }
  }
  sums[SCORE] = score;
  sums[INFORMATION] = information;
  sums[BIAS] = bias;
  sums[CURVATURE] = curvature;
}

/** Beyond ±40 a root is not looked for: an item would have to be 40 standard deviations away. */
const FAR = 40;
const TOLERANCE = 1e-9;

export function estimateLane(state: EstimationState, lane: number): void {
  const { method, blocks, codes, rowStart, patterns, patternStart, itemStart } = state;
  const flat = flatten(state.items);
  const answered = new Int32Array(state.items.length);
  const answers = new Int32Array(state.items.length);
  const sums = new Float64Array(4);
  const [from, to] = laneRange(state.persons, state.lanes, lane);
  for (let i = from; i < to; i++) {
    let count = 0;
    for (let b = 0; b < blocks; b++) {
      const row = rowStart[b]! + codes[i * blocks + b]!;
      for (let k = patternStart[row]!, j = itemStart[b]!; k < patternStart[row + 1]!; k++, j++) {
        const category = flat.category[j * 256 + patterns[k]!]!;
        if (category < 0) continue;
        answered[count] = j;
        answers[count++] = category;
      }
    }
    const group = state.groupOf === null ? 0 : state.groupOf[i]!;
    const mean = state.personMean === null ? state.means[group]! : state.personMean[i]!;
    const variance = state.variances[group]!;
    const slopeAt = (theta: number) => {
      accumulate(flat, count, answered, answers, theta, sums);
      if (method === 'map') return sums[SCORE]! - (theta - mean) / variance;
      if (method === 'ml') return sums[SCORE]!;
      return sums[INFORMATION]! > 0 ? sums[SCORE]! + sums[BIAS]! / (2 * sums[INFORMATION]!) : 0;
    };
    const none = method === 'map' ? ESTIMATED : NO_ANSWERS;
    const root = count === 0 && none === NO_ANSWERS ? null : findRoot(slopeAt, state.start[i]!, sums);
    if (root === null) {
      state.status[i] = count === 0 ? NO_ANSWERS : NO_MAXIMUM;
      state.estimate[i] = Number.NaN;
      state.standardError[i] = Number.NaN;
      continue;
    }
    state.status[i] = ESTIMATED;
    state.estimate[i] = root;
    accumulate(flat, count, answered, answers, root, sums);
    const precision = method === 'map' ? sums[CURVATURE]! + 1 / variance : sums[INFORMATION]!;
    state.standardError[i] = precision > 0 ? 1 / Math.sqrt(precision) : Number.NaN;
  }
}

/** Where a falling function crosses zero: outwards by scoring steps to a bracket, then the Illinois secant inside it. */
function findRoot(slopeAt: (theta: number) => number, start: number, sums: Float64Array): number | null {
  let x0 = Number.isFinite(start) ? start : 0;
  let f0 = slopeAt(x0);
  if (f0 === 0 && sums[INFORMATION]! > 0) return x0;
  const firstStep = Math.min(1, Math.max(0.02, Math.abs(f0) / Math.max(sums[INFORMATION]!, 1e-3)));
  let step = 1.25 * firstStep;
  let x1 = x0;
  let f1 = f0;
  while (f1 * f0 > 0) {
    x0 = x1;
    f0 = f1;
    x1 = x0 + Math.sign(f0) * step;
    if (Math.abs(x1) > FAR) return null;
    f1 = slopeAt(x1);
    step *= 2;
  }
  let side = 0;
  for (let iteration = 0; iteration < 100; iteration++) {
    if (f1 === 0) return x1;
    const x = (x0 * f1 - x1 * f0) / (f1 - f0);
    if (Math.abs(x - x1) < TOLERANCE || Math.abs(x - x0) < TOLERANCE) return x;
    const f = slopeAt(x);
    if (f * f1 < 0) {
      x0 = x1;
      f0 = f1;
      side = 0;
    } else {
      if (side === 1) f0 /= 2;
      side = 1;
    }
    x1 = x;
    f1 = f;
  }
  return x1;
}
