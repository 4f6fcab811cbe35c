/**
 * Reading a large CSV of persons on several threads. The file lies in shared memory; a lane is a range of bytes that begins with a row.
 * Each lane numbers the different texts of a column as it meets them, by where they first stand; the main thread makes one list of all.
 * Quotes are those of RFC 4180.
 */

export interface FindRowsJob {
  readonly kind: 'findRows';
  readonly lanes: number;
  readonly bytes: Uint8Array;
  /** First byte of each lane, then the end. */
  readonly starts: Float64Array;
  /** Of each lane: rows that are not empty. */
  readonly rows: Float64Array;
  /** Of each lane: ends of lines. */
  readonly lines: Float64Array;
}

export interface ReadCellsJob {
  readonly kind: 'readCells';
  readonly lanes: number;
  readonly bytes: Uint8Array;
  readonly starts: Float64Array;
  readonly delimiter: number;
  /** Cells of a row. */
  readonly width: number;
  /** Of each column in the file: its place among those that are kept, or −1. */
  readonly placeOf: Int32Array;
  readonly kept: number;
  /** Rows of the file, and the first row and line of each lane. */
  readonly rows: number;
  readonly firstRow: Float64Array;
  readonly firstLine: Float64Array;
  /** Kept columns × rows: number of the text in its lane. */
  readonly codes: Int32Array;
  /** Kept columns × rows: where the texts of a lane stand, from the lane's first row on; a text with doubled quotes has a negative length. */
  readonly textAt: Float64Array;
  readonly textLength: Int32Array;
  /** Lanes × kept columns: texts of each. */
  readonly texts: Int32Array;
  /** Lanes × `MOST_CELL_PROBLEMS` × 4: line, column from 0, kind, cells found. */
  readonly problems: Float64Array;
  readonly problemCount: Float64Array;
}

export type CellJob = FindRowsJob | ReadCellsJob;

export const MOST_CELL_PROBLEMS = 20;
export const ROW_LENGTH = 1;
export const QUOTE_MISPLACED = 2;
export const QUOTE_OPEN = 3;

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const SPACE = 32;

export function runCellLane(job: CellJob, lane: number): void {
  switch (job.kind) {
    case 'findRows':
      findRows(job, lane);
      break;
    case 'readCells':
      readCells(job, lane);
      break;
  }
}

/**
 * Where lanes of about equal length may begin: after the end of a line that stands in no quoted cell. `from` is the first row. Without
 * quotes only the surroundings of each cut are looked at.
 */
export function laneStarts(bytes: Uint8Array, from: number, lanes: number): Float64Array {
  const starts: number[] = [from];
  const step = (bytes.length - from) / lanes;
  if (!bytes.includes(QUOTE, from)) {
    for (let lane = 1; lane < lanes; lane++) {
      const end = bytes.indexOf(NEWLINE, Math.max(starts.at(-1)!, Math.floor(from + lane * step)));
      if (end < 0) break;
      starts.push(end + 1);
    }
  } else {
    let isQuoted = false;
    for (let at = from; at < bytes.length && starts.length < lanes; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === NEWLINE && !isQuoted && at >= from + starts.length * step) starts.push(at + 1);
    }
  }
  return Float64Array.from([...starts, bytes.length]);
}

function findRows({ bytes, starts, rows, lines }: FindRowsJob, lane: number): void {
  const end = starts[lane + 1]!;
  let count = 0;
  let newlines = 0;
  let isQuoted = false;
  let isFilled = false;
  for (let at = starts[lane]!; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === NEWLINE) {
      newlines++;
      if (isQuoted) continue;
      if (isFilled) count++;
      isFilled = false;
    } else if (byte !== RETURN) {
      isFilled = true;
      if (byte === QUOTE) isQuoted = !isQuoted;
    }
  }
  rows[lane] = isFilled ? count + 1 : count;
  lines[lane] = newlines;
}

/** Numbers texts by their bytes: open addressing over where they first stand. */
class LaneTexts {
  readonly #bytes: Uint8Array;
  readonly #at: Float64Array;
  readonly #length: Int32Array;
  readonly #base: number;
  #table = new Int32Array(256).fill(-1);
  count = 0;

  constructor(job: ReadCellsJob, place: number, firstRow: number) {
    this.#bytes = job.bytes;
    this.#at = job.textAt;
    this.#length = job.textLength;
    this.#base = place * job.rows + firstRow;
  }

