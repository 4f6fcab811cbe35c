/**
 * An independent reading of a release: plain texts in maps, nothing of the package's own counting. Also random numbers and random files.
 */
import fc from 'fast-check';
import { type CategoricalColumn, categoricalColumn, type UniformAt } from './microdata/microdata.ts';

/** Rows of texts; an empty text is missing. */
export type TextRows = readonly (readonly string[])[];

/** Class sizes where an empty cell is a category: of each row. */
export function classSizes(rows: TextRows): readonly number[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(JSON.stringify(row), (counts.get(JSON.stringify(row)) ?? 0) + 1);
  return rows.map((row) => counts.get(JSON.stringify(row))!);
}

/** Of each row, how many of `among` it may be, when an empty cell on either side may be anything. Quadratic. */
export function mayBe(rows: TextRows, among: TextRows): readonly number[] {
  return rows.map(
    (row) =>
      among.filter((other) => other.every((cell, j) => cell === '' || row[j] === '' || cell === row[j]))
        .length,
  );
}

/** Different values of a sensitive text in the class of each row; empty ones do not count. */
export function distinctInClass(rows: TextRows, sensitive: readonly string[]): readonly number[] {
  const values = new Map<string, Set<string>>();
  rows.forEach((row, i) => {
    const key = JSON.stringify(row);
    if (!values.has(key)) values.set(key, new Set());
    if (sensitive[i] !== '') values.get(key)!.add(sensitive[i]!);
  });
  return rows.map((row) => values.get(JSON.stringify(row))!.size);
}

export function textsOf(columns: readonly CategoricalColumn[]): string[][] {
  return Array.from({ length: columns[0]?.codes.length ?? 0 }, (_, row) =>
    columns.map(({ codes, labels }) => (codes[row] === -1 ? '' : labels[codes[row]!]!)),
  );
}

export function columnsOf(rows: TextRows, names?: readonly string[]): readonly CategoricalColumn[] {
  return Array.from({ length: rows[0]?.length ?? 0 }, (_, j) =>
    categoricalColumn(
      names?.[j] ?? `v${j + 1}`,
      rows.map((row) => row[j]!),
      [''],
    ),
  );
}

/** A mix of seed, stream and counter (finaliser of MurmurHash3, twice): enough for tests. */
export function testUniform(seed: number): UniformAt {
  const mix = (x: number) => {
    let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  };
  return (stream, counter) =>
    mix(
      mix(mix(seed + 0x9e3779b9) ^ Math.imul(stream + 1, 0x27d4eb2f)) ^ Math.imul(counter + 1, 0x165667b1),
    ) / 0x1_0000_0000;
}

/** Small random files: few values a column, some of them missing. */
export const randomRows = (options: { readonly missing?: boolean; readonly columns?: number } = {}) =>
  fc
    .record({
      columns: options.columns === undefined ? fc.integer({ min: 1, max: 4 }) : fc.constant(options.columns),
      values: fc.integer({ min: 1, max: 6 }),
    })
    .chain(({ columns, values }) =>
      fc.array(
        fc.array(
          fc
            .integer({ min: options.missing === false ? 1 : 0, max: values })
            .map((value) => (value === 0 ? '' : `c${value}`)),
          { minLength: columns, maxLength: columns },
        ),
        { minLength: 1, maxLength: 60 },
      ),
    );
