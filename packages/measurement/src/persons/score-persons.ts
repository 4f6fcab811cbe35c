/** Scoring persons with parameters that are known: another file, another year, one pupil. */
import { MeasurementError } from '../errors/measurement-error.ts';
import type { Groups, ScoringBasis } from '../irt/calibration.ts';
import { type Covariates, Estimation } from '../irt/estimation.ts';
import { createLayout } from '../irt/model-state.ts';
import type { LanePool } from '../lanes/lane-pool.ts';
import type { ItemParameters } from '../models/item-models.ts';
import { DEFAULT_QUADRATURE, type Quadrature } from '../models/quadrature.ts';
import { packPatterns } from '../responses/pattern-blocks.ts';
import { NOT_ADMINISTERED, type ResponseMatrix, subMatrix } from '../responses/response-matrix.ts';

export interface ScoringRequest {
  /** Scores and `NOT_ADMINISTERED` only. Items without parameters are left out; `items` not in the file are not needed. */
  readonly matrix: ResponseMatrix;
  readonly items: ReadonlyMap<string, ItemParameters>;
  /** The normal population of each group: the prior of EAP and MAP. */
  readonly groups: Groups;
  readonly means: readonly number[];
  readonly sds: readonly number[];
  readonly background?: {
    readonly names: readonly string[];
    readonly values: Float64Array;
    readonly centers: readonly number[];
    readonly coefficients: readonly number[];
  };
  readonly quadrature?: Quadrature;
}

export interface ScoredPersons {
  readonly basis: ScoringBasis;
  readonly eap: Float64Array;
  readonly posteriorSd: Float64Array;
  readonly logLikelihood: number;
  /** Items of the file that have no parameters. */
  readonly unknown: readonly string[];
}

/** Throws `score-out-of-range` when a person has a score that its item's parameters do not know. */
export async function scorePersons(request: ScoringRequest, pool: LanePool): Promise<ScoredPersons> {
  const { matrix, groups } = request;
  const columns = matrix.itemIds.flatMap((id, j) => (request.items.has(id) ? [j] : []));
  if (columns.length === 0) throw new MeasurementError('too-few-items', { known: 0 });
  const used = columns.length === matrix.itemIds.length ? matrix : subMatrix(matrix, columns);
  const items = used.itemIds.map((id) => request.items.get(id)!);
  checkScores(used, items);
  const one = groups.labels.length === 1;
  if (
    !one &&
    (groups.of.length !== matrix.persons || groups.of.some((group) => group >= groups.labels.length))
  )
    throw new MeasurementError('groups-invalid', { labels: groups.labels.length, persons: matrix.persons });
  const groupOf = one ? null : new Uint16Array(new SharedArrayBuffer(2 * matrix.persons));
  groupOf?.set(groups.of);
  const covariates = request.background === undefined ? null : centred(request.background, matrix.persons);
  const layout = createLayout(
    used.itemIds,
    items.map(() => new Uint8Array(64)),
    groups.labels,
    covariates?.names ?? [],
    { meanFree: true, varianceFree: true },
  );
  const state = {
    items,
    means: Float64Array.from(request.means),
    variances: Float64Array.from(request.sds, (sd) => sd * sd),
    coefficients: Float64Array.from(request.background?.coefficients ?? []),
  };
  const blocks = packPatterns(used);
  const estimation = new Estimation(
    {
      blocks,
      layout,
      priors: items.map(() => null),
      groupOf,
      weights: null,
      covariates,
      anchored: true,
      pool,
      onStep: () => {},
    },
    request.quadrature ?? DEFAULT_QUADRATURE,
  );
  const expected = await estimation.expect(state);
  return {
    basis: {
      blocks,
      itemIds: used.itemIds,
      items,
      groupOf,
      personMean: estimation.expectation.personMean,
      means: state.means,
      variances: state.variances,
      estimation,
      state,
      expected,
    },
    eap: estimation.expectation.eap,
    posteriorSd: estimation.expectation.posteriorSd,
    logLikelihood: expected.counts.logLikelihood,
    unknown: matrix.itemIds.filter((id) => !request.items.has(id)),
  };
}

function checkScores(matrix: ResponseMatrix, items: readonly ItemParameters[]): void {
  const known = items.map((item) => {
    const table = new Uint8Array(256);
    table[NOT_ADMINISTERED] = 1;
    for (const score of item.scores) table[score] = 1;
    return table;
  });
  const width = items.length;
  for (let at = 0; at < matrix.scores.length; at++)
    if (known[at % width]![matrix.scores[at]!] === 0)
      throw new MeasurementError('score-out-of-range', {
        row: Math.floor(at / width),
        item: matrix.itemIds[at % width]!,
        known: items[at % width]!.scores,
      });
}

function centred(background: NonNullable<ScoringRequest['background']>, persons: number): Covariates {
  const { names, values, centers } = background;
  if (values.length !== persons * names.length || !values.every(Number.isFinite))
    throw new MeasurementError('covariates-invalid', { persons, names, values: values.length });
  return { names, values: values.map((one, k) => one - centers[k % names.length]!), centers };
}
