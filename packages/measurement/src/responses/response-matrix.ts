/**
 * Persons in rows, items in columns, one byte a cell: a score 0, 1, 2 …, or one of three ways to have none. Which one
 * an answer is decides what it counts for, so they are kept apart until an analysis says how to read them.
 */
import { MeasurementError } from '../errors/measurement-error.ts';

/** The person was never to meet the item (another booklet, another module). */
export const NOT_ADMINISTERED = 255;
/** The person passed over the item and answered a later one. */
export const OMITTED = 254;
/** The person stopped before the item. */
export const NOT_REACHED = 253;
/** Highest score of an item: fits one byte with room for the codes above. */
export const MAX_SCORE = 60;

export interface ResponseMatrix {
  readonly persons: number;
  readonly itemIds: readonly string[];
  /** persons × items, row after row. */
  readonly scores: Uint8Array;
}

/** Checks sizes and codes; throws `score-out-of-range` with the first bad row and column (from 0). */
export function createResponseMatrix(itemIds: readonly string[], scores: Uint8Array): ResponseMatrix {
  const items = itemIds.length;
  const persons = items === 0 ? 0 : scores.length / items;
  if (items === 0) throw new MeasurementError('too-few-items', { items });
  if (!Number.isInteger(persons)) throw new RangeError('scores must hold a whole number of rows');
  if (new Set(itemIds).size !== items) throw new RangeError('item identifiers must be distinct');
  for (let at = 0; at < scores.length; at++) {
    const code = scores[at]!;
    if (code > MAX_SCORE && code < NOT_REACHED)
      throw new MeasurementError('score-out-of-range', {
        row: Math.floor(at / items),
        item: itemIds[at % items]!,
      });
  }
  return { persons, itemIds, scores };
}

/** From rows of scores; null is "not administered". */
export function matrixFromRows(
  rows: readonly (readonly (number | null)[])[],
  itemIds: readonly string[] = (rows[0] ?? []).map((_, index) => `I${index + 1}`),
): ResponseMatrix {
  const scores = new Uint8Array(rows.length * itemIds.length);
  rows.forEach((row, i) => {
    if (row.length !== itemIds.length) throw new RangeError(`row ${i} has ${row.length} cells`);
    row.forEach((cell, j) => {
      if (cell !== null && !(Number.isInteger(cell) && cell >= 0 && cell <= MAX_SCORE))
        throw new MeasurementError('score-out-of-range', { row: i, item: itemIds[j]! });
      scores[i * itemIds.length + j] = cell ?? NOT_ADMINISTERED;
    });
  });
  return createResponseMatrix(itemIds, scores);
}

export interface MissingRule {
  /** What an omitted answer counts for. */
  readonly omitted: 'wrong' | 'missing';
  readonly notReached: 'wrong' | 'missing';
}

/**
 * PISA's habit (OECD 2017, PISA 2015 technical report, ch. 9): an omitted item is wrong; an item not reached says nothing about
 * its difficulty when items are calibrated, and counts as wrong only in raw scores.
 */
export const CALIBRATION_MISSING: MissingRule = { omitted: 'wrong', notReached: 'missing' };
export const SCORE_MISSING: MissingRule = { omitted: 'wrong', notReached: 'wrong' };

/** A matrix with scores and `NOT_ADMINISTERED` only. The same object when nothing changes. */
export function applyMissingRule(matrix: ResponseMatrix, rule: MissingRule): ResponseMatrix {
  const { scores } = matrix;
  let first = 0;
  while (first < scores.length && (scores[first]! < NOT_REACHED || scores[first] === NOT_ADMINISTERED))
    first++;
  if (first === scores.length) return matrix;
  const omitted = rule.omitted === 'wrong' ? 0 : NOT_ADMINISTERED;
  const notReached = rule.notReached === 'wrong' ? 0 : NOT_ADMINISTERED;
  const read = new Uint8Array(new SharedArrayBuffer(scores.length));
  read.set(scores);
  for (let at = first; at < read.length; at++) {
    if (read[at] === OMITTED) read[at] = omitted;
    else if (read[at] === NOT_REACHED) read[at] = notReached;
  }
  return { ...matrix, scores: read };
}

/**
 * The omissions at the end of a person's administered items become not reached, except the first of them (the item at
 * which the person stopped was seen: Lord 1980, § 15.3, as NAEP codes it).
 */
export function markNotReached(matrix: ResponseMatrix): ResponseMatrix {
  const items = matrix.itemIds.length;
  const scores = new Uint8Array(new SharedArrayBuffer(matrix.scores.length));
  scores.set(matrix.scores);
  for (let row = 0; row < scores.length; row += items) {
    let last = row + items - 1;
    let firstOfRun = -1;
    for (; last >= row; last--) {
      if (scores[last] === NOT_ADMINISTERED || scores[last] === NOT_REACHED) continue;
      if (scores[last] !== OMITTED) break;
      firstOfRun = last;
      scores[last] = NOT_REACHED;
    }
    if (firstOfRun >= 0) scores[firstOfRun] = OMITTED;
  }
  return { ...matrix, scores };
}

export interface Booklets {
  /** For each booklet, which items (by column) were administered. */
  readonly masks: readonly Uint8Array[];
  readonly sizes: readonly number[];
  /** Of each person. */
  readonly bookletOf: Uint32Array;
}

/** Groups persons by the set of items administered to them, in order of first appearance. */
export function findBooklets(matrix: ResponseMatrix): Booklets {
  const items = matrix.itemIds.length;
  const bookletOf = new Uint32Array(matrix.persons);
  const masks: Uint8Array[] = [];
  const sizes: number[] = [];
  const known = new Map<number, number>();
  const mask = new Uint8Array(items);
  let last = -1;
  for (let i = 0; i < matrix.persons; i++) {
    const row = i * items;
    let same = last >= 0;
    const lastMask = masks[last];
    // Two hashes of 32 bits (FNV-1a, two bases) make the key; a mask of another booklet under it moves on to the next.
    let low = 0x811c9dc5;
    let high = 0x01000193;
    for (let j = 0; j < items; j++) {
      const here = matrix.scores[row + j] === NOT_ADMINISTERED ? 0 : 1;
      mask[j] = here;
      if (same && lastMask![j] !== here) same = false;
      low = Math.imul(low ^ here, 0x01000193);
      high = Math.imul(high ^ (here + 2), 0x01000193);
    }
    if (!same) {
      let key = (low >>> 0) * 0x10_0000 + (high >>> 12);
      let found = known.get(key);
      while (found !== undefined && !masks[found]!.every((one, j) => one === mask[j]))
        found = known.get(++key);
      last = found ?? masks.length;
      if (found === undefined) {
        known.set(key, last);
        masks.push(Uint8Array.from(mask));
        sizes.push(0);
      }
    }
    bookletOf[i] = last;
    sizes[last]!++;
  }
  return { masks, sizes, bookletOf };
}

/** Chosen rows of chosen columns, in the given order. */
export function subMatrix(
  matrix: ResponseMatrix,
  columns: readonly number[],
  rows: readonly number[] | null = null,
): ResponseMatrix {
  const items = matrix.itemIds.length;
  const persons = rows?.length ?? matrix.persons;
  const scores = new Uint8Array(new SharedArrayBuffer(persons * columns.length));
  let at = 0;
  for (let i = 0; i < persons; i++) {
    const row = (rows === null ? i : rows[i]!) * items;
    for (const column of columns) scores[at++] = matrix.scores[row + column]!;
  }
  return { persons, itemIds: columns.map((column) => matrix.itemIds[column]!), scores };
}
