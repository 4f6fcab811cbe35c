/**
 * Where a reader of the feed stands: `{era}.{place}` or `{era}.{place}.{place}…`, opaque to whoever is given it.
 *
 * The era is a random mark of the run of changes in which the place was given out. A store that was imported, or put
 * back from a copy, begins another one: a cursor that belongs to changes which this store does not have is then known
 * for what it is, and the feed starts again from the beginning rather than skip what came under the same numbers.
 */
import { randomBytes } from 'node:crypto';

export interface FeedCursor {
  readonly era: string;
  /** Whole numbers; one for each partition of the store. */
  readonly places: readonly number[];
}

export function newEra(): string {
  return randomBytes(8).toString('hex');
}

export function encodeCursor({ era, places }: FeedCursor): string {
  return [era, ...places.map((place) => place.toString(36))].join('.');
}

/** Null when it is not such a cursor: nobody made it here. */
export function decodeCursor(cursor: string): FeedCursor | null {
  if (!/^[0-9a-f]{16}(?:\.[0-9a-z]{1,10})+$/.test(cursor)) return null;
  const [era, ...places] = cursor.split('.') as [string, ...string[]];
  return { era, places: places.map((place) => Number.parseInt(place, 36)) };
}
