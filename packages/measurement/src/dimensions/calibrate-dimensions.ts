/**
 * Calibration with more than one dimension, each item being of one and the dimensions being correlated (Adams, Wilson & Wang
 * 1997, "between-item"): parameters and correlations by marginal maximum likelihood on a grid, scores that borrow from the
 * other dimensions.
 */
import { MeasurementError } from '../errors/measurement-error.ts';
import type {
  CalibrationRequest,
  CalibrationRuntime,
  QuadratureCheck,
  SetAside,
} from '../irt/calibration.ts';
import { type AsymptotePriors, DEFAULT_UPPER_PRIOR, guessingPriorFor } from '../irt/maximisation.ts';
import { scaledWeights } from '../irt/prepare-calibration.ts';
import { reliabilityOf } from '../irt/reliability.ts';
import { describeItems, type ItemDescription, startingItem } from '../irt/starting-values.ts';
import { itemErrors } from '../models/item-errors.ts';
import { difficulties, type ItemParameters, vectorLength } from '../models/item-models.ts';
import { type Quadrature, quadratureNodes } from '../models/quadrature.ts';
import { choleskyInverse } from '../numeric/linear-algebra.ts';
import { NOT_ADMINISTERED } from '../responses/response-matrix.ts';
import { fitDimensions } from './fit-dimensions.ts';
import { correlation, JointModel, type JointPoint } from './joint-model.ts';

export interface DimensionsRequest
  extends Pick<CalibrationRequest, 'matrix' | 'model' | 'weights' | 'guessing' | 'upper' | 'maxSteps'> {
  /** Two to four. Items of the matrix that are in none are left out. */
  readonly dimensions: readonly { readonly label: string; readonly items: readonly string[] }[];
  /** Of each dimension. Default: from 31 nodes on ±6 for two, 21 on ±5 for three, 15 on ±4.5 for four, as many as it takes. */
  readonly quadrature?: Quadrature;
  /** `oakes`: standard errors, at the cost of two passes a parameter. */
  readonly information?: 'oakes' | 'none';
}

export interface DimensionItem {
  readonly id: string;
  readonly dimension: string;
  /** On the scale of its dimension. */
  readonly parameters: ItemParameters;
  /** In the order of `toVector`; null for what was fixed, or without information. */
  readonly standardErrors: readonly (number | null)[];
  readonly difficultyErrors: readonly (number | null)[];
  readonly persons: number;
}

export interface Dimension {
  readonly label: string;
  readonly items: number;
  /** 1 where slopes are free. */
  readonly sd: number;
  readonly sdError: number | null;
  /** Of the EAP scores, as `Calibration.reliability`. */
  readonly reliability: number;
}

export interface DimensionsCalibration {
  readonly model: CalibrationRequest['model'];
  readonly items: readonly DimensionItem[];
  readonly setAside: readonly SetAside[];
  readonly dimensions: readonly Dimension[];
  /** Of each pair, in order: that of the latent variables, free of the error of measurement. */
  readonly correlations: readonly {
    readonly between: readonly [string, string];
    readonly correlation: number;
    readonly standardError: number | null;
  }[];
  readonly logLikelihood: number;
  readonly freeParameters: number;
  readonly aic: number;
  readonly bic: number;
  readonly persons: number;
  readonly iterations: number;
  readonly passes: number;
  readonly information: 'oakes' | 'none' | 'not positive definite';
  readonly quadrature: Quadrature;
  readonly check: QuadratureCheck;
  /** persons × dimensions. */
  readonly eap: Float64Array;
  readonly posteriorSd: Float64Array;
}

const MAX_DIMENSIONS = 4;

/**
 * One population, missing by design included. Throws what `calibrate` throws, and `dimensions-invalid` for one dimension or
 * more than four, an item in two of them, or a dimension with fewer than two items that can be calibrated;
 * `dimensions-same` for two that measure one thing; `no-maximum` where items or the spread of a dimension run away.
 */
