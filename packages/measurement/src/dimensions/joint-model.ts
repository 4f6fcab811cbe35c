/** Items of several correlated dimensions under estimation: the vector of what is free, expectation, maximisation, gradient. */
import { MeasurementError } from '../errors/measurement-error.ts';
import type { LikelihoodProblem } from '../irt/likelihood-problem.ts';
import { type AsymptotePriors, itemGradient, logPrior, maximiseItem } from '../irt/maximisation.ts';
import { isAway, LEAST_VARIANCE } from '../irt/model-state.ts';
import { createJointState, type JointState, momentCount } from '../lanes/joint-expectation.ts';
import type { LanePool } from '../lanes/lane-pool.ts';
import {
  fillLogProbabilities,
  fromVector,
  type ItemParameters,
  isProper,
  rescaleItem,
  toVector,
} from '../models/item-models.ts';
import { cholesky, choleskyInverse } from '../numeric/linear-algebra.ts';

export interface JointPoint {
  readonly items: readonly ItemParameters[];
  /** Covariance of the dimensions, dimensions × dimensions; means are 0. */
  readonly covariance: Float64Array;
}

export interface JointStep {
  readonly logLikelihood: number;
  readonly objective: number;
  /** Of each item, `[category·nodes + q]`. */
  readonly counts: readonly Float64Array[];
  readonly weight: number;
  /** Σ weight·θ and Σ weight·θθᵀ. */
  readonly first: Float64Array;
  readonly second: Float64Array;
}

export interface JointData {
  readonly persons: number;
  readonly dimensions: number;
  readonly theta: Float64Array;
  readonly categories: Int8Array;
  readonly dimensionOf: Uint8Array;
  readonly weights: Float64Array | null;
  /** Of each item: 1 for the entries of its vector that are free. */
  readonly free: readonly Uint8Array[];
  readonly priors: readonly (AsymptotePriors | null)[];
  /** Of each dimension: whether its variance is a parameter (slopes are fixed) or 1. */
  readonly varianceFree: readonly boolean[];
  readonly ids: readonly string[];
  readonly labels: readonly string[];
  readonly pool: LanePool;
  readonly onStep: (logLikelihood: number) => void;
}

const MAX_CORRELATION = 0.99;
/** As a slope of 20 where slopes are free. */
const MOST_SD = 20;

/** In the vector: free entries of items, log variances of the dimensions that have one, Fisher's z of the correlations. */
export class JointModel implements LikelihoodProblem<JointPoint, JointStep> {
  readonly data: JointData;
  readonly state: JointState;
  steps = 0;

  constructor(data: JointData, start: JointPoint) {
    this.data = data;
    const n = data.theta.length;
    const itemStart = new Int32Array(start.items.length + 1);
    start.items.forEach((item, j) => {
      itemStart[j + 1] = itemStart[j]! + item.scores.length * n;
    });
    this.state = createJointState({ ...data, items: start.items.length, itemStart });
  }

  async expect(point: JointPoint): Promise<JointStep> {
    const { dimensions: D, theta, pool, priors, onStep } = this.data;
    const { itemStart, logP, prior, lanes, counts, moments, logLikelihood: byLane, items } = this.state;
    point.items.forEach((item, j) => {
      fillLogProbabilities(item, theta, logP.subarray(itemStart[j]!, itemStart[j + 1]!));
    });
    fillJointPrior(theta, D, point.covariance, prior);
    await pool.run({ kind: 'joint', lanes, state: this.state });
    this.steps++;
    const total = itemStart[items]!;
    const sums = addUp(counts, lanes, total);
    const population = addUp(moments, lanes, momentCount(D));
    const second = new Float64Array(D * D);
    for (let d = 0; d < D; d++)
      for (let e = d; e < D; e++) {
        second[d * D + e] = population[1 + D + d * D + e]!;
        second[e * D + d] = second[d * D + e]!;
      }
    const logLikelihood = byLane.reduce((sum, one) => sum + one, 0);
    onStep(logLikelihood);
    return {
      logLikelihood,
      objective: point.items.reduce((sum, item, j) => sum + logPrior(item, priors[j]!), logLikelihood),
      counts: point.items.map((_, j) => sums.subarray(itemStart[j]!, itemStart[j + 1]!)),
      weight: population[0]!,
      first: population.slice(1, 1 + D),
      second,
    };
  }

