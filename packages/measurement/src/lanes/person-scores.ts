/**
 * Cross-products of persons' (or clusters') weighted scores, the middle of the sandwich I⁻¹BI⁻¹ (White 1982; Binder 1983 for
 * samples): with sampling weights, or persons that come in classes, the curvature alone makes standard errors too small.
 * A person's score is the posterior mean of the complete-data score, for every model.
 */

import { type ExpectationState, laneRange, posterior, posteriorWork } from './expectation.ts';

export interface PersonScoresState {
  readonly expectation: ExpectationState;
  readonly items: number;
  readonly size: number;
  /** Of each item: its first place in the vector, and how many. */
  readonly firstPlace: Int32Array;
  readonly places: Int32Array;
  /** Where an item's derivatives start: then `[(place·categories + category)·nodes + q]`. */
  readonly derivativeStart: Float64Array;
  readonly derivatives: Float64Array;
  readonly categories: Int32Array;
  /** items × 256. */
  readonly categoryOf: Int16Array;
  readonly patterns: Uint8Array;
  readonly patternStart: Int32Array;
  readonly itemStart: Int32Array;
  readonly groupMean: Float64Array;
  /** Of each group, or −1. */
  readonly meanAt: Int32Array;
  readonly varianceAt: Int32Array;
  readonly covariates: { readonly width: number; readonly values: Float64Array; readonly at: number } | null;
  /** Persons of a cluster are consecutive in `order`; lanes cut between clusters. */
  readonly order: Uint32Array;
  readonly clusterStart: Uint32Array;
  /**
   * `cluster`: products of clusters' weighted scores, the sandwich's middle. `person`: each person's own product, weighted: Louis's
   * identity.
   */
  readonly of: 'cluster' | 'person';
  /** lanes × size × size, lower triangle. */
  readonly products: Float64Array;
}

export function personScoresLane(s: PersonScoresState, lane: number): void {
  const { expectation: e, size, products, order, clusterStart } = s;
  const [from, to] = laneRange(clusterStart.length - 1, e.lanes, lane);
  const base = lane * size * size;
  products.fill(0, base, base + size * size);
  const work = posteriorWork(e);
  const batch = Array.from({ length: BATCH }, () => new Float64Array(size));
  for (let first = from; first < to; first += BATCH) {
    batch.forEach((score, k) => {
      score.fill(0);
      const cluster = first + k;
      if (cluster >= to) return;
      for (let at = clusterStart[cluster]!; at < clusterStart[cluster + 1]!; at++)
        addScore(s, order[at]!, work, score);
    });
    addProducts(products, base, size, batch);
  }
}

/** Clusters multiplied at once: one reading and writing of the products serves four. */
const BATCH = 4;

function addProducts(
  products: Float64Array,
  base: number,
  size: number,
  batch: readonly Float64Array[],
): void {
  const [one, two, three, four] = batch as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let a = 0; a < size; a++) {
    const [w, x, y, z] = [one[a]!, two[a]!, three[a]!, four[a]!];
    // Items that none of the four met.
    if (w === 0 && x === 0 && y === 0 && z === 0) continue;
    const row = base + a * size;
    for (let b = 0; b <= a; b++)
      products[row + b]! += w * one[b]! + x * two[b]! + (y * three[b]! + z * four[b]!);
  }
}

function addScore(
  s: PersonScoresState,
  i: number,
  work: ReturnType<typeof posteriorWork>,
  score: Float64Array,
): void {
  const e = s.expectation;
  const { nodes, blocks, theta } = e;
  const given = e.weights === null ? 1 : e.weights[i]!;
  if (given === 0) return;
  const weight = s.of === 'person' ? Math.sqrt(given) : given;
  const sum = posterior(e, i, work);
  const { p, low, high, offsets } = work;
  const share = weight / sum;
  const group = e.groupOf === null ? 0 : e.groupOf[i]!;
  const variance = e.groupVariance[group]!;
  const mean = e.personMean === null ? s.groupMean[group]! : e.personMean[i]!;
  let first = 0;
  let second = 0;
  for (let q = low; q < high; q++) {
    p[q] = p[q]! * share;
    const distance = theta[q]! - mean;
    first += p[q]! * distance;
    second += p[q]! * distance * distance;
  }
  if (s.meanAt[group]! >= 0) score[s.meanAt[group]!]! += first / variance;
  if (s.varianceAt[group]! >= 0) score[s.varianceAt[group]!]! += (second / variance - weight) / 2;
  if (s.covariates !== null) {
    const { width, values, at } = s.covariates;
    for (let k = 0; k < width; k++) score[at + k]! += (first / variance) * values[i * width + k]!;
  }
  for (let b = 0; b < blocks; b++) {
    const row = offsets[b]! / nodes;
    for (let k = s.patternStart[row]!, j = s.itemStart[b]!; k < s.patternStart[row + 1]!; k++, j++) {
      const category = s.categoryOf[j * 256 + s.patterns[k]!]!;
      if (category < 0) continue;
      for (let place = 0; place < s.places[j]!; place++) {
        const at = s.derivativeStart[j]! + (place * s.categories[j]! + category) * nodes;
        let own = 0;
        for (let q = low; q < high; q++) own += p[q]! * s.derivatives[at + q]!;
        score[s.firstPlace[j]! + place]! += own;
      }
    }
  }
}
