/** One campaign in its own SQLite file, with its content files beside it. See `../store.ts` for what it promises. */
import type { DatabaseSync } from 'node:sqlite';
import {
  type Bytes,
  type HolderRole,
  type PublishedCampaign,
  parsePublishedCampaign,
} from '@cloison/protocol/public';
import type { CampaignStore } from '../campaign-store.ts';
import type { NewEnvelope, StoredEnvelope } from '../envelopes.ts';
import type { FeedItem, FeedPage, FeedRequest } from '../feed.ts';
import { decodeCursor, encodeCursor, newEra } from '../feed-cursor.ts';
import { SILENT_OBSERVER, type StoreObserver } from '../health.ts';
import type { HolderEntry, NewHolder } from '../holders.ts';
import type { DocumentResult, NewRouting, ReleasedKey } from '../publishing.ts';
import type { PurgeCounts } from '../purging.ts';
import type { ContentFile, HolderListing, ListedEnvelope, RoutingEntry } from '../reading.ts';
import type { RescueRequest, SaveOutcome, SaveRequest } from '../saving.ts';
import { StorageFailure, StorageRefusal } from '../storage-error.ts';
import type { DumpEntry } from '../transfer.ts';
import { ContentFolder } from './content.ts';
import { Cursors, type Era, lastCursor } from './cursors.ts';
import { GroupCommit } from './group-commit.ts';
import { ThreadCommitter } from './save-committer.ts';
import { minuteOf, RecordSaves } from './saves.ts';
import { CAMPAIGN_MIGRATIONS, limitPages, openDatabase } from './schema.ts';
import { type Row, Statements, type Value } from './statements.ts';
import { dumpDatabase } from './transfer.ts';

/** Cursors of which one step of the feed looks at the changes: some milliseconds. */
const FEED_STEP = 4096;

interface HolderRow {
  readonly id: number;
  readonly holder: Bytes;
  readonly calendar: number;
  readonly role: HolderRole;
  readonly revoked: number;
}

/** A holder, its row, and under which mark of the campaign it was read. */
interface KnownHolder extends HolderEntry {
  readonly id: number;
  readonly mark: object;
}

export interface SqliteCampaignOptions {
  readonly name: string;
  readonly databasePath: string;
  readonly contentPath: string;
  /** Largest size of the database in pages now, null for none; asked again after the store was full. */
  readonly maxPages: () => number | null;
  readonly observer?: StoreObserver;
  /** Whether a thread commits saves; default false: they are committed here. */
  readonly saveThread?: boolean;
}

export class SqliteCampaign implements CampaignStore {
  readonly name: string;
  readonly #db: DatabaseSync;
  readonly #sql: Statements;
  readonly #cursors: Cursors;
  readonly #saves: RecordSaves;
  readonly #commit: GroupCommit;
  readonly #thread: ThreadCommitter | null;
  readonly #content: ContentFolder;
  /** Another one whenever holders change. */
  #mark: object = {};
  #published: PublishedCampaign | null;
  /** Begun in the store with the first change of this process. */
  #era: Era;
  /** Rises with every transaction of this connection. */
  #generation = 0;
  #maxPages: number | null;
  #closed = false;