  /** A step of EM with the population's location and scale expanded (PX-EM, Liu, Rubin & Wu 1998). */
  maximise({ items }: JointPoint, { counts, weight, first, second }: JointStep): JointPoint {
    const { dimensions: D, theta, free, priors, dimensionOf, varianceFree } = this.data;
    const mean = first.map((one) => one / weight);
    const stretch = mean.map((one, d) =>
      varianceFree[d] ? 1 : Math.sqrt(second[d * D + d]! / weight - one * one),
    );
    const covariance = new Float64Array(D * D);
    for (let d = 0; d < D; d++)
      for (let e = 0; e < D; e++)
        covariance[d * D + e] =
          (second[d * D + e]! / weight - mean[d]! * mean[e]!) / (stretch[d]! * stretch[e]!);
    this.checkApart(covariance);
    const point = {
      items: items.map((item, j) => {
        const d = dimensionOf[j]!;
        return rescaleItem(
          maximiseItem(item, theta, counts[j]!, free[j]!, priors[j]!),
          stretch[d]!,
          mean[d]!,
        );
      }),
      covariance,
    };
    this.checkFinite(point);
    return point;
  }

  /** Throws `no-maximum` with the items or dimensions that run away, `group-degenerate` with dimensions without spread. */
  private checkFinite({ items, covariance }: JointPoint): void {
    const { dimensions: D, free, ids, labels, varianceFree } = this.data;
    const away = ids.filter((_, j) => isAway(items[j]!, free[j]!));
    if (away.length > 0) throw new MeasurementError('no-maximum', { items: away });
    const sd = (d: number) => Math.sqrt(covariance[d * D + d]!);
    const own = labels.filter((_, d) => varianceFree[d] && sd(d) > MOST_SD);
    if (own.length > 0) throw new MeasurementError('no-maximum', { dimensions: own });
    const flat = labels.filter((_, d) => varianceFree[d] && !(covariance[d * D + d]! > LEAST_VARIANCE));
    if (flat.length > 0) throw new MeasurementError('group-degenerate', { dimensions: flat });
  }

  /** Throws `dimensions-same`: beyond 0.99 the grid is too coarse for what is left between two dimensions. */
  private checkApart(covariance: Float64Array): void {
    const { dimensions: D, labels } = this.data;
    for (let d = 0; d < D; d++)
      for (let e = d + 1; e < D; e++) {
        const value = correlation(covariance, D, d, e);
        if (Math.abs(value) > MAX_CORRELATION || Number.isNaN(value))
          throw new MeasurementError('dimensions-same', {
            between: [labels[d], labels[e]],
            correlation: value,
          });
      }
  }

  gradient(point: JointPoint, { counts, weight, second }: JointStep): Float64Array {
    const { dimensions: D, theta, free, priors } = this.data;
    const gradient: number[] = [];
    point.items.forEach((item, j) => {
      const own = itemGradient(item, theta, counts[j]!, priors[j]!);
      free[j]!.forEach((isFree, k) => {
        if (isFree === 1) gradient.push(own[k]!);
      });
    });
    // By the covariance: ½Σ⁻¹(S − N·S₀)Σ⁻¹, S₀ the second moments that the prior has on the nodes.
    const inverse = choleskyInverse(cholesky(point.covariance, D)!, D);
    const surplus = gridMoments(theta, D, this.state.prior).map((one, k) => second[k]! - weight * one);
    const byCovariance = sandwich(inverse, surplus, D).map((one) => one / 2);
    this.populationPlaces().forEach((place) => {
      let sum = 0;
      for (let d = 0; d < D; d++)
        for (let e = 0; e < D; e++)
          sum += byCovariance[d * D + e]! * derivative(point.covariance, D, place, d, e);
      gradient.push(sum);
    });
    return Float64Array.from(gradient);
  }

  pack({ items, covariance }: JointPoint): Float64Array {
    const { dimensions: D, free } = this.data;
    const vector = items.flatMap((item, j) => Array.from(toVector(item)).filter((_, k) => free[j]![k] === 1));
    for (const place of this.populationPlaces())
      vector.push(
        place.kind === 'variance'
          ? Math.log(covariance[place.d * D + place.d]!)
          : Math.atanh(correlation(covariance, D, place.d, place.e)),
      );
    return Float64Array.from(vector);
  }

