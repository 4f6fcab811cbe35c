/** A CSV or Parquet file of persons as columns of categories. The first line names the columns. */
import type { ProgressMaker } from '@cloison/command';
import { fill } from '@cloison/command/refusal';
import { type CategoricalColumn, createMicrodata, MISSING, type Microdata } from '@cloison/disclosure';
import { readParquetColumns } from '../read/parquet-columns.ts';
import { readWhole } from '../read/read-whole.ts';
import { guessDelimiter } from '../read/table.ts';
import {
  laneStarts,
  MOST_CELL_PROBLEMS,
  QUOTE_MISPLACED,
  QUOTE_OPEN,
  type ReadCellsJob,
  ROW_LENGTH,
} from './cell-lanes.ts';
import type { Pool } from './disclosure-job.ts';
import { refuseDisclosure } from './refusals.ts';

export interface MicrodataOptions {
  readonly delimiter: string | null;
  /** Texts that mean missing. */
  readonly missing: readonly string[];
  /** Columns that are not kept: their cells are checked, and never decoded. */
  skips(name: string): boolean;
  /** Called before any row is read; refuses by throwing. */
  checkHeader(header: readonly string[]): void;
  readonly lang: 'fr' | 'en';
  readonly progress: ProgressMaker;
}

export interface ReadMicrodata {
  readonly data: Microdata;
  readonly delimiter: string;
  /** All names of the header, in order. */
  readonly header: readonly string[];
}

/** Lanes are the same for any number of threads, so that the order of labels is too. */
const LANE_BYTES = 1 << 20;
const MOST_LANES = 64;

/** Throws `microdata-empty`, `microdata-header`, `microdata-bad` with every cell and row that cannot be read. */
export async function readMicrodata(
  path: string,
  pool: Pool,
  options: MicrodataOptions,
): Promise<ReadMicrodata> {
  if (/\.parquet$/i.test(path)) return readParquet(path, options);
  const bytes = readWhole(path);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const found = bytes.indexOf(10, start);
  const headerEnd = found < 0 ? bytes.length : found;
  const headerLine = textAt(bytes, start, headerEnd - start).replace(/\r$/, '');
  const delimiter = options.delimiter ?? guessDelimiter(headerLine);
  const header = headerLine.split(delimiter).map((cell) => cell.trim().replace(/^"([^"]*)"$/, '$1'));
  requireHeader(path, header, bytes);
  options.checkHeader(header);
  const from = Math.min(bytes.length, headerEnd + 1);
  const lanes = Math.max(1, Math.min(MOST_LANES, Math.ceil((bytes.length - from) / LANE_BYTES)));
  const starts = laneStarts(bytes, from, lanes);
  const count = starts.length - 1;
  const bar = options.progress(options.lang === 'fr' ? 'lecture' : 'reading', 3);
  const rowsOf = floats(count);
  const linesOf = floats(count);
  await pool.run({ kind: 'findRows', lanes: count, bytes, starts, rows: rowsOf, lines: linesOf });
  bar.update(1);
  const rows = rowsOf.reduce((sum, one) => sum + one, 0);
  if (rows === 0) throw refuseDisclosure('microdata-empty', { path });
  const kept = header.filter((name) => !options.skips(name));
  const job: ReadCellsJob = {
    kind: 'readCells',
    lanes: count,
    bytes,
    starts,
    delimiter: delimiter.charCodeAt(0),
    width: header.length,
    placeOf: Int32Array.from(header, (name) => kept.indexOf(name)),
    kept: kept.length,
    rows,
    firstRow: before(rowsOf, 0),
    firstLine: before(linesOf, 2),
    codes: ints(kept.length * rows),
    textAt: floats(kept.length * rows),
    textLength: ints(kept.length * rows),
    texts: ints(count * kept.length),
    problems: floats(count * MOST_CELL_PROBLEMS * 4),
    problemCount: floats(count),
  };
  await pool.run(job);
  bar.update(2);
  refuseProblems(path, job, header, options.lang);
  const badTexts: BadText[] = [];
  const columns = kept.map((name, place) => columnOf(job, name, place, rowsOf, options, badTexts));
  if (badTexts.length > 0) refuseTexts(path, badTexts, header, options.lang);
  bar.update(3);
  bar.stop();
  return { data: createMicrodata(columns), delimiter, header };
}