  constructor(options: SqliteCampaignOptions) {
    this.name = options.name;
    this.#maxPages = options.maxPages();
    this.#db = openDatabase(options.databasePath, CAMPAIGN_MIGRATIONS, { maxPages: this.#maxPages });
    this.#sql = new Statements(this.#db);
    this.#cursors = new Cursors(this.#sql);
    this.#saves = new RecordSaves(this.#sql, this.#cursors);
    this.#content = new ContentFolder(options.contentPath);
    this.#era = { mark: newEra(), first: lastCursor(this.#sql) + 1 };
    const row = this.#get('SELECT json FROM published') as { json: string } | undefined;
    this.#published = row === undefined ? null : parsePublishedCampaign(JSON.parse(row.json));
    this.#thread =
      options.saveThread === true
        ? new ThreadCommitter(
            options.databasePath,
            () => ({ era: this.#era, generation: this.#generation, maxPages: this.#maxPages }),
            (request) => this.#ownerOf(request),
          )
        : null;
    this.#commit = new GroupCommit(
      this.#db,
      {
        committed: (options.observer ?? SILENT_OBSERVER).committed,
        began: () => {
          this.#generation += 1;
          this.#cursors.begin();
          if (this.#thread !== null) this.#saves.forget();
        },
        beforeCommit: () => this.#cursors.end(this.#era),
        rolledBack: () => this.#forgetHolders(),
        afterFailure: () => {
          this.#maxPages = options.maxPages();
          limitPages(this.#db, this.#maxPages);
        },
      },
      this.#thread,
    );
  }

  get isPublished(): boolean {
    return this.#published !== null;
  }

  published(): PublishedCampaign {
    if (this.#published === null) throw new Error('a campaign that was never published was asked for');
    return this.#published;
  }

  async publish(published: PublishedCampaign): Promise<void> {
    await this.#commit.run(() => {
      const { most } = this.#get('SELECT max(calendar) AS most FROM holder') as { most: number | null };
      if (most !== null && most >= published.calendars.length) throw new StorageRefusal('calendar');
      this.#run('INSERT OR REPLACE INTO published VALUES (1, ?)', JSON.stringify(published));
    });
    this.#published = published;
  }

  async putHolders(holders: readonly NewHolder[]): Promise<void> {
    await this.#commit.run(() => {
      const { json } = this.#get('SELECT json FROM published') as { json: string };
      const calendars = (JSON.parse(json) as PublishedCampaign).calendars.length;
      for (const { holder, access, calendar, role } of holders) {
        if (calendar >= calendars) throw new StorageRefusal('calendar');
        const owner = this.#get('SELECT holder FROM holder WHERE access = ?', access);
        if (owner !== undefined && Buffer.compare(owner.holder as Bytes, holder) !== 0) {
          throw new StorageRefusal('access');
        }
        this.#run(
          `INSERT INTO holder (holder, access, calendar, role) VALUES (?, ?, ?, ?)
           ON CONFLICT (holder) DO UPDATE SET access = excluded.access, calendar = excluded.calendar,
             role = excluded.role`,
          holder,
          access,
          calendar,
          role,
        );
      }
      this.#forgetHolders();
    });
  }

  #forgetHolders(): void {
    this.#mark = {};
    this.#saves.forget();
  }

  get holdersSnapshot(): object {
    return this.#mark;
  }

  holderByAccess(access: string): HolderEntry | null {
    const row = this.#get(
      'SELECT id, holder, calendar, role, revoked FROM holder WHERE access = ?',
      Buffer.from(access, 'latin1'),
    );
    return this.#entryOf(row as HolderRow | undefined);
  }

  async holderById(holder: Uint8Array): Promise<HolderEntry | null> {
    return this.#entryOf(this.#holder(holder));
  }

  async revoke(holders: readonly Uint8Array[]): Promise<void> {
    await this.#commit.run(() => {
      for (const holder of holders) this.#run('UPDATE holder SET revoked = 1 WHERE holder = ?', holder);
      this.#forgetHolders();
    });
  }

  async putDocuments(documents: readonly NewEnvelope[]): Promise<readonly DocumentResult[]> {
    return this.#commit.run(() => documents.map((document) => this.#putDocument(document)));
  }

  #putDocument({ header, hash, bytes }: NewEnvelope): DocumentResult {
    const holder = this.#holder(header.holderId);
    if (holder === undefined) return 'wrong-holder';
    const kept = this.#get(
      'SELECT version, hash FROM document WHERE holder = ? AND name = ?',
      holder.id,
      header.name,
    );
    if (kept !== undefined && (kept.version as number) >= header.version) {
      return Buffer.compare(kept.hash as Bytes, hash) === 0 ? 'ok' : 'stale';
    }
    this.#run(
      'INSERT OR REPLACE INTO document (holder, name, version, hash, envelope) VALUES (?, ?, ?, ?, ?)',
      holder.id,
      header.name,
      header.version,
      hash,
      bytes,
    );
    return 'ok';
  }

  async document(holder: Uint8Array, name: string): Promise<StoredEnvelope | null> {
    const row = this.#get(
      `SELECT version, hash, 0 AS final, envelope FROM document
       WHERE holder = (SELECT id FROM holder WHERE holder = ?) AND name = ?`,
      holder,
      name,
    );
    return storedOf(row);
  }

  save(request: SaveRequest): Promise<SaveOutcome> {
    return this.#commit.save(request, () => this.#saves.save(request, this.#ownerOf(request)));
  }

  /** The row of the holder, when it is known and he was not revoked since. */
  #ownerOf({ caller }: SaveRequest): number | null {
    const known = caller as KnownHolder | undefined;
    return known === undefined || known.mark !== this.#mark || known.revoked ? null : known.id;
  }

  async record(holder: Uint8Array, name: string): Promise<StoredEnvelope | null> {
    const row = this.#get(
      `SELECT version, hash, final, envelope FROM record
       WHERE holder = (SELECT id FROM holder WHERE holder = ?) AND name = ? AND envelope IS NOT NULL`,
      holder,
      name,
    );
    return storedOf(row);
  }

  rescue(request: RescueRequest): Promise<'ok' | 'wrong-holder' | 'too-many-records'> {
    return this.#commit.run(() => this.#rescue(request));
  }

  #rescue(request: RescueRequest): 'ok' | 'wrong-holder' | 'too-many-records' {
    const { header, hash, bytes, nowMs } = request;
    const uploader = this.#holder(request.uploader);
    const holder = this.#holder(header.holderId);
    if (holder === undefined || uploader === undefined) return 'wrong-holder';
    if (this.#saves.wasAnswered(holder.id, request)) return 'ok';
    const known = this.#get('SELECT 1 AS one FROM rescue WHERE holder = ? AND hash = ?', holder.id, hash);
    if (known !== undefined) return 'ok';
    const { byUploader, forHolder } = this.#get(
      `SELECT count(*) AS byUploader, coalesce(sum(holder = ?2), 0) AS forHolder FROM rescue WHERE uploader = ?1`,
      uploader.id,
      holder.id,
    ) as { byUploader: number; forHolder: number };
    if (byUploader >= request.maxPerUploader || forHolder >= request.maxPerHolder) return 'too-many-records';
    this.#run(
      `INSERT INTO rescue (uploader, holder, name, version, hash, at, cursor, envelope)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      uploader.id,
      holder.id,
      header.name,
      header.version,
      hash,
      minuteOf(nowMs),
      this.#cursors.next(),
      bytes,
    );
    return 'ok';
  }

  async listing(holder: Uint8Array): Promise<HolderListing> {
    const id = this.#holder(holder)?.id ?? -1;
    const list = (sql: string): readonly ListedEnvelope[] =>
      this.#all(sql, id).map((row) => ({
        name: row.name as string,
        version: row.version as number,
        hash: row.hash as Bytes,
        final: row.final === 1,
      }));
    return {
      documents: list('SELECT name, version, hash, 0 AS final FROM document WHERE holder = ? ORDER BY name'),
      records: list(
        'SELECT name, version, hash, final FROM record WHERE holder = ? AND hash IS NOT NULL ORDER BY name',
      ),
    };
  }

  async putRouting(entries: readonly NewRouting[]): Promise<void> {
    await this.#commit.run(() => {
      for (const { holder, name, after, sealed } of entries) {
        const owner = this.#holder(holder);
        if (owner === undefined) continue;
        this.#run('INSERT OR REPLACE INTO routing VALUES (?, ?, ?, ?)', owner.id, name, after, sealed);
      }
    });
  }

  async routing(holder: Uint8Array, name: string): Promise<RoutingEntry | null> {
    const row = this.#get(
      `SELECT routing.after, sealed, coalesce(record.final, 0) AS final FROM routing
       LEFT JOIN record ON record.holder = routing.holder AND record.name = routing.after
       WHERE routing.holder = (SELECT id FROM holder WHERE holder = ?) AND routing.name = ?`,
      holder,
      name,
    );
    if (row === undefined) return null;
    return { after: row.after as string, sealed: row.sealed as Bytes, released: row.final === 1 };
  }

  async putKeys(keys: readonly ReleasedKey[]): Promise<void> {
    await this.#commit.run(() => {
      const { json } = this.#get('SELECT json FROM published') as { json: string };
      const calendars = (JSON.parse(json) as PublishedCampaign).calendars.length;
      for (const { name, calendar, key } of keys) {
        if (calendar >= calendars) throw new StorageRefusal('calendar');
        this.#run('INSERT OR REPLACE INTO released_key VALUES (?, ?, ?)', name, calendar, key);
      }
    });
  }

  async key(name: string, calendar: number): Promise<Bytes | null> {
    const row = this.#get('SELECT key FROM released_key WHERE name = ? AND calendar = ?', name, calendar);
    return row === undefined ? null : (row.key as Bytes);
  }

  async feed({ after, limit, wholeHeads, maxBytes }: FeedRequest): Promise<FeedPage> {
    const eras = this.#all('SELECT mark, first FROM era ORDER BY first') as unknown as readonly Era[];
    const last = lastCursor(this.#sql);
    const place = this.#placeOf(after, eras, last);
    const entries: FeedItem[] = [];
    let bytes = 0;
    // Superseded versions are passed over, some thousands at a time; the service answers in between.
    for (let from = place ?? 0; from < last; from += FEED_STEP) {
      if (from !== (place ?? 0)) await new Promise((resolve) => setImmediate(resolve));
      const rows = this.#changed(
        from,
        Math.min(from + FEED_STEP, last),
        limit + 1 - entries.length,
        wholeHeads,
      );
      for (const row of rows) {
        const envelope = row.envelope as Bytes | null;
        bytes += envelope?.length ?? 0;
        if (entries.length === limit || (entries.length > 0 && bytes > maxBytes)) {
          return { entries, more: true, rewound: place === null };
        }
        entries.push({
          cursor: encodeCursor({ era: eraOf(row.cursor as number, eras), places: [row.cursor as number] }),
          holder: row.holder as Bytes,
          name: row.name as string,
          kind: row.kind as FeedItem['kind'],
          reason: row.reason as FeedItem['reason'],
          version: row.version as number,
          hash: row.hash as Bytes,
          atMs: (row.at as number) * 60_000,
          envelope,
        });
      }
    }
    return { entries, more: false, rewound: place === null };
  }

  /** Those that still stand, of cursors above `after` up to `until`, in order. */
  #changed(after: number, until: number, limit: number, wholeHeads: boolean): readonly Row[] {
    return this.#all(
      `SELECT cursor, holder.holder, name, kind, reason, version, hash, at, envelope FROM (
         SELECT * FROM (SELECT version.cursor, holder, name, iif(final, 'final', 'head') AS kind, NULL AS reason,
             record.version, record.hash, at, iif(final OR ?4, envelope, NULL) AS envelope
             FROM version CROSS JOIN record ON record.id = version.record AND record.cursor = version.cursor
             WHERE version.cursor > ?1 AND version.cursor <= ?2 ORDER BY version.cursor LIMIT ?3)
         UNION ALL
         SELECT * FROM (SELECT branch.cursor, record.holder, record.name, 'branch', branch.reason, branch.version,
             branch.hash, branch.at, branch.envelope FROM branch JOIN record ON record.id = branch.record
             WHERE branch.cursor > ?1 AND branch.cursor <= ?2 ORDER BY branch.cursor LIMIT ?3)
         UNION ALL
         SELECT * FROM (SELECT cursor, holder, name, 'branch', 'rescue', version, hash, at, envelope FROM rescue
             WHERE cursor > ?1 AND cursor <= ?2 ORDER BY cursor LIMIT ?3)
       ) AS change JOIN holder ON holder.id = change.holder ORDER BY cursor LIMIT ?3`,
      after,
      until,
      limit,
      wholeHeads ? 1 : 0,
    );
  }

  /** From here on no cursor of before is known. */
  async renewEras(): Promise<void> {
    await this.#commit.run(() => {
      this.#run('DELETE FROM era');
      this.#run('INSERT INTO era VALUES (?, 0)', newEra());
    });
    this.#era = { mark: newEra(), first: lastCursor(this.#sql) + 1 };
  }

  /** Null when this store did not give that cursor out, or has gone back behind it. */
  #placeOf(cursor: string, eras: readonly Era[], last: number): number | null {
    if (cursor === '') return 0;
    const decoded = decodeCursor(cursor);
    const era = eras.findIndex(({ mark }) => mark === decoded?.era);
    if (decoded === null || era === -1 || decoded.places.length !== 1) return null;
    const [place] = decoded.places as [number];
    const end = era + 1 < eras.length ? eras[era + 1]!.first - 1 : last;
    return place >= eras[era]!.first && place <= end ? place : null;
  }

  async putContent(file: ContentFile): Promise<void> {
    await this.#content.write(file);
    await this.#commit.run(() => {
      this.#run('INSERT OR REPLACE INTO content VALUES (?, ?)', file.hash, file.type);
    });
  }

  async content(hash: string): Promise<ContentFile | null> {
    const row = this.#get('SELECT type FROM content WHERE hash = ?', hash);
    return row === undefined ? null : this.#content.read(hash, row.type as string);
  }

  async counts(): Promise<PurgeCounts> {
    const count = (table: string, where = '') =>
      (this.#get(`SELECT count(*) AS n FROM ${table} ${where}`) as { n: number }).n;
    return {
      holders: count('holder'),
      documents: count('document'),
      records: count('record', 'WHERE hash IS NOT NULL'),
      versions: count('version') + count('seen', 'WHERE answer = 0'),
      branches: count('branch') + count('rescue'),
      contentFiles: count('content'),
      routing: count('routing'),
    };
  }

  /** Finishes what waits and takes no more writes: what is counted then stays so. */
  freeze(): void {
    this.#commit.close();
  }

  /** Takes writes again. */
  thaw(): void {
    this.#commit.open();
  }

  dump(): AsyncIterable<DumpEntry> {
    return dumpDatabase(this.#db, (hash) => this.content(hash));
  }

  close(): void {
    this.freeze();
    this.#closed = true;
    this.#thread?.close();
    this.#db.close();
  }

  #entryOf(row: HolderRow | undefined): KnownHolder | null {
    if (row === undefined) return null;
    const { id, holder, calendar, role, revoked } = row;
    return { id, holder, calendar, role, revoked: revoked === 1, mark: this.#mark };
  }

  #holder(holder: Uint8Array): HolderRow | undefined {
    return this.#get('SELECT id, holder, calendar, role, revoked FROM holder WHERE holder = ?', holder) as
      | HolderRow
      | undefined;
  }

  #get(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#open().get(sql, ...values);
  }

  #all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#open().all(sql, ...values);
  }

  #run(sql: string, ...values: readonly Value[]): number | bigint {
    return this.#open().run(sql, ...values);
  }

  /** A request that was under way when a purge began: the next one is told that the campaign is over. */
  #open(): Statements {
    if (this.#closed) throw new StorageFailure('unavailable');
    return this.#sql;
  }
}

function eraOf(cursor: number, eras: readonly Era[]): string {
  return eras.findLast(({ first }) => first <= cursor)!.mark;
}

function storedOf(row: Row | undefined): StoredEnvelope | null {
  if (row === undefined) return null;
  return {
    version: row.version as number,
    hash: row.hash as Bytes,
    final: row.final === 1,
    bytes: row.envelope as Bytes,
  };
}
