/**
 * S-X² (Orlando & Thissen 2000; Kang & Chen 2008 for more than two categories): observed against modelled answers among
 * persons of equal sum score. Neighbouring sum scores are merged until every expected count reaches 1, as mirt does.
 */
import { MeasurementError } from '../errors/measurement-error.ts';
import type { Calibration, ScoringBasis } from '../irt/calibration.ts';
import { fillLogProbabilities } from '../models/item-models.ts';
import { fillNormalPrior } from '../models/quadrature.ts';
import { chiSquareUpper } from '../numeric/distributions.ts';
import { sumScoreProbabilities } from '../persons/sum-scores.ts';
import { findBooklets, type ResponseMatrix, subMatrix } from '../responses/response-matrix.ts';

export interface ItemFit {
  readonly id: string;
  readonly statistic: number;
  readonly df: number;
  /** Null without degrees of freedom left. */
  readonly p: number | null;
  readonly rmsea: number | null;
  /** Persons compared, and the groups and booklets they come in. */
  readonly persons: number;
  readonly strata: number;
}

const LEAST_EXPECTED = 1;

/** A booklet of some items is compared from this many persons on; persons who met every item always are. */
const LEAST_PERSONS = 100;

/** Persons of one group who met the same items. */
interface Stratum {
  readonly group: number;
  /** Items of the calibration that they met. */
  readonly items: readonly number[];
  readonly persons: readonly number[];
}

/**
 * With several groups or booklets, each group's persons who met the same items are compared among themselves, with their
 * own population, and the parts of an item are added. Booklets of fewer than 100 persons are left out; throws
 * `incomplete-data` when nobody is left.
 */
export function sX2(calibration: Calibration, matrix: ResponseMatrix): readonly ItemFit[] {
  const { itemIds, items } = calibration.scoring;
  const columns = itemIds.map((id) => matrix.itemIds.indexOf(id));
  const strata = findStrata(calibration, matrix, columns);
  if (strata.length === 0) throw new MeasurementError('incomplete-data', { statistic: 'S-X²' });
  const totals = items.map(() => ({ statistic: 0, cells: 0, rows: 0, persons: 0, strata: 0 }));
  for (const stratum of strata) addStratum(calibration, matrix, columns, stratum, totals);
  const varianceFree = calibration.groups[0]!.sdError !== null;
  return totals.map(({ statistic, cells, rows, persons, strata: parts }, j): ItemFit => {
    // A free variance stands for the common slope of items that have none of their own.
    const own = calibration.items[j]!.standardErrors.filter((one) => one !== null).length;
    const df = cells - rows - own - (varianceFree ? 1 : 0);
    return {
      id: itemIds[j]!,
      statistic,
      df,
      p: df > 0 ? chiSquareUpper(statistic, df) : null,
      rmsea: df > 0 ? Math.sqrt(Math.max(0, (statistic - df) / (df * (persons - 1)))) : null,
      persons,
      strata: parts,
    };
  });
}

function findStrata(
  { scoring: { groupOf } }: Calibration,
  matrix: ResponseMatrix,
  columns: readonly number[],
): readonly Stratum[] {
  const { masks, bookletOf } = findBooklets(subMatrix(matrix, columns));
  const strata = new Map<string, { group: number; items: number[]; persons: number[] }>();
  for (let i = 0; i < matrix.persons; i++) {
    const group = groupOf === null ? 0 : groupOf[i]!;
    const key = `${group} ${bookletOf[i]}`;
    let stratum = strata.get(key);
    if (stratum === undefined) {
      const items = Array.from(masks[bookletOf[i]!]!).flatMap((met, j) => (met === 1 ? [j] : []));
      stratum = { group, items, persons: [] };
      strata.set(key, stratum);
    }
    stratum.persons.push(i);
  }
  return [...strata.values()].filter(
    ({ items, persons }) =>
      items.length > 1 && (items.length === columns.length || persons.length >= LEAST_PERSONS),
  );
}

