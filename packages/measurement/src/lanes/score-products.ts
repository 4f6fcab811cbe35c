/**
 * Σ over persons of the posterior mean of s·sᵀ, s the complete-data score: what Louis's identity (1982) needs for models whose
 * scores are no product of answer and θ (3PL, graded), and for a latent regression.
 *
 * A pair of parameters of two items needs how often each pair of answers comes at each node. Persons are therefore taken in
 * the order of their pattern in one block of items: while the pattern stays, the ordinary expected counts of all other
 * blocks are those of the pair, and are multiplied by the pattern's scores when it ends. So a block of eight items costs one
 * pass over the persons, in place of two passes for each of its parameters by differences of the gradient.
 */
import {
  type ExpectationState,
  laneRange,
  type PosteriorWork,
  posterior,
  posteriorWork,
  shared,
} from './expectation.ts';
import type { PersonScoresState } from './person-scores.ts';

export interface ScoreProductsState {
  readonly scores: PersonScoresState;
  /** Block whose parameters are the left factor, or −1: the population's parameter at `place`. */
  readonly block: number;
  /** Persons in the order of their row in the block; as they come for a population's parameter. */
  readonly order: Uint32Array;
  readonly place: number;
  /** lanes × (the block's parameters, or 1) × size. */
  readonly products: Float64Array;
}

/** The most parameters of a block, for which `products` has room. */
export function createScoreProducts(scores: PersonScoresState): ScoreProductsState {
  const { expectation: e } = scores;
  let widest = 1;
  for (let block = 0; block < e.blocks; block++) widest = Math.max(widest, blockPlaces(scores, block).count);
  const order = new Uint32Array(new SharedArrayBuffer(4 * e.persons));
  return { scores, block: -1, order, place: -1, products: shared(e.lanes * widest * scores.size) };
}

/** First parameter of a block's items, and how many. */
export function blockPlaces(
  s: PersonScoresState,
  block: number,
): { readonly first: number; readonly count: number } {
  const [from, to] = [s.itemStart[block]!, s.itemStart[block + 1]!];
  let count = 0;
  for (let j = from; j < to; j++) count += s.places[j]!;
  return { first: s.firstPlace[from] ?? 0, count };
}

/** Counting sort, persons of a row in the order of the file: the sums are the same in every thread. */
export function orderByRow({ expectation: e }: PersonScoresState, block: number, order: Uint32Array): void {
  const starts = new Uint32Array(257);
  for (let i = 0, at = block; i < e.persons; i++, at += e.blocks) starts[e.codes[at]! + 1]!++;
  for (let row = 0; row < 256; row++) starts[row + 1]! += starts[row]!;
  for (let i = 0, at = block; i < e.persons; i++, at += e.blocks) order[starts[e.codes[at]!]!++] = i;
}

export function scoreProductsLane(state: ScoreProductsState, lane: number): void {
  if (state.block < 0) populationLane(state, lane);
  else blockLane(state, lane);
}

function blockLane(state: ScoreProductsState, lane: number): void {
  const { scores: s, block, order, products } = state;
  const { expectation: e } = s;
  const { nodes, blocks, counts, codes, rowStart } = e;
  const rows = e.rowScale.length;
  const { first, count } = blockPlaces(s, block);
  const out = products.subarray(lane * count * s.size, (lane + 1) * count * s.size);
  out.fill(0);
  const base = lane * rows * nodes;
  counts.fill(0, base, base + rows * nodes);
  const touched = new Uint8Array(rows);
  const work = posteriorWork(e);
  const { p, offsets } = work;
  const flush = createFlush(state, base, touched, first, out);
  const [from, to] = laneRange(e.persons, e.lanes, lane);
  let current = -1;
  for (let at = from; at < to; at++) {
    const i = order[at]!;
    const row = rowStart[block]! + codes[i * blocks + block]!;
    if (row !== current) {
      if (current >= 0) flush(current);
      current = row;
    }
    if (!weighted(e, i, work)) continue;
    const { low, high } = work;
    for (let b = block; b < blocks; b++) {
      const o = base + offsets[b]!;
      touched[offsets[b]! / nodes] = 1;
      for (let q = low; q < high; q++) counts[o + q]! += p[q]!;
    }
  }
  if (current >= 0) flush(current);
}

/** Posterior of a person times its weight into `work.p`; false for a person without weight. */
function weighted(e: ExpectationState, i: number, work: PosteriorWork): boolean {
  const weight = e.weights === null ? 1 : e.weights[i]!;
  if (weight === 0) return false;
  const share = weight / posterior(e, i, work);
  for (let q = work.low; q < work.high; q++) work.p[q]! *= share;
  return true;
}

