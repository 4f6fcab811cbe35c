/** One campaign in its own schema of PostgreSQL. See `../store.ts` for what it promises. */
import {
  type Bytes,
  type HolderRole,
  type PublishedCampaign,
  parsePublishedCampaign,
} from '@cloison/protocol/public';
import type { MaybePromise } from '../../base/maybe-promise.ts';
import type { CampaignStore } from '../campaign-store.ts';
import { ContentCache } from '../content-cache.ts';
import type { NewEnvelope, StoredEnvelope } from '../envelopes.ts';
import type { FeedPage, FeedRequest } from '../feed.ts';
import type { StoreObserver } from '../health.ts';
import type { HolderEntry, NewHolder } from '../holders.ts';
import { minuteOf } from '../minutes.ts';
import type { DocumentResult, NewRouting, ReleasedKey } from '../publishing.ts';
import type { PurgeCounts } from '../purging.ts';
import type { ContentFile, HolderListing, RoutingEntry } from '../reading.ts';
import type { RescueRequest, SaveOutcome, SaveRequest, SavingCampaign } from '../saving.ts';
import { StorageFailure, StorageRefusal } from '../storage-error.ts';
import type { Connections, Query, Row, Value } from './connections.ts';
import { PostgresFault } from './failure.ts';
import { PostgresFeed } from './feed.ts';
import { QueryBatcher } from './query-batcher.ts';
import { PostgresReads } from './reads.ts';
import type { JudgedSave } from './save-rows.ts';
import { PostgresSaves } from './saves.ts';
import { schemaOf } from './schema.ts';
import { asBuffer, byteaArray, int8Array, keyOf, textArray } from './wire-values.ts';

/** A holder, its number in the tables, and its key in maps. */
interface KnownHolder extends HolderEntry {
  readonly id: number;
  readonly key: string;
}

export interface PostgresCampaignOptions {
  readonly id: number;
  readonly name: string;
  readonly connections: Connections;
  readonly observer: StoreObserver;
  /** Called when a save or the look-up of its holder fails, so that the next one first reads the state of the campaign. */
  readonly invalidate: () => void;
}

export class PostgresCampaign implements CampaignStore {
  readonly id: number;
  readonly name: string;
  readonly #connections: Connections;
  readonly #schema: string;
  readonly #saves: PostgresSaves;
  readonly #reads: PostgresReads;
  readonly #feed: PostgresFeed;
  readonly #lookups: QueryBatcher<HolderEntry>;
  /** What was read is valid while the store is at this generation. `PostgresStore` reads the generation with each request. */
  #generation = 0;
  #holdersSnapshot: object = {};
  readonly #content = new ContentCache();
  #published: MaybePromise<PublishedCampaign> | null = null;

