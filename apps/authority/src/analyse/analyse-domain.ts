/** The analysis of one domain, from its response matrix. Total: what cannot be computed is null, and a remark says why. */
import {
  applyMissingRule,
  CALIBRATION_MISSING,
  type Calibration,
  type ClassicalSummary,
  calibrate,
  classicalStatistics,
  createScale,
  errorToScale,
  type ItemFit,
  type LanePool,
  MAX_SCORE,
  MeasurementError,
  type ModelName,
  meanSquares,
  NOT_ADMINISTERED,
  pointEstimates,
  type ResponseMatrix,
  type Scale,
  subMatrix,
  sX2,
  toScale,
} from '@cloison/measurement';
import { describeCalibration } from '../measurement/calibration-file.ts';
import type { DomainResponses } from './domain-responses.ts';
import type { Remark, RemarkCode } from './remarks.ts';
import { studyThresholds, type ThresholdStudy } from './thresholds.ts';

export const ANALYSIS_MODELS = ['2pl', 'rasch', 'pcm', 'gpcm'] as const;
export type AnalysisModel = (typeof ANALYSIS_MODELS)[number];

/** From 200 persons and 5 items on, marginal maximum likelihood recovers a 2PL fairly (Drasgow 1989). */
export const LEAST_FOR_SLOPES = 200;
/** Below, a Rasch difficulty is not even known to a logit (Linacre 1994). */
export const LEAST_TO_CALIBRATE = 30;
/** Two items leave fewer observed facts than a model with slopes has parameters. */
const LEAST_ITEMS_FOR_SLOPES = 3;
/** In logits, where slopes are 1: below, the scale would blow up errors only. */
const LEAST_SPREAD = 0.2;

export interface ItemStatistics {
  readonly id: string;
  /** To whom it was given. */
  readonly pupils: number;
  readonly omitted: number;
  /** Mean score as a share of the item's maximum. */
  readonly facility: number | null;
  /** Correlation with the sum of the other items. */
  readonly discrimination: number | null;
  readonly alphaIfDropped: number | null;
  readonly infit: number | null;
  readonly outfit: number | null;
  readonly sX2: { readonly statistic: number; readonly df: number; readonly p: number | null } | null;
}

/** Of nobody in particular. */
export interface DomainStatistics {
  readonly v: 1;
  readonly domain: string;
  readonly level: string;
  readonly sequence: string;
  readonly pupils: number;
  /** With every item of the domain. */
  readonly completePupils: number;
  /** Of sums, in points, of pupils with every item. */
  readonly mean: number | null;
  readonly sd: number | null;
  readonly alpha: number | null;
  readonly standardErrorOfMeasurement: number | null;
  readonly items: readonly ItemStatistics[];
  /** Points of one step of the calibrated scores. */
  readonly unit: number;
  readonly slopes: 'free' | 'equal' | null;
  readonly calibration: ReturnType<typeof describeCalibration> | null;
  /** Of the expected a posteriori estimates: variance explained over variance. */
  readonly reliability: number | null;
  readonly scale: Scale | null;
  readonly thresholds: ThresholdStudy | null;
  readonly remarks: readonly Remark[];
}

/** Personal. On the campaign's scale; null where there is none. */
export interface DomainEstimates {
  readonly pupils: readonly number[];
  readonly scores: readonly (number | null)[];
  readonly errors: readonly (number | null)[];
  /** Which answers each estimate is of: `answersMark`. */
  readonly marks: readonly string[];
}

export interface AnalysedDomain {
  readonly statistics: DomainStatistics;
  readonly estimates: DomainEstimates | null;
  /** For plots; not kept. */
  readonly calibration: Calibration | null;
}

export interface DomainRequest {
  readonly responses: DomainResponses;
  /** Maximum score of each item, in points. */
  readonly maxScores: ReadonlyMap<string, number>;
  /** Default: slopes free, from `LEAST_FOR_SLOPES` pupils on. */
  readonly model?: AnalysisModel | undefined;
  /** Mean and standard deviation of this year's pupils on the campaign's scale. */
  readonly scale: { readonly mean: number; readonly sd: number };
  /** The campaign's statistical secrecy: with fewer pupils nothing is computed. */
  readonly leastPupils: number;
  readonly pool: LanePool;
}

