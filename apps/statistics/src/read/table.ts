/** A table as files hold it: rows of texts, with the line of each. */
import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { parse } from 'csv-parse';
import { readParquetColumns } from './parquet-columns.ts';
import { readWhole } from './read-whole.ts';
import { refuseMeasurement } from './refusals.ts';

export interface Table {
  /** From a header, or null. */
  readonly header: readonly string[] | null;
  readonly width: number;
  readonly rows: number;
  /** Texts of a row, trimmed; empty for an empty cell. */
  row(index: number): readonly string[];
  /** Line in the file, from 1, of a row. */
  line(index: number): number;
  /** The bytes behind it, when lanes can read them. */
  readonly bytes: BytesOfTable | null;
}

export interface BytesOfTable {
  readonly bytes: Uint8Array;
  /** Where the first row begins. */
  readonly start: number;
  readonly delimiter: number;
}

export interface TableOptions {
  readonly header: 'auto' | 'yes' | 'no';
  readonly delimiter: string | null;
  /** Texts that an answer may be: a first row made of such is no header. */
  isAnswer(text: string): boolean;
  /** Columns that hold no answers, by name or number. */
  readonly roles: readonly string[];
  readonly path: string;
}

const QUOTE = 34;
const NEWLINE = 10;
/** A row that goes on is not read to its end: a quote that nobody closes may be a whole file. */
const LONGEST_LINE_BYTES = 1 << 22;

export async function readTable(path: string, options: TableOptions): Promise<Table> {
  if (!existsSync(path)) throw refuseMeasurement('responses-missing', { path });
  const table = /\.parquet$/i.test(path) ? await readParquet(path) : await readCsv(path, options);
  if (isEmpty(table)) throw refuseMeasurement('responses-empty', { path });
  const twice = table.header?.find((name, at, names) => name !== '' && names.indexOf(name) < at);
  if (twice !== undefined) throw refuseMeasurement('responses-unreadable', { path, ...nameTwice(twice) });
  return table;
}

/** Two items of one name would be one in a calibration, and an option that names a column would take the first. */
const nameTwice = (name: string) => ({
  fr: `deux colonnes s’appellent « ${name} ».`,
  en: `two columns are called “${name}”.`,
});

/** Without counting the rows of a large file, which lanes do. */
function isEmpty(table: Table): boolean {
  if (table.bytes === null) return table.rows === 0;
  const { bytes, start } = table.bytes;
  for (let at = start; at < bytes.length; at++) if (bytes[at] !== NEWLINE && bytes[at] !== 13) return false;
  return true;
}

async function readCsv(path: string, options: TableOptions): Promise<Table> {
  const bytes = readWhole(path);
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw refuseMeasurement('responses-unreadable', { path, ...UTF_16 });
  // Names and groups would be shown with signs that nobody wrote, and two of them could become one.
  if (!isUtf8(bytes)) throw refuseMeasurement('responses-unreadable', { path, ...NOT_UTF_8 });
  const firstEnd = bytes.indexOf(NEWLINE, start);
  if ((firstEnd < 0 ? bytes.length : firstEnd) - start > LONGEST_LINE_BYTES)
    throw refuseMeasurement('responses-unreadable', { path, ...tooLong(1) });
  const firstLine = decode(bytes, start, firstEnd < 0 ? bytes.length : firstEnd);
  const delimiter = options.delimiter ?? guessDelimiter(firstLine);
  if (bytes.includes(QUOTE)) return quotedTable(bytes.subarray(start), delimiter, options, path);
  const first = firstLine.split(delimiter).map((cell) => cell.trim());
  const hasHeader = isHeader(first, options);
  if (hasHeader) start = firstEnd < 0 ? bytes.length : firstEnd + 1;
  let offsets: Float64Array | null = null;
  let lines: Float64Array | null = null;
  const index = () => {
    if (offsets === null || lines === null) ({ offsets, lines } = indexRows(bytes, start, hasHeader ? 2 : 1));
    return { offsets, lines };
  };
  return {
    header: hasHeader ? first : null,
    width: first.length,
    get rows() {
      return index().offsets.length;
    },
    row(at) {
      const from = index().offsets[at]!;
      const end = bytes.indexOf(NEWLINE, from);
      return decode(bytes, from, end < 0 ? bytes.length : end)
        .split(delimiter)
        .map((cell) => cell.trim());
    },
    line: (at) => index().lines[at]!,
    bytes: { bytes, start, delimiter: delimiter.charCodeAt(0) },
  };
}

function decode(bytes: Uint8Array, from: number, to: number): string {
  const end = to > from && bytes[to - 1] === 13 ? to - 1 : to;
  // TextDecoder refuses shared memory.
  return Buffer.from(bytes.slice(from, end)).toString('utf8');
}