/** Multiplies what was counted while the block had one row by the row's scores, and clears it. */
function createFlush(
  { scores: s, block }: ScoreProductsState,
  base: number,
  touched: Uint8Array,
  first: number,
  out: Float64Array,
): (row: number) => void {
  const { expectation: e, derivatives, categoryOf, patterns, patternStart, itemStart, categories } = s;
  const { nodes, rowStart, counts } = e;
  const categoryStart = new Int32Array(s.items + 1);
  for (let j = 0; j < s.items; j++) categoryStart[j + 1] = categoryStart[j]! + categories[j]! * nodes;
  const byCategory = new Float64Array(categoryStart[s.items]!);
  const right = new Float64Array(nodes);
  return (row) => {
    const left: { place: number; at: number }[] = [];
    for (let k = patternStart[row]!, j = itemStart[block]!; k < patternStart[row + 1]!; k++, j++) {
      const category = categoryOf[j * 256 + patterns[k]!]!;
      if (category < 0) continue;
      for (let place = 0; place < s.places[j]!; place++)
        left.push({
          place: s.firstPlace[j]! + place - first,
          at: s.derivativeStart[j]! + (place * categories[j]! + category) * nodes,
        });
    }
    for (let b = block; b < e.blocks; b++)
      for (let other = rowStart[b]!; other < rowStart[b + 1]!; other++) {
        if (touched[other] === 0) continue;
        touched[other] = 0;
        const from = base + other * nodes;
        for (let k = patternStart[other]!, j = itemStart[b]!; k < patternStart[other + 1]!; k++, j++) {
          const category = categoryOf[j * 256 + patterns[k]!]!;
          if (category < 0 || s.places[j] === 0) continue;
          const to = categoryStart[j]! + category * nodes;
          for (let q = 0; q < nodes; q++) byCategory[to + q]! += counts[from + q]!;
        }
        counts.fill(0, from, from + nodes);
      }
    for (let j = itemStart[block]!; j < s.items; j++)
      for (let place = 0; place < s.places[j]!; place++) {
        scoreSums(s, j, place, byCategory, categoryStart[j]!, right);
        const column = s.firstPlace[j]! + place;
        for (const { place: own, at } of left) {
          let sum = 0;
          for (let q = 0; q < nodes; q++) sum += derivatives[at + q]! * right[q]!;
          out[own * s.size + column]! += sum;
        }
      }
    byCategory.fill(0);
  };
}

/** Σ over categories of an item's counts times the derivative by one of its parameters, at each node. */
export function scoreSums(
  s: PersonScoresState,
  item: number,
  place: number,
  counts: Float64Array,
  from: number,
  out: Float64Array,
): void {
  const { nodes } = s.expectation;
  const categories = s.categories[item]!;
  const start = s.derivativeStart[item]! + place * categories * nodes;
  out.fill(0);
  for (let c = 0; c < categories; c++)
    for (let q = 0; q < nodes; q++)
      out[q]! += counts[from + c * nodes + q]! * s.derivatives[start + c * nodes + q]!;
}

/**
 * Of one population parameter: `counts` gets the rows' counts times its score, and `products` its products with the population's
 * parameters.
 */
function populationLane({ scores: s, place, products }: ScoreProductsState, lane: number): void {
  const { expectation: e, size } = s;
  const { nodes, blocks, counts } = e;
  const rows = e.rowScale.length;
  const base = lane * rows * nodes;
  counts.fill(0, base, base + rows * nodes);
  const out = products.subarray(lane * size, (lane + 1) * size);
  out.fill(0);
  const work = posteriorWork(e);
  const { p, offsets } = work;
  const [from, to] = laneRange(e.persons, e.lanes, lane);
  for (let i = from; i < to; i++) {
    const group = e.groupOf === null ? 0 : e.groupOf[i]!;
    const kind = kindOf(s, place, group);
    if (kind === null || !weighted(e, i, work)) continue;
    const { low, high } = work;
    const variance = e.groupVariance[group]!;
    const mean = e.personMean === null ? s.groupMean[group]! : e.personMean[i]!;
    const factor =
      kind === 'covariate' ? s.covariates!.values[i * s.covariates!.width + place - s.covariates!.at]! : 1;
    let byMean = 0;
    let byVariance = 0;
    for (let q = low; q < high; q++) {
      const pull = (e.theta[q]! - mean) / variance;
      const spread = (pull * (e.theta[q]! - mean) - 1) / 2;
      p[q]! *= kind === 'variance' ? spread : factor * pull;
      byMean += p[q]! * pull;
      byVariance += p[q]! * spread;
    }
    if (s.meanAt[group]! >= 0) out[s.meanAt[group]!]! += byMean;
    if (s.varianceAt[group]! >= 0) out[s.varianceAt[group]!]! += byVariance;
    if (s.covariates !== null)
      for (let k = 0; k < s.covariates.width; k++)
        out[s.covariates.at + k]! += byMean * s.covariates.values[i * s.covariates.width + k]!;
    for (let b = 0; b < blocks; b++) {
      const o = base + offsets[b]!;
      for (let q = low; q < high; q++) counts[o + q]! += p[q]!;
    }
  }
}

/** What the parameter at `place` is to a person of `group`; null: nothing. */
function kindOf(
  s: PersonScoresState,
  place: number,
  group: number,
): 'mean' | 'variance' | 'covariate' | null {
  if (place === s.meanAt[group]) return 'mean';
  if (place === s.varianceAt[group]) return 'variance';
  return s.covariates !== null && place >= s.covariates.at ? 'covariate' : null;
}
