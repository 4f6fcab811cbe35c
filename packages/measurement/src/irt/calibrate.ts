/** Calibration by marginal maximum likelihood: from responses to items, population, standard errors and what they rest on. */
import { MeasurementError } from '../errors.ts';
import { cholesky, choleskyInverse, choleskySolve, dot } from '../numeric/linear-algebra.ts';
import { type PatternBlocks, packPatterns } from '../responses/pattern-blocks.ts';
import {
  findBooklets,
  NOT_ADMINISTERED,
  type ResponseMatrix,
  subMatrix,
} from '../responses/response-matrix.ts';
import { type Covariates, Estimation, type EstimationData, type Expected, runEm } from './estimation.ts';
import { type ItemParameters, vectorLength } from './item-models.ts';
import type { LanePool } from './lane-pool.ts';
import { type GuessingPrior, guessingPriorFor } from './maximisation.ts';
import { createLayout, type ModelState, packState, parameterNames, unpackState } from './model-state.ts';
import {
  louisApplies,
  louisInformation,
  oakesInformation,
  type Strata,
  sandwich,
} from './observed-information.ts';
import { DEFAULT_QUADRATURE, doubledQuadrature, type Quadrature } from './quadrature.ts';
import { describeItems, type ItemDescription, type SetAside, startingItem } from './starting-values.ts';

export type ModelName = 'rasch' | '2pl' | '3pl' | 'pcm' | 'gpcm' | 'grm';

export interface Groups {
  /** The first is the reference: mean 0, and standard deviation 1 where slopes are free. */
  readonly labels: readonly string[];
  /** Of each person. */
  readonly of: Uint16Array;
}

export interface CalibrationRequest {
  /** Scores and `NOT_ADMINISTERED` only: see `applyMissingRule`. */
  readonly matrix: ResponseMatrix;
  /** One model for all items, or one for each. */
  readonly model: ModelName | ReadonlyMap<string, ModelName>;
  readonly groups?: Groups;
  /** Sampling weights; scaled here to sum to the number of persons. */
  readonly weights?: Float64Array;
  /** Background variables of a latent regression: persons × names. Centred here. */
  readonly background?: { readonly names: readonly string[]; readonly values: Float64Array };
  /** Items whose parameters are known: they fix the scale. */
  readonly anchors?: ReadonlyMap<string, ItemParameters>;
  /** Prior of guessing for 3PL items. Default: of four options. */
  readonly guessing?: GuessingPrior;
  /** Fixed nodes. Default: `DEFAULT_QUADRATURE`, widened and refined until doubling changes nothing reported. */
  readonly quadrature?: Quadrature;
  /**
   * Classes or schools that persons come in. Standard errors are then of the sandwich by cluster; with weights alone, by
   * person; without either, of the curvature.
   */
  readonly clusters?: Uint32Array;
  /** How the observed information is computed. Default: Louis where it applies, else Oakes. */
  readonly information?: 'louis' | 'oakes' | 'none';
  /** Most expectation steps of EM, 2,000 by default: ordinary data need ten to forty. */
  readonly maxSteps?: number;
}

export interface CalibrationRuntime {
  readonly pool: LanePool;
  /** Called after each pass over the persons. */
  readonly onStep?: (step: number, logLikelihood: number) => void;
}

export interface CalibratedItem {
  readonly id: string;
  readonly parameters: ItemParameters;
  /** In the order of `toVector`; null for what was fixed, or when there is no information matrix. */
  readonly standardErrors: readonly (number | null)[];
  readonly anchored: boolean;
  /** Persons with an answer. */
  readonly persons: number;
}

export interface CalibratedGroup {
  readonly label: string;
  readonly persons: number;
  readonly mean: number;
  readonly sd: number;
  /** Null where fixed. */
  readonly meanError: number | null;
  readonly sdError: number | null;
}

/** A background variable of the latent regression. */
export interface CalibratedCoefficient {
  readonly name: string;
  readonly coefficient: number;
  readonly standardError: number | null;
  /** Its weighted mean, which the regression takes off: the reference group's mean is that of persons who have it. */
  readonly center: number;
}

/** The same calibration looked at with twice the nodes. */
export interface QuadratureCheck {
  readonly nodes: number;
  readonly low: number;
  readonly high: number;
  /** log-likelihood with the check's nodes minus that reported. */
  readonly logLikelihoodChange: number;
  /** Largest change that one Newton step on the check's nodes would make to a parameter; null without information. */
  readonly largestParameterChange: number | null;
  readonly enough: boolean;
}

