/** A file of persons in memory: columns of equal length, categories as codes, numbers as they are. */
import { DisclosureError } from '../errors.ts';

/** The code of a missing category. A missing number is NaN. */
export const MISSING = -1;

export interface CategoricalColumn {
  readonly kind: 'categorical';
  readonly name: string;
  /** One per row: index into `labels`, or `MISSING`. May lie in shared memory. */
  readonly codes: Int32Array;
  /** Each different; a label that no row has is allowed. */
  readonly labels: readonly string[];
}

export interface NumericColumn {
  readonly kind: 'numeric';
  readonly name: string;
  /** One per row; NaN is missing. */
  readonly values: Float64Array;
}

export type Column = CategoricalColumn | NumericColumn;

export interface Microdata {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** Uniform in [0, 1) of `stream` and `counter` alone, so that results do not depend on the division of labour. */
export type UniformAt = (stream: number, counter: number) => number;

/** Throws `columns-uneven`, `variable-repeated`. */
export function createMicrodata(columns: readonly Column[]): Microdata {
  const lengths = columns.map((column) =>
    column.kind === 'categorical' ? column.codes.length : column.values.length,
  );
  const rows = lengths[0] ?? 0;
  const uneven = lengths.findIndex((length) => length !== rows);
  if (uneven >= 0) throw new DisclosureError('columns-uneven', { variable: columns[uneven]!.name });
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name)) throw new DisclosureError('variable-repeated', { variable: name });
    names.add(name);
  }
  return { rows, columns };
}

/** Throws `column-unknown`. */
export function columnNamed({ columns }: Microdata, name: string): Column {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw new DisclosureError('column-unknown', { variable: name });
  return found;
}

/** Throws `column-unknown`, `column-kind`. */
export function categoricalNamed(data: Microdata, name: string): CategoricalColumn {
  const column = columnNamed(data, name);
  if (column.kind !== 'categorical') throw new DisclosureError('column-kind', { variable: name });
  return column;
}

/** Categories in order of first appearance; `null` and the texts of `missing` are missing. */
export function categoricalColumn(
  name: string,
  values: readonly (string | null)[],
  missing: readonly string[] = [],
): CategoricalColumn {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(values.length);
  values.forEach((value, row) => {
    if (value === null || missing.includes(value)) {
      codes[row] = MISSING;
      return;
    }
    let code = codeOf.get(value);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(value, code);
    }
    codes[row] = code;
  });
  return { kind: 'categorical', name, codes, labels: [...codeOf.keys()] };
}

/** 0, 1, 2 …: each row, or each tuple, as a class of its own. */
export function numbersTo(count: number): Int32Array {
  const numbers = new Int32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return numbers;
}
