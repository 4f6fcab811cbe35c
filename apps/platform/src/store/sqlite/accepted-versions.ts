/**
 * Finds any accepted version of a record by its number, in a table to which rows are only appended. A save therefore writes
 * at the end of `version` and nowhere else in it, so that a batch of saves to many records shares its pages.
 *
 * A row links to the row of the previous version (`before`) and to the row of the version whose number is its own without
 * the lowest bit (`jump`; Fenwick, A new data structure for cumulative frequency tables, 1994: the parents in his tree).
 * Version n is reached in about log² n steps, and the `jump` of a new row is one of those of its head. A link is null where
 * the chain begins in this store.
 */

export interface VersionRow {
  readonly version: number;
  readonly hash: Uint8Array;
  /** Cursors. */
  readonly before: number | null;
  readonly jump: number | null;
}

/** The row at a cursor. */
export type VersionAt = (cursor: number) => VersionRow;

/** The head of a chain, with the links from it that were read so far. */
export interface ChainEnd {
  readonly version: number;
  readonly cursor: number;
  /** The jump of its row, the jump of that row, and so on: at least one. */
  readonly jumps: Jumps;
}
export type Jumps = readonly (number | null)[];

const withoutLowestBit = (version: number) => (version & (version - 1)) >>> 0;

/** Hash of one version, null when the chain does not reach it. */
export function hashOfVersion(rowAt: VersionAt, head: ChainEnd, version: number): Uint8Array | null {
  let cursor: number | null = head.cursor;
  while (cursor !== null) {
    const row: VersionRow = rowAt(cursor);
    if (row.version === version) return row.hash;
    if (row.version < version) return null;
    cursor = withoutLowestBit(row.version) >= version ? row.jump : row.before;
  }
  return null;
}

/** The `jumps` of the version that follows the head. They are a tail of the head's own, so usually no row is read. */
export function jumpsAfter(rowAt: VersionAt, head: ChainEnd): Jumps {
  const target = withoutLowestBit(head.version + 1);
  const cursors = [head.cursor, ...head.jumps];
  let version = head.version;
  let at = 0;
  for (; version > target; version = withoutLowestBit(version), at++) {
    const cursor = cursors[at]!;
    if (cursor === null) return [null];
    if (at + 1 === cursors.length) cursors.push(rowAt(cursor).jump);
  }
  return version === 0 ? [null] : cursors.slice(at);
}
