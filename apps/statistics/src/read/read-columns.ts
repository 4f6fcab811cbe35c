/** Named columns of a table, as numbers or as labels: for commands that read estimates of persons, not their answers. */
import type { Lang, ProgressMaker } from '@cloison/command';
import { cellNumber, cellWeight, columnRange, Problems } from './cell-problems.ts';
import { refuseMeasurement } from './refusals.ts';
import { columnFinder, readTable, type Table } from './table.ts';

export interface ColumnsWanted {
  readonly path: string;
  readonly header: 'auto' | 'yes' | 'no';
  readonly delimiter: string | null;
  /** Numbers that may be missing: names, numbers from 1, ranges as `pv1:pv10`. */
  readonly estimates: readonly string[];
  /** Numbers that must be there and may not be negative. */
  readonly weights: readonly string[];
  /** Texts that must be there. */
  readonly labels: readonly string[];
}

export interface Labels {
  /** Sorted. */
  readonly labels: readonly string[];
  /** Of each row. */
  readonly of: Uint32Array;
}

export interface Columns {
  readonly rows: number;
  /** Names of the columns that `estimates` came to. */
  readonly estimateNames: readonly string[];
  /** NaN where the cell is empty. */
  readonly estimates: readonly Float64Array[];
  readonly weights: readonly Float64Array[];
  readonly labels: readonly Labels[];
}

const NONE = new Set(['', 'NA', 'N/A', 'null']);

/** Throws `column-unknown`, `responses-bad` with every cell that cannot be read. */
export async function readColumns(
  wanted: ColumnsWanted,
  progress: ProgressMaker,
  lang: Lang,
): Promise<Columns> {
  const { path, header, delimiter } = wanted;
  const table = await openColumns(wanted);
  const place = columnFinder(table);
  const estimateAt = wanted.estimates.flatMap((name) => columnRange(name, place.of));
  const weightAt = wanted.weights.flatMap((name) => columnRange(name, place.of));
  const labelAt = wanted.labels.map(place.of);
  if (place.unknown.length > 0)
    throw refuseMeasurement(
      'column-unknown',
      {
        columns: place.unknown.slice(0, 20).join(', '),
        known: (table.header ?? [`1–${table.width}`]).slice(0, 40).join(', '),
      },
      { columns: place.unknown, header, delimiter },
    );
  const { rows } = table;
  const problems = new Problems(path, lang);
  const estimates = estimateAt.map(() => new Float64Array(rows));
  const weights = weightAt.map(() => new Float64Array(rows));
  const labels = labelAt.map(() => ({ known: new Map<string, number>(), of: new Uint32Array(rows) }));
  const bar = progress(lang === 'fr' ? 'lecture' : 'reading', rows);
  for (let i = 0; i < rows; i++) {
    const row = table.row(i);
    if (row.length !== table.width) problems.addRow(table.line(i), row.length, table.width);
    for (let k = 0; k < estimateAt.length; k++) {
      const text = row[estimateAt[k]!] ?? '';
      const value = NONE.has(text) ? Number.NaN : cellNumber(text);
      if (value === null) problems.add(table.line(i), estimateAt[k]!, table, 'estimate');
      estimates[k]![i] = value ?? Number.NaN;
    }
    for (let k = 0; k < weightAt.length; k++) {
      const value = cellWeight(row[weightAt[k]!]);
      if (value === null) problems.add(table.line(i), weightAt[k]!, table, 'weight');
      weights[k]![i] = value ?? 0;
    }
    for (let k = 0; k < labelAt.length; k++) {
      const text = row[labelAt[k]!] ?? '';
      if (text === '') problems.add(table.line(i), labelAt[k]!, table, 'empty');
      const { known, of } = labels[k]!;
      let code = known.get(text);
      if (code === undefined) {
        code = known.size;
        known.set(text, code);
      }
      of[i] = code;
    }
    if (i % 10_000 === 0) bar.update(i);
  }
  bar.stop();
  problems.refuse();
  return {
    rows,
    estimateNames: estimateAt.map((column) => table.header?.[column] ?? String(column + 1)),
    estimates,
    weights,
    labels: labels.map(({ known, of }) => inOrder(known, of)),
  };
}

/** Names of a file's columns; null without a header. */
export async function columnNames(
  wanted: Pick<ColumnsWanted, 'path' | 'header' | 'delimiter'>,
): Promise<readonly string[] | null> {
  return (await openColumns({ ...wanted, estimates: [], weights: [], labels: [] })).header;
}

function openColumns({ path, header, delimiter, estimates, weights, labels }: ColumnsWanted): Promise<Table> {
  return readTable(path, {
    header,
    delimiter,
    path,
    roles: [...estimates, ...weights, ...labels].flatMap((one) => one.split(':')),
    isAnswer: (text) => NONE.has(text) || cellNumber(text) !== null,
  });
}

/** Labels sorted, so that the order of rows does not show. */
function inOrder(known: ReadonlyMap<string, number>, of: Uint32Array): Labels {
  const labels = [...known.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const rank = new Uint32Array(known.size);
  labels.forEach((label, k) => {
    rank[known.get(label)!] = k;
  });
  return { labels, of: of.map((code) => rank[code]!) };
}