/** One list of the lanes' texts, in the order in which they come in the file. */
function columnOf(
  job: ReadCellsJob,
  name: string,
  place: number,
  rowsOf: Float64Array,
  { missing }: MicrodataOptions,
  badTexts: BadText[],
): CategoricalColumn {
  const known = new Map<string, number>(missing.map((text) => [text, MISSING]));
  const labels: string[] = [];
  const codes = job.codes.subarray(place * job.rows, (place + 1) * job.rows);
  for (let lane = 0; lane < job.lanes; lane++) {
    const first = job.firstRow[lane]!;
    const texts = job.texts[lane * job.kept + place]!;
    const codeOf = new Int32Array(texts);
    for (let number = 0; number < texts; number++) {
      const at = place * job.rows + first + number;
      const length = job.textLength[at]!;
      const raw = textAt(job.bytes, job.textAt[at]!, Math.abs(length));
      if (raw.includes('\uFFFD')) badTexts.push({ name, line: lineOf(job.bytes, job.textAt[at]!) });
      const text = length < 0 ? raw.replaceAll('""', '"') : raw;
      let code = known.get(text);
      if (code === undefined) {
        code = labels.length;
        labels.push(text);
        known.set(text, code);
      }
      codeOf[number] = code;
    }
    for (let row = first; row < first + rowsOf[lane]!; row++) codes[row] = codeOf[codes[row]!]!;
  }
  return { kind: 'categorical', name, codes, labels };
}

/** Throws `microdata-header` with what is wrong with the names. */
function requireHeader(path: string, header: readonly string[], bytes: Uint8Array): void {
  const refuse = (fr: string, en: string) => refuseDisclosure('microdata-header', { path, fr, en });
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw refuse(
      'elle est en UTF-16. Enregistrez le fichier en UTF-8.',
      'it is in UTF-16. Save the file as UTF-8.',
    );
  if (header.length === 1 && header[0] === '') throw refuse('elle est vide.', 'it is empty.');
  if (header.some((name) => name.includes('\r')))
    throw refuse(
      'le fichier a des fins de ligne CR seules. Enregistrez-le avec des fins de ligne LF ou CRLF.',
      'the file ends its lines by CR alone. Save it with LF or CRLF.',
    );
  const said: { readonly fr: string; readonly en: string }[] = [];
  header.forEach((name, at) => {
    if (name === '')
      said.push({ fr: `la colonne ${at + 1} n’a pas de nom`, en: `column ${at + 1} has no name` });
    else if (name.includes('"'))
      said.push({
        fr: `colonne ${at + 1}, ${name} : guillemet mal placé`,
        en: `column ${at + 1}, ${name}: a quote out of place`,
      });
    else if (name.includes('\uFFFD'))
      said.push({ fr: `colonne ${at + 1} : pas de l’UTF-8`, en: `column ${at + 1}: not UTF-8` });
    else if (header.indexOf(name) < at)
      said.push({
        fr: `colonne ${at + 1}, ${name} : c’est aussi le nom de la colonne ${header.indexOf(name) + 1}`,
        en: `column ${at + 1}, ${name}: column ${header.indexOf(name) + 1} is called so too`,
      });
  });
  if (said.length === 0) return;
  const list = (lang: 'fr' | 'en') =>
    [
      ...said.slice(0, MOST_CELL_PROBLEMS).map((one) => one[lang]),
      ...(said.length > MOST_CELL_PROBLEMS ? ['…'] : []),
    ].join(' ; ');
  throw refuse(`${list('fr')}.`, `${list('en')}.`);
}

interface BadText {
  readonly name: string;
  readonly line: number;
}

/** From 1. */
function lineOf(bytes: Uint8Array, at: number): number {
  let line = 1;
  for (let end = bytes.indexOf(10); end >= 0 && end < at; end = bytes.indexOf(10, end + 1)) line++;
  return line;
}