export interface Calibration {
  readonly model: CalibrationRequest['model'];
  readonly items: readonly CalibratedItem[];
  readonly setAside: readonly SetAside[];
  readonly groups: readonly CalibratedGroup[];
  readonly regression: readonly CalibratedCoefficient[];
  readonly logLikelihood: number;
  /** Log-likelihood plus log prior of guessing parameters; the same as `logLikelihood` without a prior. */
  readonly objective: number;
  readonly freeParameters: number;
  readonly aic: number;
  readonly bic: number;
  readonly persons: number;
  /** Persons with at least one answer. */
  readonly personsWithAnswers: number;
  readonly iterations: number;
  /** Passes over all persons. */
  readonly passes: number;
  /** What the log-likelihood still is below its maximum, by a quadratic approximation; null without information. */
  readonly shortfall: number | null;
  readonly quadrature: Quadrature;
  readonly check: QuadratureCheck;
  readonly information: 'louis' | 'oakes' | 'none' | 'not positive definite';
  /** What standard errors allow for besides the curvature. */
  readonly robust: 'clusters' | 'weights' | null;
  readonly parameterNames: readonly string[];
  /** Inverse of the observed information, parameters × parameters; null without. */
  readonly covariance: Float64Array | null;
  /** Of each person, in the order of the file. */
  readonly eap: Float64Array;
  readonly posteriorSd: Float64Array;
  /** For further estimates of the same persons and items. */
  readonly scoring: ScoringBasis;
}

/** What scoring persons needs of a calibration. */
export interface ScoringBasis {
  readonly blocks: PatternBlocks;
  readonly itemIds: readonly string[];
  readonly items: readonly ItemParameters[];
  readonly groupOf: Uint16Array | null;
  readonly personMean: Float64Array | null;
  readonly means: Float64Array;
  readonly variances: Float64Array;
  readonly estimation: Estimation;
  readonly state: ModelState;
  readonly expected: Expected;
}

const EM_TOLERANCE = 1e-4;
const EM_TOLERANCE_WITHOUT_INFORMATION = 1e-8;
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

interface Prepared {
  readonly data: EstimationData;
  readonly start: ModelState;
  readonly strata: Strata;
  readonly described: readonly ItemDescription[];
  readonly setAside: readonly SetAside[];
  readonly columns: readonly number[];
  readonly groups: Groups;
  readonly persons: number;
  readonly personsWithAnswers: number;
  readonly personsOfGroup: readonly number[];
}

function prepare(request: CalibrationRequest, runtime: CalibrationRuntime): Prepared {
  const { matrix } = request;
  const weights = scaledWeights(request.weights, matrix.persons);
  const groups = request.groups ?? { labels: ['all'], of: new Uint16Array(0) };
  const groupOf =
    request.groups === undefined || groups.labels.length === 1 ? null : sharedGroups(groups, matrix.persons);
  const covariates =
    request.background === undefined ? null : centred(request.background, weights, matrix.persons);
  const { described, setAside } = describeItems(request, weights);
  const anchors = request.anchors ?? new Map<string, ItemParameters>();
  const unknown = [...anchors.keys()].filter((id) => !matrix.itemIds.includes(id));
  if (unknown.length > 0) throw new MeasurementError('anchors-invalid', { unknown });
  if (described.length < 2 - Math.min(1, anchors.size))
    throw new MeasurementError('too-few-items', {
      items: described.length,
      setAside: setAside.map(({ id }) => id),
    });
  const columns = described.map(({ column }) => column);
  const used = columns.length === matrix.itemIds.length ? matrix : subMatrix(matrix, columns);
  const personsOfGroup = countGroups(used, groups, groupOf, weights);
  const personsWithAnswers = personsOfGroup.reduce((sum, one) => sum + one, 0);
  if (personsWithAnswers < 3) throw new MeasurementError('too-few-persons', { persons: personsWithAnswers });
  const empty = groups.labels.filter((_, group) => personsOfGroup[group]! < 2);
  if (groups.labels.length > 1 && empty.length > 0)
    throw new MeasurementError('groups-invalid', { tooFew: empty });
  const items = described.map((one) => anchors.get(one.id) ?? startingItem(one, request.guessing));
  const slopesFree = described.some(
    (one) => one.model !== 'rasch' && one.model !== 'pcm' && !anchors.has(one.id),
  );
  const free = described.map((one, j) => {
    const places = new Uint8Array(vectorLength(items[j]!)).fill(anchors.has(one.id) ? 0 : 1);
    if (one.model === 'rasch' || one.model === 'pcm') places[0] = 0;
    return places;
  });
  const anchored = anchors.size > 0;
  const anySlopeFixed = described.some((one) => one.model === 'rasch' || one.model === 'pcm');
  const layout = createLayout(
    described.map(({ id }) => id),
    free,
    groups.labels,
    covariates?.names ?? [],
    {
      meanFree: anchored,
      varianceFree: anchored || anySlopeFixed || !slopesFree,
    },
  );
  let step = 0;
  return {
    data: {
      blocks: packPatterns(used),
      layout,
      guessing: described.map((one) =>
        one.model === '3pl' && !anchors.has(one.id) ? (request.guessing ?? guessingPriorFor(4)) : null,
      ),
      groupOf,
      weights,
      covariates,
      anchored,
      pool: runtime.pool,
      onStep: (logLikelihood) => runtime.onStep?.(++step, logLikelihood),
    },
    start: {
      items,
      means: new Float64Array(groups.labels.length),
      variances: new Float64Array(groups.labels.length).fill(1),
      coefficients: new Float64Array(covariates?.names.length ?? 0),
    },
    strata: findStrata(used, groups, groupOf),
    described,
    setAside,
    columns,
    groups,
    persons: matrix.persons,
    personsWithAnswers,
    personsOfGroup,
  };
}

