/**
 * The feed of one campaign: its changes in the order of their positions (the column `place`). A reader misses none, although
 * transactions commit in another order than they began.
 */
import type { FeedItem, FeedPage, FeedPart, FeedRequest } from '../feed.ts';
import { type EraStart, nextOfPart, positionIn } from '../feed-cursor.ts';
import { feedItemOf } from '../feed-row.ts';
import { StorageFailure } from '../storage-error.ts';
import type { Connections, Query, Row } from './connections.ts';
import { schemaOf } from './schema.ts';

/** How many positions one step covers. */
const FEED_STEP = 20_000;
/** Steps of one page of a part: up to a second. */
const STEPS_OF_PART = 16;

export interface PostgresFeedOptions {
  readonly campaign: number;
  readonly connections: Connections;
}

export class PostgresFeed {
  readonly #campaign: number;
  readonly #connections: Connections;
  /** The last position known to be settled, and when the server that said so was started. */
  #settled: { readonly position: number; readonly started: string } | null = null;

  constructor({ campaign, connections }: PostgresFeedOptions) {
    this.#campaign = campaign;
    this.#connections = connections;
  }

  /** See `CampaignFeed.feed`. */
  async page({ after, limit, wholeHeads, maxBytes, only }: FeedRequest): Promise<FeedPage> {
    const settled = await this.#settledPosition();
    return this.#connections.transaction(async (query) => {
      const eras = (await query('SELECT mark, first FROM cloison.era WHERE campaign = $1 ORDER BY first', [
        this.#campaign,
      ])) as unknown as readonly EraStart[];
      const [now] = await query(
        `SELECT pg_postmaster_start_time()::text AS started, pg_sequence_last_value('${schemaOf(this.#campaign)}.place') AS given`,
        [],
      );
      // After a restart of the server, what was settled before it may be positions of another copy.
      const until = now!.started === settled.started ? settled.position : 0;
      const position = positionIn(eras, after, (now!.given as number | null) ?? 0);
      const rewound = position === null;
      const start = position ?? 0;
      const entries: FeedItem[] = [];
      // What is settled may be less than the reader has: the server was started again.
      let reached = start;
      const page = (more: boolean): FeedPage =>
        only === undefined
          ? { entries, more, rewound }
          : { entries, more, rewound, next: nextOfPart(eras, reached) };
      const end = only === undefined ? until : Math.min(until, start + STEPS_OF_PART * FEED_STEP);
      let bytes = 0;
      // Most positions belong to superseded versions, which a step passes over.
      for (let from = start; from < end; from += FEED_STEP) {
        const to = Math.min(from + FEED_STEP, end);
        const max = { rows: limit + 1 - entries.length, bytes: maxBytes - bytes, wholeHeads, only };
        for (const row of await this.#changesBetween(query, from, to, max)) {
          const entry = feedItemOf(row, row.place as number, eras);
          bytes += entry.envelope?.length ?? 0;
          if (entries.length === limit || (entries.length > 0 && bytes > maxBytes)) {
            return page(true);
          }
          entries.push(entry);
          reached = row.place as number;
        }
        reached = to;
      }
      return page(end < until);
    }, 'ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  }

  /**
   * The position up to which no further change can appear. A change gets its position before it is committed. So a reader
   * waits, a moment only, until no change is in progress, and does not read beyond the positions given out by then. If a change
   * hangs, the reader stops at the last settled position that it knows, and nobody else is delayed.
   */
  async #settledPosition(): Promise<{ readonly position: number; readonly started: string }> {
    try {
      const [row] = await this.#connections.query(
        'SELECT cloison.settled_place($1) AS place, pg_postmaster_start_time()::text AS started',
        [this.#campaign],
      );
      this.#settled = { position: row!.place as number, started: row!.started as string };
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
    }
    return this.#settled ?? { position: 0, started: '' };
  }

  /** The changes that are not superseded, with positions above `after` and up to `until`, in order; one more than fits in `max.bytes`. */
  #changesBetween(
    query: Query,
    after: number,
    until: number,
    max: {
      readonly rows: number;
      readonly bytes: number;
      readonly wholeHeads: boolean;
      readonly only: FeedPart | undefined;
    },
  ): Promise<readonly Row[]> {
    const s = schemaOf(this.#campaign);
    const isFinal = max.only === undefined ? null : max.only === 'finals';
    const bounds = 'place > $1 AND place <= $2 AND $6::boolean IS NOT TRUE ORDER BY place LIMIT $3';
    return query(
      `SELECT * FROM (
         SELECT c.place, h.holder, c.name, c.kind, c.reason, c.version, c.hash, c.at, c.envelope,
           sum(coalesce(octet_length(c.envelope), 0)) OVER (ORDER BY place) - coalesce(octet_length(c.envelope), 0) AS bytes,
           row_number() OVER (ORDER BY place) AS n
         FROM (SELECT * FROM (
           (SELECT v.place, r.holder, r.name, CASE WHEN r.final THEN 'final' ELSE 'head' END AS kind, NULL AS reason,
             r.version, r.hash, r.at, CASE WHEN r.final OR $4 THEN r.envelope END AS envelope
             FROM ${s}.version v JOIN ${s}.record r ON r.id = v.record AND r.place = v.place
             WHERE v.place > $1 AND v.place <= $2 AND ($6::boolean IS NULL OR r.final = $6) ORDER BY v.place LIMIT $3)
           UNION ALL
           (SELECT place, holder, name, 'branch', reason, version, hash, at, envelope FROM ${s}.branch WHERE ${bounds})
           UNION ALL
           (SELECT place, holder, name, 'branch', 'rescue', version, hash, at, envelope FROM ${s}.rescue WHERE ${bounds})
         ) AS change ORDER BY place LIMIT $3) AS c JOIN ${s}.holder h ON h.id = c.holder
       ) AS page WHERE bytes <= $5 OR n <= 2 ORDER BY place`,
      [after, until, max.rows, max.wholeHeads, Math.max(0, max.bytes), isFinal],
    );
  }
}
