/** The analysis of one domain, from its response matrix. Total: what cannot be computed is null, and a remark says why. */
import {
  applyMissingRule,
  CALIBRATION_MISSING,
  type ClassicalSummary,
  classicalStatistics,
  createScale,
  type DistractorTable,
  distractorAnalysis,
  errorToScale,
  type LanePool,
  type LinkConstants,
  MAX_SCORE,
  marginalReliability,
  NOT_ADMINISTERED,
  omega,
  pointEstimates,
  type ResponseMatrix,
  SCORE_MISSING,
  type Scale,
  subMatrix,
  toScale,
  toTargetScale,
  wleReliability,
} from '@cloison/measurement';
import type { StandardForm, StandardTable } from '@cloison/study-files';
import { describeCalibration, proposeStandard } from '@cloison/study-files';
import type {
  AnalysedDomain,
  DomainEstimates,
  DomainStatistics,
  ItemStatistics,
  PopulationStudy,
} from '../analysis/domain-statistics.ts';
import type { Remark } from '../analysis/remarks.ts';
import type { PositionsStudy } from '../analysis/studies.ts';
import type { AnalysisSpec, Secrecy } from '../campaign/spec.ts';
import type { Background } from './background.ts';
import { studyDif } from './dif-study.ts';
import type { DomainResponses } from './domain-responses.ts';
import { type AddRemark, type FitRequest, type Fitted, fitModel } from './fit-model.ts';
import { finiteOrNull, studyFit, studyPersons } from './fit-study.ts';
import { groupMean } from './group-means.ts';
import { onlyThose } from './kept-estimates.ts';
import { rounded, studyPlausible } from './plausible-study.ts';
import { type Linked, linkToReference, mixture, type ReferenceYear } from './reference-link.ts';
import { studyRegression } from './regression-study.ts';
import { populationsReleased } from './shown-groups.ts';
import type { ReleasedSchools } from './shown-school-groups.ts';
import { studyStandard, studyThresholds } from './thresholds.ts';

export interface DomainRequest {
  readonly responses: DomainResponses;
  /** Maximum score of each item, in points. */
  readonly maxScores: ReadonlyMap<string, number>;
  /** Number of choices of each item that is one choice among several. */
  readonly options: ReadonlyMap<string, number>;
  readonly settings: AnalysisSpec;
  /** Of the pupils of the responses; null: nothing is known of them. */
  readonly background: Background | null;
  readonly reference: ReferenceYear | null;
  readonly standard: StandardTable | null;
  /** Where pupils sit different items. */
  readonly forms: readonly StandardForm[] | null;
  /** Mean and standard deviation of the reference year's pupils on the campaign's scale. */
  readonly scale: { readonly mean: number; readonly sd: number };
  /** The campaign's statistical secrecy: with fewer pupils nothing is computed. */
  readonly secrecy: Secrecy;
  /** Sets of schools of which figures of this domain were shown before. */
  readonly released: readonly ReleasedSchools[];
  readonly pool: LanePool;
}

