/** From a request to what estimation works on: everything checked, in shared memory, items with one score set aside. */
import { MeasurementError } from '../errors/measurement-error.ts';
import { type ItemParameters, vectorLength } from '../models/item-models.ts';
import { packPatterns } from '../responses/pattern-blocks.ts';
import {
  findBooklets,
  NOT_ADMINISTERED,
  type ResponseMatrix,
  subMatrix,
} from '../responses/response-matrix.ts';
import type { CalibrationRequest, CalibrationRuntime, Groups, SetAside } from './calibration.ts';
import type { Covariates, EstimationData } from './estimation.ts';
import { type AsymptotePriors, DEFAULT_UPPER_PRIOR, guessingPriorFor } from './maximisation.ts';
import { createLayout, type ModelState } from './model-state.ts';
import type { Strata } from './observed-information.ts';
import { describeItems, type ItemDescription, startingItem } from './starting-values.ts';

export interface Prepared {
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
  /** Of each person: 1 with at least one answer. */
  readonly answered: Uint8Array;
}

export function prepare(request: CalibrationRequest, runtime: CalibrationRuntime): Prepared {
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
  const answered = withAnswers(used);
  const personsOfGroup = countGroups(answered, groups, groupOf, weights);
  const personsWithAnswers = personsOfGroup.reduce((sum, one) => sum + one, 0);
  if (personsWithAnswers < 3) throw new MeasurementError('too-few-persons', { persons: personsWithAnswers });
  const empty = groups.labels.filter((_, group) => personsOfGroup[group]! < 2);
  if (groups.labels.length > 1 && empty.length > 0)
    throw new MeasurementError('groups-invalid', { tooFew: empty });
  const priors: AsymptotePriors = {
    guessing: request.guessing ?? guessingPriorFor(4),
    upper: request.upper ?? DEFAULT_UPPER_PRIOR,
  };
  const items = described.map((one) => anchors.get(one.id) ?? startingItem(one, priors));
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
      priors: described.map((one) =>
        (one.model === '3pl' || one.model === '4pl') && !anchors.has(one.id) ? priors : null,
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
    answered,
  };
}

/** Weights that sum to the number of persons, in shared memory; null for none or all equal. */
export function scaledWeights(weights: Float64Array | undefined, persons: number): Float64Array | null {
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

function withAnswers({ persons, itemIds, scores }: ResponseMatrix): Uint8Array {
  const items = itemIds.length;
  const answered = new Uint8Array(persons);
  for (let i = 0; i < persons; i++)
    for (let j = 0; j < items; j++)
      if (scores[i * items + j] !== NOT_ADMINISTERED) {
        answered[i] = 1;
        break;
      }
  return answered;
}

function countGroups(
  answered: Uint8Array,
  groups: Groups,
  groupOf: Uint16Array | null,
  weights: Float64Array | null,
): readonly number[] {
  const counts = new Array<number>(groups.labels.length).fill(0);
  for (let i = 0; i < answered.length; i++)
    if (answered[i] === 1 && (weights === null || weights[i]! > 0))
      counts[groupOf === null ? 0 : groupOf[i]!]!++;
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