function addStratum(
  { scoring }: Calibration,
  matrix: ResponseMatrix,
  columns: readonly number[],
  stratum: Stratum,
  totals: { statistic: number; cells: number; rows: number; persons: number; strata: number }[],
): void {
  const { theta } = scoring.estimation;
  const n = theta.length;
  const width = matrix.itemIds.length;
  const items = stratum.items.map((j) => scoring.items[j]!);
  const largest = items.reduce((sum, item) => sum + item.scores.at(-1)!, 0);
  const smallest = items.reduce((sum, item) => sum + item.scores[0]!, 0);
  const groupSize = new Float64Array(largest + 1);
  const observed = items.map((item) => new Float64Array((largest + 1) * item.scores.length));
  for (const i of stratum.persons) {
    const scores = stratum.items.map((j) => matrix.scores[i * width + columns[j]!]!);
    const sum = scores.reduce((total, score) => total + score, 0);
    groupSize[sum]!++;
    items.forEach((item, k) => {
      observed[k]![sum * item.scores.length + item.scores.indexOf(scores[k]!)]!++;
    });
  }
  const prior = priorOf(scoring, stratum);
  const whole = sumScoreProbabilities(items, theta);
  items.forEach((item, k) => {
    const others = sumScoreProbabilities(
      items.filter((_, other) => other !== k),
      theta,
    );
    const logP = new Float64Array(item.scores.length * n);
    fillLogProbabilities(item, theta, logP);
    const rows: { observed: number[]; expected: number[] }[] = [];
    for (let sum = smallest + 1; sum < largest; sum++) {
      if (groupSize[sum] === 0) continue;
      let mass = 0;
      for (let q = 0; q < n; q++) mass += whole[sum * n + q]! * prior[q]!;
      const expected = item.scores.map((score, c) => {
        const rest = sum - score;
        if (rest < 0 || rest * n >= others.length) return 0;
        let joint = 0;
        for (let q = 0; q < n; q++) joint += others[rest * n + q]! * Math.exp(logP[c * n + q]!) * prior[q]!;
        return (groupSize[sum]! * joint) / mass;
      });
      rows.push({
        observed: item.scores.map((_, c) => observed[k]![sum * item.scores.length + c]!),
        expected,
      });
    }
    mergeSparse(rows);
    const total = totals[stratum.items[k]!]!;
    total.rows += rows.length;
    total.persons += stratum.persons.length;
    total.strata++;
    for (const row of rows)
      row.expected.forEach((expected, c) => {
        if (expected <= 0) return;
        total.statistic += (row.observed[c]! - expected) ** 2 / expected;
        total.cells++;
      });
  });
}

/** Distribution of the stratum over the nodes: its group's, or the mixture of its persons' under a latent regression. */
function priorOf({ estimation, personMean, variances }: ScoringBasis, stratum: Stratum): Float64Array {
  const { theta, expectation } = estimation;
  const n = theta.length;
  if (personMean === null) return expectation.prior.subarray(stratum.group * n, (stratum.group + 1) * n);
  const prior = new Float64Array(n);
  const own = new Float64Array(n);
  for (const i of stratum.persons) {
    fillNormalPrior(theta, personMean[i]!, variances[stratum.group]!, own, 0);
    for (let q = 0; q < n; q++) prior[q]! += own[q]! / stratum.persons.length;
  }
  return prior;
}

function mergeSparse(rows: { observed: number[]; expected: number[] }[]): void {
  while (rows.length > 1) {
    const at = rows.findIndex((row) => row.expected.some((one) => one > 0 && one < LEAST_EXPECTED));
    if (at < 0) return;
    const size = (index: number) => rows[index]!.observed.reduce((sum, one) => sum + one, 0);
    const into =
      at === 0 ? 1 : at === rows.length - 1 ? at - 1 : size(at - 1) <= size(at + 1) ? at - 1 : at + 1;
    const [sparse, target] = [rows[at]!, rows[into]!];
    sparse.expected.forEach((one, c) => {
      target.expected[c]! += one;
      target.observed[c]! += sparse.observed[c]!;
    });
    rows.splice(at, 1);
  }
}