  unpack(base: JointPoint, vector: Float64Array): JointPoint | null {
    const { dimensions: D, free } = this.data;
    let at = 0;
    const items = base.items.map((item, j) => {
      const values = toVector(item);
      free[j]!.forEach((isFree, k) => {
        if (isFree === 1) values[k] = vector[at++]!;
      });
      return fromVector(item, values);
    });
    const places = this.populationPlaces();
    const variances = Float64Array.from({ length: D }, (_, d) => base.covariance[d * D + d]!);
    const z = new Map<number, number>();
    for (const place of places) {
      if (place.kind === 'variance') variances[place.d] = Math.exp(vector[at++]!);
      else z.set(place.d * D + place.e, vector[at++]!);
    }
    const covariance = new Float64Array(D * D);
    for (let d = 0; d < D; d++) {
      covariance[d * D + d] = variances[d]!;
      for (let e = d + 1; e < D; e++) {
        covariance[d * D + e] = Math.tanh(z.get(d * D + e)!) * Math.sqrt(variances[d]! * variances[e]!);
        covariance[e * D + d] = covariance[d * D + e]!;
      }
    }
    const proper =
      items.every(isProper) &&
      variances.every((one) => one > LEAST_VARIANCE && one <= MOST_SD ** 2) &&
      this.populationPlaces().every(
        (place) =>
          place.kind === 'variance' ||
          Math.abs(correlation(covariance, D, place.d, place.e)) < MAX_CORRELATION,
      ) &&
      cholesky(covariance, D) !== null;
    return proper ? { items, covariance } : null;
  }

  /** What of the population is in the vector, in order. */
  populationPlaces(): readonly PopulationPlace[] {
    const { dimensions: D, varianceFree } = this.data;
    const places: PopulationPlace[] = [];
    for (let d = 0; d < D; d++) if (varianceFree[d]) places.push({ kind: 'variance', d });
    for (let d = 0; d < D; d++) for (let e = d + 1; e < D; e++) places.push({ kind: 'correlation', d, e });
    return places;
  }
}

export type PopulationPlace =
  | { readonly kind: 'variance'; readonly d: number }
  | { readonly kind: 'correlation'; readonly d: number; readonly e: number };

export function correlation(covariance: Float64Array, D: number, d: number, e: number): number {
  return covariance[d * D + e]! / Math.sqrt(covariance[d * D + d]! * covariance[e * D + e]!);
}

/** ∂ covariance[d, e] by the log variance or Fisher's z of `place`. */
function derivative(
  covariance: Float64Array,
  D: number,
  place: PopulationPlace,
  d: number,
  e: number,
): number {
  const here = covariance[d * D + e]!;
  if (place.kind === 'variance') {
    if (d === place.d && e === place.d) return here;
    return d === place.d || e === place.d ? here / 2 : 0;
  }
  const isHere = (d === place.d && e === place.e) || (d === place.e && e === place.d);
  if (!isHere) return 0;
  const spread = Math.sqrt(covariance[d * D + d]! * covariance[e * D + e]!);
  return spread * (1 - (here / spread) ** 2);
}

/** Normal probabilities of the grid's points, made to sum to 1. */
function fillJointPrior(theta: Float64Array, D: number, covariance: Float64Array, out: Float64Array): void {
  const n = theta.length;
  const inverse = choleskyInverse(cholesky(covariance, D)!, D);
  const x = new Float64Array(D);
  let sum = 0;
  for (let point = 0; point < out.length; point++) {
    for (let d = D - 1, rest = point; d >= 0; d--, rest = Math.floor(rest / n)) x[d] = theta[rest % n]!;
    let form = 0;
    for (let d = 0; d < D; d++) for (let e = 0; e < D; e++) form += x[d]! * inverse[d * D + e]! * x[e]!;
    out[point] = Math.exp(-form / 2);
    sum += out[point]!;
  }
  for (let point = 0; point < out.length; point++) out[point]! /= sum;
}

/** Second moments of a distribution on the grid. */
function gridMoments(theta: Float64Array, D: number, prior: Float64Array): Float64Array {
  const n = theta.length;
  const out = new Float64Array(D * D);
  const x = new Float64Array(D);
  for (let point = 0; point < prior.length; point++) {
    for (let d = D - 1, rest = point; d >= 0; d--, rest = Math.floor(rest / n)) x[d] = theta[rest % n]!;
    for (let d = 0; d < D; d++) for (let e = 0; e < D; e++) out[d * D + e]! += prior[point]! * x[d]! * x[e]!;
  }
  return out;
}

/** A·B·A of symmetric matrices. */
function sandwich(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = (left: Float64Array, right: Float64Array) =>
    Float64Array.from({ length: size * size }, (_, at) => {
      const [row, column] = [Math.floor(at / size), at % size];
      let sum = 0;
      for (let k = 0; k < size; k++) sum += left[row * size + k]! * right[k * size + column]!;
      return sum;
    });
  return product(product(a, b), a);
}

function addUp(values: Float64Array, lanes: number, length: number): Float64Array {
  const sums = new Float64Array(length);
  for (let lane = 0; lane < lanes; lane++)
    for (let k = 0; k < length; k++) sums[k]! += values[lane * length + k]!;
  return sums;
}