/** The one that cuts a line most often. */
export function guessDelimiter(line: string): string {
  const counts = [',', ';', '\t', '|'].map((one) => [one, line.split(one).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

/**
 * Whether the first row names the columns. Looked at are the columns that may hold answers: all names make a header, all
 * answers make a row; both at once, or numbers 1, 2, 3 …, is for the user to say: guessing wrong would lose or invent a person.
 */
function isHeader(cells: readonly string[], { header, isAnswer, roles, path }: TableOptions): boolean {
  if (header !== 'auto') return header === 'yes';
  if (roles.some((role) => !/^\d+$/.test(role) && cells.includes(role))) return true;
  const taken = new Set(roles.map((role) => Number(role) - 1));
  const open = cells.filter((_, column) => !taken.has(column));
  const names = open.filter((cell) => !isAnswer(cell)).length;
  const counting = open.length >= 3 && open.every((cell, k) => cell === String(k + 1));
  if (names === 0 && !counting) return false;
  if (names === open.length && new Set(cells).size === cells.length) return true;
  throw refuseMeasurement('header-unclear', { path });
}

function indexRows(bytes: Uint8Array, start: number, firstLine: number) {
  const offsets: number[] = [];
  const lines: number[] = [];
  let line = firstLine;
  for (let from = start; from < bytes.length; line++) {
    let end = bytes.indexOf(NEWLINE, from);
    if (end < 0) end = bytes.length;
    const length = end - from - (end > from && bytes[end - 1] === 13 ? 1 : 0);
    if (length > 0) {
      offsets.push(from);
      lines.push(line);
    }
    from = end + 1;
  }
  return { offsets: Float64Array.from(offsets), lines: Float64Array.from(lines) };
}

async function quotedTable(
  bytes: Uint8Array,
  delimiter: string,
  options: TableOptions,
  path: string,
): Promise<Table> {
  const rows: (readonly string[])[] = [];
  const lines: number[] = [];
  const parser = parse({
    delimiter,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    info: true,
    max_record_size: LONGEST_LINE_BYTES,
  });
  const done = (async () => {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      rows.push(record);
      lines.push(info.lines);
    }
  })();
  for (let at = 0; at < bytes.length && !parser.destroyed; at += 1 << 20)
    parser.write(Buffer.from(bytes.slice(at, Math.min(bytes.length, at + (1 << 20)))));
  if (!parser.destroyed) parser.end();
  try {
    await done;
  } catch (error) {
    throw refuseMeasurement('responses-unreadable', { path, ...quoteFault(error) });
  }
  const hasHeader = rows.length > 0 && isHeader(rows[0]!, options);
  const header = hasHeader ? rows.shift()! : null;
  if (hasHeader) lines.shift();
  return {
    header,
    width: header?.length ?? rows[0]?.length ?? 0,
    rows: rows.length,
    row: (at) => rows[at]!,
    line: (at) => lines[at]!,
    bytes: null,
  };
}

const UTF_16 = {
  fr: 'il est en UTF-16 ; convertissez-le : iconv -f UTF-16 -t UTF-8',
  en: 'it is in UTF-16; convert it: iconv -f UTF-16 -t UTF-8',
};

const NOT_UTF_8 = {
  fr: 'il n’est pas en UTF-8 ; convertissez-le : iconv -f WINDOWS-1252 -t UTF-8',
  en: 'it is not in UTF-8; convert it: iconv -f WINDOWS-1252 -t UTF-8',
};

const tooLong = (line: number) => ({
  fr: `la ligne ${line} a plus de 4 Mo ; un guillemet s’y ouvre peut-être, et ne se ferme pas.`,
  en: `line ${line} has more than 4 MB; perhaps a quote opens in it and is never closed.`,
});

/** csv-parse's own words would show a cell. */
export function quoteFault(error: unknown): { readonly fr: string; readonly en: string } {
  const { code, lines } = error as { code?: unknown; lines?: unknown };
  if (typeof code !== 'string' || typeof lines !== 'number') throw error;
  const line = Math.max(1, lines);
  switch (code) {
    case 'CSV_MAX_RECORD_SIZE':
      return tooLong(line);
    case 'CSV_QUOTE_NOT_CLOSED':
      return {
        fr: `un guillemet s’ouvre ligne ${line} ou plus haut, et ne se ferme jamais.`,
        en: `a quote opens on line ${line} or above, and is never closed.`,
      };
    default:
      return {
        fr: `ligne ${line}, un guillemet mal placé : une cellule qui en contient s’écrit "comme ""ceci""".`,
        en: `line ${line}, a quote out of place: a cell that has one is written "like ""this""".`,
      };
  }
}

async function readParquet(path: string): Promise<Table> {
  const { rows, columns } = await readParquetColumns(path);
  return {
    header: columns.map(({ name }) => name),
    width: columns.length,
    rows,
    row: (at) => columns.map(({ texts, codes }) => texts[codes[at]!]!),
    line: (at) => at + 1,
    bytes: null,
  };
}

/** Finds columns by name or by number, from 1. Those that are not there are gathered in `unknown`, and are -1. */
export function columnFinder(table: Table): {
  readonly unknown: string[];
  readonly of: (name: string) => number;
} {
  const unknown: string[] = [];
  const of = (name: string): number => {
    const byName = table.header?.indexOf(name) ?? -1;
    if (byName >= 0) return byName;
    const number = Number(name);
    if (Number.isInteger(number) && number >= 1 && number <= table.width) return number - 1;
    unknown.push(name);
    return -1;
  };
  return { unknown, of };
}