export async function analyseDomain(request: DomainRequest): Promise<AnalysedDomain> {
  const { responses, settings, background } = request;
  const leastPupils = request.secrecy.minPupils;
  const { domain, unit, matrix, unfit } = responses;
  const remarks: Remark[] = [];
  const addRemark: AddRemark = (code, values = {}) => {
    const remark = { code, values };
    const text = JSON.stringify(remark);
    // A domain may be calibrated twice (items held, then all): each remark is made once.
    if (!remarks.some((one) => JSON.stringify(one) === text)) remarks.push(remark);
  };
  const pupils = responses.pupils.length;
  const nothing: DomainStatistics = {
    v: 2,
    domain: domain.id,
    level: domain.level,
    sequence: domain.sequence,
    settings,
    pupils,
    completePupils: 0,
    mean: null,
    sd: null,
    alpha: null,
    omega: null,
    standardErrorOfMeasurement: null,
    items: [],
    unit,
    unfit,
    slopes: null,
    calibration: null,
    reliability: null,
    reliabilities: null,
    positions: null,
    scale: null,
    population: null,
    link: null,
    m2: null,
    q3: null,
    personFit: null,
    observed: [],
    dif: [],
    plausible: null,
    regression: null,
    thresholds: null,
    standard: null,
    remarks,
  };
  if (pupils < leastPupils) {
    addRemark('too-few-pupils', { pupils, least: leastPupils });
    return { statistics: nothing, estimates: null };
  }
  if (unfit.length > 0) addRemark('scores-unfit', { items: unfit.join(', '), most: MAX_SCORE });
  if (matrix === null) return { statistics: nothing, estimates: null };

  const classical = classicalOf(matrix, leastPupils, background?.weight ?? null);
  if (classical.completePupils < pupils)
    addRemark('incomplete', { complete: classical.completePupils, pupils });
  const rule = settings.notReached === 'ignored' ? CALIBRATION_MISSING : SCORE_MISSING;
  const scored = applyMissingRule(matrix, rule);
  const { options, secrecy, released, pool } = request;
  const fitRequest = { matrix: scored, settings, background, options, secrecy, released, pool };
  const own = await fitModel(fitRequest, addRemark);
  const placed = own === null ? null : await place(request, fitRequest, own, addRemark);
  const fit = placed === null ? null : studyFit(placed.fitted.calibration, scored, addRemark);
  const items = itemStatistics(request, matrix, classical, fit);
  const negative = items.filter(({ discrimination }) => (discrimination ?? 0) < 0).map(({ id }) => id);
  if (negative.length > 0) addRemark('negative-discrimination', { items: negative.join(', ') });
  const { complete } = classical;
  const points = (steps: number | null | undefined) => (steps == null ? null : steps * unit);
  const statistics: DomainStatistics = {
    ...nothing,
    completePupils: classical.completePupils,
    mean: points(complete?.mean),
    sd: points(complete?.sd),
    alpha: complete?.alpha ?? null,
    omega: classical.omega,
    standardErrorOfMeasurement: points(complete?.standardErrorOfMeasurement),
    items,
    dif:
      background === null
        ? []
        : await studyDif(
            {
              matrix: scored,
              model: own?.request.model ?? '2pl',
              columns: settings.dif,
              background,
              minSchools: secrecy.minSchools,
              pool,
            },
            addRemark,
          ),
  };
  if (placed === null || fit === null || own === null) return { statistics, estimates: null };
  const persons = await estimate(request, placed, scored, remarks, addRemark);
  return {
    statistics: {
      ...statistics,
      slopes: placed.fitted.slopes,
      calibration: onReportedTheta(placed),
      reliability: placed.fitted.calibration.reliability,
      positions: positionsOf(placed),
      scale: placed.scale,
      link: placed.link?.study ?? null,
      m2: fit.m2,
      q3: fit.q3,
      observed: fit.observed.map(({ id, points: seen }) => ({
        id,
        points: seen.map((point) => ({ ...point, theta: placed.toReported(point.theta) })),
      })),
      ...persons.studies,
    },
    estimates: persons.estimates,
  };
}

/** A calibration with its place: on its own, or on the θ of a reference year. */
interface Placed {
  readonly fitted: Fitted;
  readonly constants: LinkConstants;
  /** Null: there was to be a link, and there is none. */
  readonly scale: Scale | null;
  readonly link: Linked | null;
  readonly toReported: (theta: number) => number;
}

async function place(
  { reference, scale }: DomainRequest,
  fitRequest: FitRequest,
  own: Fitted,
  addRemark: AddRemark,
): Promise<Placed> {
  const link =
    reference === null ? null : await linkToReference(fitRequest, own, reference, scale, addRemark);
  const fitted = link?.fitted ?? own;
  const constants = link?.constants ?? { slope: 1, shift: 0 };
  return {
    fitted,
    constants,
    scale: link?.scale ?? (reference === null ? createScale(populationOf(fitted), scale) : null),
    link,
    toReported: (theta) => constants.slope * theta + constants.shift,
  };
}

/** Mean and standard deviation of all pupils together, on the calibration's θ. */
function populationOf({ calibration, request }: Fitted): { readonly mean: number; readonly sd: number } {
  const { groups, weights } = request;
  const shares = new Array<number>(calibration.groups.length).fill(0);
  for (let i = 0; i < request.matrix.persons; i++) {
    const group = groups === undefined ? 0 : (groups.of[i] ?? 0);
    shares[group] = (shares[group] ?? 0) + (weights?.[i] ?? 1);
  }
  return mixture(calibration.groups.map(({ mean, sd }, group) => ({ mean, sd, share: shares[group] ?? 0 })));
}