interface Fitted {
  readonly estimation: Estimation;
  readonly state: ModelState;
  readonly expected: Expected;
  readonly iterations: number;
  readonly information: Calibration['information'];
  readonly factor: Float64Array | null;
  readonly shortfall: number | null;
}

async function fit(
  prepared: Prepared,
  quadrature: Quadrature,
  start: ModelState,
  request: CalibrationRequest,
): Promise<Fitted> {
  const estimation = new Estimation(prepared.data, quadrature);
  const maxSteps = request.maxSteps ?? 2_000;
  const wanted = request.information ?? 'louis';
  const tolerance = wanted === 'none' ? EM_TOLERANCE_WITHOUT_INFORMATION : EM_TOLERANCE;
  let em = await runEm(estimation, start, tolerance, maxSteps);
  if (!em.converged) throw new MeasurementError('not-converged', { steps: estimation.steps });
  const size = prepared.data.layout.length;
  if (wanted === 'none' || size === 0)
    return { estimation, ...em, information: 'none', factor: null, shortfall: null };
  const method =
    wanted === 'louis' && louisApplies(estimation, em.state, prepared.strata) ? 'louis' : 'oakes';
  const informationAt = async (state: ModelState, expected: Expected) =>
    cholesky(
      method === 'louis'
        ? await louisInformation(estimation, state, expected, prepared.strata)
        : await oakesInformation(estimation, state),
      size,
    );
  let factor = await informationAt(em.state, em.expected);
  if (factor === null) {
    // Not yet where the likelihood is concave: go on with EM as far as it leads, and look again.
    const further = await runEm(estimation, em.state, EM_TOLERANCE_WITHOUT_INFORMATION, maxSteps);
    em = { ...further, iterations: em.iterations + further.iterations };
    if (!em.converged) throw new MeasurementError('not-converged', { steps: estimation.steps });
    factor = await informationAt(em.state, em.expected);
    if (factor === null)
      return {
        estimation,
        state: em.state,
        expected: await estimation.expect(em.state),
        iterations: em.iterations,
        information: 'not positive definite',
        factor: null,
        shortfall: null,
      };
  }
  const polished = await polish(estimation, em.state, factor, size, method === 'louis' ? em.expected : null);
  if (polished.moved > RECOMPUTE) factor = (await informationAt(polished.state, polished.expected)) ?? factor;
  // The last pass leaves persons' posterior means and deviations at the reported parameters.
  const expected = await estimation.expect(polished.state);
  return {
    estimation,
    state: polished.state,
    expected,
    iterations: em.iterations,
    information: method,
    factor,
    shortfall: polished.shortfall,
  };
}

/** A Newton step that moves a parameter further than this makes the information worth computing again. */
const RECOMPUTE = 2e-3;
const NEWTON_STEPS = 8;
const NEWTON_TOLERANCE = 1e-9;

