/** One campaign in its own SQLite file, with its content files beside it. See `../store.ts` for what it promises. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  type Bytes,
  decideWrite,
  type HolderRole,
  type PublishedCampaign,
  parsePublishedCampaign,
  type RecordState,
} from '@cloison/protocol/public';
import { decodeCursor, encodeCursor, newEra } from '../feed-cursor.ts';
import {
  type CampaignStore,
  type ContentFile,
  type DocumentResult,
  type DumpEntry,
  type FeedItem,
  type FeedPage,
  type FeedRequest,
  type HolderEntry,
  type HolderListing,
  type ListedEnvelope,
  type NewEnvelope,
  type NewHolder,
  type NewRouting,
  type PurgeCounts,
  type ReleasedKey,
  type RescueRequest,
  type RoutingEntry,
  type SaveOutcome,
  type SaveRequest,
  SILENT_OBSERVER,
  StorageFailure,
  StorageRefusal,
  type StoredEnvelope,
  type StoreObserver,
  toTheMinute,
} from '../store.ts';
import {
  type ChainEnd,
  hashOfVersion,
  jumpAfter,
  type VersionAt,
  type VersionRow,
} from './accepted-versions.ts';
import { ContentFolder } from './content-folder.ts';
import { type DurableLog, openDurableLog } from './durable-log.ts';
import { GroupCommit } from './group-commit.ts';
import { CAMPAIGN_MIGRATIONS, limitPages, openDatabase } from './schema.ts';
import { dumpDatabase } from './sqlite-transfer.ts';

/** Hashes of refused envelopes that one record remembers, so that a repeated one gets its answer again. */
const MAX_REMEMBERED_BRANCHES = 256;
const MAX_CALLERS = 50_000;
/** Cursors of which one step of the feed looks at the changes: some milliseconds. */
const FEED_STEP = 4096;
const NO_HASH: Bytes = new Uint8Array(32);
const ACCEPTED = 0;
const ANSWERS = { late: 1, conflict: 2 } as const;

interface HolderRow {
  readonly id: number;
  readonly holder: Bytes;
  readonly calendar: number;
  readonly role: HolderRole;
  readonly revoked: number;
}
/** A record without its envelope; `hash`, `cursor` and `jump` are null when it has branches alone. */
interface RecordRow {
  readonly id: number;
  readonly version: number;
  readonly hash: Bytes | null;
  readonly final: number;
  readonly cursor: number | null;
  readonly jump: number | null;
  /** Whether `seen` has answers of it. */
  readonly remembers: number;
}

interface EraRow {
  readonly mark: string;
  readonly first: number;
}

export interface SqliteCampaignOptions {
  readonly name: string;
  readonly databasePath: string;
  readonly contentPath: string;
  /** Largest size of the database in pages now, null for none; asked again after the store was full. */
  readonly maxPages: () => number | null;
  readonly observer?: StoreObserver;
  /** Default `openDurableLog`. */
  readonly openLog?: (db: DatabaseSync) => DurableLog;
}

export class SqliteCampaign implements CampaignStore {
  readonly name: string;
  readonly #db: DatabaseSync;
  readonly #commit: GroupCommit;
  readonly #content: ContentFolder;
  readonly #sql: Map<string, StatementSync> = new Map();
  /** Holders who called, by stored access; emptied whenever holders change. */
  readonly #callers = new Map<string, HolderEntry>();
  /** Holders who saved, by their id; emptied likewise. */
  readonly #savers = new Map<string, HolderRow>();
  readonly #log: DurableLog;
  #published: PublishedCampaign | null;
  #cursor: number;
  #cursorDurable: number;
  /** Begun in the store with the first change of this process. */
  #era: EraRow;
  #closed = false;