export async function analyseDomain(request: DomainRequest): Promise<AnalysedDomain> {
  const { responses, leastPupils } = request;
  const { domain, unit, matrix } = responses;
  const remarks: Remark[] = [];
  const remark = (code: RemarkCode, values: Remark['values'] = {}) => remarks.push({ code, values });
  const pupils = responses.pupils.length;
  const empty = {
    v: 1,
    domain: domain.id,
    level: domain.level,
    sequence: domain.sequence,
    pupils,
    unit,
  } as const;
  const nothing = {
    ...empty,
    completePupils: 0,
    mean: null,
    sd: null,
    alpha: null,
    standardErrorOfMeasurement: null,
    items: [],
    slopes: null,
    calibration: null,
    reliability: null,
    scale: null,
    thresholds: null,
    remarks,
  } as const;
  if (pupils < leastPupils) {
    remark('too-few-pupils', { pupils, least: leastPupils });
    return { statistics: nothing, estimates: null, calibration: null };
  }
  if (responses.unfit.length > 0)
    remark('scores-unfit', { items: responses.unfit.join(', '), most: MAX_SCORE });
  if (matrix === null) return { statistics: nothing, estimates: null, calibration: null };

  const classical = classicalOf(matrix, leastPupils);
  if (classical.completePupils < pupils) remark('incomplete', { complete: classical.completePupils, pupils });
  const scored = applyMissingRule(matrix, CALIBRATION_MISSING);
  const fitted = await fitModel(request, scored, remark);
  const fit = fitted === null ? null : fitOf(fitted.calibration, scored, remark);
  const items = classical.all.items.map((item, j): ItemStatistics => {
    const maximum = (request.maxScores.get(item.id) ?? 0) / unit;
    return {
      id: item.id,
      pupils: item.persons,
      omitted: item.omitted,
      facility: item.mean === null || !(maximum > 0) ? null : item.mean / maximum,
      discrimination: matrix.itemIds.length < 2 ? null : item.itemRest,
      alphaIfDropped: classical.complete?.items[j]?.alphaIfDropped ?? null,
      infit: fit?.squares.get(item.id)?.infit ?? null,
      outfit: fit?.squares.get(item.id)?.outfit ?? null,
      sX2: fit?.sX2.get(item.id) ?? null,
    };
  });
  const negative = items.filter(({ discrimination }) => (discrimination ?? 0) < 0).map(({ id }) => id);
  if (negative.length > 0) remark('negative-discrimination', { items: negative.join(', ') });
  const { complete } = classical;
  const points = (steps: number | null | undefined) => (steps == null ? null : steps * unit);
  const persons = fitted === null ? null : await estimate(request, fitted.calibration, remarks);
  return {
    statistics: {
      ...empty,
      completePupils: classical.completePupils,
      mean: points(complete?.mean),
      sd: points(complete?.sd),
      alpha: complete?.alpha ?? null,
      standardErrorOfMeasurement: points(complete?.standardErrorOfMeasurement),
      items,
      slopes: fitted?.slopes ?? null,
      calibration: fitted === null ? null : describeCalibration(fitted.calibration),
      reliability: fitted === null ? null : reliabilityOf(fitted.calibration),
      scale: persons?.scale ?? null,
      thresholds: persons?.thresholds ?? null,
      remarks,
    },
    estimates: persons?.estimates ?? null,
    calibration: fitted?.calibration ?? null,
  };
}

/** Of all pupils, and of those with every item (alpha has no meaning otherwise), when secrecy allows. */
function classicalOf(matrix: ResponseMatrix, leastPupils: number) {
  const all = classicalStatistics(matrix);
  if (all.complete) return { all, complete: all, completePupils: matrix.persons };
  const width = matrix.itemIds.length;
  const rows = Array.from({ length: matrix.persons }, (_, i) => i).filter(
    (i) => !matrix.scores.subarray(i * width, (i + 1) * width).includes(NOT_ADMINISTERED),
  );
  const columns = matrix.itemIds.map((_, j) => j);
  const complete: ClassicalSummary | null =
    rows.length < leastPupils ? null : classicalStatistics(subMatrix(matrix, columns, rows));
  return { all, complete, completePupils: rows.length };
}

interface Fitted {
  readonly calibration: Calibration;
  readonly slopes: 'free' | 'equal';
}

type Say = (code: RemarkCode, values?: Remark['values']) => void;