/** Newton's method with the information of where it began: from EM's neighbourhood each step gains three digits or more. */
async function polish(
  estimation: Estimation,
  start: ModelState,
  factor: Float64Array,
  size: number,
  known: Expected | null,
): Promise<{ state: ModelState; expected: Expected; shortfall: number; moved: number }> {
  const { layout } = estimation.data;
  let state = start;
  let expected = known ?? (await estimation.expect(state));
  let moved = 0;
  for (let step = 0; ; step++) {
    const gradient = estimation.gradient(state, expected);
    const move = choleskySolve(factor, size, gradient);
    const shortfall = dot(gradient, move) / 2;
    const largest = move.reduce((top, one) => Math.max(top, Math.abs(one)), 0);
    if (step === NEWTON_STEPS || largest < NEWTON_TOLERANCE) return { state, expected, shortfall, moved };
    const vector = packState(layout, state);
    const next = unpackState(
      layout,
      state,
      vector.map((one, k) => one + move[k]!),
    );
    if (next === null) return { state, expected, shortfall, moved };
    const nextExpected = await estimation.expect(next);
    if (nextExpected.objective < expected.objective - 1e-12 * Math.abs(expected.objective))
      return { state, expected, shortfall, moved };
    state = next;
    expected = nextExpected;
    moved += largest;
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
    return { id, parameters, standardErrors, anchored: anchors?.has(id) ?? false, persons };
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

/** Weights that sum to the number of persons, in shared memory; null for none or all equal. */
function scaledWeights(weights: Float64Array | undefined, persons: number): Float64Array | null {
  if (weights === undefined) return null;
  if (weights.length !== persons || !weights.every((one) => Number.isFinite(one) && one >= 0))
    throw new MeasurementError('weights-invalid', { persons, weights: weights.length });
  const total = weights.reduce((sum, one) => sum + one, 0);
  if (!(total > 0)) throw new MeasurementError('weights-invalid', { total });
  const scaled = new Float64Array(new SharedArrayBuffer(8 * persons));
  for (let i = 0; i < persons; i++) scaled[i] = (weights[i]! * persons) / total;
  return scaled;
}

function sharedGroups(groups: Groups, persons: number): Uint16Array {
  if (groups.of.length !== persons)
    throw new MeasurementError('groups-invalid', { persons, given: groups.of.length });
  if (groups.of.some((group) => group >= groups.labels.length))
    throw new MeasurementError('groups-invalid', { labels: groups.labels.length });
  const of = new Uint16Array(new SharedArrayBuffer(2 * persons));
  of.set(groups.of);
  return of;
}

function centred(
  background: NonNullable<CalibrationRequest['background']>,
  weights: Float64Array | null,
  persons: number,
): Covariates {
  const { names, values } = background;
  const width = names.length;
  if (values.length !== persons * width || !values.every(Number.isFinite))
    throw new MeasurementError('covariates-invalid', { persons, names, values: values.length });
  const centredValues = Float64Array.from(values);
  const centers: number[] = [];
  for (let k = 0; k < width; k++) {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < persons; i++) {
      const weight = weights === null ? 1 : weights[i]!;
      sum += weight * values[i * width + k]!;
      total += weight;
    }
    for (let i = 0; i < persons; i++) centredValues[i * width + k]! -= sum / total;
    centers.push(sum / total);
  }
  return { names, values: centredValues, centers };
}

function countGroups(
  matrix: ResponseMatrix,
  groups: Groups,
  groupOf: Uint16Array | null,
  weights: Float64Array | null,
): readonly number[] {
  const counts = new Array<number>(groups.labels.length).fill(0);
  const items = matrix.itemIds.length;
  for (let i = 0; i < matrix.persons; i++) {
    if (weights !== null && weights[i] === 0) continue;
    for (let j = 0; j < items; j++)
      if (matrix.scores[i * items + j] !== NOT_ADMINISTERED) {
        counts[groupOf === null ? 0 : groupOf[i]!]!++;
        break;
      }
  }
  return counts;
}

function findStrata(matrix: ResponseMatrix, groups: Groups, groupOf: Uint16Array | null): Strata {
  const { masks, bookletOf } = findBooklets(matrix);
  if (masks.length * groups.labels.length === 1) return { of: null, list: [{ group: 0, met: masks[0]! }] };
  const known = new Map<number, number>();
  const list: { group: number; met: Uint8Array }[] = [];
  const of = new Uint16Array(new SharedArrayBuffer(2 * matrix.persons));
  for (let i = 0; i < matrix.persons; i++) {
    const group = groupOf === null ? 0 : groupOf[i]!;
    const key = bookletOf[i]! * groups.labels.length + group;
    let stratum = known.get(key);
    if (stratum === undefined) {
      stratum = list.length;
      known.set(key, stratum);
      list.push({ group, met: masks[bookletOf[i]!]! });
    }
    of[i] = Math.min(stratum, 65_535);
  }
  return { of, list };
}
