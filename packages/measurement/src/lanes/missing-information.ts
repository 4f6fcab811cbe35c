/**
 * Observed information by Louis's identity (1982): complete information minus the posterior covariance of the
 * complete-data scores. For models of the kind `partialCredit` a score is T(x)·θ (slopes only) plus a function φ of θ that does not
 * depend on the answer, so that the covariances of all persons need three sums: of p pᵀ over nodes, of answers times (θ − θ̄)·p, and
 * of pairs of answers times the posterior variance. The information is exact, at the cost of a few expectation steps, for any number
 * of parameters. Persons are taken by stratum (same booklet, same group), because an item not met has no score.
 */

import type { ItemParameters } from '../models/item-models.ts';
import type { PatternBlocks } from '../responses/pattern-blocks.ts';
import {
  categoryTable,
  type ExpectationState,
  laneRange,
  posterior,
  posteriorWork,
  shared,
} from './expectation.ts';

export interface MissingInformationState {
  readonly expectation: ExpectationState;
  readonly items: number;
  /** Of each person; only `stratum` is summed. */
  readonly stratumOf: Uint16Array | null;
  readonly stratum: number;
  /** rows × items of the block: T(x) of the row's answers, 0 when not administered. */
  readonly rowScores: Float64Array;
  readonly patternStart: Int32Array;
  readonly itemStart: Int32Array;
  /** lanes × nodes × nodes: Σ w p pᵀ (upper triangle). */
  readonly cross: Float64Array;
  /** lanes × rows × nodes, the expectation's own counts array: Σ w (θ − θ̄) p. */
  readonly shifted: Float64Array;
  /** lanes × items × items: Σ w Var(θ) T(x_j) T(x_k) (upper triangle). */
  readonly pairs: Float64Array;
  /** lanes × nodes: Σ w p. */
  readonly mass: Float64Array;
}

/** The expectation's counts are overwritten: collect them first. */
export function createMissingInformationState(
  expectation: ExpectationState,
  blocks: PatternBlocks,
  items: readonly ItemParameters[],
  stratumOf: Uint16Array | null,
): MissingInformationState {
  const { lanes, nodes } = expectation;
  const rowScores = shared(blocks.patterns.length);
  const tables = items.map(categoryTable);
  for (let block = 0; block < blocks.blocks; block++)
    for (let row = blocks.rowStart[block]!; row < blocks.rowStart[block + 1]!; row++)
      for (
        let k = blocks.patternStart[row]!, j = blocks.itemStart[block]!;
        k < blocks.patternStart[row + 1]!;
        k++, j++
      )
        rowScores[k] = tables[j]![blocks.patterns[k]!]! < 0 ? 0 : blocks.patterns[k]! - items[j]!.scores[0]!;
  return {
    expectation,
    items: items.length,
    stratumOf,
    stratum: 0,
    rowScores,
    patternStart: blocks.patternStart,
    itemStart: blocks.itemStart,
    cross: shared(lanes * nodes * nodes),
    shifted: expectation.counts,
    pairs: shared(lanes * items.length * items.length),
    mass: shared(lanes * nodes),
  };
}

export function missingInformationLane(state: MissingInformationState, lane: number): void {
  const s = state.expectation;
  const { nodes, blocks, theta } = s;
  const { items, stratumOf, stratum, rowScores, patternStart, itemStart, cross, shifted, pairs, mass } =
    state;
  const rows = s.rowScale.length;
  const [from, to] = laneRange(s.persons, s.lanes, lane);
  const crossBase = lane * nodes * nodes;
  const shiftedBase = lane * rows * nodes;
  const pairBase = lane * items * items;
  const massBase = lane * nodes;
  cross.fill(0, crossBase, crossBase + nodes * nodes);
  shifted.fill(0, shiftedBase, shiftedBase + rows * nodes);
  pairs.fill(0, pairBase, pairBase + items * items);
  mass.fill(0, massBase, massBase + nodes);
  const work = posteriorWork(s);
  const { p, offsets } = work;
  const answered = new Int32Array(items);
  const answers = new Float64Array(items);
  for (let i = from; i < to; i++) {
    if (stratumOf !== null && stratumOf[i] !== stratum) continue;
    const weight = s.weights === null ? 1 : s.weights[i]!;
    if (weight === 0) continue;
    const sum = posterior(s, i, work);
    const { low, high } = work;
    const share = 1 / sum;
    const center = theta[low]!;
    let mean = 0;
    let square = 0;
    for (let q = low; q < high; q++) {
      const one = p[q]! * share;
      p[q] = one;
      const x = theta[q]! - center;
      mean += one * x;
      square += one * x * x;
    }
    const variance = weight * Math.max(0, square - mean * mean);
    mean += center;
    for (let q = low; q < high; q++) {
      const one = weight * p[q]!;
      mass[massBase + q]! += one;
      const row = crossBase + q * nodes;
      for (let r = q; r < high; r++) cross[row + r]! += one * p[r]!;
    }
    for (let q = low; q < high; q++) p[q] = weight * p[q]! * (theta[q]! - mean);
    let met = 0;
    for (let b = 0; b < blocks; b++) {
      const o = shiftedBase + offsets[b]!;
      for (let q = low; q < high; q++) shifted[o + q]! += p[q]!;
      const row = offsets[b]! / nodes;
      for (let k = patternStart[row]!, j = itemStart[b]!; k < patternStart[row + 1]!; k++, j++) {
        const score = rowScores[k]!;
        if (score === 0) continue;
        answered[met] = j;
        answers[met++] = score;
      }
    }
    for (let j = 0; j < met; j++) {
      const row = pairBase + answered[j]! * items;
      const left = variance * answers[j]!;
      for (let k = j; k < met; k++) pairs[row + answered[k]!]! += left * answers[k]!;
    }
  }
}
