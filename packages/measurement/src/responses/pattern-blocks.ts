/**
 * Items cut into blocks such that the answers that occur in a block fit one byte: eight complete dichotomous items, or
 * a whole booklet's worth when a booklet leaves most of them out. A person is then one byte a block, and one row of a
 * table a block replaces up to eight looked-up factors, in the likelihood and in the expected counts alike.
 */
import { MeasurementError } from '../errors/measurement-error.ts';
import { MAX_SCORE, NOT_ADMINISTERED, type ResponseMatrix } from './response-matrix.ts';

const ROWS_PER_BLOCK = 256;

export interface PatternBlocks {
  readonly persons: number;
  readonly blocks: number;
  /** Of each item: its block. Items of a block are consecutive. */
  readonly blockOf: Int32Array;
  /** First row of each block in the table of all blocks, then the total. */
  readonly rowStart: Int32Array;
  /** rows × items of its block, by `patternStart`: the score that each item has in the row. */
  readonly patterns: Uint8Array;
  /** Where a row's pattern starts in `patterns`. */
  readonly patternStart: Int32Array;
  /** First item of each block, then the number of items. */
  readonly itemStart: Int32Array;
  /** persons × blocks: row within the block. Shared memory. */
  readonly codes: Uint8Array;
}

/** Only scores and `NOT_ADMINISTERED` may occur (`applyMissingRule` first). */
export function packPatterns(matrix: ResponseMatrix): PatternBlocks {
  const { persons, scores } = matrix;
  const items = matrix.itemIds.length;
  const levels = MAX_SCORE + 2;
  const levelOf = (code: number) => (code === NOT_ADMINISTERED ? MAX_SCORE + 1 : code);
  const blockOf = new Int32Array(items);
  const itemStart: number[] = [];
  const rowsOfBlock: Uint8Array[][] = [];
  const columns: Uint8Array[] = [];
  let current = new Uint8Array(persons);
  let rows: Uint8Array[] = [];
  for (let item = 0; item < items; item++) {
    let opened = itemStart.length > 0;
    for (;;) {
      if (!opened) {
        itemStart.push(item);
        current = new Uint8Array(persons);
        columns.push(current);
        rows = [new Uint8Array(0)];
        rowsOfBlock.push(rows);
      }
      const seen = new Uint8Array(ROWS_PER_BLOCK * levels);
      for (let i = 0, at = item; i < persons; i++, at += items) {
        const code = scores[at]!;
        if (code > MAX_SCORE && code !== NOT_ADMINISTERED)
          throw new MeasurementError('score-out-of-range', { row: i, item: matrix.itemIds[item]! });
        seen[current[i]! * levels + levelOf(code)] = 1;
      }
      const renamed = new Int32Array(ROWS_PER_BLOCK * levels);
      const extended: Uint8Array[] = [];
      for (let combination = 0; combination < seen.length; combination++) {
        if (seen[combination] === 0) continue;
        renamed[combination] = extended.length;
        const before = rows[Math.floor(combination / levels)]!;
        const level = combination % levels;
        const pattern = new Uint8Array(before.length + 1);
        pattern.set(before);
        pattern[before.length] = level > MAX_SCORE ? NOT_ADMINISTERED : level;
        extended.push(pattern);
      }
      if (extended.length > ROWS_PER_BLOCK) {
        opened = false;
        continue;
      }
      for (let i = 0, at = item; i < persons; i++, at += items)
        current[i] = renamed[current[i]! * levels + levelOf(scores[at]!)]!;
      rows = extended;
      rowsOfBlock[rowsOfBlock.length - 1] = rows;
      blockOf[item] = itemStart.length - 1;
      break;
    }
  }
  return assemble(persons, blockOf, itemStart, rowsOfBlock, columns, items);
}

function assemble(
  persons: number,
  blockOf: Int32Array,
  itemStart: readonly number[],
  rowsOfBlock: readonly (readonly Uint8Array[])[],
  columns: readonly Uint8Array[],
  items: number,
): PatternBlocks {
  const blocks = columns.length;
  const rowStart = new Int32Array(blocks + 1);
  rowsOfBlock.forEach((rows, block) => {
    rowStart[block + 1] = rowStart[block]! + rows.length;
  });
  const total = rowStart[blocks]!;
  const patternStart = new Int32Array(total + 1);
  rowsOfBlock.flat().forEach((pattern, row) => {
    patternStart[row + 1] = patternStart[row]! + pattern.length;
  });
  const patterns = new Uint8Array(patternStart[total]!);
  rowsOfBlock.flat().forEach((pattern, row) => {
    patterns.set(pattern, patternStart[row]!);
  });
  const codes = new Uint8Array(new SharedArrayBuffer(persons * blocks));
  for (let block = 0; block < blocks; block++) {
    const column = columns[block]!;
    for (let i = 0, at = block; i < persons; i++, at += blocks) codes[at] = column[i]!;
  }
  return {
    persons,
    blocks,
    blockOf,
    rowStart,
    patterns,
    patternStart,
    itemStart: Int32Array.from([...itemStart, items]),
    codes,
  };
}
