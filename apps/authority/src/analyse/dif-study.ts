/**
 * Items that work differently for pupils of equal success, by columns of the roster: each value with enough pupils against
 * the commonest one. Two scores: Mantel-Haenszel with the classes of ETS, and logistic; more: likelihood ratio. Purified.
 * Persons with the same answers are compared as one row with a count, which changes no figure.
 */

import {
  adjustP,
  type CalibrationRequest,
  type LanePool,
  likelihoodRatioDif,
  logisticDif,
  MeasurementError,
  mantelHaenszel,
  NOT_ADMINISTERED,
  type ResponseMatrix,
} from '@cloison/measurement';
import type { DifItem, DifStudy } from '../analysis/studies.ts';
import type { BackgroundColumn } from '../campaign/spec.ts';
import type { Background } from './background.ts';
import type { AddRemark } from './fit-model.ts';
import { countByLabel, isLarge } from './label-counts.ts';
import { comparison } from './pupil-groups.ts';

/** ETS wants 200 in the smaller group (Zwick 2012); below a hundred, a large difference would often pass unseen. */
export const LEAST_FOR_DIF = 100;
/** Matching on fewer items than this is matching on next to nothing (Zwick 1990). */
const LEAST_ITEMS = 5;

export interface DifRequest {
  /** Scores and not given, as calibrated. */
  readonly matrix: ResponseMatrix;
  readonly model: CalibrationRequest['model'];
  readonly columns: readonly BackgroundColumn[];
  readonly background: Background;
  readonly minSchools: number;
  readonly pool: LanePool;
}

export async function studyDif(request: DifRequest, addRemark: AddRemark): Promise<DifStudy[]> {
  const { matrix, columns, background, minSchools } = request;
  if (columns.length === 0) return [];
  if (matrix.itemIds.length < LEAST_ITEMS) {
    addRemark('dif-items', { items: matrix.itemIds.length, least: LEAST_ITEMS });
    return [];
  }
  const studies: DifStudy[] = [];
  for (const column of columns) {
    const codes = background.columns.get(column);
    if (codes === undefined) continue;
    const found = countByLabel(codes, background.school);
    const sizes = found.map(({ pupils }) => pupils);
    const reference = sizes.indexOf(Math.max(...sizes));
    const large = found.map((one) => isLarge(one, { pupils: LEAST_FOR_DIF, schools: minSchools }));
    const small = codes.labels.filter((_, code) => sizes[code] !== 0 && !large[code]);
    if (small.length > 0)
      addRemark('dif-small', { column, labels: small.join(', '), least: LEAST_FOR_DIF, schools: minSchools });
    if (!large[reference]) continue;
    const others = codes.labels.filter((_, code) => code !== reference && large[code]);
    if (others.length === 0 && small.length === 0) addRemark('dif-one', { column });
    for (const label of others) {
      const focal = codes.labels.indexOf(label);
      const study = await compare(request, comparison(codes.of, reference, focal), {
        column,
        reference: codes.labels[reference] ?? '',
        focal: label,
        pupils: [sizes[reference] ?? 0, sizes[focal] ?? 0],
      });
      if (typeof study === 'string') addRemark('no-dif', { column, label, code: study });
      else studies.push(study);
    }
  }
  return studies;
}