  constructor({ id, name, connections, observer, invalidate }: PostgresCampaignOptions) {
    this.id = id;
    this.name = name;
    this.#connections = connections;
    this.#schema = schemaOf(id);
    this.#saves = new PostgresSaves({ schema: this.#schema, connections, observer, invalidate });
    this.#reads = new PostgresReads({ schema: this.#schema, connections });
    this.#feed = new PostgresFeed({ campaign: id, connections });
    this.#lookups = new QueryBatcher((keys) =>
      this.#holdersByAccess(keys).catch((error) => {
        invalidate();
        throw error;
      }),
    );
  }

  /** Drops everything that was read in another generation of the store. */
  useGeneration(generation: number): void {
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#holdersSnapshot = {};
    this.#content.clear();
    this.#published = null;
  }

  published(): MaybePromise<PublishedCampaign> {
    if (this.#published !== null) return this.#published;
    const reading = this.#readPublished();
    const settle = (published: PublishedCampaign | null) => {
      if (this.#published === reading) this.#published = published;
    };
    reading.then(settle, () => settle(null));
    this.#published = reading;
    return reading;
  }

  async #readPublished(): Promise<PublishedCampaign> {
    const [row] = await this.#connections.quick('SELECT published FROM cloison.campaign WHERE id = $1', [
      this.id,
    ]);
    const json = row?.published as string | null | undefined;
    if (json === undefined || json === null) throw new StorageFailure('unavailable');
    return parsePublishedCampaign(JSON.parse(json));
  }

  /** Begins a new generation, in the transaction of a change. */
  async #renew(query: Query): Promise<number> {
    const [row] = await query('SELECT cloison.renew($1) AS generation', [this.id]);
    return row!.generation as number;
  }

  /** Runs a change of the campaign in a transaction. Rejects and stores nothing when the campaign is moved or purged. */
  #change<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return this.#connections.transaction(async (query) => {
      await query('SELECT cloison.enter($1)', [this.id]);
      return work(query);
    });
  }

  async putHolders(holders: readonly NewHolder[]): Promise<void> {
    const byId = new Map(holders.map((one) => [keyOf(one.holder), one]));
    const sorted = [...byId.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    const ids = sorted.map(({ holder }) => holder);
    const generation = await this.#saves.alone(ids, () =>
      this.#change(async (query) => {
        await this.#requireCalendars(query, holders);
        try {
          await query(
            `INSERT INTO ${this.#schema}.holder (holder, access, calendar, role)
             SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::text[])
             ON CONFLICT (holder) DO UPDATE SET access = excluded.access, calendar = excluded.calendar,
               role = excluded.role`,
            [
              byteaArray(ids),
              byteaArray(sorted.map(({ access }) => access)),
              int8Array(sorted.map(({ calendar }) => calendar)),
              textArray(sorted.map(({ role }) => role)),
            ],
          );
        } catch (error) {
          if (error instanceof PostgresFault && error.constraint === 'holder_access') {
            throw new StorageRefusal('access');
          }
          throw error;
        }
        return this.#renew(query);
      }),
    );
    this.useGeneration(generation);
  }

  async #requireCalendars(query: Query, of: readonly { readonly calendar: number }[]): Promise<void> {
    const [row] = await query('SELECT published FROM cloison.campaign WHERE id = $1', [this.id]);
    const { calendars } = JSON.parse(row!.published as string) as PublishedCampaign;
    if (of.some(({ calendar }) => calendar >= calendars.length)) throw new StorageRefusal('calendar');
  }

  get holdersSnapshot(): object {
    return this.#holdersSnapshot;
  }

  holderByAccess(access: string): Promise<HolderEntry | null> {
    return this.#lookups.ask(access);
  }

  async #holdersByAccess(keys: readonly string[]): Promise<ReadonlyMap<string, HolderEntry>> {
    const rows = await this.#connections.quick(
      `SELECT h.access, h.id, h.holder, h.calendar, h.role, h.revoked FROM unnest($1::bytea[]) AS g (access)
       JOIN ${this.#schema}.holder h ON h.access = g.access`,
      [byteaArray(keys.map((key) => Buffer.from(key, 'latin1')))],
    );
    return new Map(rows.map((row) => [keyOf(row.access as Bytes), entryOf(row)]));
  }

  async holderById(holder: Uint8Array): Promise<HolderEntry | null> {
    const [row] = await this.#connections.query(
      `SELECT id, holder, calendar, role, revoked FROM ${this.#schema}.holder WHERE holder = $1`,
      [asBuffer(holder)],
    );
    return row === undefined ? null : entryOf(row);
  }

  async revoke(holders: readonly Uint8Array[]): Promise<void> {
    const generation = await this.#saves.alone(holders, () =>
      this.#change(async (query) => {
        await query(
          `UPDATE ${this.#schema}.holder SET revoked = true WHERE holder = ANY ($1::bytea[]) AND NOT revoked`,
          [byteaArray(holders)],
        );
        return this.#renew(query);
      }),
    );
    this.useGeneration(generation);
  }

  async putDocuments(documents: readonly NewEnvelope[]): Promise<readonly DocumentResult[]> {
    return this.#change(async (query) => {
      // The row locks make processes that put documents take turns, so that what is decided here stays true.
      const known = await query(
        `SELECT g.n, h.id, d.version, d.hash FROM unnest($1::bytea[], $2::text[]) WITH ORDINALITY AS g (holder, name, n)
         JOIN LATERAL (SELECT id FROM ${this.#schema}.holder WHERE holder = g.holder FOR NO KEY UPDATE) h ON true
         LEFT JOIN ${this.#schema}.document d ON d.holder = h.id AND d.name = g.name`,
        [
          byteaArray(documents.map(({ header }) => header.holderId)),
          textArray(documents.map(({ header }) => header.name)),
        ],
      );
      const rows = new Map(known.map((row) => [row.n as number, row]));
      const newest = new Map<string, { readonly owner: number; readonly envelope: NewEnvelope }>();
      const results = documents.map((envelope, i): DocumentResult => {
        const row = rows.get(i + 1);
        if (row === undefined) return 'wrong-holder';
        const key = `${row.id} ${envelope.header.name}`;
        const before = newest.get(key)?.envelope;
        const version = before?.header.version ?? (row.version as number | null) ?? 0;
        if (version >= envelope.header.version) {
          return Buffer.compare(before?.hash ?? (row.hash as Bytes), envelope.hash) === 0 ? 'ok' : 'stale';
        }
        newest.set(key, { owner: row.id as number, envelope });
        return 'ok';
      });
      const written = [...newest.values()];
      await query(
        `INSERT INTO ${this.#schema}.document SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bytea[], $5::bytea[])
         ON CONFLICT (holder, name) DO UPDATE SET version = excluded.version, hash = excluded.hash,
           envelope = excluded.envelope`,
        [
          int8Array(written.map(({ owner }) => owner)),
          textArray(written.map(({ envelope }) => envelope.header.name)),
          int8Array(written.map(({ envelope }) => envelope.header.version)),
          byteaArray(written.map(({ envelope }) => envelope.hash)),
          byteaArray(written.map(({ envelope }) => envelope.bytes)),
        ],
      );
      return results;
    });
  }

  document(holder: Uint8Array, name: string): Promise<StoredEnvelope | null> {
    return this.#reads.document(holder, name);
  }

  save(request: SaveRequest): Promise<SaveOutcome> {
    return this.#saves.save(judged(request, 0, null, keyOf(request.header.holderId)));
  }

  /** This campaign for saves that are decided by the present generation. They are refused once the store is at another one. */
  asKnown(): SavingCampaign {
    return new KnownCampaign(this, this.#saves, this.#generation);
  }

  record(holder: Uint8Array, name: string): Promise<StoredEnvelope | null> {
    return this.#reads.record(holder, name);
  }

  rescue(request: RescueRequest): Promise<'ok' | 'wrong-holder' | 'too-many-records'> {
    const { header, hash, bytes, nowMs } = request;
    const concerned = [request.uploader, header.holderId];
    return this.#saves.alone(concerned, () =>
      this.#change(async (query) => {
        const owners = await query(
          `SELECT id, holder FROM ${this.#schema}.holder WHERE holder = ANY ($1::bytea[])
           ORDER BY holder FOR NO KEY UPDATE`,
          [byteaArray(concerned)],
        );
        const idOf = (holder: Uint8Array) =>
          owners.find((row) => Buffer.compare(row.holder as Bytes, holder) === 0)?.id as number | undefined;
        const [uploader, holder] = [idOf(request.uploader), idOf(header.holderId)];
        if (uploader === undefined || holder === undefined) return 'wrong-holder';
        const [known] = await query(
          `SELECT EXISTS (SELECT FROM ${this.#schema}.record r LEFT JOIN ${this.#schema}.seen s ON s.record = r.id AND s.hash = $3
               WHERE r.holder = $1 AND r.name = $2
                 AND (s.answer IS NOT NULL OR ${this.#schema}.was_accepted(r.place, $5, $3)))
             OR EXISTS (SELECT FROM ${this.#schema}.rescue WHERE holder = $1 AND hash = $3) AS kept,
             (SELECT count(*) FROM ${this.#schema}.rescue WHERE uploader = $4) AS by_uploader,
             (SELECT count(*) FROM ${this.#schema}.rescue WHERE uploader = $4 AND holder = $1) AS for_holder`,
          [holder, header.name, asBuffer(hash), uploader, header.version],
        );
        if (known!.kept === true) return 'ok';
        const { by_uploader, for_holder } = known as { by_uploader: number; for_holder: number };
        if (by_uploader >= request.maxPerUploader || for_holder >= request.maxPerHolder) {
          return 'too-many-records';
        }
        await query(
          `INSERT INTO ${this.#schema}.rescue
           VALUES ($1, $2, $3, $4, $5, $6, nextval('${this.#schema}.place'), $7)`,
          [uploader, holder, header.name, header.version, asBuffer(hash), minuteOf(nowMs), asBuffer(bytes)],
        );
        return 'ok';
      }),
    );
  }

  listing(holder: Uint8Array): Promise<HolderListing> {
    return this.#reads.listing(holder);
  }

  async putRouting(entries: readonly NewRouting[]): Promise<void> {
    const last = [...new Map(entries.map((one) => [`${keyOf(one.holder)} ${one.name}`, one])).values()];
    await this.#change((query) =>
      query(
        `INSERT INTO ${this.#schema}.routing
         SELECT h.id, g.name, g.after, g.sealed FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bytea[])
           AS g (holder, name, after, sealed) JOIN ${this.#schema}.holder h ON h.holder = g.holder
         ON CONFLICT (holder, name) DO UPDATE SET after = excluded.after, sealed = excluded.sealed`,
        [
          byteaArray(last.map(({ holder }) => holder)),
          textArray(last.map(({ name }) => name)),
          textArray(last.map(({ after }) => after)),
          byteaArray(last.map(({ sealed }) => sealed)),
        ],
      ),
    );
  }

  async routing(holder: Uint8Array, name: string): Promise<RoutingEntry | null> {
    const [row] = await this.#connections.query(
      `SELECT t.after, t.sealed, coalesce(r.final, false) AS final FROM ${this.#schema}.routing t
       LEFT JOIN ${this.#schema}.record r ON r.holder = t.holder AND r.name = t.after
       WHERE t.holder = (SELECT id FROM ${this.#schema}.holder WHERE holder = $1) AND t.name = $2`,
      [asBuffer(holder), name],
    );
    if (row === undefined) return null;
    return { after: row.after as string, sealed: row.sealed as Bytes, released: row.final as boolean };
  }

  async putKeys(keys: readonly ReleasedKey[]): Promise<void> {
    const last = [...new Map(keys.map((one) => [`${one.calendar} ${one.name}`, one])).values()];
    await this.#change(async (query) => {
      await this.#requireCalendars(query, keys);
      await query(
        `INSERT INTO ${this.#schema}.released_key SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[])
         ON CONFLICT (name, calendar) DO UPDATE SET key = excluded.key`,
        [
          textArray(last.map(({ name }) => name)),
          int8Array(last.map(({ calendar }) => calendar)),
          byteaArray(last.map(({ key }) => key)),
        ],
      );
    });
  }

  async key(name: string, calendar: number): Promise<Bytes | null> {
    const [row] = await this.#connections.query(
      `SELECT key FROM ${this.#schema}.released_key WHERE name = $1 AND calendar = $2`,
      [name, calendar],
    );
    return row === undefined ? null : (row.key as Bytes);
  }

  feed(request: FeedRequest): Promise<FeedPage> {
    return this.#feed.page(request);
  }

  async putContent(file: ContentFile): Promise<void> {
    const generation = await this.#change(async (query) => {
      const values: readonly Value[] = [
        file.hash,
        file.type,
        asBuffer(file.identity),
        file.gzip === null ? null : asBuffer(file.gzip),
        file.br === null ? null : asBuffer(file.br),
      ];
      const [row] = await query(
        `INSERT INTO ${this.#schema}.content AS c VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (hash) DO UPDATE SET type = excluded.type, gzip = excluded.gzip, br = excluded.br
           WHERE (c.type, c.gzip, c.br) IS DISTINCT FROM (excluded.type, excluded.gzip, excluded.br)
         RETURNING xmax <> 0 AS replaced`,
        values,
      );
      return row?.replaced === true ? this.#renew(query) : this.#generation;
    });
    this.useGeneration(generation);
  }

  async content(hash: string): Promise<ContentFile | null> {
    const cached = this.#content.get(hash);
    if (cached !== undefined) return cached;
    const asOf = this.#generation;
    const [row] = await this.#connections.query(
      `SELECT hash, type, identity, gzip, br FROM ${this.#schema}.content WHERE hash = $1`,
      [hash],
    );
    if (row === undefined) return null;
    const file = row as unknown as ContentFile;
    if (asOf === this.#generation) this.#content.set(file);
    return file;
  }

  counts(): Promise<PurgeCounts> {
    return this.#connections.longTransaction((query) => this.countsIn(query));
  }

  /** `counts` inside the caller's transaction. */
  async countsIn(query: Query): Promise<PurgeCounts> {
    const s = this.#schema;
    const [row] = await query(
      `SELECT (SELECT count(*) FROM ${s}.holder) AS holders, (SELECT count(*) FROM ${s}.document) AS documents,
         (SELECT count(*) FROM ${s}.record WHERE hash IS NOT NULL) AS records,
         (SELECT count(*) FROM ${s}.version) + (SELECT count(*) FROM ${s}.seen WHERE answer = 0) AS versions,
         (SELECT count(*) FROM ${s}.branch) + (SELECT count(*) FROM ${s}.rescue) AS branches,
         (SELECT count(*) FROM ${s}.content) AS "contentFiles", (SELECT count(*) FROM ${s}.routing) AS routing`,
      [],
    );
    return { ...row } as unknown as PurgeCounts;
  }

  /** Finishes what was begun, then accepts no more. */
  close(): Promise<void> {
    return this.#saves.close();
  }
}

