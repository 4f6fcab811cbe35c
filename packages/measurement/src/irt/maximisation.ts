/** The maximisation step of one item: Fisher scoring on its expected counts (Bock & Aitkin 1981). */

import {
  fillDerivatives,
  fillLogProbabilities,
  fromVector,
  type ItemParameters,
  isProper,
  toVector,
  vectorLength,
} from '../models/item-models.ts';
import { solveWithRidge } from '../numeric/linear-algebra.ts';

/** Beta prior of a guessing parameter, on the scale of the probability. */
export interface GuessingPrior {
  readonly alpha: number;
  readonly beta: number;
}

/**
 * BILOG-MG's default for items with `options` choices (Zimowski, Muraki, Mislevy & Bock 2003; du Toit 2003, § 2.5): weight of 20
 * observations around chance, α = 20/options + 1, β = 20·(1 − 1/options) + 1.
 */
export function guessingPriorFor(options: number): GuessingPrior {
  return { alpha: 20 / options + 1, beta: 20 * (1 - 1 / options) + 1 };
}

/** Log of the prior's density at the item's guessing parameter, up to a constant. 0 for other kinds. */
export function logPrior(item: ItemParameters, prior: GuessingPrior | null): number {
  if (prior === null || item.kind !== 'guessing') return 0;
  return (prior.alpha - 1) * Math.log(item.guessing) + (prior.beta - 1) * Math.log1p(-item.guessing);
}

/** Its derivative by the logit of guessing. */
export function logPriorSlope(item: ItemParameters, prior: GuessingPrior | null): number {
  if (prior === null || item.kind !== 'guessing') return 0;
  return (prior.alpha - 1) * (1 - item.guessing) - (prior.beta - 1) * item.guessing;
}

/** Expected complete-data log-likelihood of an item. */
function expectedLogLikelihood(counts: Float64Array, logP: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) if (counts[k]! > 0) sum += counts[k]! * logP[k]!;
  return sum;
}

/** Gradient of the expected log-likelihood (plus prior) by every entry of `toVector`. */
export function itemGradient(
  item: ItemParameters,
  theta: Float64Array,
  counts: Float64Array,
  prior: GuessingPrior | null,
): Float64Array {
  const length = vectorLength(item);
  const size = item.scores.length * theta.length;
  const logP = new Float64Array(size);
  const derivatives = new Float64Array(length * size);
  fillLogProbabilities(item, theta, logP);
  fillDerivatives(item, theta, logP, derivatives);
  const gradient = new Float64Array(length);
  for (let k = 0; k < length; k++)
    for (let at = 0; at < size; at++) gradient[k]! += counts[at]! * derivatives[k * size + at]!;
  if (item.kind === 'guessing') gradient[2]! += logPriorSlope(item, prior);
  return gradient;
}

/** Fisher information of the expected counts about every entry of `toVector`, prior's curvature added. */
export function itemInformation(
  item: ItemParameters,
  theta: Float64Array,
  counts: Float64Array,
  prior: GuessingPrior | null,
): Float64Array {
  const length = vectorLength(item);
  const n = theta.length;
  const categories = item.scores.length;
  const size = categories * n;
  const logP = new Float64Array(size);
  const derivatives = new Float64Array(length * size);
  fillLogProbabilities(item, theta, logP);
  fillDerivatives(item, theta, logP, derivatives);
  const information = new Float64Array(length * length);
  for (let q = 0; q < n; q++) {
    let persons = 0;
    for (let c = 0; c < categories; c++) persons += counts[c * n + q]!;
    if (persons === 0) continue;
    for (let c = 0; c < categories; c++) {
      const at = c * n + q;
      const weight = persons * Math.exp(logP[at]!);
      for (let k = 0; k < length; k++) {
        const left = weight * derivatives[k * size + at]!;
        for (let l = 0; l <= k; l++) information[k * length + l]! += left * derivatives[l * size + at]!;
      }
    }
  }
  for (let k = 0; k < length; k++)
    for (let l = 0; l < k; l++) information[l * length + k] = information[k * length + l]!;
  if (item.kind === 'guessing' && prior !== null)
    information[8]! += (prior.alpha + prior.beta - 2) * item.guessing * (1 - item.guessing);
  return information;
}

/** Steps of Fisher scoring in one maximisation: near the end of EM the first settles it. */
const STEPS = 12;

/**
 * The item's parameters that maximise its expected log-likelihood, from where they are; entries whose `free` is 0 stay.
 * Never returns something less likely than it got.
 */
export function maximiseItem(
  item: ItemParameters,
  theta: Float64Array,
  counts: Float64Array,
  free: Uint8Array,
  prior: GuessingPrior | null,
): ItemParameters {
  const places = Array.from(free.keys()).filter((k) => free[k] === 1);
  if (places.length === 0) return item;
  const logP = new Float64Array(item.scores.length * theta.length);
  const likelihoodOf = (one: ItemParameters) => {
    fillLogProbabilities(one, theta, logP);
    return expectedLogLikelihood(counts, logP) + logPrior(one, prior);
  };
  let current = item;
  let value = likelihoodOf(item);
  const length = vectorLength(item);
  for (let step = 0; step < STEPS; step++) {
    const gradient = itemGradient(current, theta, counts, prior);
    const information = itemInformation(current, theta, counts, prior);
    const right = Float64Array.from(places, (k) => gradient[k]!);
    const matrix = new Float64Array(places.length ** 2);
    places.forEach((k, i) => {
      places.forEach((l, j) => {
        matrix[i * places.length + j] = information[k * length + l]!;
      });
    });
    const move = solveWithRidge(matrix, places.length, right);
    const before = toVector(current);
    let scale = 1;
    let moved = 0;
    for (; scale > 1e-6; scale /= 2) {
      const trial = Float64Array.from(before);
      moved = 0;
      places.forEach((k, i) => {
        trial[k]! += scale * move[i]!;
        moved = Math.max(moved, Math.abs(scale * move[i]!));
      });
      const candidate = fromVector(current, trial);
      if (!isProper(candidate)) continue;
      const candidateValue = likelihoodOf(candidate);
      if (candidateValue >= value - Math.abs(value) * 1e-14) {
        current = candidate;
        value = candidateValue;
        break;
      }
    }
    if (scale <= 1e-6 || moved < 1e-9) break;
  }
  return current;
}
