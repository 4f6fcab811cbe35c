/**
 * What a panel of judges decided, as a CSV table (docs/campaign-format.md, “Standards”); every fault with line and column.
 * Judges are named as the panel wishes; their names stay in the table and are counted, never printed.
 */

import { cellPosition, type Position, type Problems } from '@cloison/command/problem';
import { type Info, parse } from 'csv-parse/sync';
import type { TableProblemCode } from './table-problems.ts';

/** How a panel works: bookmarks in an ordered booklet, or ratings of each item (Angoff). */
export type StandardMethod = 'bookmark' | 'angoff';

/** Faults are added to it. */
export type TableProblems = Pick<Problems<TableProblemCode>, 'count' | 'add'>;

/** A place in the ordered booklet: its page from 1, or the item (and score) that stands there; or after its last page. */
export type Mark =
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'item'; readonly item: string; readonly score: number | null }
  | { readonly kind: 'end' };

export type StandardTable =
  | { readonly method: 'bookmark'; readonly judges: readonly (readonly [Mark, Mark])[] }
  | {
      readonly method: 'angoff';
      readonly items: readonly string[];
      /** Of each judge and threshold: the points expected of a borderline pupil on each item. */
      readonly judges: readonly (readonly [readonly number[], readonly number[]])[];
    };

export interface TableSubject {
  /** The domain's items, with their maximum scores in points where they are known. */
  readonly items: ReadonlyMap<string, number | null>;
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
  at(index: number): Position;
}

/** The table, or null with its faults reported. `name` is the file as people know it. */
export function readStandardTable(
  bytes: Uint8Array,
  name: string,
  method: StandardMethod,
  subject: TableSubject,
  problems: TableProblems,
): StandardTable | null {
  const before = problems.count;
  const rows = readRows(bytes, name, problems);
  if (rows === null) return null;
  const table =
    method === 'bookmark' ? bookmarks(rows, name, subject, problems) : angoff(rows, name, subject, problems);
  return problems.count === before ? table : null;
}

