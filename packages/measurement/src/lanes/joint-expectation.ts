/**
 * The expectation step with several dimensions, each item being of one: a person's likelihood is the product of one
 * function for each dimension, so the grid of all dimensions costs one multiplication a point, whatever the number of
 * items. Points where a dimension's own likelihood is below 1e-17 of its largest are passed over.
 */
import { laneCount, laneRange, shared } from './expectation.ts';

export interface JointState {
  readonly persons: number;
  readonly items: number;
  readonly dimensions: number;
  readonly lanes: number;
  /** Of every dimension. */
  readonly theta: Float64Array;
  /** persons × items: position among the item's scores, or −1 for not administered. */
  readonly categories: Int8Array;
  readonly dimensionOf: Uint8Array;
  /** Where an item's `[category·nodes + q]` starts in `logP` and in a lane's `counts`; then the total. */
  readonly itemStart: Int32Array;
  readonly logP: Float64Array;
  /** Probability of each point of the grid, nodes^dimensions, the last dimension fastest. */
  readonly prior: Float64Array;
  readonly weights: Float64Array | null;
  /** lanes × categories of all items × nodes. */
  readonly counts: Float64Array;
  /** lanes × (1 + dimensions + dimensions²): Σ weight, Σ weight·θ, Σ weight·θθᵀ (upper half and diagonal). */
  readonly moments: Float64Array;
  readonly logLikelihood: Float64Array;
  /** persons × dimensions: posterior means and standard deviations. */
  readonly eap: Float64Array;
  readonly posteriorSd: Float64Array;
}

export function createJointState(
  given: Pick<
    JointState,
    'persons' | 'items' | 'dimensions' | 'theta' | 'categories' | 'dimensionOf' | 'itemStart' | 'weights'
  >,
): JointState {
  const lanes = laneCount(given.persons);
  const total = given.itemStart[given.items]!;
  const { dimensions } = given;
  const { persons, items, theta, categories, dimensionOf, itemStart, weights } = given;
  // Named one by one: a thread gets the state, so it holds nothing but data.
  return {
    persons,
    items,
    dimensions,
    theta,
    categories,
    dimensionOf,
    itemStart,
    weights,
    lanes,
    logP: shared(total),
    prior: shared(given.theta.length ** dimensions),
    counts: shared(lanes * total),
    moments: shared(lanes * momentCount(dimensions)),
    logLikelihood: shared(lanes),
    eap: shared(given.persons * dimensions),
    posteriorSd: shared(given.persons * dimensions),
  };
}

export const momentCount = (dimensions: number) => 1 + dimensions + dimensions * dimensions;

const NEGLIGIBLE = 1e-17;

export function jointLane(s: JointState, lane: number): void {
  const { theta, dimensions: D, items, categories, dimensionOf, itemStart, weights } = s;
  const n = theta.length;
  const total = itemStart[items]!;
  const counts = s.counts.subarray(lane * total, (lane + 1) * total).fill(0);
  const moments = s.moments.subarray(lane * momentCount(D), (lane + 1) * momentCount(D)).fill(0);
  const work = createWork(n, D);
  let logLikelihood = 0;
  const [from, to] = laneRange(s.persons, s.lanes, lane);
  for (let i = from; i < to; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    const scale = fillLikelihoods(s, i, work);
    const sum = sweep(s, work);
    if (weight > 0) {
      logLikelihood += weight * (scale + Math.log(sum));
      moments[0]! += weight;
    }
    for (let d = 0; d < D; d++) {
      let mean = 0;
      let square = 0;
      for (let q = work.low[d]!; q < work.high[d]!; q++) {
        const p = work.marginal[d * n + q]! / sum;
        work.marginal[d * n + q] = p;
        mean += p * theta[q]!;
        square += p * theta[q]! * theta[q]!;
      }
      s.eap[i * D + d] = mean;
      s.posteriorSd[i * D + d] = Math.sqrt(Math.max(0, square - mean * mean));
      moments[1 + d]! += weight * mean;
      moments[1 + D + d * D + d]! += weight * square;
      for (let e = d + 1; e < D; e++)
        moments[1 + D + d * D + e]! += (weight * work.products[d * D + e]!) / sum;
    }
    if (weight === 0) continue;
    for (let j = 0; j < items; j++) {
      const category = categories[i * items + j]!;
      if (category < 0) continue;
      const d = dimensionOf[j]!;
      const at = itemStart[j]! + category * n;
      for (let q = work.low[d]!; q < work.high[d]!; q++)
        counts[at + q]! += weight * work.marginal[d * n + q]!;
    }
  }
  s.logLikelihood[lane] = logLikelihood;
}

