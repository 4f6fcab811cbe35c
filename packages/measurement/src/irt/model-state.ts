/** A model under estimation: item parameters and population, and the vector of what is free in them. */
import { MeasurementError } from '../errors/measurement-error.ts';
import type { ExpectedCounts } from '../lanes/expectation.ts';
import { fromVector, type ItemParameters, isProper, toVector, vectorNames } from '../models/item-models.ts';
import { type AsymptotePriors, itemGradient, logPrior } from './maximisation.ts';

export interface ModelState {
  readonly items: readonly ItemParameters[];
  /** Of each group. */
  readonly means: Float64Array;
  readonly variances: Float64Array;
  /** Latent regression, one for each background variable. */
  readonly coefficients: Float64Array;
}

/** What is estimated, and in which order the vector holds it: items, means, log variances, coefficients. */
export interface Layout {
  readonly itemIds: readonly string[];
  /** Of each item: 1 for the entries of its vector that are free. */
  readonly free: readonly Uint8Array[];
  readonly itemOffset: readonly number[];
  readonly groupLabels: readonly string[];
  /** Whether the first group's mean (variance) is a parameter; the other groups' always are. */
  readonly referenceMeanFree: boolean;
  readonly referenceVarianceFree: boolean;
  readonly meanOffset: number;
  readonly varianceOffset: number;
  readonly coefficientOffset: number;
  readonly coefficientNames: readonly string[];
  readonly length: number;
}

export function createLayout(
  itemIds: readonly string[],
  free: readonly Uint8Array[],
  groupLabels: readonly string[],
  coefficientNames: readonly string[],
  reference: { readonly meanFree: boolean; readonly varianceFree: boolean },
): Layout {
  const itemOffset: number[] = [];
  let at = 0;
  for (const places of free) {
    itemOffset.push(at);
    at += places.reduce((sum, one) => sum + one, 0);
  }
  const meanOffset = at;
  at += groupLabels.length - (reference.meanFree ? 0 : 1);
  const varianceOffset = at;
  at += groupLabels.length - (reference.varianceFree ? 0 : 1);
  return {
    itemIds,
    free,
    itemOffset,
    groupLabels,
    referenceMeanFree: reference.meanFree,
    referenceVarianceFree: reference.varianceFree,
    meanOffset,
    varianceOffset,
    coefficientOffset: at,
    coefficientNames,
    length: at + coefficientNames.length,
  };
}

/** Where a group's mean is in the vector, or −1. */
export function meanPlace(layout: Layout, group: number): number {
  if (layout.referenceMeanFree) return layout.meanOffset + group;
  return group === 0 ? -1 : layout.meanOffset + group - 1;
}

export function variancePlace(layout: Layout, group: number): number {
  if (layout.referenceVarianceFree) return layout.varianceOffset + group;
  return group === 0 ? -1 : layout.varianceOffset + group - 1;
}

export function packState(layout: Layout, state: ModelState): Float64Array {
  const vector = new Float64Array(layout.length);
  state.items.forEach((item, j) => {
    let at = layout.itemOffset[j]!;
    const values = toVector(item);
    layout.free[j]!.forEach((isFree, k) => {
      if (isFree === 1) vector[at++] = values[k]!;
    });
  });
  for (let group = 0; group < layout.groupLabels.length; group++) {
    const mean = meanPlace(layout, group);
    if (mean >= 0) vector[mean] = state.means[group]!;
    const variance = variancePlace(layout, group);
    if (variance >= 0) vector[variance] = Math.log(state.variances[group]!);
  }
  vector.set(state.coefficients, layout.coefficientOffset);
  return vector;
}

/** `base` gives what is not free. Null when the vector makes no proper model. */
export function unpackState(layout: Layout, base: ModelState, vector: Float64Array): ModelState | null {
  const items: ItemParameters[] = [];
  for (const [j, item] of base.items.entries()) {
    const values = toVector(item);
    let at = layout.itemOffset[j]!;
    layout.free[j]!.forEach((isFree, k) => {
      if (isFree === 1) values[k] = vector[at++]!;
    });
    const moved = fromVector(item, values);
    if (!isProper(moved)) return null;
    items.push(moved);
  }
  const means = Float64Array.from(base.means);
  const variances = Float64Array.from(base.variances);
  for (let group = 0; group < means.length; group++) {
    const mean = meanPlace(layout, group);
    if (mean >= 0) means[group] = vector[mean]!;
    const variance = variancePlace(layout, group);
    if (variance >= 0) variances[group] = Math.exp(vector[variance]!);
    if (!(variances[group]! > LEAST_VARIANCE && variances[group]! < 1e4 && Math.abs(means[group]!) < 1e3))
      return null;
  }
  return { items, means, variances, coefficients: vector.slice(layout.coefficientOffset) };
}

