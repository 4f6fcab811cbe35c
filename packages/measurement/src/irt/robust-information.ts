/**
 * Cross-products of persons' (or clusters') weighted scores, the middle of the sandwich I⁻¹BI⁻¹ (White 1982; Binder 1983 for
 * samples): with sampling weights, or persons that come in classes, the curvature alone makes standard errors too small.
 * A person's score is the posterior mean of the complete-data score, for every model.
 */

import type { Estimation } from './estimation.ts';
import {
  categoryTable,
  type ExpectationState,
  laneRange,
  posterior,
  posteriorWork,
  shared,
} from './expectation.ts';
import { fillDerivatives, fillLogProbabilities } from './item-models.ts';
import { type ModelState, meanPlace, variancePlace } from './model-state.ts';

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

export function createPersonScoresState(
  estimation: Estimation,
  state: ModelState,
  clusters: Uint32Array | null,
  of: PersonScoresState['of'] = 'cluster',
): PersonScoresState {
  const { layout, blocks, covariates } = estimation.data;
  const { theta, expectation } = estimation;
  const n = theta.length;
  const parts: Float64Array[] = [];
  const derivativeStart = new Float64Array(state.items.length);
  const places = new Int32Array(state.items.length);
  let total = 0;
  state.items.forEach((item, j) => {
    const size = item.scores.length * n;
    const logP = new Float64Array(size);
    fillLogProbabilities(item, theta, logP);
    const all = new Float64Array(layout.free[j]!.length * size);
    fillDerivatives(item, theta, logP, all);
    derivativeStart[j] = total;
    layout.free[j]!.forEach((isFree, k) => {
      if (isFree === 0) return;
      parts.push(all.subarray(k * size, (k + 1) * size));
      total += size;
      places[j]!++;
    });
  });
  const derivatives = shared(total);
  let at = 0;
  for (const part of parts) {
    derivatives.set(part, at);
    at += part.length;
  }
  const categoryOf = new Int16Array(state.items.length * 256);
  state.items.forEach((item, j) => {
    categoryOf.set(categoryTable(item), j * 256);
  });
  const groups = layout.groupLabels.map((_, group) => group);
  return {
    expectation,
    items: state.items.length,
    size: layout.length,
    firstPlace: Int32Array.from(layout.itemOffset),
    places,
    derivativeStart,
    derivatives,
    categories: Int32Array.from(state.items, (item) => item.scores.length),
    categoryOf,
    patterns: blocks.patterns,
    patternStart: blocks.patternStart,
    itemStart: blocks.itemStart,
    groupMean: state.means,
    meanAt: Int32Array.from(groups, (group) => meanPlace(layout, group)),
    varianceAt: Int32Array.from(groups, (group) => variancePlace(layout, group)),
    covariates:
      covariates === null
        ? null
        : { width: covariates.names.length, values: covariates.values, at: layout.coefficientOffset },
    ...sortClusters(expectation.persons, clusters),
    of,
    products: shared(expectation.lanes * layout.length * layout.length),
  };
}

function sortClusters(persons: number, clusters: Uint32Array | null) {
  const order = new Uint32Array(new SharedArrayBuffer(4 * persons));
  for (let i = 0; i < persons; i++) order[i] = i;
  if (clusters === null) {
    const clusterStart = new Uint32Array(new SharedArrayBuffer(4 * (persons + 1)));
    for (let i = 0; i <= persons; i++) clusterStart[i] = i;
    return { order, clusterStart };
  }
  order.sort((a, b) => clusters[a]! - clusters[b]! || a - b);
  const starts = [0];
  for (let k = 1; k < persons; k++) if (clusters[order[k]!] !== clusters[order[k - 1]!]) starts.push(k);
  starts.push(persons);
  const clusterStart = new Uint32Array(new SharedArrayBuffer(4 * starts.length));
  clusterStart.set(starts);
  return { order, clusterStart };
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