function entryOf(row: Row): KnownHolder {
  return {
    id: row.id as number,
    key: keyOf(row.holder as Bytes),
    holder: row.holder as Bytes,
    calendar: row.calendar as number,
    role: row.role as HolderRole,
    revoked: row.revoked as boolean,
  };
}

/** A campaign for saves, as of one generation of the store. */
class KnownCampaign implements SavingCampaign {
  readonly name: string;
  readonly #campaign: PostgresCampaign;
  readonly #saves: PostgresSaves;
  readonly #asOf: number;

  constructor(campaign: PostgresCampaign, saves: PostgresSaves, asOf: number) {
    this.name = campaign.name;
    this.#campaign = campaign;
    this.#saves = saves;
    this.#asOf = asOf;
  }

  get holdersSnapshot(): object {
    return this.#campaign.holdersSnapshot;
  }

  published(): MaybePromise<PublishedCampaign> {
    return this.#campaign.published();
  }

  holderByAccess(access: string): Promise<HolderEntry | null> {
    return this.#campaign.holderByAccess(access);
  }

  save(request: SaveRequest): Promise<SaveOutcome> {
    const caller = request.caller as KnownHolder | undefined;
    const owner = caller === undefined || caller.revoked ? null : caller.id;
    return this.#saves.save(
      judged(request, this.#asOf, owner, caller?.key ?? keyOf(request.header.holderId)),
    );
  }
}

/** Copies field by field, which is faster than spreading: nearly every request of the service comes here. */
function judged(
  { header, hash, bytes, window, nowMs, maxRecords }: SaveRequest,
  asOf: number,
  owner: number | null,
  key: string,
): JudgedSave {
  return { header, hash, bytes, window, nowMs, maxRecords, asOf, owner, key };
}
