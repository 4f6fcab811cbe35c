/**
 * Every version that a record ever had, found again by its number, though rows are only ever appended to `version`: a save
 * writes at the end of that table and nowhere else in it, so that a batch of saves to as many records shares its pages.
 *
 * A row names the row of the version before (`before`) and that of the version whose number is its own without its lowest
 * bit (`jump`; Fenwick, A new data structure for cumulative frequency tables, 1994: the parents of his tree). Version n is
 * reached in about log² n steps, and a new row's `jump` is one of its head's. A chain begins where the store began with it:
 * null leads to nothing.
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

/** What is known of a chain from its head. */
export interface ChainEnd {
  readonly version: number;
  readonly cursor: number;
  /** The jump of its row, the jump of that row, and so on as far as they were read: at least one. */
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

/** The `jumps` of the version that follows the head: those of the head from some place on, so that as a rule nothing is read. */
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
