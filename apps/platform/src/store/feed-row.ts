/** A change as the SQL stores read it, as the feed gives it. */
import type { Bytes } from '@cloison/protocol/public';
import type { FeedItem } from './feed.ts';
import { type EraStart, encodeCursor, eraAt } from './feed-cursor.ts';
import { MINUTE_MS } from './minutes.ts';

/** `row` has the columns `holder`, `name`, `kind`, `reason`, `version`, `hash`, `at` (minutes) and `envelope`. */
export function feedItemOf(
  row: Readonly<Record<string, unknown>>,
  position: number,
  eras: readonly EraStart[],
): FeedItem {
  return {
    cursor: encodeCursor({ era: eraAt(eras, position), positions: [position] }),
    holder: row.holder as Bytes,
    name: row.name as string,
    kind: row.kind as FeedItem['kind'],
    reason: row.reason as FeedItem['reason'],
    version: row.version as number,
    hash: row.hash as Bytes,
    atMs: (row.at as number) * MINUTE_MS,
    envelope: row.envelope as Bytes | null,
  };
}
