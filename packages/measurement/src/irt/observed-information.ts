/** The observed information of a model at its estimates, in the order of its vector. */

import { addLanes, distributeRows } from '../lanes/expectation.ts';
import { createMissingInformationState } from '../lanes/missing-information.ts';
import { blockPlaces, createScoreProducts, orderByRow, scoreSums } from '../lanes/score-products.ts';
import { fillLogProbabilities, type ItemParameters } from '../models/item-models.ts';
import type { Estimation, Expected } from './estimation.ts';
import { itemCurvature } from './item-curvature.ts';
import { type ModelState, meanPlace, variancePlace } from './model-state.ts';
import { createPersonScoresState } from './person-scores-state.ts';

/**
 * I⁻¹BI⁻¹ with B the cross-products of clusters' scores, times clusters/(clusters − 1). `inverse` is I⁻¹; the expectation's tables
 * must be those of `state`. Null with fewer than two clusters.
 */
export async function sandwich(
  estimation: Estimation,
  state: ModelState,
  inverse: Float64Array,
  clusters: Uint32Array | null,
): Promise<Float64Array | null> {
  const job = createPersonScoresState(estimation, state, clusters);
  const count = job.clusterStart.length - 1;
  if (count < 2) return null;
  const { lanes } = estimation.expectation;
  await estimation.data.pool.run({ kind: 'personScores', lanes, state: job });
  const size = job.size;
  const middle = addLanes(job.products, lanes, size * size);
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) middle[b * size + a] = middle[a * size + b]!;
  const left = multiplySquare(inverse, middle, size);
  return multiplySquare(left, inverse, size).map((one) => (one * count) / (count - 1));
}

function multiplySquare(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const left = a[i * size + k]!;
      for (let j = 0; j < size; j++) out[i * size + j]! += left * b[k * size + j]!;
    }
  return out;
}

/**
 * Louis's identity for every model and population: complete information − Σ E(s sᵀ) + Σ E(s)E(s)ᵀ, one pass for each block of
 * items and each population parameter, and one for the last term. The expectation's tables must be those of `state`.
 */
export async function generalLouisInformation(
  estimation: Estimation,
  state: ModelState,
  expected: Expected,
): Promise<Float64Array> {
  const { layout, blocks, pool } = estimation.data;
  const { expectation } = estimation;
  const { lanes, nodes } = expectation;
  const size = layout.length;
  const information = completeInformation(estimation, state, expected);
  const scores = createPersonScoresState(estimation, state, null, 'person');
  await pool.run({ kind: 'personScores', lanes, state: scores });
  const means = addLanes(scores.products, lanes, size * size);
  for (let k = 0; k < size; k++)
    for (let l = 0; l <= k; l++) {
      information[k * size + l]! += means[k * size + l]!;
      if (l < k) information[l * size + k]! += means[k * size + l]!;
    }
  const take = (k: number, l: number, product: number) => {
    information[k * size + l]! -= product;
    if (k !== l) information[l * size + k]! -= product;
  };
  const job = createScoreProducts(scores);
  for (let block = 0; block < expectation.blocks; block++) {
    const { first, count } = blockPlaces(scores, block);
    if (count === 0) continue;
    orderByRow(scores, block, job.order);
    await pool.run({ kind: 'scoreProducts', lanes, state: { ...job, block } });
    const products = addLanes(job.products, lanes, count * size);
    for (let k = 0; k < count; k++)
      for (let l = first + k; l < layout.meanOffset; l++) take(first + k, l, products[k * size + l]!);
  }
  const right = new Float64Array(nodes);
  for (let place = layout.meanOffset; place < size; place++) {
    await pool.run({ kind: 'scoreProducts', lanes, state: { ...job, place } });
    const products = addLanes(job.products, lanes, size);
    for (let l = place; l < size; l++) take(place, l, products[l]!);
    const rows = addLanes(expectation.counts, lanes, expectation.rowScale.length * nodes);
    distributeRows(rows, nodes, blocks, state.items).forEach((counts, j) => {
      for (let k = 0; k < scores.places[j]!; k++) {
        scoreSums(scores, j, k, counts, 0, right);
        take(
          place,
          layout.itemOffset[j]! + k,
          right.reduce((sum, one) => sum + one, 0),
        );
      }
    });
  }
  return information;
}

/** A stratum costs Louis's identity about what a pass costs Oakes's, which takes two for each parameter. */
const ALWAYS_WORTH = 64;

