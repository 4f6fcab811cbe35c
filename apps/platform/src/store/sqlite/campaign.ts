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
import type { FeedPage, FeedRequest } from '../feed.ts';
import { newEra } from '../feed-cursor.ts';
import { SILENT_OBSERVER, type StoreObserver } from '../health.ts';
import type { HolderEntry, NewHolder } from '../holders.ts';
import { minuteOf } from '../minutes.ts';
import type { DocumentResult, NewRouting, ReleasedKey } from '../publishing.ts';
import type { PurgeCounts } from '../purging.ts';
import type { ContentFile, HolderListing, ListedEnvelope, RoutingEntry } from '../reading.ts';
import type { RescueRequest, SaveOutcome, SaveRequest } from '../saving.ts';
import { StorageFailure, StorageRefusal } from '../storage-error.ts';
import type { DumpEntry } from '../transfer.ts';
import { ContentFolder } from './content.ts';
import { Cursors, type Era, lastCursor } from './cursors.ts';
import { readFeed } from './feed.ts';
import { GroupCommit } from './group-commit.ts';
import { ThreadCommitter } from './save-committer.ts';
import { RecordSaves } from './saves.ts';
import { CAMPAIGN_MIGRATIONS, limitPages, openDatabase } from './schema.ts';
import { type Row, Statements, type Value } from './statements.ts';
import { dumpDatabase } from './transfer.ts';

interface HolderRow {
  readonly id: number;
  readonly holder: Bytes;
  readonly calendar: number;
  readonly role: HolderRole;
  readonly revoked: number;
}

/** A holder with the number of its row, and the campaign's snapshot of holders at the time it was read. */
interface KnownHolder extends HolderEntry {
  readonly id: number;
  readonly snapshot: object;
}

export interface SqliteCampaignOptions {
  readonly name: string;
  readonly databasePath: string;
  readonly contentPath: string;
  /** The maximum size of the database in pages, null for none. Called again after the store was full. */
  readonly maxPages: () => number | null;
  readonly observer?: StoreObserver;
  /** Whether a thread commits saves. Default false: they are committed on this connection. */
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
  /** A new object whenever holders change. */
  #holdersSnapshot: object = {};
  #published: PublishedCampaign | null;
  /** Stored with the first change that this process makes. */
  #era: Era;
  /** Incremented by every transaction of this connection. */
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
    if (this.#published === null) throw new Error('this campaign was never published');
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
    this.#holdersSnapshot = {};
    this.#saves.forget();
  }

  get holdersSnapshot(): object {
    return this.#holdersSnapshot;
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

  /** The row of the holder, or null when it is unknown or the holder may have been revoked since. */
  #ownerOf({ caller }: SaveRequest): number | null {
    const known = caller as KnownHolder | undefined;
    return known === undefined || known.snapshot !== this.#holdersSnapshot || known.revoked ? null : known.id;
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

  feed(request: FeedRequest): Promise<FeedPage> {
    return readFeed(() => this.#open(), request);
  }

  /** Makes every cursor that was given out before unknown. */
  async renewEras(): Promise<void> {
    await this.#commit.run(() => {
      this.#run('DELETE FROM era');
      this.#run('INSERT INTO era VALUES (?, 0)', newEra());
    });
    this.#era = { mark: newEra(), first: lastCursor(this.#sql) + 1 };
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

  /** Commits what waits and accepts no more writes, so that counts stay true. */
  freeze(): void {
    this.#commit.close();
  }

  /** Accepts writes again. */
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
    return { id, holder, calendar, role, revoked: revoked === 1, snapshot: this.#holdersSnapshot };
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

  /** Throws for a request that was under way when a purge began. The client's next request is answered `already-purged`. */
  #open(): Statements {
    if (this.#closed) throw new StorageFailure('unavailable');
    return this.#sql;
  }
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
