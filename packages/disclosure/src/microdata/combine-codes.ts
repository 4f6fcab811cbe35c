/** Combinations of several columns as class numbers, exactly, for any number of categories. */
import type { CategoricalColumn } from './microdata.ts';

/**
 * A column as slots: 0 is missing, category c is c + 1. All counting of this package works on slots, where a missing value
 * is a category like any other unless a function says otherwise.
 */
export interface SlotColumn {
  readonly slots: Int32Array;
  /** Slots run from 0 to `size` − 1. */
  readonly size: number;
}

export interface Combinations {
  /** Of each row, from 0. */
  readonly classOf: Int32Array;
  readonly count: number;
  /** Of each class, a row that is in it: the first. */
  readonly firstRow: Int32Array;
}

/** A table of so many entries is cheaper than hashing. */
const DENSE_ENTRIES = 1 << 22;

export function slotsOf(column: CategoricalColumn): SlotColumn {
  return { slots: column.codes.map((code) => code + 1), size: column.labels.length + 1 };
}

/**
 * Classes are numbered in the order of their first rows. Columns are combined one after the other, and renumbered as soon as
 * the product passes what a table holds, so that a number never exceeds rows × categories.
 */
export function combineColumns(columns: readonly SlotColumn[], rows: number): Combinations {
  let ids = new Int32Array(rows);
  let span = 1;
  // Whether every number below `span` is in use.
  let compact = true;
  for (const { slots, size } of columns) {
    if (span * size <= DENSE_ENTRIES) {
      for (let row = 0; row < rows; row++) ids[row] = ids[row]! * size + slots[row]!;
      span *= size;
      compact = false;
      continue;
    }
    if (!compact) {
      const numbered = renumber(ids, span, rows);
      ids = numbered.classOf;
      span = numbered.count;
    }
    if (span * size <= DENSE_ENTRIES) {
      for (let row = 0; row < rows; row++) ids[row] = ids[row]! * size + slots[row]!;
      span *= size;
      compact = false;
      continue;
    }
    const hashed = hashPairs(ids, slots, size, rows);
    ids = hashed.classOf;
    span = hashed.count;
    compact = true;
  }
  return renumber(ids, span, rows);
}

function renumber(
  ids: Int32Array,
  span: number,
  rows: number,
): Combinations & { classOf: Int32Array<ArrayBuffer> } {
  const numberOf = new Int32Array(span);
  const classOf = new Int32Array(rows);
  const first: number[] = [];
  for (let row = 0; row < rows; row++) {
    const id = ids[row]!;
    let number = numberOf[id]!;
    if (number === 0) {
      first.push(row);
      number = first.length;
      numberOf[id] = number;
    }
    classOf[row] = number - 1;
  }
  return { classOf, count: first.length, firstRow: Int32Array.from(first) };
}

/** Open addressing with linear probing; keys are exact, as rows × categories stays below 2⁵³. */
function hashPairs(ids: Int32Array, slots: Int32Array, size: number, rows: number) {
  let capacity = 1024;
  while (capacity < rows * 2) capacity *= 2;
  const keys = new Float64Array(capacity).fill(-1);
  const numbers = new Int32Array(capacity);
  const classOf = new Int32Array(rows);
  const mask = capacity - 1;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const key = ids[row]! * size + slots[row]!;
    const low = key % 0x1_0000_0000;
    let at = (Math.imul(low ^ Math.imul((key - low) / 0x1_0000_0000, 0x9e3779b1), 0x85ebca6b) >>> 7) & mask;
    while (keys[at] !== key && keys[at] !== -1) at = (at + 1) & mask;
    if (keys[at] === -1) {
      keys[at] = key;
      numbers[at] = count++;
    }
    classOf[row] = numbers[at]!;
  }
  return { classOf, count };
}
