/**
 * S-X² (Orlando & Thissen 2000; Kang & Chen 2008 for more than two categories): observed against modelled answers among
 * persons of equal sum score. Neighbouring sum scores are merged until every expected count reaches 1, as mirt does.
 */
import { MeasurementError } from '../errors/measurement-error.ts';
import type { Calibration } from '../irt/calibration.ts';
import { fillLogProbabilities } from '../models/item-models.ts';
import { chiSquareUpper } from '../numeric/distributions.ts';
import { sumScoreProbabilities } from '../persons/sum-scores.ts';
import { NOT_ADMINISTERED, type ResponseMatrix } from '../responses/response-matrix.ts';

export interface ItemFit {
  readonly id: string;
  readonly statistic: number;
  readonly df: number;
  /** Null without degrees of freedom left. */
  readonly p: number | null;
  readonly rmsea: number | null;
}

const LEAST_EXPECTED = 1;

/** Persons who did not meet every item are left out; throws `incomplete-data` when none is left. One group only. */
export function sX2(calibration: Calibration, matrix: ResponseMatrix): readonly ItemFit[] {
  const { estimation, itemIds, items } = calibration.scoring;
  const { theta, expectation } = estimation;
  const n = theta.length;
  const columns = itemIds.map((id) => matrix.itemIds.indexOf(id));
  const width = matrix.itemIds.length;
  const largest = items.reduce((sum, item) => sum + item.scores.at(-1)!, 0);
  const smallest = items.reduce((sum, item) => sum + item.scores[0]!, 0);
  const groupSize = new Float64Array(largest + 1);
  const observed = items.map((item) => new Float64Array((largest + 1) * item.scores.length));
  let persons = 0;
  for (let i = 0; i < matrix.persons; i++) {
    let sum = 0;
    for (const column of columns) {
      const score = matrix.scores[i * width + column]!;
      if (score === NOT_ADMINISTERED) {
        sum = -1;
        break;
      }
      sum += score;
    }
    if (sum < 0) continue;
    persons++;
    groupSize[sum]!++;
    items.forEach((item, j) => {
      const category = item.scores.indexOf(matrix.scores[i * width + columns[j]!]!);
      observed[j]![sum * item.scores.length + category]!++;
    });
  }
  if (persons === 0) throw new MeasurementError('incomplete-data', { statistic: 'S-X²' });
  const prior = expectation.prior.subarray(0, n);
  const whole = sumScoreProbabilities(items, theta);
  const varianceFree = calibration.groups[0]!.sdError !== null;
  return items.map((item, j): ItemFit => {
    const others = sumScoreProbabilities(
      items.filter((_, k) => k !== j),
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
        observed: item.scores.map((_, c) => observed[j]![sum * item.scores.length + c]!),
        expected,
      });
    }
    mergeSparse(rows);
    let statistic = 0;
    let cells = 0;
    for (const row of rows)
      row.expected.forEach((expected, c) => {
        if (expected <= 0) return;
        statistic += (row.observed[c]! - expected) ** 2 / expected;
        cells++;
      });
    // A free variance stands for the common slope of items that have none of their own.
    const own = calibration.items[j]!.standardErrors.filter((one) => one !== null).length;
    const df = cells - rows.length - own - (varianceFree ? 1 : 0);
    return {
      id: itemIds[j]!,
      statistic,
      df,
      p: df > 0 ? chiSquareUpper(statistic, df) : null,
      rmsea: df > 0 ? Math.sqrt(Math.max(0, (statistic - df) / (df * (persons - 1)))) : null,
    };
  });
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