interface Work {
  /** dimensions × nodes. */
  readonly likelihood: Float64Array;
  readonly marginal: Float64Array;
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** dimensions × dimensions, upper half: Σ p·θ_d·θ_e, not yet divided by Σ p. */
  readonly products: Float64Array;
  readonly at: Int32Array;
}

function createWork(nodes: number, dimensions: number): Work {
  return {
    likelihood: new Float64Array(dimensions * nodes),
    marginal: new Float64Array(dimensions * nodes),
    low: new Int32Array(dimensions),
    high: new Int32Array(dimensions),
    products: new Float64Array(dimensions * dimensions),
    at: new Int32Array(dimensions),
  };
}

/** Each dimension's likelihood, its largest value made 1; returns the log of what was divided by. */
function fillLikelihoods(s: JointState, i: number, { likelihood, low, high }: Work): number {
  const { items, dimensions: D, categories, dimensionOf, itemStart, logP } = s;
  const n = s.theta.length;
  likelihood.fill(0);
  for (let j = 0; j < items; j++) {
    const category = categories[i * items + j]!;
    if (category < 0) continue;
    const to = dimensionOf[j]! * n;
    const from = itemStart[j]! + category * n;
    for (let q = 0; q < n; q++) likelihood[to + q]! += logP[from + q]!;
  }
  let scale = 0;
  for (let d = 0; d < D; d++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let q = 0; q < n; q++) if (likelihood[d * n + q]! > top) top = likelihood[d * n + q]!;
    scale += top;
    low[d] = n;
    high[d] = 0;
    for (let q = 0; q < n; q++) {
      const value = Math.exp(likelihood[d * n + q]! - top);
      likelihood[d * n + q] = value;
      if (value < NEGLIGIBLE) continue;
      low[d] = Math.min(low[d]!, q);
      high[d] = q + 1;
    }
  }
  return scale;
}

/** Over the grid: Σ prior·likelihoods, which is returned, its margins, and the products of pairs of dimensions. */
function sweep({ theta, prior, dimensions: D }: JointState, work: Work): number {
  const { likelihood, marginal, low, high, products, at } = work;
  const n = theta.length;
  marginal.fill(0);
  products.fill(0);
  const last = D - 1;
  for (let d = 0; d < last; d++) at[d] = low[d]!;
  let sum = 0;
  for (;;) {
    let outer = 1;
    let base = 0;
    for (let d = 0; d < last; d++) {
      outer *= likelihood[d * n + at[d]!]!;
      base = base * n + at[d]!;
    }
    base *= n;
    let line = 0;
    let lineTheta = 0;
    for (let q = low[last]!; q < high[last]!; q++) {
      const p = outer * prior[base + q]! * likelihood[last * n + q]!;
      marginal[last * n + q]! += p;
      line += p;
      lineTheta += p * theta[q]!;
    }
    sum += line;
    for (let d = 0; d < last; d++) {
      const own = theta[at[d]!]!;
      marginal[d * n + at[d]!]! += line;
      for (let e = d + 1; e < last; e++) products[d * D + e]! += line * own * theta[at[e]!]!;
      products[d * D + last]! += lineTheta * own;
    }
    let turn = last - 1;
    for (; turn >= 0; turn--) {
      at[turn]!++;
      if (at[turn]! < high[turn]!) break;
      at[turn] = low[turn]!;
    }
    if (turn < 0) return sum;
  }
}
