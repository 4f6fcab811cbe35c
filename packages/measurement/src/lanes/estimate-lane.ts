/**
 * ML, MAP and WLE of many persons, one lane at a time: the root of the score function (plus the prior's slope, or Warm's
 * correction J/(2I), Warm 1989) by a bracketed secant from the given start.
 */

import type { ItemParameters } from '../models/item-models.ts';
import type { PatternBlocks } from '../responses/pattern-blocks.ts';
import { laneRange } from './expectation.ts';
import { accumulate, BIAS, CURVATURE, flatten, INFORMATION, SCORE } from './score-function.ts';
import { createSufficientTables, invertTable, type SufficientTables } from './sufficient-tables.ts';

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
  readonly tables: SufficientTables;
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
    tables: createSufficientTables(blocks, items, method),
    ...prior,
    estimate: new Float64Array(new SharedArrayBuffer(8 * persons)),
    standardError: new Float64Array(new SharedArrayBuffer(8 * persons)),
    status: new Uint8Array(new SharedArrayBuffer(persons)),
  };
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
  const inverted = new Float64Array(2);
  const { tableOf, rowStatistic } = state.tables;
  const [from, to] = laneRange(state.persons, state.lanes, lane);
  for (let i = from; i < to; i++) {
    const table = tableOf === null ? -1 : tableOf[i]!;
    if (table >= 0) {
      let t = 0;
      for (let b = 0, at = i * blocks; b < blocks; b++) t += rowStatistic[rowStart[b]! + codes[at + b]!]!;
      if (invertTable(state.tables, table, t, inverted)) {
        state.status[i] = ESTIMATED;
        state.estimate[i] = inverted[0]!;
        state.standardError[i] = 1 / Math.sqrt(inverted[1]!);
        continue;
      }
    }
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
