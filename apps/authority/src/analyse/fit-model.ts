/** The calibration of a domain: which model, which groups, weights and clusters, and what is done when there is no solution. */
import {
  type Calibration,
  type CalibrationRequest,
  calibrate,
  type Groups,
  guessingPriorFor,
  type ItemParameters,
  type LanePool,
  MeasurementError,
  type ModelName,
  NOT_ADMINISTERED,
  type ResponseMatrix,
} from '@cloison/measurement';
import type { Remark, RemarkCode } from '../analysis/remarks.ts';
import type { AnalysisModel, AnalysisSpec, Secrecy } from '../campaign/spec.ts';
import type { Background } from './background.ts';
import { pupilGroups } from './pupil-groups.ts';
import { shownGroups } from './shown-groups.ts';
import type { ReleasedSchools } from './shown-school-groups.ts';

/** From 200 persons and 5 items on, marginal maximum likelihood recovers a 2PL fairly (Drasgow 1989). */
export const LEAST_FOR_SLOPES = 200;
/** Guessing needs far more: 1,000 persons even with a prior (Lord 1980; Harwell & Janosky 1991 for priors). */
export const LEAST_FOR_GUESSING = 1_000;
/** Below, a Rasch difficulty is not even known to a logit (Linacre 1994). */
export const LEAST_TO_CALIBRATE = 30;
/** Two items leave fewer observed facts than a model with slopes has parameters. */
const LEAST_ITEMS_FOR_SLOPES = 3;
/** In logits, where slopes are 1: below, the scale would blow up errors only. */
const LEAST_SPREAD = 0.2;
/** A sandwich by cluster wants many clusters; below, its errors are too small (Cameron & Miller 2015). */
const LEAST_CLUSTERS = 20;

/** Ordinary answers need ten to forty; a likelihood without a maximum would go on for thousands. */
export const MOST_STEPS = 300;

export type AddRemark = (code: RemarkCode, values?: Remark['values']) => void;

export interface FitRequest {
  readonly matrix: ResponseMatrix;
  readonly settings: AnalysisSpec;
  readonly background: Background | null;
  /** Choices that an item has, for the prior of its guessing; an item without is not guessed. */
  readonly options: ReadonlyMap<string, number>;
  readonly secrecy: Secrecy;
  readonly released: readonly ReleasedSchools[];
  readonly pool: LanePool;
}

export interface Fitted {
  readonly calibration: Calibration;
  readonly slopes: 'free' | 'equal';
  readonly request: Pick<
    CalibrationRequest,
    'matrix' | 'model' | 'groups' | 'weights' | 'clusters' | 'guessing'
  >;
}

/** Null when nothing can be calibrated; a remark says why. With `anchors`, those items are held. */
export async function fitModel(
  request: FitRequest,
  addRemark: AddRemark,
  anchors?: ReadonlyMap<string, ItemParameters>,
): Promise<Fitted | null> {
  const { matrix, settings, background } = request;
  const pupils = matrix.persons;
  const seen = matrix.itemIds.map((_, j) => scoresOf(matrix, j));
  if (anchors === undefined) sayConstantItems(matrix, seen, addRemark);
  const varying = seen.filter((scores) => scores.length > 1).length;
  if (varying < 2) {
    addRemark('too-few-items');
    return null;
  }
  if (pupils < LEAST_TO_CALIBRATE) {
    addRemark('too-few-to-calibrate', { pupils, least: LEAST_TO_CALIBRATE });
    return null;
  }
  const wanted = settings.model;
  let free = wanted === 'auto' ? pupils >= LEAST_FOR_SLOPES : wanted !== 'rasch' && wanted !== 'pcm';
  if (anchors === undefined) {
    if (pupils < LEAST_FOR_SLOPES && wanted === 'auto')
      addRemark('equal-slopes-few-pupils', { pupils, least: LEAST_FOR_SLOPES });
    if (pupils < LEAST_FOR_SLOPES && free)
      addRemark('free-slopes-few-pupils', { pupils, least: LEAST_FOR_SLOPES });
    if ((wanted === '3pl' || wanted === '4pl') && pupils < LEAST_FOR_GUESSING)
      addRemark('guessing-few-pupils', { pupils, least: LEAST_FOR_GUESSING });
  }
  if (free && varying < LEAST_ITEMS_FOR_SLOPES && anchors === undefined) {
    free = false;
    addRemark('equal-slopes-few-items', { items: varying, least: LEAST_ITEMS_FOR_SLOPES });
  }
  const groups = groupsFor(request, addRemark);
  const clusters = clustersFor(settings, background, addRemark);
  const choices = matrix.itemIds.flatMap((id) => request.options.get(id) ?? []);
  const shared = {
    matrix,
    ...(groups === null ? {} : { groups }),
    ...(background?.weight == null ? {} : { weights: background.weight }),
    ...(clusters === null ? {} : { clusters }),
    ...((wanted === '3pl' || wanted === '4pl') && choices.length > 0
      ? {
          guessing: guessingPriorFor(Math.round(choices.reduce((sum, one) => sum + one, 0) / choices.length)),
        }
      : {}),
  };
  const attempt = async (model: AnalysisModel, otherwise: RemarkCode): Promise<Fitted | null> => {
    const models = new Map(
      matrix.itemIds.map((id, j): [string, ModelName] => [
        id,
        anchors?.has(id) === true
          ? modelOf(anchors.get(id))
          : modelFor(model, (seen[j]?.length ?? 0) > 2, request.options.has(id)),
      ]),
    );
    const slopes = model === 'rasch' || model === 'pcm' ? 'equal' : 'free';
    const asked = { ...shared, model: models };
    try {
      const calibration = await calibrate(
        { ...asked, maxSteps: MOST_STEPS, ...(anchors === undefined ? {} : { anchors }) },
        { pool: request.pool },
      );
      return { slopes, calibration, request: asked };
    } catch (error) {
      if (!(error instanceof MeasurementError)) throw error;
      addRemark(otherwise, { code: error.code });
      return null;
    }
  };
  const first = free ? await attempt(wanted === 'auto' ? '2pl' : wanted, 'equal-slopes-no-solution') : null;
  const fitted = first ?? (await attempt('rasch', 'no-calibration'));
  if (fitted === null) return null;
  const sd = Math.max(...fitted.calibration.groups.map((one) => one.sd));
  if (!(sd >= LEAST_SPREAD)) {
    addRemark('no-spread', { sd });
    return null;
  }
  if (anchors === undefined && fitted.calibration.covariance === null) addRemark('no-standard-errors');
  if (!fitted.calibration.check.enough) addRemark('nodes-not-enough');
  return fitted;
}

