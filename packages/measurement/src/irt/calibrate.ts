/** Calibration by marginal maximum likelihood: from responses to items, population, standard errors and what they rest on. */

import { itemErrors } from '../models/item-errors.ts';
import { difficulties } from '../models/item-models.ts';
import { DEFAULT_QUADRATURE, doubledQuadrature, type Quadrature } from '../models/quadrature.ts';
import { chiSquareUpper } from '../numeric/distributions.ts';
import { cholesky, choleskyInverse, choleskySolve, dot } from '../numeric/linear-algebra.ts';
import { countLevels, type Factor } from './background.ts';
import type {
  CalibratedFactor,
  CalibratedGroup,
  CalibratedItem,
  Calibration,
  CalibrationRequest,
  CalibrationRuntime,
  QuadratureCheck,
} from './calibration.ts';
import { Estimation } from './estimation.ts';
import { type Fitted, fit } from './fit-model.ts';
import { type Layout, type ModelState, parameterNames } from './model-state.ts';
import { sandwich } from './observed-information.ts';
import { type Prepared, prepare } from './prepare-calibration.ts';
import { reliabilityOf } from './reliability.ts';

/** Doubling the nodes may change the log-likelihood by this share (or 1e-5), and no parameter by more than this. */
const CHECK_LOG_LIKELIHOOD = 1e-9;
const CHECK_PARAMETER = 1e-5;

export async function calibrate(
  request: CalibrationRequest,
  runtime: CalibrationRuntime,
): Promise<Calibration> {
  const prepared = prepare(request, runtime);
  const automatic = request.quadrature === undefined;
  let quadrature = request.quadrature ?? DEFAULT_QUADRATURE;
  let state = prepared.start;
  let iterations = 0;
  let passes = 0;
  for (let attempt = 0; ; attempt++) {
    const fitted = await fit(prepared, quadrature, state, request);
    iterations += fitted.iterations;
    passes += fitted.estimation.steps;
    state = fitted.state;
    const check = await checkQuadrature(prepared, fitted);
    passes += 1;
    const next = automatic && !check.enough && attempt < 4 ? wider(quadrature, state) : null;
    if (next === null) return report(request, prepared, fitted, check, iterations, passes);
    quadrature = next;
  }
}

async function checkQuadrature(prepared: Prepared, fitted: Fitted): Promise<QuadratureCheck> {
  const quadrature = doubledQuadrature(fitted.estimation.quadrature);
  const finer = new Estimation(prepared.data, quadrature);
  const expected = await finer.expect(fitted.state);
  const logLikelihoodChange = expected.counts.logLikelihood - fitted.expected.counts.logLikelihood;
  let largestParameterChange: number | null = null;
  if (fitted.factor !== null) {
    const size = prepared.data.layout.length;
    const here = fitted.estimation.gradient(fitted.state, fitted.expected);
    const there = finer.gradient(fitted.state, expected);
    const move = choleskySolve(
      fitted.factor,
      size,
      there.map((one, k) => one - here[k]!),
    );
    largestParameterChange = move.reduce((top, one) => Math.max(top, Math.abs(one)), 0);
  }
  const tolerated = Math.max(1e-5, CHECK_LOG_LIKELIHOOD * Math.abs(expected.counts.logLikelihood));
  return {
    ...quadrature,
    logLikelihoodChange,
    largestParameterChange,
    enough: Math.abs(logLikelihoodChange) <= tolerated && (largestParameterChange ?? 0) <= CHECK_PARAMETER,
  };
}

/** Six standard deviations around every group, at least a quarter more than before, and half the step. */
function wider({ nodes, low, high }: Quadrature, state: ModelState): Quadrature {
  let from = 1.25 * low;
  let to = 1.25 * high;
  state.means.forEach((mean, group) => {
    const reach = 6 * Math.sqrt(state.variances[group]!);
    from = Math.min(from, Math.floor(mean - reach));
    to = Math.max(to, Math.ceil(mean + reach));
  });
  const step = (high - low) / (nodes - 1) / 2;
  return { low: from, high: to, nodes: Math.min(1201, Math.round((to - from) / step) + 1) };
}