async function fitModel(request: DomainRequest, matrix: ResponseMatrix, remark: Say): Promise<Fitted | null> {
  const pupils = matrix.persons;
  const seen = matrix.itemIds.map((_, j) => scoresOf(matrix, j));
  const named = (test: (scores: readonly number[]) => boolean) =>
    matrix.itemIds.filter((_, j) => test(seen[j] ?? [])).join(', ');
  for (const [code, items] of [
    ['no-score', named((scores) => scores.length === 0)],
    ['lowest-score-only', named((scores) => scores.length === 1 && scores[0] === 0)],
    ['one-score-only', named((scores) => scores.length === 1 && scores[0] !== 0)],
  ] as const)
    if (items !== '') remark(code, { items });
  const varying = seen.filter((scores) => scores.length > 1).length;
  if (varying < 2) {
    remark('too-few-items');
    return null;
  }
  if (pupils < LEAST_TO_CALIBRATE) {
    remark('too-few-to-calibrate', { pupils, least: LEAST_TO_CALIBRATE });
    return null;
  }
  const { model } = request;
  let free = model === undefined ? pupils >= LEAST_FOR_SLOPES : model === '2pl' || model === 'gpcm';
  if (pupils < LEAST_FOR_SLOPES && model === undefined)
    remark('equal-slopes-few-pupils', { pupils, least: LEAST_FOR_SLOPES });
  if (pupils < LEAST_FOR_SLOPES && free)
    remark('free-slopes-few-pupils', { pupils, least: LEAST_FOR_SLOPES });
  if (free && varying < LEAST_ITEMS_FOR_SLOPES) {
    free = false;
    remark('equal-slopes-few-items', { items: varying, least: LEAST_ITEMS_FOR_SLOPES });
  }
  const attempt = async (slopes: Fitted['slopes'], otherwise: RemarkCode): Promise<Fitted | null> => {
    const models = new Map(
      matrix.itemIds.map((id, j): [string, ModelName] => {
        const several = (seen[j]?.length ?? 0) > 2;
        return [id, slopes === 'free' ? (several ? 'gpcm' : '2pl') : several ? 'pcm' : 'rasch'];
      }),
    );
    try {
      return { slopes, calibration: await calibrate({ matrix, model: models }, { pool: request.pool }) };
    } catch (error) {
      if (!(error instanceof MeasurementError)) throw error;
      remark(otherwise, { code: error.code });
      return null;
    }
  };
  const first = free ? await attempt('free', 'equal-slopes-no-solution') : null;
  const fitted = first ?? (await attempt('equal', 'no-calibration'));
  if (fitted === null) return null;
  const sd = fitted.calibration.groups[0]?.sd ?? 0;
  if (!(sd >= LEAST_SPREAD)) {
    remark('no-spread', { sd: sd.toFixed(3) });
    return null;
  }
  if (fitted.calibration.covariance === null) remark('no-standard-errors');
  if (!fitted.calibration.check.enough) remark('nodes-not-enough');
  return fitted;
}

/** Distinct scores of a column, rising. */
function scoresOf({ scores, persons, itemIds }: ResponseMatrix, column: number): number[] {
  const seen = new Set<number>();
  for (let i = 0, at = column; i < persons; i++, at += itemIds.length)
    seen.add(scores[at] ?? NOT_ADMINISTERED);
  seen.delete(NOT_ADMINISTERED);
  return [...seen].sort((a, b) => a - b);
}

function fitOf(calibration: Calibration, matrix: ResponseMatrix, remark: Say) {
  const squares = new Map(
    meanSquares(calibration).map(({ id, infit, outfit }) => [
      id,
      { infit: finiteOrNull(infit), outfit: finiteOrNull(outfit) },
    ]),
  );
  let fits: readonly ItemFit[] = [];
  try {
    fits = sX2(calibration, matrix);
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error;
    remark('no-s-x2', { code: error.code });
  }
  const found = new Map(
    fits.flatMap(({ id, statistic, df, p }) =>
      Number.isFinite(statistic) && df > 0 ? [[id, { statistic, df, p }] as const] : [],
    ),
  );
  return { squares, sX2: found };
}

async function estimate(request: DomainRequest, calibration: Calibration, remarks: Remark[]) {
  const [group] = calibration.groups;
  if (group === undefined) throw new Error('a calibration has a group');
  const scale = createScale(group, request.scale);
  const wle = await pointEstimates(calibration.scoring, calibration.eap, 'wle', request.pool);
  const { pupils, marks } = request.responses;
  const isThere = (i: number) => Number.isFinite(wle.estimate[i]) && Number.isFinite(wle.standardError[i]);
  const missing = pupils.filter((_, i) => !isThere(i)).length;
  if (missing > 0) remarks.push({ code: 'no-estimate', values: { pupils: missing } });
  const estimates: DomainEstimates = {
    pupils,
    scores: pupils.map((_, i) => (isThere(i) ? rounded(toScale(scale, wle.estimate[i] ?? 0)) : null)),
    errors: pupils.map((_, i) =>
      isThere(i) ? rounded(errorToScale(scale, wle.standardError[i] ?? 0)) : null,
    ),
    marks,
  };
  return {
    scale,
    estimates,
    thresholds: studyThresholds(request.responses, calibration, wle, scale, remarks),
  };
}

function reliabilityOf({ eap, posteriorSd }: Calibration): number | null {
  const n = eap.length;
  const mean = eap.reduce((sum, one) => sum + one, 0) / n;
  const explained = eap.reduce((sum, one) => sum + (one - mean) ** 2, 0) / n;
  const error = posteriorSd.reduce((sum, one) => sum + one * one, 0) / n;
  return finiteOrNull(explained / (explained + error));
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** A ten-thousandth of a point is far below any error. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
