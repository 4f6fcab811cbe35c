/** The feed of one campaign, read from its database in steps between which the service answers. See `../feed.ts`. */
import type { FeedItem, FeedPage, FeedPart, FeedRequest } from '../feed.ts';
import { nextOfPart, positionIn } from '../feed-cursor.ts';
import { feedItemOf } from '../feed-row.ts';
import { type Era, lastCursor } from './cursors.ts';
import type { Row, Statements } from './statements.ts';

/** How many cursors one step covers: some milliseconds of reading. */
const FEED_STEP = 4096;
/** Steps of one page of a part: up to a second. */
const STEPS_OF_PART = 64;

/** `sql` is called before each step; it throws once the campaign is closed. */
export async function readFeed(
  sql: () => Statements,
  { after, limit, wholeHeads, maxBytes, only }: FeedRequest,
): Promise<FeedPage> {
  // First: every change up to it is of an era that is read next.
  const last = lastCursor(sql());
  const eras = sql().all('SELECT mark, first FROM era ORDER BY first') as unknown as readonly Era[];
  const position = positionIn(eras, after, last);
  const rewound = position === null;
  const start = position ?? 0;
  const entries: FeedItem[] = [];
  const page = (more: boolean, reached: number): FeedPage =>
    only === undefined
      ? { entries, more, rewound }
      : { entries, more, rewound, next: nextOfPart(eras, reached) };
  const end = only === undefined ? last : Math.min(last, start + STEPS_OF_PART * FEED_STEP);
  let bytes = 0;
  let reached = start;
  // Most cursors belong to superseded versions, which a step passes over.
  for (let from = start; from < end; from += FEED_STEP) {
    if (from !== start) await new Promise((resolve) => setImmediate(resolve));
    const until = Math.min(from + FEED_STEP, end);
    const max = limit + 1 - entries.length;
    for (const row of changesBetween(sql(), { after: from, until, max, wholeHeads, only })) {
      const entry = feedItemOf(row, row.cursor as number, eras);
      bytes += entry.envelope?.length ?? 0;
      if (entries.length === limit || (entries.length > 0 && bytes > maxBytes)) {
        return page(true, reached);
      }
      entries.push(entry);
      reached = row.cursor as number;
    }
    reached = until;
  }
  return page(end < last, reached);
}

/** The changes that are not superseded, with cursors above `after` and up to `until`, in order. */
function changesBetween(
  sql: Statements,
  {
    after,
    until,
    max,
    wholeHeads,
    only,
  }: {
    readonly after: number;
    readonly until: number;
    readonly max: number;
    readonly wholeHeads: boolean;
    readonly only: FeedPart | undefined;
  },
): readonly Row[] {
  const isFinal = only === undefined ? null : Number(only === 'finals');
  return sql.all(
    `SELECT cursor, holder.holder, name, kind, reason, version, hash, at, envelope FROM (
       SELECT * FROM (SELECT version.cursor, holder, name, iif(final, 'final', 'head') AS kind, NULL AS reason,
           record.version, record.hash, at, iif(final OR ?4, envelope, NULL) AS envelope
           FROM version CROSS JOIN record ON record.id = version.record AND record.cursor = version.cursor
           WHERE version.cursor > ?1 AND version.cursor <= ?2 AND (?5 IS NULL OR record.final = ?5) ORDER BY version.cursor LIMIT ?3)
       UNION ALL
       SELECT * FROM (SELECT branch.cursor, record.holder, record.name, 'branch', branch.reason, branch.version,
           branch.hash, branch.at, branch.envelope FROM branch JOIN record ON record.id = branch.record
           WHERE branch.cursor > ?1 AND branch.cursor <= ?2 AND ?5 IS NOT 1 ORDER BY branch.cursor LIMIT ?3)
       UNION ALL
       SELECT * FROM (SELECT cursor, holder, name, 'branch', 'rescue', version, hash, at, envelope FROM rescue
           WHERE cursor > ?1 AND cursor <= ?2 AND ?5 IS NOT 1 ORDER BY cursor LIMIT ?3)
     ) AS change JOIN holder ON holder.id = change.holder ORDER BY cursor LIMIT ?3`,
    after,
    until,
    max,
    wholeHeads ? 1 : 0,
    isFinal,
  );
}