async function compare(
  { matrix, model, pool }: DifRequest,
  of: Uint8Array,
  about: Pick<DifStudy, 'column' | 'reference' | 'focal' | 'pupils'>,
): Promise<DifStudy | string> {
  try {
    const rows = distinctRows(matrix, of);
    const options = { weights: rows.counts };
    const classes = mantelHaenszel(rows.matrix, { of: rows.of }, options);
    const logistic = logisticDif(rows.matrix, { of: rows.of }, options);
    const several = severalScores(matrix);
    const ratios =
      several.length === 0
        ? []
        : (await likelihoodRatioDif({ matrix, model }, { of }, { items: several, purify: false }, { pool }))
            .items;
    const met = whoMet(matrix, of);
    const tested = matrix.itemIds.map(
      (id, j) => ratios.find((one) => one.id === id)?.p ?? classes.items[j]?.p ?? null,
    );
    const holm = adjustP(tested, 'holm');
    const benjaminiHochberg = adjustP(tested, 'benjamini-hochberg');
    return {
      ...about,
      rounds: classes.rounds,
      settled: classes.settled && logistic.settled,
      items: matrix.itemIds.map((id, j): DifItem => {
        const mh = classes.items[j];
        const lr = logistic.items[j];
        const ratio = ratios.find((one) => one.id === id);
        return {
          id,
          delta: mh?.delta ?? null,
          p: mh?.p ?? null,
          ets: mh?.ets ?? null,
          standardisedDifference: mh?.standardisedDifference ?? null,
          logistic:
            lr?.both == null
              ? null
              : {
                  pUniform: lr.uniform?.p ?? null,
                  pNonUniform: lr.nonUniform?.p ?? null,
                  rSquaredChange: lr.both.rSquaredChange,
                  size: lr.size,
                },
          likelihoodRatio:
            ratio === undefined
              ? null
              : {
                  statistic: ratio.statistic,
                  df: ratio.df,
                  p: ratio.p,
                  difficultyDifference: ratio.difficultyDifference,
                },
          met: met[j] ?? [0, 0],
          adjusted: { holm: holm[j] ?? null, benjaminiHochberg: benjaminiHochberg[j] ?? null },
        };
      }),
    };
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error;
    return error.code;
  }
}

/** Of each item: how many of the reference and of the other group it was given to. */
function whoMet({ itemIds, persons, scores }: ResponseMatrix, of: Uint8Array): [number, number][] {
  const width = itemIds.length;
  const met = itemIds.map((): [number, number] => [0, 0]);
  for (let i = 0; i < persons; i++) {
    const group = of[i];
    if (group !== 0 && group !== 1) continue;
    met.forEach((own, j) => {
      if (scores[i * width + j] !== NOT_ADMINISTERED) own[group] += 1;
    });
  }
  return met;
}

function severalScores({ itemIds, scores }: ResponseMatrix): string[] {
  const width = itemIds.length;
  const most = new Uint8Array(width);
  for (let at = 0, j = 0; at < scores.length; at++) {
    const score = scores[at] ?? 0;
    if (score < 253 && score > (most[j] ?? 0)) most[j] = score;
    if (++j === width) j = 0;
  }
  return itemIds.filter((_, j) => (most[j] ?? 0) > 1);
}

/** Each row of answers that somebody of a group gave, once, with how many gave it; those compared with nobody are left out. */
function distinctRows(matrix: ResponseMatrix, of: Uint8Array) {
  const width = matrix.itemIds.length;
  const bytes = Buffer.from(matrix.scores.buffer, matrix.scores.byteOffset, matrix.scores.byteLength);
  const known = new Map<string, number>();
  const first: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < matrix.persons; i++) {
    const group = of[i] ?? 2;
    if (group > 1) continue;
    const key = `${group}${bytes.toString('latin1', i * width, (i + 1) * width)}`;
    const at = known.get(key);
    if (at === undefined) {
      known.set(key, first.length);
      first.push(i);
      counts.push(1);
    } else counts[at] = (counts[at] ?? 0) + 1;
  }
  // A group whose pupils all answered alike is still a group: the tests ask for two rows.
  for (const group of [0, 1]) {
    const rows = first.filter((i) => of[i] === group);
    const [only] = rows;
    const at = first.indexOf(only ?? -1);
    if (rows.length === 1 && only !== undefined && (counts[at] ?? 0) > 1) {
      counts[at] = (counts[at] ?? 0) - 1;
      first.push(only);
      counts.push(1);
    }
  }
  const scores = new Uint8Array(first.length * width);
  first.forEach((i, k) => {
    scores.set(matrix.scores.subarray(i * width, (i + 1) * width), k * width);
  });
  return {
    matrix: { persons: first.length, itemIds: matrix.itemIds, scores },
    of: Uint8Array.from(first, (i) => of[i] ?? 2),
    counts: Float64Array.from(counts),
  };
}
