/** How well the model describes the answers: items, pairs of items, the whole, and persons (counts only). */

import {
  type Calibration,
  type ItemFit,
  itemCurves,
  type LimitedInformationFit,
  MeasurementError,
  m2,
  meanSquares,
  type PointEstimates,
  personFit,
  type ResponseMatrix,
  residualCorrelations,
  sX2,
} from '@cloison/measurement';
import type { ObservedItem, PersonFitStudy, Q3Study } from '../analysis/studies.ts';
import type { AddRemark } from './fit-model.ts';

export interface FitStudy {
  readonly squares: ReadonlyMap<string, { readonly infit: number | null; readonly outfit: number | null }>;
  readonly sX2: ReadonlyMap<string, Pick<ItemFit, 'statistic' | 'df' | 'p'>>;
  readonly m2: LimitedInformationFit | null;
  readonly q3: Q3Study | null;
  /** Observed points for characteristic curves, on the θ of the calibration. */
  readonly observed: readonly ObservedItem[];
}

/** Above the mean of all pairs by this much (Christensen, Makransky & Horton 2017). */
const Q3_ABOVE_MEAN = 0.2;
const MOST_PAIRS = 10;
/** With as many persons, correlations of residuals are known to 0.003: more would only cost time. */
const MOST_FOR_Q3 = 100_000;

export function studyFit(calibration: Calibration, matrix: ResponseMatrix, addRemark: AddRemark): FitStudy {
  const squares = new Map(
    meanSquares(calibration).map(({ id, infit, outfit }) => [
      id,
      { infit: finiteOrNull(infit), outfit: finiteOrNull(outfit) },
    ]),
  );
  const oneGroup = calibration.groups.length === 1 && calibration.regression.length === 0;
  const attempt = <Result>(otherwise: 'no-s-x2' | 'no-m2', work: () => Result): Result | null => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof MeasurementError)) throw error;
      addRemark(otherwise, { code: error.code });
      return null;
    }
  };
  const fits = attempt('no-s-x2', () => sX2(calibration, matrix)) ?? [];
  if (!oneGroup) addRemark('no-m2', { code: 'groups' });
  const whole = oneGroup ? attempt('no-m2', () => m2(calibration, matrix)) : null;
  return {
    squares,
    sX2: new Map(
      fits.flatMap(({ id, statistic, df, p }) =>
        Number.isFinite(statistic) && df > 0 ? [[id, { statistic, df, p }] as const] : [],
      ),
    ),
    m2:
      whole !== null && [whole.statistic, whole.rmsea, whole.rmseaLow, whole.rmseaHigh].every(Number.isFinite)
        ? whole
        : null,
    q3: studyQ3(calibration, matrix),
    observed: itemCurves(calibration).map(({ id, observed }) => ({ id, points: observed })),
  };
}

function studyQ3(calibration: Calibration, matrix: ResponseMatrix): Q3Study | null {
  const width = matrix.itemIds.length;
  const persons = Math.min(matrix.persons, MOST_FOR_Q3);
  const some =
    persons === matrix.persons
      ? matrix
      : { ...matrix, persons, scores: matrix.scores.subarray(0, persons * width) };
  const { itemIds, q3, mean } = residualCorrelations(
    persons === matrix.persons ? calibration : { ...calibration, eap: calibration.eap.subarray(0, persons) },
    some,
  );
  if (mean === null || !Number.isFinite(mean)) return null;
  const pairs = itemIds.flatMap((first, j) =>
    itemIds.slice(0, j).flatMap((second, k) => {
      const value = q3[j]?.[k] ?? null;
      return value !== null && value - mean > Q3_ABOVE_MEAN
        ? [{ first: second, second: first, q3: value }]
        : [];
    }),
  );
  return { mean, pairs: pairs.toSorted((a, b) => b.q3 - a.q3).slice(0, MOST_PAIRS) };
}

const BELOW_5 = -1.6449;
const BELOW_1 = -2.3263;

export function studyPersons(
  calibration: Calibration,
  matrix: ResponseMatrix,
  estimates: PointEstimates,
): PersonFitStudy | null {
  let [pupils, below5, below1] = [0, 0, 0];
  for (const one of personFit(calibration.scoring, matrix, estimates)) {
    if (one === null || !Number.isFinite(one)) continue;
    pupils += 1;
    if (one < BELOW_5) below5 += 1;
    if (one < BELOW_1) below1 += 1;
  }
  return pupils === 0 ? null : { pupils, below5, below1 };
}

export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