/** Names of the vector's entries: `item I1 slope`, `mean B`, `log variance B`, `coefficient age`. */
export function parameterNames(layout: Layout, items: readonly ItemParameters[]): readonly string[] {
  const names: string[] = [];
  items.forEach((item, j) => {
    const own = vectorNames(item);
    layout.free[j]!.forEach((isFree, k) => {
      if (isFree === 1) names.push(`item ${layout.itemIds[j]!} ${own[k]!}`);
    });
  });
  layout.groupLabels.forEach((label, group) => {
    if (meanPlace(layout, group) >= 0) names.push(`mean ${label}`);
  });
  layout.groupLabels.forEach((label, group) => {
    if (variancePlace(layout, group) >= 0) names.push(`log variance ${label}`);
  });
  for (const name of layout.coefficientNames) names.push(`coefficient ${name}`);
  return names;
}

export interface GradientInput {
  readonly layout: Layout;
  readonly state: ModelState;
  readonly counts: ExpectedCounts;
  readonly theta: Float64Array;
  /** groups × nodes. */
  readonly prior: Float64Array;
  readonly priors: readonly (AsymptotePriors | null)[];
  /** Σ w x (θ̄ − μ)/σ², when there is a latent regression: it needs the persons. */
  readonly regressionGradient: Float64Array | null;
  /** Σ w (θ − μᵢ) and Σ w (θ − μᵢ)² by group under a latent regression, else null. */
  readonly residuals:
    | readonly { readonly sum: number; readonly squares: number; readonly weight: number }[]
    | null;
}

/** The gradient of the log-likelihood (plus priors): that of the expected one at the same point (Fisher's identity). */
export function observedGradient(input: GradientInput): Float64Array {
  const { layout, state, counts, theta, prior } = input;
  const gradient = new Float64Array(layout.length);
  state.items.forEach((item, j) => {
    if (layout.free[j]!.every((one) => one === 0)) return;
    const own = itemGradient(item, theta, counts.items[j]!, input.priors[j]!);
    let at = layout.itemOffset[j]!;
    layout.free[j]!.forEach((isFree, k) => {
      if (isFree === 1) gradient[at++] = own[k]!;
    });
  });
  for (let group = 0; group < layout.groupLabels.length; group++) {
    const mean = state.means[group]!;
    const variance = state.variances[group]!;
    let byMean = 0;
    let byLogVariance = 0;
    if (input.residuals !== null) {
      const { sum, squares, weight } = input.residuals[group]!;
      byMean = sum / variance;
      byLogVariance = (squares / variance - weight) / 2;
    } else {
      // The prior is made to sum to 1 on the nodes: its own mean and variance there are what counts are compared with.
      const own = counts.groups[group]!;
      let weight = 0;
      for (const one of own) weight += one;
      for (let q = 0; q < theta.length; q++) {
        const surplus = own[q]! - weight * prior[group * theta.length + q]!;
        const distance = theta[q]! - mean;
        byMean += (surplus * distance) / variance;
        byLogVariance += (surplus * distance * distance) / (2 * variance);
      }
    }
    const meanAt = meanPlace(layout, group);
    if (meanAt >= 0) gradient[meanAt] = byMean;
    const varianceAt = variancePlace(layout, group);
    if (varianceAt >= 0) gradient[varianceAt] = byLogVariance;
  }
  if (input.regressionGradient !== null) gradient.set(input.regressionGradient, layout.coefficientOffset);
  return gradient;
}

/** Log-likelihood plus log priors: what estimation maximises. */
export function objectiveOf(
  counts: ExpectedCounts,
  state: ModelState,
  priors: readonly (AsymptotePriors | null)[],
): number {
  return state.items.reduce((sum, item, j) => sum + logPrior(item, priors[j]!), counts.logLikelihood);
}

/**
 * Slopes and intercepts beyond these are not estimates but a likelihood without a maximum (a slope of 20 separates persons who are a
 * quarter of a standard deviation apart with 99 to 1).
 */
const SLOPE_LIMIT = 20;
const INTERCEPT_LIMIT = 100;
/** A group whose standard deviation falls below 0.05 on the scale of the items has no spread to measure. */
export const LEAST_VARIANCE = 0.0025;

/** Whether a free slope or intercept is beyond the limits. */
export function isAway(item: ItemParameters, free: Uint8Array): boolean {
  return toVector(item).some(
    (value, k) => free[k] === 1 && !(Math.abs(value) < (k === 0 ? SLOPE_LIMIT : INTERCEPT_LIMIT)),
  );
}

/** Throws `no-maximum` with the items whose parameters run away. */
export function checkFinite(layout: Layout, state: ModelState): void {
  const items = layout.itemIds.filter((_, j) => isAway(state.items[j]!, layout.free[j]!));
  if (items.length > 0) throw new MeasurementError('no-maximum', { items });
  const collapsed = layout.groupLabels.filter((_, group) => !(state.variances[group]! > LEAST_VARIANCE));
  if (collapsed.length > 0) throw new MeasurementError('group-degenerate', { groups: collapsed });
}
