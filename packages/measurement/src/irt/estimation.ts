/** One model on one set of nodes: expectation, maximisation and gradient. */

import { MeasurementError } from '../errors/measurement-error.ts';
import {
  collectCounts,
  createExpectationState,
  type ExpectationState,
  type ExpectedCounts,
  fillTables,
  shared,
} from '../lanes/expectation.ts';
import type { LanePool } from '../lanes/lane-pool.ts';
import { type ItemParameters, rescaleItem } from '../models/item-models.ts';
import { type Quadrature, quadratureNodes } from '../models/quadrature.ts';
import { cholesky, choleskySolve } from '../numeric/linear-algebra.ts';
import type { PatternBlocks } from '../responses/pattern-blocks.ts';
import type { LikelihoodProblem } from './likelihood-problem.ts';
import { type AsymptotePriors, maximiseItem } from './maximisation.ts';
import {
  checkFinite,
  type Layout,
  type ModelState,
  objectiveOf,
  observedGradient,
  packState,
  unpackState,
} from './model-state.ts';

export interface Covariates {
  readonly names: readonly string[];
  /** persons × names, centred. */
  readonly values: Float64Array;
  /** What was taken off each. */
  readonly centers: readonly number[];
}

export interface EstimationData {
  readonly blocks: PatternBlocks;
  readonly layout: Layout;
  /** Of each item; null without asymptotes, and for anchors. */
  readonly priors: readonly (AsymptotePriors | null)[];
  readonly groupOf: Uint16Array | null;
  readonly weights: Float64Array | null;
  readonly covariates: Covariates | null;
  /** Whether anchors fix the scale, so that the first group's mean and variance are estimated and nothing is rescaled. */
  readonly anchored: boolean;
  readonly pool: LanePool;
  /** Called after each expectation step with the log-likelihood. */
  readonly onStep: (logLikelihood: number) => void;
}

export interface Expected {
  readonly counts: ExpectedCounts;
  readonly objective: number;
}

export class Estimation implements LikelihoodProblem<ModelState, Expected> {
  readonly data: EstimationData;
  readonly quadrature: Quadrature;
  readonly theta: Float64Array;
  readonly expectation: ExpectationState;
  steps = 0;

  constructor(data: EstimationData, quadrature: Quadrature) {
    this.data = data;
    this.quadrature = quadrature;
    this.theta = quadratureNodes(quadrature);
    this.expectation = createExpectationState(data.blocks, this.theta, {
      groups: data.layout.groupLabels.length,
      groupOf: data.groupOf,
      weights: data.weights,
      personMean: data.covariates === null ? null : shared(data.blocks.persons),
    });
  }

  /** Posteriors and expected counts at `state`. Persons' posterior means and deviations are in `expectation` afterwards. */
  async expect(state: ModelState): Promise<Expected> {
    const { blocks, pool, priors } = this.data;
    this.fillPersonMeans(state);
    fillTables(this.expectation, blocks, state.items, state.means, state.variances);
    await pool.run({ kind: 'expect', lanes: this.expectation.lanes, state: this.expectation });
    const counts = collectCounts(this.expectation, blocks, state.items);
    this.steps++;
    this.data.onStep(counts.logLikelihood);
    return { counts, objective: objectiveOf(counts, state, priors) };
  }

  /** The state that maximises the expected log-likelihood: a step of EM, with the population's scale expanded (PX-EM, Liu, Rubin & Wu 1998). */
  maximise(state: ModelState, { counts }: Expected): ModelState {
    const { layout, priors } = this.data;
    const items = state.items.map((item, j) =>
      maximiseItem(item, this.theta, counts.items[j]!, layout.free[j]!, priors[j]!),
    );
    const population = this.data.covariates === null ? this.moments(counts) : this.regress(state);
    const next = this.data.anchored ? { items, ...population } : this.toReference(items, population);
    checkFinite(layout, next);
    return next;
  }

  gradient(state: ModelState, { counts }: Expected): Float64Array {
    const { residuals, regressionGradient } = this.regressionSums(state);
    return observedGradient({
      layout: this.data.layout,
      state,
      counts,
      theta: this.theta,
      prior: this.expectation.prior,
      priors: this.data.priors,
      residuals,
      regressionGradient,
    });
  }

  pack(state: ModelState): Float64Array {
    return packState(this.data.layout, state);
  }

  unpack(base: ModelState, vector: Float64Array): ModelState | null {
    return unpackState(this.data.layout, base, vector);
  }

