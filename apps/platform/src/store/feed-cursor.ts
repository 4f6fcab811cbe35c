/**
 * Where a reader of the feed is: `{era}.{position}`, or `{era}.{position}.{position}…` for a store with partitions. Opaque
 * to the reader.
 *
 * An era is a random mark of the run of changes in which a position was given out. A store that was imported, or put back
 * from a copy, begins a new era. It therefore recognises a cursor of changes that it does not have, and starts the feed
 * from the beginning instead of skipping other changes that got the same numbers.
 */
import { randomBytes } from 'node:crypto';

export interface FeedCursor {
  readonly era: string;
  /** Whole numbers, one for each partition of the store. */
  readonly positions: readonly number[];
}

export function newEra(): string {
  return randomBytes(8).toString('hex');
}

export function encodeCursor({ era, positions }: FeedCursor): string {
  return [era, ...positions.map((position) => position.toString(36))].join('.');
}

/** Null for a text that `encodeCursor` does not make. */
export function decodeCursor(cursor: string): FeedCursor | null {
  if (!/^[0-9a-f]{16}(?:\.[0-9a-z]{1,10})+$/.test(cursor)) return null;
  const [era, ...positions] = cursor.split('.') as [string, ...string[]];
  return { era, positions: positions.map((position) => Number.parseInt(position, 36)) };
}

/** An era of a store without partitions. */
export interface EraStart {
  readonly mark: string;
  /** Its first position. */
  readonly first: number;
}

/** The mark of the era that a position belongs to. `eras` are in order. */
export function eraAt(eras: readonly EraStart[], position: number): string {
  return eras.findLast(({ first }) => first <= position)!.mark;
}

/** The cursor of a reader of a part who has what there is of it up to `position`. */
export function nextOfPart(eras: readonly EraStart[], position: number): string {
  return position === 0 ? '' : encodeCursor({ era: eraAt(eras, position), positions: [position] });
}

/**
 * The position after which a reader goes on, 0 at the beginning. Null when this store did not give out the cursor, or was
 * put back to an earlier time. `last` is the last position that the store has given out.
 */
export function positionIn(eras: readonly EraStart[], cursor: string, last: number): number | null {
  if (cursor === '') return 0;
  const decoded = decodeCursor(cursor);
  const era = eras.findIndex(({ mark }) => mark === decoded?.era);
  if (decoded === null || era === -1 || decoded.positions.length !== 1) return null;
  const [position] = decoded.positions as [number];
  const end = era + 1 < eras.length ? eras[era + 1]!.first - 1 : last;
  return position >= eras[era]!.first && position <= end ? position : null;
}
