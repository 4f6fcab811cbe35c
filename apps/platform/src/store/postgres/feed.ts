/**
 * The feed of one campaign: changes in the order of their places, of which a reader misses none although transactions
 * commit in another order than they began.
 */
import type { Bytes } from '@cloison/protocol/public';
import type { FeedItem, FeedPage, FeedRequest } from '../feed.ts';
import { decodeCursor, encodeCursor } from '../feed-cursor.ts';
import { MINUTE_MS } from '../minutes.ts';
import { StorageFailure } from '../storage-error.ts';
import type { Connections, Query, Row } from './connections.ts';
import { schemaOf } from './schema.ts';

/** Places that one step of the feed looks at. */
const FEED_STEP = 20_000;

interface EraRow {
  readonly mark: string;
  readonly first: number;
}

export interface PostgresFeedOptions {
  readonly campaign: number;
  readonly connections: Connections;
}

export class PostgresFeed {
  readonly #campaign: number;
  readonly #connections: Connections;
  /** The last place known to be settled, and of which start of the server. */
  #settled: { readonly place: number; readonly started: string } | null = null;

  constructor({ campaign, connections }: PostgresFeedOptions) {
    this.#campaign = campaign;
    this.#connections = connections;
  }

  /** See `CampaignStore.feed`. */
  async page({ after, limit, wholeHeads, maxBytes }: FeedRequest): Promise<FeedPage> {
    const settled = await this.#settledPlace();
    return this.#connections.transaction(async (query) => {
      const eras = (await query('SELECT mark, first FROM cloison.era WHERE campaign = $1 ORDER BY first', [
        this.#campaign,
      ])) as unknown as readonly EraRow[];
      const [now] = await query(
        `SELECT pg_postmaster_start_time()::text AS started, pg_sequence_last_value('${schemaOf(this.#campaign)}.place') AS given`,
        [],
      );
      // What was settled before the server was started again may be places of another copy.
      const until = now!.started === settled.started ? settled.place : 0;
      const place = placeOf(after, eras, (now!.given as number | null) ?? 0);
      const entries: FeedItem[] = [];
      let bytes = 0;
      // Superseded versions are passed over, some thousands a step.
      for (let from = place ?? 0; from < until; from += FEED_STEP) {
        const to = Math.min(from + FEED_STEP, until);
        const most = { rows: limit + 1 - entries.length, bytes: maxBytes - bytes, wholeHeads };
        for (const row of await this.#changes(query, from, to, most)) {
          const entry = feedItemOf(row, eras);
          bytes += entry.envelope?.length ?? 0;
          if (entries.length === limit || (entries.length > 0 && bytes > maxBytes)) {
            return { entries, more: true, rewound: place === null };
          }
          entries.push(entry);
        }
      }
      return { entries, more: false, rewound: place === null };
    }, 'ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  }

  /**
   * Up to where nothing can come any more. Places are given out before their change is committed; so a reader waits
   * until no change is under way, which is a moment, and never reads past what was given out by then. When one hangs,
   * the reader stays behind the last place that it knew, and the others are not held up.
   */
  async #settledPlace(): Promise<{ readonly place: number; readonly started: string }> {
    try {
      const [row] = await this.#connections.query(
        'SELECT cloison.settled_place($1) AS place, pg_postmaster_start_time()::text AS started',
        [this.#campaign],
      );
      this.#settled = { place: row!.place as number, started: row!.started as string };
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
    }
    return this.#settled ?? { place: 0, started: '' };
  }

  /** Those that still stand, of places above `after` up to `until`, in order; one more than there are bytes for. */
  #changes(
    query: Query,
    after: number,
    until: number,
    most: { readonly rows: number; readonly bytes: number; readonly wholeHeads: boolean },
  ): Promise<readonly Row[]> {
    const s = schemaOf(this.#campaign);
    const bounds = 'place > $1 AND place <= $2 ORDER BY place LIMIT $3';
    return query(
      `SELECT * FROM (
         SELECT c.place, h.holder, c.name, c.kind, c.reason, c.version, c.hash, c.at, c.envelope,
           sum(coalesce(octet_length(c.envelope), 0)) OVER (ORDER BY place) - coalesce(octet_length(c.envelope), 0) AS bytes,
           row_number() OVER (ORDER BY place) AS n
         FROM (SELECT * FROM (
           (SELECT v.place, r.holder, r.name, CASE WHEN r.final THEN 'final' ELSE 'head' END AS kind, NULL AS reason,
             r.version, r.hash, r.at, CASE WHEN r.final OR $4 THEN r.envelope END AS envelope
             FROM ${s}.version v JOIN ${s}.record r ON r.id = v.record AND r.place = v.place
             WHERE v.place > $1 AND v.place <= $2 ORDER BY v.place LIMIT $3)
           UNION ALL
           (SELECT place, holder, name, 'branch', reason, version, hash, at, envelope FROM ${s}.branch WHERE ${bounds})
           UNION ALL
           (SELECT place, holder, name, 'branch', 'rescue', version, hash, at, envelope FROM ${s}.rescue WHERE ${bounds})
         ) AS change ORDER BY place LIMIT $3) AS c JOIN ${s}.holder h ON h.id = c.holder
       ) AS page WHERE bytes <= $5 OR n <= 2 ORDER BY place`,
      [after, until, most.rows, most.wholeHeads, Math.max(0, most.bytes)],
    );
  }
}

/** Null when this store did not give that cursor out, or has gone back behind it: `given` is the last place that it gave. */
function placeOf(cursor: string, eras: readonly EraRow[], given: number): number | null {
  if (cursor === '') return 0;
  const decoded = decodeCursor(cursor);
  const era = eras.findIndex(({ mark }) => mark === decoded?.era);
  if (decoded === null || era === -1 || decoded.places.length !== 1) return null;
  const [place] = decoded.places as [number];
  const end = era + 1 < eras.length ? eras[era + 1]!.first - 1 : given;
  return place >= eras[era]!.first && place <= end ? place : null;
}

function feedItemOf(row: Row, eras: readonly EraRow[]): FeedItem {
  const at = row.place as number;
  return {
    cursor: encodeCursor({ era: eras.findLast(({ first }) => first <= at)!.mark, places: [at] }),
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