function sayConstantItems(
  matrix: ResponseMatrix,
  seen: readonly (readonly number[])[],
  addRemark: AddRemark,
): void {
  const named = (test: (scores: readonly number[]) => boolean) =>
    matrix.itemIds.filter((_, j) => test(seen[j] ?? [])).join(', ');
  for (const [code, items] of [
    ['no-score', named((scores) => scores.length === 0)],
    ['lowest-score-only', named((scores) => scores.length === 1 && scores[0] === 0)],
    ['one-score-only', named((scores) => scores.length === 1 && scores[0] !== 0)],
  ] as const)
    if (items !== '') addRemark(code, { items });
}

/** With fewer scores than a model is for, an item gets the model of the same family for two scores, and the other way round. */
export function modelFor(wanted: AnalysisModel, several: boolean, hasOptions: boolean): ModelName {
  switch (wanted) {
    case 'rasch':
    case 'pcm':
      return several ? 'pcm' : 'rasch';
    case '3pl':
      return several ? 'gpcm' : hasOptions ? '3pl' : '2pl';
    case '4pl':
      return several ? 'gpcm' : hasOptions ? '4pl' : '2pl';
    case 'grm':
      return several ? 'grm' : '2pl';
    case 'auto':
    case '2pl':
    case 'gpcm':
      return several ? 'gpcm' : '2pl';
  }
}

export function modelOf(item: ItemParameters | undefined): ModelName {
  if (item === undefined) return '2pl';
  const several = item.scores.length > 2;
  switch (item.kind) {
    case 'guessing':
      return '3pl';
    case 'asymptotes':
      return '4pl';
    case 'graded':
      return several ? 'grm' : '2pl';
    case 'partialCredit':
      return several ? 'gpcm' : '2pl';
  }
}

function groupsFor(
  { settings, background, secrecy, released }: FitRequest,
  addRemark: AddRemark,
): Groups | null {
  const column = settings.groups;
  const codes = column === null ? undefined : background?.columns.get(column);
  if (column === null || codes === undefined || background === null) return null;
  const least = { pupils: Math.max(LEAST_TO_CALIBRATE, secrecy.minPupils), schools: secrecy.minSchools };
  const { labels, of, pooled } = pupilGroups(codes, background.school, least);
  if (pooled.length > 0)
    addRemark('groups-small', {
      ...{ column, labels: pooled.join(', ') },
      ...{ least: least.pupils, schools: least.schools },
    });
  if (labels.length < 2) {
    addRemark('groups-one', { column });
    return null;
  }
  // Each population's mean and spread are shown: they must not tell of a few schools beside what was released before.
  const pooledColumn = { ...background, columns: new Map([[column, { column, labels, of }]]) };
  const shown = shownGroups(pooledColumn, [column], () => true, secrecy, released);
  if (shown.groups.get(column)?.every((one) => one) !== true) {
    addRemark('groups-secret', { column });
    return null;
  }
  return { labels, of };
}

function clustersFor(
  settings: AnalysisSpec,
  background: Background | null,
  addRemark: AddRemark,
): Uint32Array | null {
  if (settings.clusters === null || background === null) return null;
  const of = settings.clusters === 'school' ? background.school : background.class;
  const clusters = new Set(of).size;
  sayFewClusters(clusters, addRemark);
  return clusters < 2 ? null : numbered(of);
}

/** The same clusters, numbered from 0 as they come. */
export function numbered(of: Uint32Array): Uint32Array {
  const known = new Map<number, number>();
  return Uint32Array.from(of, (one) => {
    const number = known.get(one) ?? known.size;
    known.set(one, number);
    return number;
  });
}

export function sayFewClusters(clusters: number, addRemark: AddRemark): void {
  if (clusters < LEAST_CLUSTERS) addRemark('clusters-few', { clusters, least: LEAST_CLUSTERS });
}

/** The same persons, with every item held at its estimate: for what is estimated of the population alone. */
export function heldItems({ calibration, request }: Fitted) {
  const anchors = new Map(
    calibration.items.map(({ id, parameters }): [string, ItemParameters] => [id, parameters]),
  );
  const model = new Map(request.matrix.itemIds.map((id) => [id, modelOf(anchors.get(id))]));
  return { ...request, model, anchors };
}

/** Distinct scores of a column, rising. */
function scoresOf({ scores, persons, itemIds }: ResponseMatrix, column: number): number[] {
  const seen = new Uint8Array(256);
  for (let i = 0, at = column; i < persons; i++, at += itemIds.length)
    seen[scores[at] ?? NOT_ADMINISTERED] = 1;
  seen[NOT_ADMINISTERED] = 0;
  return Array.from(seen.keys()).filter((score) => seen[score] === 1);
}
