/** What a release can still be used for: each variable before and after, and how variables go together. */
import { alignLabels } from '../microdata/align-labels.ts';
import type { CategoricalColumn, NumericColumn } from '../microdata/microdata.ts';
import { MISSING } from '../microdata/microdata.ts';
import { momentsOf } from '../perturb/noise.ts';

export interface CategoricalUtility {
  readonly variable: string;
  readonly categoriesBefore: number;
  readonly categoriesAfter: number;
  /** Bits a record. */
  readonly entropyBefore: number;
  readonly entropyAfter: number;
  /** Cells that were there and are not any more. */
  readonly hidden: number;
  readonly hiddenShare: number;
  /** Half the sum of absolute differences of the shares of the released categories, missing left out; before is taken at the released level. */
  readonly distance: number;
}

export interface AssociationUtility {
  readonly variables: readonly [string, string];
  /** Cramér's V at the released level, of the records with both values. Null without two categories on each side. */
  readonly before: number | null;
  readonly after: number | null;
}

export interface NumericUtility {
  readonly variable: string;
  readonly meanBefore: number;
  readonly meanAfter: number;
  readonly sdBefore: number;
  readonly sdAfter: number;
  /** Of the values before and after, over rows that have both; null when either does not vary. */
  readonly correlation: number | null;
}

export interface ComparedColumn {
  /** As read, all rows. */
  readonly before: CategoricalColumn;
  /** As read, generalised to the released level, all rows. */
  readonly atLevel: CategoricalColumn;
  /** As released, the rows that remain. */
  readonly after: CategoricalColumn;
  /** Of each released row: its row as read. */
  readonly rowOf: Int32Array;
}

export function categoricalUtility({ before, atLevel, after, rowOf }: ComparedColumn): CategoricalUtility {
  let hidden = 0;
  for (let i = 0; i < rowOf.length; i++)
    if (after.codes[i] === MISSING && before.codes[rowOf[i]!] !== MISSING) hidden++;
  const [first, second] = alignLabels([atLevel, after]);
  const own = countsOf(before);
  const expected = countsOf(first!);
  const found = countsOf(second!);
  let distance = 0;
  for (let code = 0; code < expected.of.length; code++)
    distance += Math.abs(shareOf(expected, code) - shareOf(found, code)) / 2;
  return {
    variable: before.name,
    categoriesBefore: own.categories,
    categoriesAfter: found.categories,
    entropyBefore: entropy(own),
    entropyAfter: entropy(found),
    hidden,
    hiddenShare: rowOf.length === 0 ? 0 : hidden / rowOf.length,
    distance,
  };
}

/** Tables of more cells say little and take much. */
const MOST_CELLS = 1_000_000;

/** Each pair of variables; pairs with too many categories are left out. */
export function associationUtility(columns: readonly ComparedColumn[]): readonly AssociationUtility[] {
  return columns.flatMap((one, i) =>
    columns.slice(i + 1).flatMap((other): AssociationUtility[] => {
      if (one.atLevel.labels.length * other.atLevel.labels.length > MOST_CELLS) return [];
      return [
        {
          variables: [one.before.name, other.before.name],
          before: cramersV(one.atLevel, other.atLevel),
          after: cramersV(one.after, other.after),
        },
      ];
    }),
  );
}

export function numericUtility(
  before: NumericColumn,
  after: NumericColumn,
  rowOf: Int32Array,
): NumericUtility {
  const own = momentsOf([before]);
  const released = momentsOf([after]);
  const kept: NumericColumn = { ...before, values: takenValues(before, rowOf) };
  const { covariance } = momentsOf([kept, after]);
  const product = Math.sqrt(covariance[0]![0]! * covariance[1]![1]!);
  return {
    variable: before.name,
    meanBefore: own.means[0]!,
    meanAfter: released.means[0]!,
    sdBefore: Math.sqrt(own.covariance[0]![0]!),
    sdAfter: Math.sqrt(released.covariance[0]![0]!),
    correlation: product === 0 ? null : covariance[0]![1]! / product,
  };
}

function takenValues({ values }: NumericColumn, rowOf: Int32Array): Float64Array {
  const taken = new Float64Array(rowOf.length);
  for (let i = 0; i < taken.length; i++) taken[i] = values[rowOf[i]!]!;
  return taken;
}

/** Cramér (1946), without a correction for bias. */
export function cramersV(a: CategoricalColumn, b: CategoricalColumn): number | null {
  const width = b.labels.length;
  const table = new Float64Array(a.labels.length * width);
  const rowSums = new Float64Array(a.labels.length);
  const columnSums = new Float64Array(width);
  let n = 0;
  for (let row = 0; row < a.codes.length; row++) {
    const i = a.codes[row]!;
    const j = b.codes[row]!;
    if (i === MISSING || j === MISSING) continue;
    table[i * width + j]! += 1;
    rowSums[i]! += 1;
    columnSums[j]! += 1;
    n++;
  }
  const held = (sums: Float64Array) => sums.reduce((count, one) => count + (one > 0 ? 1 : 0), 0);
  const least = Math.min(held(rowSums), held(columnSums)) - 1;
  if (least < 1) return null;
  let chi = 0;
  for (let i = 0; i < rowSums.length; i++) {
    for (let j = 0; j < width; j++) {
      const expected = (rowSums[i]! * columnSums[j]!) / n;
      if (expected > 0) chi += (table[i * width + j]! - expected) ** 2 / expected;
    }
  }
  return Math.sqrt(chi / (n * least));
}

interface Counts {
  readonly of: Float64Array;
  readonly sum: number;
  readonly categories: number;
}

function countsOf({ codes, labels }: CategoricalColumn): Counts {
  const of = new Float64Array(labels.length);
  let sum = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code === MISSING) continue;
    of[code]! += 1;
    sum++;
  }
  return { of, sum, categories: of.reduce((held, n) => held + (n > 0 ? 1 : 0), 0) };
}

function shareOf({ of, sum }: Counts, code: number): number {
  return sum === 0 ? 0 : of[code]! / sum;
}

function entropy(counts: Counts): number {
  let bits = 0;
  for (let code = 0; code < counts.of.length; code++) {
    const share = shareOf(counts, code);
    if (share > 0) bits -= share * Math.log2(share);
  }
  return bits;
}
