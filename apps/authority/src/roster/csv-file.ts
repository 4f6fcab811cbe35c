/**
 * A CSV file (RFC 4180, UTF-8, with or without byte order mark) read row by row in bounded memory, with the line and column
 * of any cell. Columns may be in any order; a cell is text and nothing else: `=1+1` stays `=1+1`.
 */

import { finished } from 'node:stream/promises';
import { cellPosition, type Position } from '@cloison/command/problem';
import { type CsvError, type InfoRecord, parse } from 'csv-parse';
import { checkedPieces, type Encoding } from './encoding.ts';
import { fileHead } from './file-pieces.ts';
import type { RosterRow } from './roster-cells.ts';
import type { RosterProblems } from './roster-problems.ts';

/** What a file of another program may be like. */
export interface CsvDialect {
  /** Commas, semicolons or tabs: what the header line has most of. Otherwise commas alone. */
  readonly anyDelimiter: boolean;
  /** Columns that are not asked for are passed over. Otherwise they are faults. */
  readonly otherColumns: boolean;
  /** Columns of another file that may be given in the place of this one. */
  readonly swappedFor?: readonly string[];
}

export const OWN_DIALECT: CsvDialect = { anyDelimiter: false, otherColumns: false };

/** What the parser gives with `raw`, which its types do not say. */
interface RawRecord {
  readonly record: readonly string[];
  readonly raw: string;
}

const MAX_ROW_BYTES = 65_536;

/**
 * Reports faults of the file's form; calls `onRow` for each row that has the right number of cells. `optional` columns may be
 * missing. False: by its columns it is another file, whose rows are not read.
 */
export async function readCsv<Column extends string>(
  path: string,
  name: string,
  encoding: Encoding,
  columns: readonly Column[],
  problems: RosterProblems,
  onRow: (row: RosterRow<Column>) => void,
  optional: readonly Column[] = [],
  dialect: CsvDialect = OWN_DIALECT,
): Promise<boolean> {
  if (encoding.decode === null) return false;
  const delimiter = sniffDelimiter(path, name, dialect, problems);
  if (delimiter === null) {
    problems.add('file-empty', name, { line: 1, column: 1 });
    return false;
  }
  const parser = parse({
    bom: true,
    delimiter,
    raw: true,
    relax_column_count: true,
    // Some programs write addresses with bare quotes.
    relax_quotes: dialect.otherColumns,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW_BYTES,
    record_delimiter: ['\r\n', '\n', '\r'],
    on_skip: (error) => {
      const { lines, code } = error as unknown as { readonly lines: number; readonly code: string };
      const isLong = code === 'CSV_MAX_RECORD_SIZE';
      // The parser gives up the same row once for each piece of the file.
      isEndless ||= isLong && longLine === lines;
      if (isLong) longLine = lines;
      return isEndless ? undefined : reportSkip(error, name, problems);
    },
    // Within the parser's own call: passing every row through a stream takes as long as parsing it.
    on_record: (parsed, info) => {
      if (!isForeign) onRecord(parsed as unknown as RawRecord, info);
      return null;
    },
  });
  let header: readonly (Column | null)[] | null = null;
  /** Columns that are needed are not there, of our own files none: rows would say so again and again. */
  let isForeign = false;
  /** A row goes on through several pieces of the file: what is behind it is not read. */
  let isEndless = false;
  let longLine: number | null = null;
  const onRecord = ({ record, raw }: RawRecord, info: InfoRecord): void => {
    const text = raw.replace(/^[\r\n]+/, '');
    const line = info.lines - (text.replace(/\r\n?$|\n$/, '').match(/\r\n|\n|\r/g)?.length ?? 0);
    const at = (index: number) => cellPosition(text, delimiter, index, line);
    if (header === null && isSwapped(record, columns, dialect)) {
      problems.add('file-swapped', name, at(0));
      header = [];
      isForeign = true;
      return;
    }
    if (header === null) {
      header = readHeader(record, columns, optional, dialect, name, at, problems);
      const isThere = (column: Column) => header?.includes(column) === true;
      isForeign = dialect.otherColumns ? !columns.every(isThere) : !columns.some(isThere);
      return;
    }
    // Spreadsheets write rows of nothing, and separators after the last cell.
    if (isEmpty(record)) return;
    const isLonger = record.length > header.length && isEmpty(record.slice(header.length));
    if (record.length !== header.length && !isLonger) {
      problems.add('cell-count', name, at(0), { found: record.length, expected: header.length });
      return;
    }
    const cells: Partial<Record<Column, string>> = {};
    for (let i = 0; i < header.length; i++) {
      const column = header[i]!;
      if (column !== null) cells[column] = clean(record[i]!);
    }
    const known = header;
    onRow({ cells, line, at: (column) => at(known.indexOf(column)) });
  };
  // What it fails with is thrown at the end.
  parser.on('error', () => {});
  const decoder = encoding.decode === 'utf-8' ? null : new TextDecoder('windows-1252');
  for await (const piece of checkedPieces({ path, name, encoding })) {
    if (isForeign || isEndless || parser.errored !== null) break;
    // So that a file in the wrong encoding shows its other faults too.
    parser.write(decoder === null ? piece : Buffer.from(decoder.decode(piece), 'utf8'));
  }
  parser.resume().end();
  await finished(parser);
  if (header === null && !isEndless) problems.add('file-empty', name, { line: 1, column: 1 });
  return !isForeign && !isEndless;
}