/** Of all pupils, and of those with every item (alpha has no meaning otherwise), when secrecy allows. */
function classicalOf(matrix: ResponseMatrix, leastPupils: number, weights: Float64Array | null) {
  const all = classicalStatistics(matrix, weights);
  const omegaOf = (complete: ResponseMatrix, own: Float64Array | null) =>
    finiteOrNull(omega(complete, own)?.omega ?? Number.NaN);
  if (all.complete)
    return { all, complete: all, completePupils: matrix.persons, omega: omegaOf(matrix, weights) };
  const width = matrix.itemIds.length;
  const rows = Array.from({ length: matrix.persons }, (_, i) => i).filter(
    (i) => !matrix.scores.subarray(i * width, (i + 1) * width).includes(NOT_ADMINISTERED),
  );
  const columns = matrix.itemIds.map((_, j) => j);
  if (rows.length < leastPupils) return { all, complete: null, completePupils: rows.length, omega: null };
  const own = weights === null ? null : Float64Array.from(rows, (i) => weights[i] ?? 0);
  const part = subMatrix(matrix, columns, rows);
  const complete: ClassicalSummary = classicalStatistics(part, own);
  return { all, complete, completePupils: rows.length, omega: omegaOf(part, own) };
}

/** Classical statistics alone, each pupil counted once; none with fewer pupils than the campaign's secrecy allows. */
export function classicalItems(
  request: Pick<DomainRequest, 'maxScores' | 'responses' | 'secrecy'>,
): ItemStatistics[] {
  const { matrix, pupils } = request.responses;
  const { minPupils } = request.secrecy;
  if (matrix === null || pupils.length < minPupils) return [];
  return itemStatistics(request, matrix, classicalOf(matrix, minPupils, null), null);
}

function itemStatistics(
  { maxScores, responses }: Pick<DomainRequest, 'maxScores' | 'responses'>,
  matrix: ResponseMatrix,
  { all, complete }: ReturnType<typeof classicalOf>,
  fit: ReturnType<typeof studyFit> | null,
): ItemStatistics[] {
  const { unit, choices } = responses;
  const tables = choices === null ? [] : choiceTables(matrix, choices);
  return all.items.map((item, j): ItemStatistics => {
    const maximum = (maxScores.get(item.id) ?? 0) / unit;
    const table = tables.find(({ id }) => id === item.id);
    return {
      id: item.id,
      pupils: item.persons,
      omitted: item.omitted,
      notReached: item.notReached,
      facility: item.mean === null || !(maximum > 0) ? null : item.mean / maximum,
      discrimination: matrix.itemIds.length < 2 ? null : item.itemRest,
      alphaIfDropped: complete?.items[j]?.alphaIfDropped ?? null,
      infit: fit?.squares.get(item.id)?.infit ?? null,
      outfit: fit?.squares.get(item.id)?.outfit ?? null,
      sX2: fit?.sX2.get(item.id) ?? null,
      choices:
        table === undefined
          ? null
          : {
              suspicious: table.suspicious,
              options: table.options.map(({ persons, score, ...one }) => ({
                ...one,
                pupils: persons,
                score: score * unit,
              })),
            },
    };
  });
}

/** Choices against the success at all other items of the domain: those that are no choice stand by their scores. */
function choiceTables(
  matrix: ResponseMatrix,
  { matrix: chosen, key }: NonNullable<DomainResponses['choices']>,
): readonly DistractorTable[] {
  const scores = Array.from({ length: MAX_SCORE + 1 }, (_, score) => String(score));
  const others = matrix.itemIds.flatMap((id, column) =>
    chosen.itemIds.includes(id) ? [] : [{ id, column }],
  );
  const own = chosen.itemIds.length;
  const width = own + others.length;
  const cells = new Uint8Array(matrix.persons * width);
  for (let i = 0; i < matrix.persons; i++) {
    for (let j = 0; j < own; j++) cells[i * width + j] = chosen.choices[i * own + j] ?? NOT_ADMINISTERED;
    others.forEach(({ column }, k) => {
      cells[i * width + own + k] = matrix.scores[i * matrix.itemIds.length + column] ?? NOT_ADMINISTERED;
    });
  }
  const observed = others.map(({ column }) => highestScore(matrix, column));
  return distractorAnalysis(
    {
      persons: matrix.persons,
      itemIds: [...chosen.itemIds, ...others.map(({ id }) => id)],
      choices: cells,
      options: [...chosen.options, ...observed.map((highest) => scores.slice(0, highest + 1))],
    },
    new Map([
      ...key,
      ...others.map(
        ({ id }, k) =>
          [
            id,
            new Map(scores.slice(0, (observed[k] ?? 0) + 1).map((score) => [score, Number(score)])),
          ] as const,
      ),
    ]),
  ).filter(({ id }) => chosen.itemIds.includes(id));
}