  numberOf(from: number, to: number, isDoubled: boolean): number {
    const length = isDoubled ? from - to : to - from;
    let slot = hash(this.#bytes, from, to) & (this.#table.length - 1);
    for (;;) {
      const known = this.#table[slot]!;
      if (known < 0) break;
      if (this.#same(known, from, to, length)) return known;
      slot = (slot + 1) & (this.#table.length - 1);
    }
    const number = this.count++;
    this.#table[slot] = number;
    this.#at[this.#base + number] = from;
    this.#length[this.#base + number] = length;
    if (this.count * 2 > this.#table.length) this.#grow();
    return number;
  }

  #same(known: number, from: number, to: number, length: number): boolean {
    if (this.#length[this.#base + known] !== length) return false;
    let other = this.#at[this.#base + known]!;
    for (let at = from; at < to; at++, other++) if (this.#bytes[at] !== this.#bytes[other]) return false;
    return true;
  }

  #grow(): void {
    const table = new Int32Array(this.#table.length * 4).fill(-1);
    for (let number = 0; number < this.count; number++) {
      const from = this.#at[this.#base + number]!;
      let slot =
        hash(this.#bytes, from, from + Math.abs(this.#length[this.#base + number]!)) & (table.length - 1);
      while (table[slot]! >= 0) slot = (slot + 1) & (table.length - 1);
      table[slot] = number;
    }
    this.#table = table;
  }
}

/** FNV-1a, mixed so that low bits depend on all. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let h = 0x811c9dc5;
  for (let at = from; at < to; at++) h = Math.imul(h ^ bytes[at]!, 0x01000193);
  h ^= h >>> 15;
  return Math.imul(h, 0x2c1b3c6d) >>> 4;
}

function readCells(job: ReadCellsJob, lane: number): void {
  const { bytes, delimiter, width, placeOf, rows, codes } = job;
  const end = job.starts[lane + 1]!;
  const firstRow = job.firstRow[lane]!;
  const texts = Array.from({ length: job.kept }, (_, place) => new LaneTexts(job, place, firstRow));
  let at = job.starts[lane]!;
  let row = firstRow;
  let line = job.firstLine[lane]!;
  let problems = 0;
  const report = (where: number, column: number, kind: number, found: number) => {
    if (problems < MOST_CELL_PROBLEMS)
      job.problems.set([where, column, kind, found], (lane * MOST_CELL_PROBLEMS + problems) * 4);
    problems++;
  };
  while (at < end) {
    if (bytes[at] === NEWLINE) {
      at++;
      line++;
      continue;
    }
    if (bytes[at] === RETURN) {
      at++;
      continue;
    }
    const startLine = line;
    let column = 0;
    for (;;) {
      let from = at;
      let to: number;
      let isDoubled = false;
      if (at < end && bytes[at] === QUOTE) {
        from = ++at;
        for (;;) {
          const byte = at < end ? bytes[at]! : -1;
          if (byte < 0) {
            report(line, column, QUOTE_OPEN, 0);
            break;
          }
          if (byte === NEWLINE) line++;
          if (byte === QUOTE) {
            if (at + 1 < end && bytes[at + 1] === QUOTE) {
              isDoubled = true;
              at++;
            } else break;
          }
          at++;
        }
        to = at;
        if (at < end) at++;
        let isClean = true;
        while (at < end && bytes[at] !== delimiter && bytes[at] !== NEWLINE && bytes[at] !== RETURN) {
          if (bytes[at] !== SPACE) isClean = false;
          at++;
        }
        if (!isClean) report(line, column, QUOTE_MISPLACED, 0);
      } else {
        let hasQuote = false;
        let byte = at < end ? bytes[at]! : NEWLINE;
        while (byte !== delimiter && byte !== NEWLINE && byte !== RETURN) {
          if (byte === QUOTE) hasQuote = true;
          at++;
          byte = at < end ? bytes[at]! : NEWLINE;
        }
        to = at;
        if (hasQuote) report(line, column, QUOTE_MISPLACED, 0);
        while (from < to && bytes[from] === SPACE) from++;
        while (to > from && bytes[to - 1] === SPACE) to--;
      }
      const place = column < width ? placeOf[column]! : -1;
      if (place >= 0) codes[place * rows + row] = texts[place]!.numberOf(from, to, isDoubled);
      column++;
      if (at >= end || bytes[at] !== delimiter) break;
      at++;
    }
    if (column !== width) report(startLine, -1, ROW_LENGTH, column);
    row++;
  }
  texts.forEach((of, place) => {
    job.texts[lane * job.kept + place] = of.count;
  });
  job.problemCount[lane] = problems;
}
