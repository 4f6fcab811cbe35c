/**
 * Answers of a reference year, for concurrent calibration: CSV, one row a pupil, a column for each item of the reference
 * calibration (others are passed over), scores in steps; empty is not given. Nobody is named in it.
 */
import { MAX_SCORE, NOT_ADMINISTERED, type ResponseMatrix } from '@cloison/measurement';
import type { CampaignProblems } from './campaign-problems.ts';

const COMMA = 44;
const SEMICOLON = 59;
const LINE = 10;
const RETURN = 13;

/** The matrix, or null with its faults reported (line and column). Columns come in the order of the file. */
export function readReferenceResponses(
  bytes: Uint8Array,
  name: string,
  items: readonly string[],
  problems: CampaignProblems,
): ResponseMatrix | null {
  const before = problems.count;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const end = endOfLine(bytes, start);
  const header = Buffer.from(bytes.subarray(start, end)).toString('utf8').replace(/\r$/, '');
  const delimiter = header.includes(',') ? COMMA : SEMICOLON;
  const names = header.split(String.fromCharCode(delimiter)).map((one) => one.trim().replace(/^"|"$/g, ''));
  const columns = names.map((one) => (items.includes(one) ? one : null));
  const known = columns.filter((one) => one !== null);
  if (known.length === 0 || new Set(known).size < known.length) {
    problems.add('table-header', name, { line: 1, column: 1 }, { expected: items.slice(0, 5).join(',') });
    return null;
  }
  let cells = new Uint8Array(1 << 16);
  let used = 0;
  let rows = 0;
  for (let at = end + 1, line = 2; at < bytes.length; line++) {
    const stop = endOfLine(bytes, at);
    const last = bytes[stop - 1] === RETURN ? stop - 1 : stop;
    if (last > at) {
      if (used + known.length > cells.length) {
        const grown = new Uint8Array(cells.length * 2 + known.length);
        grown.set(cells);
        cells = grown;
      }
      let column = 0;
      for (let from = at; from <= last; column++) {
        let to = from;
        while (to < last && bytes[to] !== delimiter) to++;
        if (columns[column] != null) {
          const score = scoreOf(bytes, from, to);
          if (score === null) {
            const value = Buffer.from(bytes.subarray(from, to)).toString('utf8').slice(0, 20);
            problems.add('table-number', name, { line, column: from - at + 1 }, { value });
          }
          cells[used++] = score ?? NOT_ADMINISTERED;
        }
        from = to + 1;
      }
      if (column !== columns.length) {
        problems.add('table-cells', name, { line, column: 1 }, { found: column, expected: columns.length });
        used = (rows + 1) * known.length;
      }
      rows++;
    }
    at = stop + 1;
  }
  if (rows === 0) problems.add('table-empty', name, { line: 1, column: 1 });
  if (problems.count > before) return null;
  const scores = new Uint8Array(new SharedArrayBuffer(used));
  scores.set(cells.subarray(0, used));
  return { persons: rows, itemIds: known, scores };
}

function endOfLine(bytes: Uint8Array, from: number): number {
  const found = bytes.indexOf(LINE, from);
  return found === -1 ? bytes.length : found;
}

/** A whole number of at most two digits; empty is not given; null is neither. */
function scoreOf(bytes: Uint8Array, from: number, to: number): number | null {
  if (to === from) return NOT_ADMINISTERED;
  if (to - from > 2) return null;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return null;
    value = 10 * value + digit;
  }
  return value <= MAX_SCORE ? value : null;
}