async function report(
  request: CalibrationRequest,
  prepared: Prepared,
  fitted: Fitted,
  check: QuadratureCheck,
  iterations: number,
  passes: number,
): Promise<Calibration> {
  const { layout } = prepared.data;
  const { state, expected, estimation } = fitted;
  const size = layout.length;
  const inverse = fitted.factor === null ? null : choleskyInverse(fitted.factor, size);
  const clusters = request.clusters ?? null;
  const robust = clusters !== null ? 'clusters' : prepared.data.weights !== null ? 'weights' : null;
  const covariance =
    inverse === null || robust === null ? inverse : await sandwich(estimation, state, inverse, clusters);
  const errorAt = (place: number) =>
    covariance === null || place < 0 ? null : Math.sqrt(covariance[place * size + place]!);
  const anchors = request.anchors;
  const items = state.items.map((parameters, j): CalibratedItem => {
    let at = layout.itemOffset[j]!;
    const standardErrors = Array.from(layout.free[j]!, (isFree) => (isFree === 1 ? errorAt(at++) : null));
    const { id, persons } = prepared.described[j]!;
    const errors =
      covariance === null ? null : itemErrors(parameters, covarianceOfItem(layout, covariance, j));
    return {
      id,
      parameters,
      standardErrors,
      difficultyErrors: errors?.difficulties ?? difficulties(parameters).map(() => null),
      guessingError: errors?.guessing ?? null,
      upperError: errors?.upper ?? null,
      anchored: anchors?.has(id) ?? false,
      persons,
    };
  });
  const groups = prepared.groups.labels.map((label, group): CalibratedGroup => {
    const meanAt = layout.referenceMeanFree ? group : group - 1;
    const varianceAt = layout.referenceVarianceFree ? group : group - 1;
    const sd = Math.sqrt(state.variances[group]!);
    const logVarianceError = varianceAt < 0 ? null : errorAt(layout.varianceOffset + varianceAt);
    return {
      label,
      persons: prepared.personsOfGroup[group]!,
      mean: state.means[group]!,
      sd,
      meanError: meanAt < 0 ? null : errorAt(layout.meanOffset + meanAt),
      sdError: logVarianceError === null ? null : (sd * logVarianceError) / 2,
      reliability: reliability(prepared, estimation, group),
    };
  });
  const { logLikelihood } = expected.counts;
  return {
    model: request.model,
    items,
    setAside: prepared.setAside,
    groups,
    regression: layout.coefficientNames.map((name, k) => ({
      name,
      coefficient: state.coefficients[k]!,
      standardError: errorAt(layout.coefficientOffset + k),
      center: prepared.data.covariates!.centers[k]!,
    })),
    factors: (request.background?.factors ?? []).map((factor) =>
      factorOf(countedFactor(factor, request), state.coefficients, layout, covariance),
    ),
    reliability: reliability(prepared, estimation, null),
    logLikelihood,
    objective: expected.objective,
    freeParameters: size,
    aic: -2 * logLikelihood + 2 * size,
    bic: -2 * logLikelihood + Math.log(prepared.personsWithAnswers) * size,
    persons: prepared.persons,
    personsWithAnswers: prepared.personsWithAnswers,
    iterations,
    passes,
    shortfall: fitted.shortfall,
    quadrature: estimation.quadrature,
    check,
    information: fitted.information,
    robust,
    parameterNames: parameterNames(layout, state.items),
    covariance,
    eap: estimation.expectation.eap,
    posteriorSd: estimation.expectation.posteriorSd,
    scoring: {
      blocks: prepared.data.blocks,
      itemIds: layout.itemIds,
      items: state.items,
      groupOf: prepared.data.groupOf,
      personMean: estimation.expectation.personMean,
      means: state.means,
      variances: state.variances,
      estimation,
      state,
      expected,
    },
  };
}

function countedFactor(factor: Factor, { background, weights }: CalibrationRequest): Factor {
  if (background === undefined || weights === undefined) return factor;
  return { ...factor, persons: countLevels(factor, background, weights) };
}

function factorOf(
  { name, reference, levels, persons, first }: Factor,
  coefficients: Float64Array,
  layout: Layout,
  covariance: Float64Array | null,
): CalibratedFactor {
  const df = levels.length;
  const own = coefficients.slice(first, first + df);
  const from = layout.coefficientOffset + first;
  const block = new Float64Array(df * df);
  if (covariance !== null)
    for (let k = 0; k < df; k++)
      for (let l = 0; l < df; l++) block[k * df + l] = covariance[(from + k) * layout.length + from + l]!;
  const factor = covariance === null ? null : cholesky(block, df);
  const chiSquare = factor === null ? null : dot(own, choleskySolve(factor, df, own));
  return {
    name,
    reference,
    referencePersons: persons[0]!,
    levels: levels.map((level, k) => ({
      level,
      persons: persons[k + 1]!,
      coefficient: own[k]!,
      standardError: covariance === null ? null : Math.sqrt(block[k * df + k]!),
    })),
    test: chiSquare === null ? null : { chiSquare, df, p: chiSquareUpper(chiSquare, df) },
  };
}

/** Covariance of an item's vector, zero where it is fixed. */
function covarianceOfItem(layout: Layout, covariance: Float64Array, item: number): Float64Array {
  const free = layout.free[item]!;
  const length = free.length;
  const out = new Float64Array(length * length);
  const places: number[] = [];
  let at = layout.itemOffset[item]!;
  for (const isFree of free) places.push(isFree === 1 ? at++ : -1);
  for (let k = 0; k < length; k++)
    for (let l = 0; l < length; l++)
      if (places[k]! >= 0 && places[l]! >= 0)
        out[k * length + l] = covariance[places[k]! * layout.length + places[l]!]!;
  return out;
}

/** `group` null: of all persons. */
function reliability(
  { data, answered }: Prepared,
  { expectation: { eap, posteriorSd } }: Estimation,
  group: number | null,
): number | null {
  const { groupOf, weights } = data;
  const inGroup = (i: number) => group === null || (groupOf === null ? 0 : groupOf[i]!) === group;
  return reliabilityOf(
    { eap, posteriorSd, width: 1, column: 0, weights },
    (i) => answered[i] === 1 && inGroup(i),
  );
}
