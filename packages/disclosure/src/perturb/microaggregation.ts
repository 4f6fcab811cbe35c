/** Microaggregation: numbers replaced by the mean of a group of at least k records that are near each other. */
import { DisclosureError } from '../errors.ts';
import type { NumericColumn } from '../microdata/microdata.ts';
import { momentsOf } from './noise.ts';

/**
 * - `univariate`: one variable, with the least sum of squares within groups that there is (Hansen & Mukherjee, TKDE 15, 2003).
 * - `mdav`: several variables by their distance (MDAV: Domingo-Ferrer & Torra, DMKD 11, 2005). Its time grows with the square of the rows.
 * - `component`: several variables, in optimal groups along their first principal component; for large files.
 */
export type MicroaggregationMethod = 'univariate' | 'mdav' | 'component';

export interface Microaggregated {
  readonly columns: readonly NumericColumn[];
  /** Of each row: its group, −1 when all its values are missing, or hidden. */
  readonly groupOf: Int32Array;
  /** Values hidden because fewer than k records have values of the same variables. */
  readonly hidden: number;
  readonly groups: number;
  /** Sum of squares within groups over the total, of standardised variables: the information lost, 0 to 1. */
  readonly lost: number;
}

const MOST_MDAV_ROWS = 30_000;

/**
 * Rows that lack a value are grouped with those that lack the same ones, by the values that they have; where these are fewer
 * than k, their values are hidden. Throws `rule-invalid`, `too-few-rows`.
 */
export function microaggregate(
  columns: readonly NumericColumn[],
  k: number,
  method: MicroaggregationMethod,
): Microaggregated {
  if (
    !(Number.isInteger(k) && k >= 2) ||
    columns.length === 0 ||
    (method === 'univariate' && columns.length > 1)
  )
    throw new DisclosureError('rule-invalid', { variable: columns[0]?.name ?? '', rule: 'microaggregate' });
  const rows = columns[0]!.values.length;
  const patterns = rowsByPresence(columns, rows);
  const largest = patterns.reduce((most, { rows: { length } }) => Math.max(most, length), 0);
  if (largest < k)
    throw new DisclosureError('too-few-rows', { variable: columns[0]!.name, rows: largest, k });
  const groupOf = new Int32Array(rows).fill(-1);
  const result = columns.map(({ values }) => values.slice());
  let [within, total, hidden, groupCount] = [0, 0, 0, 0];
  for (const { present, rows: alike } of patterns) {
    if (alike.length < k) {
      for (const j of present) for (const row of alike) result[j]![row] = Number.NaN;
      hidden += present.length * alike.length;
      continue;
    }
    const own = present.map((j) => columns[j]!);
    const points = standardised(own, alike);
    for (const members of groupsBy(method, points, k, columns[0]!.name)) {
      for (const i of members) groupOf[alike[i]!] = groupCount;
      groupCount++;
      for (const j of present) {
        const mean = members.reduce((sum, i) => sum + columns[j]!.values[alike[i]!]!, 0) / members.length;
        for (const i of members) result[j]![alike[i]!] = mean;
      }
      for (const of of points) {
        const mean = members.reduce((sum, i) => sum + of[i]!, 0) / members.length;
        for (const i of members) within += (of[i]! - mean) ** 2;
      }
    }
    total += points.reduce((sum, of) => sum + of.reduce((all, one) => all + one * one, 0), 0);
  }
  return {
    columns: columns.map((column, j) => ({ ...column, values: result[j]! })),
    groupOf,
    hidden,
    groups: groupCount,
    lost: total === 0 ? 0 : within / total,
  };
}

/** Rows that have values of the same columns, those that have all first; rows without any are left out. */
function rowsByPresence(columns: readonly NumericColumn[], rows: number) {
  const patterns = new Map<string, { readonly present: readonly number[]; readonly rows: number[] }>();
  for (let row = 0; row < rows; row++) {
    const present = [...columns.keys()].filter((j) => !Number.isNaN(columns[j]!.values[row]!));
    if (present.length === 0) continue;
    const key = present.join();
    const known = patterns.get(key);
    if (known === undefined) patterns.set(key, { present, rows: [row] });
    else known.rows.push(row);
  }
  return [...patterns.values()].sort((a, b) => b.present.length - a.present.length);
}