export interface Strata {
  /** Of each person; null when there is one stratum. */
  readonly of: Uint16Array | null;
  /** For each stratum: its group, and which items it meets. */
  readonly list: readonly { readonly group: number; readonly met: Uint8Array }[];
}

export function louisApplies(estimation: Estimation, state: ModelState, strata: Strata): boolean {
  return (
    estimation.data.covariates === null &&
    strata.list.length <= Math.max(ALWAYS_WORTH, 2 * estimation.data.layout.length) &&
    state.items.every((item) => item.kind === 'partialCredit')
  );
}

/** A free parameter as Louis's identity sees it: its score is `answer`·T(x)·θ + φ(θ). */
interface Term {
  readonly place: number;
  readonly item: number;
  readonly group: number;
  readonly answer: boolean;
  readonly phi: Float64Array;
}

/** Louis's identity; `louisApplies` must hold and `expected` be the expectation at `state`. */
export async function louisInformation(
  estimation: Estimation,
  state: ModelState,
  expected: Expected,
  strata: Strata,
): Promise<Float64Array> {
  const { layout, blocks, pool } = estimation.data;
  const { expectation } = estimation;
  const { nodes, lanes } = expectation;
  const size = layout.length;
  const items = state.items.length;
  const information = completeInformation(estimation, state, expected);
  const terms = collectTerms(estimation, state);
  const missing = createMissingInformationState(expectation, blocks, state.items, strata.of);
  for (const [stratum, { group, met }] of strata.list.entries()) {
    await pool.run({ kind: 'missingInformation', lanes, state: { ...missing, stratum } });
    const cross = addLanes(missing.cross, lanes, nodes * nodes);
    const pairs = addLanes(missing.pairs, lanes, items * items);
    const mass = addLanes(missing.mass, lanes, nodes);
    const rows = addLanes(missing.shifted, lanes, expectation.rowScale.length * nodes);
    const shifted = distributeRows(rows, nodes, blocks, state.items).map((own, j) =>
      scoreSum(own, state.items[j]!, nodes),
    );
    const here = terms.filter((term) => (term.item >= 0 ? met[term.item] === 1 : term.group === group));
    // Σ w p (p·φ): each term's φ smoothed by the posteriors, so that a covariance of two terms is one dot product.
    const smoothed = here.map((term) => {
      const out = new Float64Array(nodes);
      for (let q = 0; q < nodes; q++) {
        let sum = mass[q]! * term.phi[q]!;
        for (let r = 0; r < q; r++) sum -= cross[r * nodes + q]! * term.phi[r]!;
        for (let r = q; r < nodes; r++) sum -= cross[q * nodes + r]! * term.phi[r]!;
        out[q] = sum;
      }
      return out;
    });
    here.forEach((left, a) => {
      for (let b = 0; b <= a; b++) {
        const right = here[b]!;
        let covariance = 0;
        for (let q = 0; q < nodes; q++) covariance += smoothed[a]![q]! * right.phi[q]!;
        if (left.answer)
          for (let q = 0; q < nodes; q++) covariance += shifted[left.item]![q]! * right.phi[q]!;
        if (right.answer)
          for (let q = 0; q < nodes; q++) covariance += shifted[right.item]![q]! * left.phi[q]!;
        if (left.answer && right.answer)
          covariance += pairs[Math.min(left.item, right.item) * items + Math.max(left.item, right.item)]!;
        information[left.place * size + right.place]! -= covariance;
        if (left.place !== right.place) information[right.place * size + left.place]! -= covariance;
      }
    });
  }
  return information;
}

/** Σ over categories of T(c) times the sums of the category. */
function scoreSum(own: Float64Array, item: ItemParameters, nodes: number): Float64Array {
  const out = new Float64Array(nodes);
  item.scores.forEach((score, c) => {
    for (let q = 0; q < nodes; q++) out[q]! += (score - item.scores[0]!) * own[c * nodes + q]!;
  });
  return out;
}