function highestScore({ scores, itemIds }: ResponseMatrix, column: number): number {
  let highest = 0;
  for (let at = column; at < scores.length; at += itemIds.length) {
    const score = scores[at] ?? 0;
    if (score <= MAX_SCORE && score > highest) highest = score;
  }
  return highest;
}

/** The calibration as it is reported: on the θ of the reference year, errors of what another scale leaves as it is. */
function onReportedTheta({ fitted, constants, link, toReported }: Placed): DomainStatistics['calibration'] {
  const described = describeCalibration(fitted.calibration);
  const identical = constants.slope === 1 && constants.shift === 0;
  const estimated = link?.estimated;
  if (identical && (estimated === undefined || estimated.size === 0)) return described;
  const moved = describeCalibration({
    ...fitted.calibration,
    groups: fitted.calibration.groups.map((group) => ({
      ...group,
      mean: toReported(group.mean),
      sd: constants.slope * group.sd,
      meanError: group.meanError === null ? null : constants.slope * group.meanError,
      sdError: group.sdError === null ? null : constants.slope * group.sdError,
    })),
    items: fitted.calibration.items.map((item) => {
      const elsewhere = estimated?.get(item.id);
      if (identical) return elsewhere === undefined ? item : { ...item, ...elsewhere, persons: item.persons };
      return {
        ...item,
        parameters: toTargetScale(item.parameters, constants),
        // The constants are taken as known, as ever: what they add is the linking error, which is reported by itself.
        difficultyErrors: item.difficultyErrors.map((error) =>
          error === null ? null : error * constants.slope,
        ),
        // An intercept's error would need that of the constants too.
        standardErrors: item.standardErrors.map((error, k) =>
          k === 0 && error !== null ? error / constants.slope : null,
        ),
      };
    }),
  });
  return moved;
}