function groupsBy(
  method: MicroaggregationMethod,
  points: readonly Float64Array[],
  k: number,
  variable: string,
): readonly (readonly number[])[] {
  switch (method) {
    case 'univariate':
      return optimalGroups(points[0]!, k);
    case 'component':
      return optimalGroups(firstComponent(points), k);
    case 'mdav':
      if (points[0]!.length > MOST_MDAV_ROWS)
        throw new DisclosureError('rule-invalid', { variable, rule: 'mdav', most: MOST_MDAV_ROWS });
      return mdav(points, k);
  }
}

/** The shortest path over sorted values: groups have k to 2k − 1 members. */
function optimalGroups(values: Float64Array, k: number): readonly (readonly number[])[] {
  const n = values.length;
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  order.forEach((i, at) => {
    sums[at + 1] = sums[at]! + values[i]!;
    squares[at + 1] = squares[at]! + values[i]! ** 2;
  });
  const cost = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(n + 1);
  cost[0] = 0;
  for (let end = k; end <= n; end++) {
    for (let start = Math.max(0, end - 2 * k + 1); start <= end - k; start++) {
      if (cost[start] === Number.POSITIVE_INFINITY) continue;
      const sum = sums[end]! - sums[start]!;
      const within = squares[end]! - squares[start]! - (sum * sum) / (end - start);
      if (cost[start]! + within < cost[end]!) {
        cost[end] = cost[start]! + within;
        from[end] = start;
      }
    }
  }
  const groups: (readonly number[])[] = [];
  for (let end = n; end > 0; end = from[end]!) groups.push(order.slice(from[end]!, end));
  return groups.reverse();
}

function mdav(points: readonly Float64Array[], k: number): readonly (readonly number[])[] {
  let left = Array.from(points[0]!, (_, i) => i);
  const groups: (readonly number[])[] = [];
  const distance = (i: number, to: readonly number[]) =>
    points.reduce((sum, of, j) => sum + (of[i]! - to[j]!) ** 2, 0);
  const at = (i: number) => points.map((of) => of[i]!);
  const farthest = (to: readonly number[]) => {
    let best = left[0]!;
    let most = -1;
    for (const i of left) {
      const one = distance(i, to);
      if (one > most) {
        most = one;
        best = i;
      }
    }
    return best;
  };
  const takeNearest = (to: readonly number[]) => {
    const far = left.map((i) => ({ i, d: distance(i, to) })).sort((a, b) => a.d - b.d || a.i - b.i);
    const group = far.slice(0, k).map(({ i }) => i);
    const taken = new Set(group);
    left = left.filter((i) => !taken.has(i));
    groups.push(group);
  };
  const centre = () => points.map((of) => left.reduce((sum, i) => sum + of[i]!, 0) / left.length);
  while (left.length >= 3 * k) {
    const first = at(farthest(centre()));
    const second = at(farthest(first));
    takeNearest(first);
    takeNearest(second);
  }
  if (left.length >= 2 * k) takeNearest(at(farthest(centre())));
  if (left.length > 0) groups.push(left);
  return groups;
}

function standardised(columns: readonly NumericColumn[], rows: readonly number[]): readonly Float64Array[] {
  return columns.map((column) => {
    const { means, covariance } = momentsOf([column]);
    const sd = Math.sqrt(covariance[0]![0]!);
    return Float64Array.from(rows, (row) => (sd === 0 ? 0 : (column.values[row]! - means[0]!) / sd));
  });
}

/** By the power method from a fixed start. */
function firstComponent(points: readonly Float64Array[]): Float64Array {
  const { covariance } = momentsOf(points.map((values, j) => ({ kind: 'numeric', name: String(j), values })));
  let vector = points.map((_, j) => 1 / (j + 1));
  for (let step = 0; step < 200; step++) {
    const next = covariance.map((row) => row.reduce((sum, one, m) => sum + one * vector[m]!, 0));
    const length = Math.hypot(...next);
    if (length === 0) break;
    vector = next.map((one) => one / length);
  }
  return points[0]!.map((_, i) => points.reduce((sum, of, j) => sum + of[i]! * vector[j]!, 0));
}