function isSwapped(
  record: readonly string[],
  columns: readonly string[],
  { swappedFor }: CsvDialect,
): boolean {
  const labels = new Set(record.map(columnLabel));
  const hasAll = (wanted: readonly string[]) => wanted.every((column) => labels.has(column));
  return swappedFor !== undefined && hasAll(swappedFor) && !hasAll(columns);
}

function isEmpty(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/** Spaces around a cell, no-break ones included, mean nothing; accents have one form. */
function clean(cell: string): string {
  return cell.trim().normalize('NFC');
}

/** Case, doubled spaces and the form of the apostrophe mean nothing in the name of a column. */
function columnLabel(cell: string): string {
  return clean(cell).toLowerCase().replace(/\s+/g, ' ').replaceAll('’', "'");
}

function sniffDelimiter(
  path: string,
  name: string,
  dialect: CsvDialect,
  problems: RosterProblems,
): ',' | ';' | '\t' | null {
  const head = fileHead(path, MAX_ROW_BYTES).toString('latin1');
  const first = head.split(/[\r\n]/).find((line) => line.trim() !== '');
  if (first === undefined) return null;
  if (dialect.anyDelimiter) {
    const counts = ([',', ';', '\t'] as const).map((mark) => [mark, first.split(mark).length] as const);
    return counts.reduce((most, next) => (next[1] > most[1] ? next : most))[0];
  }
  if (first.includes(',')) return ',';
  for (const [other, code] of [
    [';', 'separator-semicolon'],
    ['\t', 'separator-tab'],
  ] as const) {
    if (!first.includes(other)) continue;
    const column =
      Buffer.from(first, 'latin1')
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .indexOf(other) + 1;
    problems.add(code, name, { line: 1, column });
    return other;
  }
  return ',';
}

function readHeader<Column extends string>(
  record: readonly string[],
  columns: readonly Column[],
  optional: readonly Column[],
  dialect: CsvDialect,
  name: string,
  at: (index: number) => Position,
  problems: RosterProblems,
): (Column | null)[] {
  const seen = new Set<string>();
  const header = record.map((cell, i): Column | null => {
    const label = columnLabel(cell);
    const column = [...columns, ...optional].find((candidate) => columnLabel(candidate) === label) ?? null;
    if (column === null) {
      if (dialect.otherColumns) return null;
      problems.add('column-unknown', name, at(i), {
        column: label.slice(0, 60),
        expected: [...columns, ...optional].join(', '),
      });
    } else if (seen.has(column)) {
      problems.add('column-twice', name, at(i), { column });
      return null;
    } else seen.add(column);
    return column;
  });
  for (const column of columns) {
    if (!seen.has(column)) problems.add('column-missing', name, at(0), { column });
  }
  return header;
}

/** csv-parse's own words would show cells. */
function reportSkip(error: CsvError | undefined, name: string, problems: RosterProblems): undefined {
  const { lines } = error as unknown as { lines: number };
  const code = error?.code === 'CSV_QUOTE_NOT_CLOSED' ? 'quote-open' : 'quote';
  const long = error?.code === 'CSV_MAX_RECORD_SIZE';
  const at = { line: Math.max(1, lines), column: 1 };
  if (long) problems.add('cell-long', name, at, { column: '…', max: MAX_ROW_BYTES });
  else problems.add(code, name, at);
  return undefined;
}