async function estimate(
  request: DomainRequest,
  placed: Placed,
  scored: ResponseMatrix,
  remarks: Remark[],
  addRemark: AddRemark,
): Promise<{
  readonly estimates: DomainEstimates | null;
  readonly studies: Pick<
    DomainStatistics,
    'population' | 'personFit' | 'plausible' | 'regression' | 'reliabilities' | 'thresholds' | 'standard'
  >;
}> {
  const { responses, settings, background } = request;
  const { fitted, constants, scale, toReported } = placed;
  const { calibration } = fitted;
  const wle = await pointEstimates(calibration.scoring, calibration.eap, 'wle', request.pool);
  const personFit = studyPersons(calibration, scored, wle);
  const reliabilities = {
    wle: finiteOrNull(wleReliability(wle, background?.weight ?? null) ?? Number.NaN),
    marginal: finiteOrNull(
      marginalReliability(
        calibration.items.map(({ parameters }) => parameters),
        calibration.groups.map(({ mean, sd, persons }) => ({ mean, sd, share: persons })),
      ) ?? Number.NaN,
    ),
  };
  const { pupils, marks } = responses;
  const size = pupils.length;
  const isThere = (i: number) => Number.isFinite(wle.estimate[i]) && Number.isFinite(wle.standardError[i]);
  const reported = {
    estimate: Float64Array.from({ length: size }, (_, i) => toReported(wle.estimate[i] ?? Number.NaN)),
    standardError: Float64Array.from(
      { length: size },
      (_, i) => constants.slope * (wle.standardError[i] ?? Number.NaN),
    ),
  };
  const missing = pupils.filter((_, i) => !isThere(i)).length;
  if (missing > 0) addRemark('no-estimate', { pupils: missing });
  const items = calibration.items.map(({ id, parameters }) => ({
    id,
    parameters: toTargetScale(parameters, constants),
  }));
  const subject = {
    items,
    setAside: calibration.setAside,
    unfit: responses.unfit,
    unit: responses.unit,
    scale,
    ...reported,
    weights: background?.weight ?? null,
  };
  // A threshold in points of one form is not one of another.
  const thresholds =
    responses.domain.forms === undefined
      ? studyThresholds(subject, responses.domain.thresholds, remarks)
      : null;
  const proposal =
    request.standard === null
      ? null
      : proposeStandard(
          { ...subject, maxScore: responses.domain.maxScore },
          request.standard,
          remarks,
          request.forms,
        );
  const standard = proposal === null ? null : studyStandard(subject, proposal);
  if (scale === null)
    return {
      estimates: null,
      studies: {
        population: null,
        personFit,
        plausible: null,
        regression: null,
        reliabilities,
        thresholds,
        standard,
      },
    };
  const released = [...request.released, ...populationsReleased(fitted.request.groups, background)];
  const onScale = (theta: number) => toScale(scale, toReported(theta));
  const scores = new Float64Array(size).fill(Number.NaN);
  const errors = new Float64Array(size).fill(Number.NaN);
  for (let i = 0; i < size; i++) {
    if (!isThere(i)) continue;
    scores[i] = rounded(toScale(scale, reported.estimate[i] ?? 0));
    errors[i] = rounded(errorToScale(scale, reported.standardError[i] ?? 0));
  }
  const plausible =
    settings.plausible === null || background === null
      ? null
      : await studyPlausible(
          {
            domain: responses.domain.id,
            fitted,
            plausible: settings.plausible,
            groups: settings.groups,
            background,
            toScale: onScale,
            secrecy: request.secrecy,
            shownBeside: (settings.regression ?? []).map(({ column }) => column),
            released,
            pool: request.pool,
          },
          addRemark,
        );
  const regression =
    settings.regression === undefined || background === null
      ? null
      : await studyRegression(
          {
            fitted,
            terms: settings.regression,
            background,
            counts: isThere,
            pointsPerTheta: (constants.slope * scale.sd) / scale.referenceSd,
            populationSd: populationOf(fitted).sd,
            secrecy: request.secrecy,
            shownBeside: settings.plausible?.background ?? [],
            released,
            pool: request.pool,
          },
          addRemark,
        );
  return {
    estimates: onlyThose(isThere, {
      pupils,
      scores,
      errors,
      marks,
      plausible: plausible === null ? null : { draws: plausible.study.values, values: plausible.values },
    }),
    studies: {
      population: populationStudy(request, placed, scale, scores),
      personFit,
      plausible: plausible?.study ?? null,
      regression,
      reliabilities,
      thresholds,
      standard,
    },
  };
}

function populationStudy(
  { background }: DomainRequest,
  placed: Placed,
  scale: Scale,
  scores: Float64Array,
): PopulationStudy {
  const { fitted, constants, link, toReported } = placed;
  const own = populationOf(fitted);
  const deviation = (sd: number) => (sd * constants.slope * scale.sd) / scale.referenceSd;
  const mean = toScale(scale, toReported(own.mean));
  const sampled =
    background === null
      ? null
      : groupMean({
          values: scores,
          draws: 1,
          groupOf: null,
          group: 0,
          school: background.school,
          weight: background.weight,
        });
  const standardError = sampled?.standardError ?? null;
  const linkingError = link?.study.linkingError ?? null;
  return {
    mean,
    sd: deviation(own.sd),
    standardError,
    groups: fitted.calibration.groups.map(({ label, persons, mean: theta, sd }) => ({
      label,
      pupils: persons,
      mean: toScale(scale, toReported(theta)),
      sd: deviation(sd),
    })),
    growth:
      link === null
        ? null
        : {
            points: mean - link.study.before.mean,
            standardError:
              standardError === null || linkingError === null
                ? null
                : Math.hypot(standardError, linkingError),
          },
  };
}

/** Expected counts at the nodes show the population, not the narrower spread of its estimates. */
function positionsOf({ fitted, toReported }: Placed): PositionsStudy {
  const { scoring, groups } = fitted.calibration;
  const { counts } = scoring.expected;
  return {
    theta: Array.from(scoring.estimation.theta, toReported),
    groups: groups.map(({ label }, g) => {
      const own = counts.groups[g] ?? new Float64Array(0);
      const total = own.reduce((sum, one) => sum + one, 0);
      return { label, shares: Array.from(own, (one) => Math.round((one / total) * 1e6) / 1e6) };
    }),
  };
}