function refuseTexts(
  path: string,
  bad: readonly BadText[],
  header: readonly string[],
  lang: 'fr' | 'en',
): never {
  const problems = bad
    .toSorted((a, b) => a.line - b.line)
    .slice(0, MOST_CELL_PROBLEMS)
    .map(({ name, line }) => ({ line, column: header.indexOf(name) + 1, name, problem: NOT_UTF8[lang] }));
  const said = lang === 'fr' ? { line: 'ligne', column: 'colonne' } : { line: 'line', column: 'column' };
  const list = problems.map(
    ({ line, column, name, problem }) =>
      `  ${said.line} ${line}, ${said.column} ${column} (${name}): ${problem}`,
  );
  if (bad.length > problems.length) list.push('  …');
  throw refuseDisclosure(
    'microdata-bad',
    { path, count: bad.length, list: list.join('\n') },
    { problems, count: bad.length },
  );
}

const NOT_UTF8 = { fr: 'pas de l’UTF-8', en: 'not UTF-8' } as const;

const PROBLEMS = {
  [ROW_LENGTH]: { fr: '{found} cellule(s) au lieu de {wanted}', en: '{found} cell(s) instead of {wanted}' },
  [QUOTE_MISPLACED]: { fr: 'guillemet mal placé', en: 'a quote out of place' },
  [QUOTE_OPEN]: { fr: 'guillemet jamais refermé', en: 'a quote that is never closed' },
} as const;

function refuseProblems(path: string, job: ReadCellsJob, header: readonly string[], lang: 'fr' | 'en'): void {
  const total = job.problemCount.reduce((sum, one) => sum + one, 0);
  if (total === 0) return;
  const problems: { line: number; column: number | null; name: string | null; problem: string }[] = [];
  for (let lane = 0; lane < job.lanes; lane++) {
    for (let k = 0; k < Math.min(MOST_CELL_PROBLEMS, job.problemCount[lane]!); k++) {
      const [line, column, kind, found] = job.problems.subarray((lane * MOST_CELL_PROBLEMS + k) * 4);
      const words = PROBLEMS[kind as keyof typeof PROBLEMS][lang];
      problems.push({
        line: line!,
        column: column! < 0 ? null : column! + 1,
        name: header[column!] ?? null,
        problem: fill(words, { found: found!, wanted: header.length }, lang),
      });
    }
  }
  const shown = problems.slice(0, MOST_CELL_PROBLEMS);
  const said = lang === 'fr' ? { line: 'ligne', column: 'colonne' } : { line: 'line', column: 'column' };
  const list = shown.map(({ line, column, name, problem }) => {
    const where = column === null ? '' : `, ${said.column} ${column}${name === null ? '' : ` (${name})`}`;
    return `  ${said.line} ${line}${where}: ${problem}`;
  });
  if (total > shown.length) list.push('  …');
  throw refuseDisclosure(
    'microdata-bad',
    { path, count: total, list: list.join('\n') },
    { problems: shown, count: total },
  );
}

async function readParquet(
  path: string,
  { missing, skips, checkHeader }: MicrodataOptions,
): Promise<ReadMicrodata> {
  const { rows, columns } = await readParquetColumns(path);
  if (rows === 0) throw refuseDisclosure('microdata-empty', { path });
  const header = columns.map(({ name }) => name);
  checkHeader(header);
  const kept = columns.filter(({ name }) => !skips(name));
  return {
    data: createMicrodata(
      kept.map(({ name, texts, codes }) => {
        const labels = texts.filter((text) => !missing.includes(text));
        const codeOf = new Map(labels.map((label, code) => [label, code]));
        const to = texts.map((text) => codeOf.get(text) ?? MISSING);
        return { kind: 'categorical', name, labels, codes: Int32Array.from(codes, (code) => to[code]!) };
      }),
    ),
    delimiter: ',',
    header,
  };
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('utf8');
}

/** Of each lane, the sum of those before it. */
function before(counts: Float64Array, from: number): Float64Array {
  const sums = floats(counts.length);
  let sum = from;
  counts.forEach((count, lane) => {
    sums[lane] = sum;
    sum += count;
  });
  return sums;
}

const floats = (length: number) => new Float64Array(new SharedArrayBuffer(8 * length));
const ints = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));
