/** Reliability beside a calibration, of each kind of score that reports give. */
import {
  type Calibration,
  classicalStatistics,
  type LanePool,
  marginalReliability,
  NOT_ADMINISTERED,
  pointEstimates,
  subMatrix,
  wleReliability,
} from '@cloison/measurement';
import type { Responses } from './read-responses.ts';

export interface CalibrationReliabilities {
  readonly eap: number | null;
  /** Null also where the file is so large that it was not asked for. */
  readonly wle: number | null;
  /** Of the whole test, by the model; null under a latent regression, whose population is not normal. */
  readonly marginal: number | null;
  /** Cronbach's, of the persons who met every item; omitted and not reached count as wrong. */
  readonly alpha: number | null;
  readonly alphaPersons: number | null;
}

export async function reliabilitiesOf(
  calibration: Calibration,
  { matrix, weights }: Pick<Responses, 'matrix' | 'weights'>,
  withWle: boolean,
  pool: LanePool,
): Promise<CalibrationReliabilities> {
  const { scoring, eap, items, groups } = calibration;
  const wle = withWle
    ? wleReliability(await pointEstimates(scoring, eap, 'wle', pool), weights ?? null)
    : null;
  const marginal =
    calibration.regression.length > 0
      ? null
      : marginalReliability(
          items.map(({ parameters }) => parameters),
          groups.map(({ mean, sd, persons }) => ({ mean, sd, share: persons })),
        );
  const width = matrix.itemIds.length;
  const complete = Array.from({ length: matrix.persons }, (_, i) => i).filter(
    (i) => !matrix.scores.subarray(i * width, (i + 1) * width).includes(NOT_ADMINISTERED),
  );
  if (complete.length < 2 || width < 2)
    return { eap: calibration.reliability, wle, marginal, alpha: null, alphaPersons: null };
  const part =
    complete.length === matrix.persons ? matrix : subMatrix(matrix, [...matrix.itemIds.keys()], complete);
  const own = weights == null ? null : Float64Array.from(complete, (i) => weights[i]!);
  const { alpha } = classicalStatistics(part, own);
  return { eap: calibration.reliability, wle, marginal, alpha, alphaPersons: complete.length };
}