function collectTerms(estimation: Estimation, state: ModelState): readonly Term[] {
  const { layout } = estimation.data;
  const { theta } = estimation;
  const nodes = theta.length;
  const terms: Term[] = [];
  state.items.forEach((item, j) => {
    const logP = new Float64Array(item.scores.length * nodes);
    fillLogProbabilities(item, theta, logP);
    let place = layout.itemOffset[j]!;
    layout.free[j]!.forEach((isFree, k) => {
      if (isFree === 0) return;
      const phi = new Float64Array(nodes);
      for (let q = 0; q < nodes; q++) {
        if (k > 0) phi[q] = -Math.exp(logP[k * nodes + q]!);
        else
          for (let c = 1; c < item.scores.length; c++)
            phi[q]! -= theta[q]! * (item.scores[c]! - item.scores[0]!) * Math.exp(logP[c * nodes + q]!);
      }
      terms.push({ place: place++, item: j, group: -1, answer: k === 0, phi });
    });
  });
  for (let group = 0; group < layout.groupLabels.length; group++) {
    const mean = state.means[group]!;
    const variance = state.variances[group]!;
    const byMean = meanPlace(layout, group);
    if (byMean >= 0)
      terms.push({
        place: byMean,
        item: -1,
        group,
        answer: false,
        phi: theta.map((x) => (x - mean) / variance),
      });
    const byVariance = variancePlace(layout, group);
    if (byVariance >= 0)
      terms.push({
        place: byVariance,
        item: -1,
        group,
        answer: false,
        phi: theta.map((x) => (x - mean) ** 2 / (2 * variance)),
      });
  }
  return terms;
}

/** Minus the second derivatives of the expected complete-data log-likelihood. */
function completeInformation(estimation: Estimation, state: ModelState, { counts }: Expected): Float64Array {
  const { layout, priors } = estimation.data;
  const { theta } = estimation;
  const size = layout.length;
  const information = new Float64Array(size * size);
  state.items.forEach((item, j) => {
    const own = itemCurvature(item, theta, counts.items[j]!, priors[j]!);
    const places = Array.from(layout.free[j]!.keys()).filter((k) => layout.free[j]![k] === 1);
    const length = layout.free[j]!.length;
    places.forEach((k, a) => {
      places.forEach((l, b) => {
        information[(layout.itemOffset[j]! + a) * size + layout.itemOffset[j]! + b] = own[k * length + l]!;
      });
    });
  });
  if (estimation.data.covariates === null) populationInformation(estimation, state, counts, information);
  else regressionInformation(estimation, state, information);
  return information;
}

function populationInformation(
  { data: { layout }, theta }: Estimation,
  state: ModelState,
  counts: Expected['counts'],
  information: Float64Array,
): void {
  const size = layout.length;
  for (let group = 0; group < layout.groupLabels.length; group++) {
    const mean = state.means[group]!;
    const variance = state.variances[group]!;
    let weight = 0;
    let first = 0;
    let second = 0;
    counts.groups[group]!.forEach((one, q) => {
      weight += one;
      first += one * (theta[q]! - mean);
      second += one * (theta[q]! - mean) ** 2;
    });
    const byMean = meanPlace(layout, group);
    const byVariance = variancePlace(layout, group);
    if (byMean >= 0) information[byMean * size + byMean] = weight / variance;
    if (byVariance >= 0) information[byVariance * size + byVariance] = second / (2 * variance);
    if (byMean >= 0 && byVariance >= 0) {
      information[byMean * size + byVariance] = first / variance;
      information[byVariance * size + byMean] = first / variance;
    }
  }
}

/** The same with each person's own mean, from posterior means and deviations. */
function regressionInformation(
  { data: { layout, covariates }, expectation }: Estimation,
  state: ModelState,
  information: Float64Array,
): void {
  const size = layout.length;
  const { personMean, groupOf, weights, eap, posteriorSd, persons } = expectation;
  const { values, names } = covariates!;
  const add = (k: number, l: number, value: number) => {
    if (k < 0 || l < 0) return;
    information[k * size + l]! += value;
    if (k !== l) information[l * size + k]! += value;
  };
  for (let i = 0; i < persons; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    if (weight === 0) continue;
    const group = groupOf === null ? 0 : groupOf[i]!;
    const variance = state.variances[group]!;
    const distance = eap[i]! - personMean![i]!;
    const byMean = meanPlace(layout, group);
    const byVariance = variancePlace(layout, group);
    add(byMean, byMean, weight / variance);
    add(byMean, byVariance, (weight * distance) / variance);
    add(byVariance, byVariance, (weight * (distance * distance + posteriorSd[i]! ** 2)) / (2 * variance));
    for (let k = 0; k < names.length; k++) {
      const x = weight * values[i * names.length + k]!;
      const at = layout.coefficientOffset + k;
      add(byMean, at, x / variance);
      add(byVariance, at, (x * distance) / variance);
      for (let l = 0; l <= k; l++)
        add(at, layout.coefficientOffset + l, (x * values[i * names.length + l]!) / variance);
    }
  }
}
