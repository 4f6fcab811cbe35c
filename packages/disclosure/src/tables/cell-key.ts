/**
 * The cell key method (Thompson, Broadfoot, Elazar 2013, for the Australian census): every person has a fixed number;
 * the numbers of a cell's persons, added up, decide how its count changes. The same persons always get the same
 * change, in whatever table they are counted, so that repeating a query tells nothing. Tables are not additive.
 *
 * The changes have mean 0 and the demanded variance, with the most entropy that these allow (Giessing 2016).
 */
import { DisclosureError } from '../errors.ts';
import type { CellValues } from './cell-values.ts';
import { sumsOverCells } from './cell-values.ts';
import type { TabulationSpace } from './tabulation-space.ts';

export interface CellKeyMethod {
  readonly deviation: number;
  readonly variance: number;
  readonly smallest: number;
}

/** Counts changed. */
export function perturbByCellKey(
  { space, rows }: TabulationSpace,
  { counts }: CellValues,
  method: CellKeyMethod,
  recordKeys: Float64Array,
): Float64Array {
  const keys = sumsOverCells(space, rows, recordKeys).map((sum) => sum - Math.floor(sum));
  const tables = new Map<number, ReturnType<typeof changeTable>>();
  const settled = method.deviation + method.smallest + 1;
  return counts.map((count, cell) => {
    if (count === 0) return 0;
    const row = Math.min(count, settled);
    const table = tables.get(row) ?? changeTable(row, method);
    tables.set(row, table);
    let at = 0;
    while (at < table.cumulated.length - 1 && keys[cell]! >= table.cumulated[at]!) at++;
    return count + table.changes[at]!;
  });
}

/** Changes of one count with their probabilities added up. Exported for its tests. */
export function changeTable(count: number, { deviation, variance, smallest }: CellKeyMethod) {
  const changes: number[] = [];
  for (let change = -deviation; change <= deviation; change++) {
    const result = count + change;
    if (result === 0 || result > smallest) if (result >= 0) changes.push(change);
  }
  const lowest = changes[0]!;
  if (lowest >= 0 && changes.at(-1)! > 0 && lowest > 0)
    throw new DisclosureError('rule-invalid', { rule: 'cell-key', count });
  const probabilities = mostEntropy(changes, variance);
  let total = 0;
  const cumulated = probabilities.map((probability) => {
    total += probability;
    return total;
  });
  return { changes, probabilities, cumulated };
}

/** exp(a·d + b·d²) over the changes, with mean 0 and the variance, or the nearest that the changes allow. Newton's method. */
function mostEntropy(changes: readonly number[], variance: number): readonly number[] {
  if (changes.length === 1) return [1];
  const most = -changes[0]! * changes.at(-1)!;
  const target = Math.min(variance, most * 0.98);
  let [a, b] = [0, 0];
  for (let step = 0; step < 200; step++) {
    const weights = changes.map((d) => Math.exp(a * d + b * d * d));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const moment = (power: number) =>
      changes.reduce((total, d, at) => total + weights[at]! * d ** power, 0) / sum;
    const [m1, m2, m3, m4] = [moment(1), moment(2), moment(3), moment(4)];
    const [e1, e2] = [m1, m2 - target];
    if (Math.abs(e1) + Math.abs(e2) < 1e-12) break;
    const [h11, h12, h22] = [m2 - m1 * m1, m3 - m1 * m2, m4 - m2 * m2];
    const determinant = h11 * h22 - h12 * h12;
    if (Math.abs(determinant) < 1e-14) break;
    const damping = step < 20 ? 0.5 : 1;
    a -= (damping * (h22 * e1 - h12 * e2)) / determinant;
    b -= (damping * (h11 * e2 - h12 * e1)) / determinant;
  }
  const weights = changes.map((d) => Math.exp(a * d + b * d * d));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
