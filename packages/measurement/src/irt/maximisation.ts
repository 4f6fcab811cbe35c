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

/** Beta prior of an asymptote, on the scale of the probability. */
export interface BetaPrior {
  readonly alpha: number;
  readonly beta: number;
}

/** Priors of an item's asymptotes; `upper` matters to the kind `asymptotes` alone. */
export interface AsymptotePriors {
  readonly guessing: BetaPrior;
  readonly upper: BetaPrior;
}

/**
 * BILOG-MG's default for items with `options` choices (Zimowski, Muraki, Mislevy & Bock 2003; du Toit 2003, § 2.5): weight of 20
 * observations around chance, α = 20/options + 1, β = 20·(1 − 1/options) + 1.
 */
export function guessingPriorFor(options: number): BetaPrior {
  return { alpha: 20 / options + 1, beta: 20 * (1 - 1 / options) + 1 };
}

/** Where the density is largest: the start of estimation. */
export const modeOf = ({ alpha, beta }: BetaPrior) => (alpha - 1) / (alpha + beta - 2);

/** The same weight around 0.98, where Barton & Lord (1981) fixed the upper asymptote. */
export const DEFAULT_UPPER_PRIOR: BetaPrior = { alpha: 20 * 0.98 + 1, beta: 20 * 0.02 + 1 };

const logDensity = ({ alpha, beta }: BetaPrior, p: number) =>
  (alpha - 1) * Math.log(p) + (beta - 1) * Math.log1p(-p);
/** By the logit of `p`. */
const logDensitySlope = ({ alpha, beta }: BetaPrior, p: number) => (alpha - 1) * (1 - p) - (beta - 1) * p;
/** Minus the second derivative by the logit of `p`. */
const logDensityCurvature = ({ alpha, beta }: BetaPrior, p: number) => (alpha + beta - 2) * p * (1 - p);

/** Log of the priors' densities at the item's asymptotes, up to a constant. 0 for kinds without. */
export function logPrior(item: ItemParameters, priors: AsymptotePriors | null): number {
  if (priors === null) return 0;
  switch (item.kind) {
    case 'partialCredit':
    case 'graded':
      return 0;
    case 'guessing':
      return logDensity(priors.guessing, item.guessing);
    case 'asymptotes':
      return logDensity(priors.guessing, item.guessing) + logDensity(priors.upper, item.upper);
  }
}

/** Adds the priors' derivatives by the logits of the asymptotes to a gradient in the order of `toVector`. */
function addPriorSlope(gradient: Float64Array, item: ItemParameters, priors: AsymptotePriors | null): void {
  if (priors === null || item.kind === 'partialCredit' || item.kind === 'graded') return;
  gradient[2]! += logDensitySlope(priors.guessing, item.guessing);
  if (item.kind === 'asymptotes') gradient[3]! += logDensitySlope(priors.upper, item.upper);
}

/** Adds minus their second derivatives to an information matrix in the same order. */
export function addPriorCurvature(
  information: Float64Array,
  item: ItemParameters,
  priors: AsymptotePriors | null,
): void {
  if (priors === null || item.kind === 'partialCredit' || item.kind === 'graded') return;
  const length = vectorLength(item);
  information[2 * length + 2]! += logDensityCurvature(priors.guessing, item.guessing);
  if (item.kind === 'asymptotes') information[15]! += logDensityCurvature(priors.upper, item.upper);
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
  priors: AsymptotePriors | null,
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
  addPriorSlope(gradient, item, priors);
  return gradient;
}

/** Fisher information of the expected counts about every entry of `toVector`, prior's curvature added. */
export function itemInformation(
  item: ItemParameters,
  theta: Float64Array,
  counts: Float64Array,
  priors: AsymptotePriors | null,
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
  addPriorCurvature(information, item, priors);
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
  priors: AsymptotePriors | null,
): ItemParameters {
  const places = Array.from(free.keys()).filter((k) => free[k] === 1);
  if (places.length === 0) return item;
  const logP = new Float64Array(item.scores.length * theta.length);
  const likelihoodOf = (one: ItemParameters) => {
    fillLogProbabilities(one, theta, logP);
    return expectedLogLikelihood(counts, logP) + logPrior(one, priors);
  };
  let current = item;
  let value = likelihoodOf(item);
  const length = vectorLength(item);
  for (let step = 0; step < STEPS; step++) {
    const gradient = itemGradient(current, theta, counts, priors);
    const information = itemInformation(current, theta, counts, priors);
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