  constructor(options: SqliteCampaignOptions) {
    this.name = options.name;
    this.#db = openDatabase(options.databasePath, CAMPAIGN_MIGRATIONS, { maxPages: options.maxPages() });
    this.#content = new ContentFolder(options.contentPath);
    this.#cursor = (this.#get('SELECT last FROM cursor') as { last: number }).last;
    this.#cursorDurable = this.#cursor;
    this.#era = { mark: newEra(), first: this.#cursor + 1 };
    const row = this.#get('SELECT json FROM published') as { json: string } | undefined;
    this.#published = row === undefined ? null : parsePublishedCampaign(JSON.parse(row.json));
    this.#log = (options.openLog ?? openDurableLog)(this.#db);
    this.#commit = new GroupCommit(this.#db, this.#log, {
      committed: (options.observer ?? SILENT_OBSERVER).committed,
      beforeCommit: () => {
        if (this.#cursor !== this.#cursorDurable) {
          this.#run('UPDATE cursor SET last = ?', this.#cursor);
          this.#run('INSERT OR IGNORE INTO era VALUES (?, ?)', this.#era.mark, this.#era.first);
          this.#cursorDurable = this.#cursor;
        }
      },
      rolledBack: () => {
        this.#cursorDurable = -1;
        this.#forgetHolders();
      },
      afterFailure: () => {
        limitPages(this.#db, options.maxPages());
      },
    });
  }

  get isPublished(): boolean {
    return this.#published !== null;
  }

  async published(): Promise<PublishedCampaign> {
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

  async holderByAccess(access: Uint8Array): Promise<HolderEntry | null> {
    const key = latin1(access);
    const kept = this.#callers.get(key);
    if (kept !== undefined) return kept;
    const entry = entryOf(
      this.#get('SELECT id, holder, calendar, role, revoked FROM holder WHERE access = ?', access),
    );
    if (entry !== null) {
      if (this.#callers.size >= MAX_CALLERS) this.#callers.clear();
      this.#callers.set(key, entry);
    }
    return entry;
  }

  async holderById(holder: Uint8Array): Promise<HolderEntry | null> {
    await this.#commit.settled();
    return entryOf(this.#holder(holder) as Row | undefined);
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
    await this.#commit.settled();
    const row = this.#get(
      `SELECT version, hash, 0 AS final, envelope FROM document
       WHERE holder = (SELECT id FROM holder WHERE holder = ?) AND name = ?`,
      holder,
      name,
    );
    return storedOf(row);
  }

  save(request: SaveRequest): Promise<SaveOutcome> {
    return this.#commit.run(() => this.#save(request));
  }

  #save(request: SaveRequest): SaveOutcome {
    const { header, hash, bytes, window } = request;
    const holder = this.#saver(header.holderId);
    const row = this.#recordRow(holder.id, header.name);
    const decision = decideWrite(header, this.#stateOf(row, header, hash, holder.revoked === 1), window);
    const conflict = (): SaveOutcome => ({
      kind: 'conflict',
      version: row?.version ?? 0,
      hash: row?.hash ?? NO_HASH,
    });
    switch (decision.kind) {
      case 'again':
        return { kind: 'saved' };
      case 'closed':
        return { kind: 'closed' };
      case 'full':
        return conflict();
      case 'kept':
        return decision.answer === 'late' ? { kind: 'late' } : conflict();
      case 'accept':
        return this.#accept(request, holder.id, row);
      case 'branch': {
        if (row === undefined && !this.#mayHaveAnother(holder.id, request.maxRecords)) {
          return { kind: 'too-many-records' };
        }
        const id =
          row?.id ??
          Number(this.#run('INSERT INTO record (holder, name) VALUES (?, ?)', holder.id, header.name));
        this.#keepBranch(id, decision.answer, { header, hash, bytes }, request.nowMs);
        return decision.answer === 'late' ? { kind: 'late' } : conflict();
      }
    }
  }

  /** The envelope becomes the head: one row of `record` changes, one is added to `version`. */
  #accept(
    { header, hash, bytes, nowMs, maxRecords }: SaveRequest,
    holder: number,
    row: RecordRow | undefined,
  ): SaveOutcome {
    const head = row === undefined ? null : chainEndOf(row);
    const final = header.kind === 'final' ? 1 : 0;
    const jump = head === null ? null : jumpAfter(this.#versionAt, head);
    if (row === undefined && !this.#mayHaveAnother(holder, maxRecords)) return { kind: 'too-many-records' };
    const cursor = this.#nextCursor();
    let id = row?.id;
    if (id === undefined) {
      id = Number(
        this.#run(
          `INSERT INTO record (holder, name, version, hash, final, at, cursor, envelope)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          holder,
          header.name,
          header.version,
          hash,
          final,
          minuteOf(nowMs),
          cursor,
          bytes,
        ),
      );
    } else {
      this.#run(
        'UPDATE record SET version = ?, hash = ?, final = ?, at = ?, cursor = ?, jump = ?, envelope = ? WHERE id = ?',
        header.version,
        hash,
        final,
        minuteOf(nowMs),
        cursor,
        jump,
        bytes,
        id,
      );
    }
    this.#run(
      'INSERT INTO version VALUES (?, ?, ?, ?, ?, ?)',
      cursor,
      id,
      header.version,
      hash,
      head?.cursor ?? null,
      jump,
    );
    return { kind: 'saved' };
  }

  #mayHaveAnother(holder: number, maxRecords: number): boolean {
    const { n } = this.#get('SELECT count(*) AS n FROM record WHERE holder = ?', holder) as { n: number };
    return n < maxRecords;
  }

  #saver(holder: Bytes): HolderRow {
    const key = latin1(holder);
    let row = this.#savers.get(key);
    if (row === undefined) {
      row = this.#holder(holder);
      if (row === undefined) throw new Error('a holder vanished between its token and its save');
      if (this.#savers.size >= MAX_CALLERS) this.#savers.clear();
      this.#savers.set(key, row);
    }
    return row;
  }

  #forgetHolders(): void {
    this.#callers.clear();
    this.#savers.clear();
  }

  #recordRow(holder: number, name: string): RecordRow | undefined {
    return this.#get(
      'SELECT id, version, hash, final, cursor, jump, remembers FROM record WHERE holder = ? AND name = ?',
      holder,
      name,
    ) as RecordRow | undefined;
  }

  readonly #versionAt: VersionAt = (cursor) =>
    this.#get(
      'SELECT version, hash, before, jump FROM version WHERE cursor = ?',
      cursor,
    ) as never as VersionRow;

  /** Whether this very envelope was accepted as a version once. */
  #wasAccepted(row: RecordRow, version: number, hash: Uint8Array): boolean {
    if (row.hash === null || version > row.version) return false;
    if (version === row.version && Buffer.compare(row.hash, hash) === 0) return true;
    const known = version < row.version ? hashOfVersion(this.#versionAt, chainEndOf(row)!, version) : null;
    return known !== null && Buffer.compare(known, hash) === 0;
  }

  /** What is seldom asked for is read only when the rule asks. */
  #stateOf(
    row: RecordRow | undefined,
    { version, device }: NewEnvelope['header'],
    hash: Uint8Array,
    revoked: boolean,
  ): RecordState {
    if (row === undefined) {
      return {
        head: null,
        wasAccepted: false,
        keptAs: null,
        branchDevices: 0,
        deviceHasBranch: false,
        revoked,
      };
    }
    const count = (sql: string, ...values: readonly Value[]) =>
      (this.#get(sql, ...values) as { n: number }).n;
    const answer =
      row.remembers === 0
        ? undefined
        : this.#get('SELECT answer FROM seen WHERE record = ? AND hash = ?', row.id, hash)?.answer;
    return {
      head: row.hash === null ? null : { version: row.version, hash: row.hash, final: row.final === 1 },
      wasAccepted: answer === ACCEPTED || this.#wasAccepted(row, version, hash),
      keptAs: answer === ANSWERS.late ? 'late' : answer === ANSWERS.conflict ? 'conflict' : null,
      get branchDevices() {
        return count('SELECT count(*) AS n FROM branch WHERE record = ?', row.id);
      },
      get deviceHasBranch() {
        return count('SELECT count(*) AS n FROM branch WHERE record = ? AND device = ?', row.id, device) > 0;
      },
      revoked,
    };
  }

  #keepBranch(record: number, answer: 'late' | 'conflict', envelope: NewEnvelope, nowMs: number): void {
    const { header, hash, bytes } = envelope;
    this.#run(
      `INSERT OR REPLACE INTO branch (record, device, reason, version, hash, at, cursor, envelope)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      record,
      header.device,
      answer,
      header.version,
      hash,
      minuteOf(nowMs),
      this.#nextCursor(),
      bytes,
    );
    const { n } = this.#get('SELECT count(*) AS n FROM seen WHERE record = ? AND answer > 0', record) as {
      n: number;
    };
    if (n >= MAX_REMEMBERED_BRANCHES) {
      // Forget only those whose envelope is no longer kept.
      this.#run(
        `DELETE FROM seen WHERE record = ? AND answer > 0
         AND hash NOT IN (SELECT hash FROM branch WHERE record = seen.record)`,
        record,
      );
    }
    this.#run('INSERT OR IGNORE INTO seen VALUES (?, ?, ?)', record, hash, ANSWERS[answer]);
    this.#run('UPDATE record SET remembers = 1 WHERE id = ? AND remembers = 0', record);
  }

  async record(holder: Uint8Array, name: string): Promise<StoredEnvelope | null> {
    await this.#commit.settled();
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
    const row = this.#recordRow(holder.id, header.name);
    if (row !== undefined) {
      const { wasAccepted, keptAs } = this.#stateOf(row, header, hash, false);
      if (wasAccepted || keptAs !== null) return 'ok';
    }
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
      this.#nextCursor(),
      bytes,
    );
    return 'ok';
  }

  async listing(holder: Uint8Array): Promise<HolderListing> {
    await this.#commit.settled();
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
    await this.#commit.settled();
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
    await this.#commit.settled();
    const row = this.#get('SELECT key FROM released_key WHERE name = ? AND calendar = ?', name, calendar);
    return row === undefined ? null : (row.key as Bytes);
  }

  async feed({ after, limit, wholeHeads, maxBytes }: FeedRequest): Promise<FeedPage> {
    await this.#commit.settled();
    const eras = this.#all('SELECT mark, first FROM era ORDER BY first') as unknown as readonly EraRow[];
    const { last } = this.#get('SELECT last FROM cursor') as { last: number };
    const place = this.#placeOf(after, eras, last);
    const entries: FeedItem[] = [];
    let bytes = 0;
    // Superseded versions are passed over, some thousands at a time; the service answers in between.
    for (let from = place ?? 0; from < last; from += FEED_STEP) {
      if (from !== (place ?? 0)) {
        await new Promise((resolve) => setImmediate(resolve));
        await this.#commit.settled();
      }
      const rows = this.#changes(
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
  #changes(after: number, until: number, limit: number, wholeHeads: boolean): readonly Row[] {
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
    this.#era = { mark: newEra(), first: this.#cursor + 1 };
  }

  /** Null when this store did not give that cursor out, or has gone back behind it. */
  #placeOf(cursor: string, eras: readonly EraRow[], last: number): number | null {
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
    await this.#commit.settled();
    const row = this.#get('SELECT type FROM content WHERE hash = ?', hash);
    return row === undefined ? null : this.#content.read(hash, row.type as string);
  }

  async counts(): Promise<PurgeCounts> {
    await this.#commit.settled();
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
    this.#db.close();
    this.#log.close();
  }

  #nextCursor(): number {
    this.#cursor += 1;
    return this.#cursor;
  }

  #holder(holder: Uint8Array): HolderRow | undefined {
    return this.#get('SELECT id, holder, calendar, role, revoked FROM holder WHERE holder = ?', holder) as
      | HolderRow
      | undefined;
  }

  #statement(sql: string): StatementSync {
    // A request that was under way when a purge began: the next one is told that the campaign is over.
    if (this.#closed) throw new StorageFailure('unavailable');
    let statement = this.#sql.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#sql.set(sql, statement);
    }
    return statement;
  }

  #get(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  #all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#statement(sql).all(...values);
  }

  #run(sql: string, ...values: readonly Value[]): number | bigint {
    return this.#statement(sql).run(...values).lastInsertRowid;
  }
}

type Value = string | number | Uint8Array | null;
type Row = Readonly<Record<string, unknown>>;

function eraOf(cursor: number, eras: readonly EraRow[]): string {
  return eras.findLast(({ first }) => first <= cursor)!.mark;
}

/** Null for a record that has branches alone. */
function chainEndOf({ version, cursor, jump }: RecordRow): ChainEnd | null {
  return cursor === null ? null : { version, cursor, jump };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function minuteOf(ms: number): number {
  return toTheMinute(ms) / 60_000;
}

function entryOf(row: Row | undefined): HolderEntry | null {
  if (row === undefined) return null;
  const { holder, calendar, role, revoked } = row as unknown as HolderRow;
  return { holder, calendar, role, revoked: revoked === 1 };
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
