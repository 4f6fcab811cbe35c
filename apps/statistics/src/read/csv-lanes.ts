/**
 * Reading a large response file on several threads: a CSV without quotes, whose item cells hold whole numbers or codes for missing.
 * The file lies in shared memory; a lane is a range of bytes that begins after a line's end.
 */
import { MAX_SCORE, NOT_ADMINISTERED } from '@cloison/measurement';

export interface CountLinesJob {
  readonly kind: 'countLines';
  readonly lanes: number;
  readonly bytes: Uint8Array;
  /** First byte of each lane, then the end. */
  readonly starts: Float64Array;
  /** Of each lane: rows that are not empty. */
  readonly rows: Float64Array;
}

export interface ReadScoresJob {
  readonly kind: 'readScores';
  readonly lanes: number;
  readonly bytes: Uint8Array;
  readonly starts: Float64Array;
  readonly delimiter: number;
  /** First row (from 0, after the header) of each lane. */
  readonly firstRow: Float64Array;
  /** Cells of a row. */
  readonly width: number;
  /** Of each column: its item, or −1. */
  readonly itemOf: Int32Array;
  readonly items: number;
  /** Texts of one byte: score or code for missing; 252 for neither. */
  readonly single: Uint8Array;
  /** Longer texts that mean missing. */
  readonly longer: readonly { readonly text: string; readonly code: number }[];
  /** persons × items. */
  readonly scores: Uint8Array;
  /** lanes × `MOST_PROBLEMS` × 3: row, column, kind. */
  readonly problems: Float64Array;
  /** Of each lane: how many there are, also those that found no room. */
  readonly problemCount: Float64Array;
}

export type CsvJob = CountLinesJob | ReadScoresJob;

export const MOST_PROBLEMS = 20;
export const NOT_A_SCORE = 1;
export const SCORE_TOO_LARGE = 2;
export const ROW_TOO_SHORT = 3;
export const ROW_TOO_LONG = 4;
const NEITHER = 252;

const NEWLINE = 10;
const RETURN = 13;

export function runCsvLane(job: CsvJob, lane: number): void {
  switch (job.kind) {
    case 'countLines':
      job.rows[lane] = countRows(job.bytes, job.starts[lane]!, job.starts[lane + 1]!);
      break;
    case 'readScores':
      readLane(job, lane);
      break;
  }
}

function countRows(bytes: Uint8Array, from: number, to: number): number {
  let rows = 0;
  let filled = false;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === NEWLINE) {
      if (filled) rows++;
      filled = false;
    } else if (byte !== RETURN) filled = true;
  }
  return filled ? rows + 1 : rows;
}

function readLane(job: ReadScoresJob, lane: number): void {
  const { bytes, delimiter, itemOf, width, items, single, scores } = job;
  const end = job.starts[lane + 1]!;
  let at = job.starts[lane]!;
  let row = job.firstRow[lane]!;
  let count = 0;
  const report = (column: number, kind: number) => {
    if (count < MOST_PROBLEMS) {
      const place = (lane * MOST_PROBLEMS + count) * 3;
      job.problems[place] = row;
      job.problems[place + 1] = column;
      job.problems[place + 2] = kind;
    }
    count++;
  };
  while (at < end) {
    if (bytes[at] === NEWLINE || bytes[at] === RETURN) {
      at++;
      continue;
    }
    const base = row * items;
    let column = 0;
    for (;;) {
      const from = at;
      let byte = at < end ? bytes[at]! : NEWLINE;
      while (byte !== delimiter && byte !== NEWLINE && byte !== RETURN) {
        at++;
        byte = at < end ? bytes[at]! : NEWLINE;
      }
      const item = column < width ? itemOf[column]! : -1;
      if (item >= 0) {
        const length = at - from;
        let code = NEITHER;
        if (length === 1) code = single[bytes[from]!]!;
        else if (length === 0) code = NOT_ADMINISTERED;
        else code = longerCode(job, from, at);
        if (code === NEITHER || (code > MAX_SCORE && code < NEITHER)) {
          report(column, code === NEITHER ? NOT_A_SCORE : SCORE_TOO_LARGE);
          code = NOT_ADMINISTERED;
        }
        scores[base + item] = code;
      }
      column++;
      if (byte !== delimiter) break;
      at++;
    }
    if (column !== width) report(column, column < width ? ROW_TOO_SHORT : ROW_TOO_LONG);
    row++;
    at++;
  }
  job.problemCount[lane] = count;
}

function longerCode(job: ReadScoresJob, from: number, to: number): number {
  let a = from;
  let b = to;
  while (a < b && job.bytes[a] === 32) a++;
  while (b > a && job.bytes[b - 1] === 32) b--;
  if (b === a) return NOT_ADMINISTERED;
  if (b - a === 1) return job.single[job.bytes[a]!]!;
  let text = '';
  for (let k = a; k < b && k < a + 20; k++) text += String.fromCharCode(job.bytes[k]!);
  for (const { text: known, code } of job.longer) if (known === text) return code;
  if (!/^\d{1,6}(?:\.0+)?$/.test(text)) return NEITHER;
  const score = Number(text);
  return score <= MAX_SCORE ? score : MAX_SCORE + 1;
}