function readRows(bytes: Uint8Array, name: string, problems: TableProblems): Row[] | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    problems.add('file-encoding', name, { line: 0, column: 0 }, { file: name });
    return null;
  }
  const first = text.split(/\r\n|\n|\r/, 1)[0] ?? '';
  const delimiter = [';', '\t'].find((one) => first.includes(one) && !first.includes(',')) ?? ',';
  let parsed: { record: string[]; raw: string; info: Info }[];
  try {
    parsed = parse(text, {
      delimiter,
      info: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as typeof parsed;
  } catch (error) {
    problems.add('table-quote', name, { line: (error as { lines?: number }).lines ?? 1, column: 1 });
    return null;
  }
  const rows = parsed.map(({ record, raw, info }): Row => {
    const own = raw.replace(/^[\r\n]+/, '');
    const line = info.lines - (own.replace(/\r\n?$|\n$/, '').match(/\r\n|\n|\r/g)?.length ?? 0);
    return {
      cells: record.map((cell) => cell.trim().normalize('NFC')),
      line,
      at: (index) => cellPosition(own, delimiter, index, line),
    };
  });
  if (rows.length < 2) {
    problems.add('table-empty', name, { line: 1, column: 1 });
    return null;
  }
  const width = rows[0]?.cells.length ?? 0;
  for (const row of rows.slice(1))
    if (row.cells.length !== width)
      problems.add('table-cells', name, row.at(0), { found: row.cells.length, expected: width });
  return rows.filter(({ cells }) => cells.length === width);
}

type Fault = (
  code: TableProblemCode,
  row: Row,
  column: number,
  values?: Readonly<Record<string, string | number>>,
) => null;

const faultIn =
  (name: string, problems: TableProblems): Fault =>
  (code, row, column, values = {}) => {
    problems.add(code, name, row.at(column), values);
    return null;
  };

const isNamed = (cell: string | undefined, ...names: readonly string[]) =>
  names.includes((cell ?? '').toLowerCase().replaceAll(' ', ''));

function bookmarks(
  [header, ...rows]: readonly Row[],
  name: string,
  subject: TableSubject,
  problems: TableProblems,
): StandardTable | null {
  const fault = faultIn(name, problems);
  if (header === undefined) return null;
  const { cells } = header;
  const isHeader =
    cells.length === 3 &&
    isNamed(cells[0], 'juge', 'judge') &&
    isNamed(cells[1], 'seuil1', 'threshold1') &&
    isNamed(cells[2], 'seuil2', 'threshold2');
  if (!isHeader) return fault('table-header', header, 0, { expected: 'juge,seuil1,seuil2' });
  const seen = new Map<string, number>();
  const judges = rows.flatMap((row): [Mark, Mark][] => {
    const judge = judgeOf(row, seen, fault);
    const [one, two] = [1, 2].map((column) => markOf(row, column, subject, fault));
    if (judge === null || one == null || two == null) return [];
    if (one.kind === 'end' || (one.kind === 'page' && two.kind === 'page' && two.page <= one.page)) {
      fault('table-order', row, 2, { judge });
      return [];
    }
    return [[one, two]];
  });
  return { method: 'bookmark', judges };
}

function judgeOf(row: Row, seen: Map<string, number>, fault: Fault): string | null {
  const judge = row.cells[0] ?? '';
  if (judge === '') return fault('table-judge', row, 0);
  const first = seen.get(judge);
  if (first !== undefined) return fault('table-judge-twice', row, 0, { judge, first });
  seen.set(judge, row.line);
  return judge;
}

function markOf(row: Row, column: number, { items }: TableSubject, fault: Fault): Mark | null {
  const cell = row.cells[column] ?? '';
  if (isNamed(cell, 'fin', 'end')) return { kind: 'end' };
  if (/^\d{1,4}$/.test(cell)) {
    const page = Number(cell);
    return page >= 1 ? { kind: 'page', page } : fault('table-mark', row, column, { value: cell });
  }
  const [, item = '', score] = /^([A-Za-z_][\w.-]*)(?:\/(\d+(?:[.,]\d+)?))?$/.exec(cell) ?? [];
  if (item === '') return fault('table-mark', row, column, { value: cell.slice(0, 40) });
  if (!items.has(item)) return fault('table-item', row, column, { item });
  return { kind: 'item', item, score: score === undefined ? null : Number(score.replace(',', '.')) };
}

function angoff(
  [header, ...rows]: readonly Row[],
  name: string,
  { items: known }: TableSubject,
  problems: TableProblems,
): StandardTable | null {
  const fault = faultIn(name, problems);
  if (header === undefined) return null;
  const { cells } = header;
  if (!isNamed(cells[0], 'juge', 'judge') || !isNamed(cells[1], 'seuil', 'threshold'))
    return fault('table-header', header, 0, { expected: 'juge,seuil,item…' });
  const items = cells.slice(2);
  items.forEach((item, k) => {
    if (!known.has(item)) fault('table-item', header, k + 2, { item: item.slice(0, 60) });
    else if (items.indexOf(item) < k) fault('table-item-twice', header, k + 2, { item });
  });
  for (const item of known.keys())
    if (!items.includes(item)) fault('table-item-missing', header, 0, { item });
  const judges = new Map<string, { first: Row; ratings: (number[] | null | undefined)[]; lines: number[] }>();
  for (const row of rows) {
    const [judge = '', threshold = ''] = row.cells;
    const which = threshold === '1' ? 0 : threshold === '2' ? 1 : null;
    const ratings = items.map((item, k) => ratingOf(row, k + 2, known.get(item) ?? null, fault));
    if (judge === '') fault('table-judge', row, 0);
    if (which === null) fault('table-threshold', row, 1, { value: threshold.slice(0, 20) });
    if (judge === '' || which === null) continue;
    const own = judges.get(judge) ?? { first: row, ratings: [], lines: [] };
    judges.set(judge, own);
    const before = own.lines[which];
    if (before !== undefined) fault('table-judge-twice', row, 0, { judge, first: before });
    own.lines[which] = row.line;
    const given = ratings.filter((one) => one !== null);
    own.ratings[which] = given.length === ratings.length ? given : null;
  }
  const complete = [...judges].flatMap(
    ([
      judge,
      {
        first,
        ratings: [one, two],
      },
    ]): [number[], number[]][] => {
      if (one === undefined || two === undefined) {
        fault('table-judge-half', first, 0, { judge, threshold: one === undefined ? 1 : 2 });
        return [];
      }
      if (one === null || two === null) return [];
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      if (sum(two) <= sum(one)) {
        fault('table-order', first, 0, { judge });
        return [];
      }
      return [[one, two]];
    },
  );
  return { method: 'angoff', items, judges: complete };
}

function ratingOf(row: Row, column: number, most: number | null, fault: Fault): number | null {
  const cell = row.cells[column] ?? '';
  const value = Number(cell.replace(',', '.'));
  if (cell === '' || !Number.isFinite(value))
    return fault('table-number', row, column, { value: cell.slice(0, 20) });
  if (value < 0 || (most !== null && value > most))
    return fault('table-range', row, column, { value, least: 0, most: most ?? '…' });
  return value;
}