export async function calibrateDimensions(
  request: DimensionsRequest,
  runtime: CalibrationRuntime,
): Promise<DimensionsCalibration> {
  const { dimensions } = request;
  const D = dimensions.length;
  const prepared = prepare(request);
  const { described, dimensionOf, start, persons, weights } = prepared;
  let step = 0;
  const wanted = request.information ?? 'oakes';
  const { model, point, logLikelihood, factor, quadrature, check, iterations, passes } = await fitDimensions({
    start,
    modelOn: (nodes) =>
      new JointModel(
        {
          ...prepared,
          theta: quadratureNodes(nodes),
          dimensions: D,
          ids: described.map(({ id }) => id),
          labels: dimensions.map(({ label }) => label),
          pool: runtime.pool,
          onStep: (reached) => runtime.onStep?.(++step, reached),
        },
        start,
      ),
    quadrature: request.quadrature ?? null,
    information: wanted,
    maxSteps: request.maxSteps ?? 2000,
  });
  const size = model.pack(point).length;
  const inverse = factor === null ? null : choleskyInverse(factor, size);
  const errorAt = (place: number) => (inverse === null ? null : Math.sqrt(inverse[place * size + place]!));
  let at = 0;
  const items = point.items.map((parameters, j): DimensionItem => {
    const length = vectorLength(parameters);
    const places = Array.from(prepared.free[j]!, (isFree) => (isFree === 1 ? at++ : -1));
    const covariance = new Float64Array(length * length);
    if (inverse !== null)
      places.forEach((row, k) => {
        places.forEach((column, l) => {
          if (row >= 0 && column >= 0) covariance[k * length + l] = inverse[row * size + column]!;
        });
      });
    return {
      id: described[j]!.id,
      dimension: dimensions[dimensionOf[j]!]!.label,
      parameters,
      standardErrors: places.map((place) => (place < 0 ? null : errorAt(place))),
      difficultyErrors:
        inverse === null
          ? difficulties(parameters).map(() => null)
          : itemErrors(parameters, covariance).difficulties,
      persons: described[j]!.persons,
    };
  });
  const population = model.populationPlaces().map((place, k) => ({ place, error: errorAt(at + k) }));
  const { eap, posteriorSd } = model.state;
  return {
    model: request.model,
    items,
    setAside: prepared.setAside,
    dimensions: dimensions.map(({ label }, d): Dimension => {
      const sd = prepared.varianceFree[d] ? Math.sqrt(point.covariance[d * D + d]!) : 1;
      const error = population.find(({ place }) => place.kind === 'variance' && place.d === d)?.error ?? null;
      return {
        label,
        items: dimensionOf.reduce((sum, one) => sum + (one === d ? 1 : 0), 0),
        sd,
        sdError: error === null ? null : (sd * error) / 2,
        reliability: reliabilityOf(
          { eap, posteriorSd, width: D, column: d, weights },
          (i) => prepared.answered[i] === 1,
        )!,
      };
    }),
    correlations: population.flatMap(({ place, error }) => {
      if (place.kind !== 'correlation') return [];
      const value = correlation(point.covariance, D, place.d, place.e);
      return [
        {
          between: [dimensions[place.d]!.label, dimensions[place.e]!.label] as const,
          correlation: value,
          standardError: error === null ? null : error * (1 - value * value),
        },
      ];
    }),
    logLikelihood,
    freeParameters: size,
    aic: -2 * logLikelihood + 2 * size,
    bic: -2 * logLikelihood + Math.log(persons) * size,
    persons,
    iterations,
    passes,
    information: wanted === 'none' ? 'none' : inverse === null ? 'not positive definite' : 'oakes',
    quadrature,
    check,
    eap,
    posteriorSd,
  };
}

interface Prepared {
  readonly described: readonly ItemDescription[];
  readonly setAside: readonly SetAside[];
  readonly dimensionOf: Uint8Array;
  readonly persons: number;
  readonly categories: Int8Array;
  readonly weights: Float64Array | null;
  readonly free: readonly Uint8Array[];
  readonly priors: readonly (AsymptotePriors | null)[];
  readonly varianceFree: readonly boolean[];
  readonly start: JointPoint;
  readonly answered: Uint8Array;
}

function prepare(request: DimensionsRequest): Prepared {
  const { matrix, dimensions, model } = request;
  const D = dimensions.length;
  const ids = dimensions.flatMap(({ items }) => items);
  const twice = ids.filter((id, k) => ids.indexOf(id) !== k);
  const unknown = ids.filter((id) => !matrix.itemIds.includes(id));
  if (D < 2 || D > MAX_DIMENSIONS || twice.length > 0 || unknown.length > 0)
    throw new MeasurementError('dimensions-invalid', { dimensions: D, twice, unknown });
  const all = describeItems({ matrix, model }, request.weights ?? null);
  const place = new Map(dimensions.flatMap(({ items }, d) => items.map((id) => [id, d] as const)));
  const described = all.described.filter(({ id }) => place.has(id));
  const dimensionOf = new Uint8Array(new SharedArrayBuffer(described.length));
  described.forEach(({ id }, j) => {
    dimensionOf[j] = place.get(id)!;
  });
  const few = dimensions.filter((_, d) => dimensionOf.filter((one) => one === d).length < 2);
  if (few.length > 0)
    throw new MeasurementError('dimensions-invalid', { tooFewItems: few.map(({ label }) => label) });
  const priors: AsymptotePriors = {
    guessing: request.guessing ?? guessingPriorFor(4),
    upper: request.upper ?? DEFAULT_UPPER_PRIOR,
  };
  const slopeFixed = (one: ItemDescription) => one.model === 'rasch' || one.model === 'pcm';
  const items = described.map((one) => startingItem(one, priors));
  const covariance = new Float64Array(D * D).fill(0.5);
  for (let d = 0; d < D; d++) covariance[d * D + d] = 1;
  const { categories, answered } = codeAnswers(request, described);
  if (answered.reduce((sum, one) => sum + one, 0) < 3)
    throw new MeasurementError('too-few-persons', { persons: answered.reduce((sum, one) => sum + one, 0) });
  return {
    described,
    setAside: all.setAside.filter(({ id }) => place.has(id)),
    dimensionOf,
    persons: matrix.persons,
    categories,
    weights: scaledWeights(request.weights, matrix.persons),
    free: described.map((one, j) => {
      const free = new Uint8Array(vectorLength(items[j]!)).fill(1);
      if (slopeFixed(one)) free[0] = 0;
      return free;
    }),
    priors: described.map((one) => (one.model === '3pl' || one.model === '4pl' ? priors : null)),
    varianceFree: dimensions.map((_, d) =>
      described.some((one, j) => dimensionOf[j] === d && slopeFixed(one)),
    ),
    start: { items, covariance },
    answered,
  };
}

function codeAnswers({ matrix }: DimensionsRequest, described: readonly ItemDescription[]) {
  const items = described.length;
  const width = matrix.itemIds.length;
  const categories = new Int8Array(new SharedArrayBuffer(matrix.persons * items)).fill(-1);
  const answered = new Uint8Array(matrix.persons);
  described.forEach(({ column, scores }, j) => {
    for (let i = 0; i < matrix.persons; i++) {
      const score = matrix.scores[i * width + column]!;
      if (score === NOT_ADMINISTERED) continue;
      categories[i * items + j] = scores.indexOf(score);
      answered[i] = 1;
    }
  });
  return { categories, answered };
}