  private moments(counts: ExpectedCounts): Omit<ModelState, 'items'> {
    const groups = counts.groups.length;
    const means = new Float64Array(groups);
    const variances = new Float64Array(groups);
    counts.groups.forEach((own, group) => {
      let weight = 0;
      let mean = 0;
      for (let q = 0; q < own.length; q++) {
        weight += own[q]!;
        mean += own[q]! * this.theta[q]!;
      }
      mean /= weight;
      let variance = 0;
      for (let q = 0; q < own.length; q++) variance += own[q]! * (this.theta[q]! - mean) ** 2;
      means[group] = mean;
      variances[group] = variance / weight;
    });
    return { means, variances, coefficients: new Float64Array(0) };
  }

  /** Weighted least squares of posterior means on groups and background, then residual variances. */
  private regress(state: ModelState): Omit<ModelState, 'items'> {
    const { values, names } = this.data.covariates!;
    const { eap, posteriorSd, groupOf, weights, persons } = this.expectation;
    const groups = state.means.length;
    const size = groups + names.length;
    const matrix = new Float64Array(size * size);
    const right = new Float64Array(size);
    const row = new Float64Array(size);
    const fillRow = (i: number) => {
      row.fill(0);
      const group = groupOf === null ? 0 : groupOf[i]!;
      row[group] = 1;
      for (let k = 0; k < names.length; k++) row[groups + k] = values[i * names.length + k]!;
      return group;
    };
    for (let i = 0; i < persons; i++) {
      const group = fillRow(i);
      const weight = (weights === null ? 1 : weights[i]!) / state.variances[group]!;
      for (let k = 0; k < size; k++) {
        if (row[k] === 0) continue;
        const left = weight * row[k]!;
        right[k]! += left * eap[i]!;
        for (let l = 0; l <= k; l++) matrix[k * size + l]! += left * row[l]!;
      }
    }
    for (let k = 0; k < size; k++) for (let l = 0; l < k; l++) matrix[l * size + k] = matrix[k * size + l]!;
    const lower = cholesky(matrix, size);
    if (lower === null) throw new MeasurementError('covariates-collinear', { names });
    const solved = choleskySolve(lower, size, right);
    const squares = new Float64Array(groups);
    const totals = new Float64Array(groups);
    for (let i = 0; i < persons; i++) {
      const group = fillRow(i);
      const weight = weights === null ? 1 : weights[i]!;
      let mean = 0;
      for (let k = 0; k < size; k++) mean += row[k]! * solved[k]!;
      squares[group]! += weight * (posteriorSd[i]! ** 2 + (eap[i]! - mean) ** 2);
      totals[group]! += weight;
    }
    return {
      means: solved.slice(0, groups),
      variances: squares.map((one, group) => one / totals[group]!),
      coefficients: solved.slice(groups),
    };
  }

  /** The same model with the first group's mean at 0 and, where slopes are free, its variance at 1. */
  private toReference(items: readonly ItemParameters[], population: Omit<ModelState, 'items'>): ModelState {
    const { layout } = this.data;
    const shift = population.means[0]!;
    const stretch = layout.referenceVarianceFree ? 1 : Math.sqrt(population.variances[0]!);
    return {
      items: items.map((item) => rescaleItem(item, stretch, shift)),
      means: population.means.map((mean) => (mean - shift) / stretch),
      variances: population.variances.map((variance) => variance / (stretch * stretch)),
      coefficients: population.coefficients.map((one) => one / stretch),
    };
  }

  private fillPersonMeans(state: ModelState): void {
    const { personMean, groupOf, persons } = this.expectation;
    if (personMean === null) return;
    const { values, names } = this.data.covariates!;
    for (let i = 0; i < persons; i++) {
      let mean = state.means[groupOf === null ? 0 : groupOf[i]!]!;
      for (let k = 0; k < names.length; k++) mean += values[i * names.length + k]! * state.coefficients[k]!;
      personMean[i] = mean;
    }
  }

  private regressionSums(state: ModelState): {
    readonly residuals: readonly { sum: number; squares: number; weight: number }[] | null;
    readonly regressionGradient: Float64Array | null;
  } {
    const { personMean, groupOf, weights, eap, posteriorSd, persons } = this.expectation;
    if (personMean === null) return { residuals: null, regressionGradient: null };
    const { values, names } = this.data.covariates!;
    const residuals = Array.from(state.means, () => ({ sum: 0, squares: 0, weight: 0 }));
    const regressionGradient = new Float64Array(names.length);
    for (let i = 0; i < persons; i++) {
      const group = groupOf === null ? 0 : groupOf[i]!;
      const weight = weights === null ? 1 : weights[i]!;
      const distance = eap[i]! - personMean[i]!;
      const own = residuals[group]!;
      own.sum += weight * distance;
      own.squares += weight * (distance * distance + posteriorSd[i]! ** 2);
      own.weight += weight;
      const pull = (weight * distance) / state.variances[group]!;
      for (let k = 0; k < names.length; k++) regressionGradient[k]! += pull * values[i * names.length + k]!;
    }
    return { residuals, regressionGradient };
  }
}
