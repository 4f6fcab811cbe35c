/**
 * The embedded store: a folder that a single process uses.
 *
 *     {folder}/lock.sqlite                       locked while a process uses the folder
 *     {folder}/platform.sqlite                   campaigns and their state, signed calls, purge statements
 *     {folder}/campaigns/{name}/campaign.sqlite  everything of a campaign
 *     {folder}/campaigns/{name}/content/         its public content
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type PublishedCampaign, parseSignedStatement, type SignedStatement } from '@cloison/protocol/public';
import { pepperMark } from '../../base/secrets.ts';
import { SetupError } from '../../base/setup-error.ts';
import type { CampaignLookup } from '../directory.ts';
import { SILENT_OBSERVER, type StoreObserver } from '../health.ts';
import type { PurgeBegun } from '../purging.ts';
import { NONCE_MS, type SignedCallMark } from '../signed-calls.ts';
import { StorageFailure, StorageRefusal } from '../storage-error.ts';
import type { Store } from '../store.ts';
import type { DumpEntry } from '../transfer.ts';
import type { BookedSlots } from '../unknown-code-slots.ts';
import { SlotQueue } from '../unknown-code-slots.ts';
import { SqliteCampaign } from './campaign.ts';
import { eraseFolder } from './erase-folder.ts';
import { storageFailureOf } from './failure.ts';
import { GroupCommit } from './group-commit.ts';
import { openDatabase, PLATFORM_MIGRATIONS } from './schema.ts';
import { fillDatabase } from './transfer.ts';

export interface SqliteStoreOptions {
  readonly folder: string;
  /** The store keeps a mark of its pepper and refuses to open with another one, under which every token would be unknown. */
  readonly pepper: Uint8Array;
  /** The maximum size of one campaign's database in pages of 4 KiB, null for none. Called again after it was full. */
  readonly maxPages?: () => number | null;
  readonly observer?: StoreObserver;
  /** Whether each campaign has a thread that commits its saves; default false. */
  readonly saveThreads?: boolean;
}

export function openSqliteStore(options: SqliteStoreOptions): Store {
  return new SqliteStore(options);
}

interface CampaignRow {
  readonly state: 'open' | 'purging' | 'purged';
  readonly moved: number;
  readonly purge_at: number | null;
  readonly purge_counts: string | null;
  readonly statement: string | null;
}

class SqliteStore implements Store {
  /** Nothing: files are overwritten. The operator's own words cover copies and blocks that a medium has set aside. */
  readonly notErased = '';
  readonly #folder: string;
  readonly #maxPages: () => number | null;
  readonly #observer: StoreObserver;
  readonly #saveThreads: boolean;
  readonly #lock: DatabaseSync;
  // Unset only while the constructor fails.
  #db!: DatabaseSync;
  #commit!: GroupCommit;
  readonly #lookups = new Map<string, CampaignLookup>();
  readonly #open = new Map<string, SqliteCampaign>();
  readonly #slots = new SlotQueue(() => performance.now());

  constructor({ folder, pepper, maxPages, observer, saveThreads }: SqliteStoreOptions) {
    this.#folder = folder;
    this.#maxPages = maxPages ?? (() => null);
    this.#observer = observer ?? SILENT_OBSERVER;
    this.#saveThreads = saveThreads ?? false;
    mkdirSync(join(folder, 'campaigns'), { recursive: true, mode: 0o700 });
    this.#lock = takeLock(join(folder, 'lock.sqlite'));
    try {
      this.#db = openDatabase(join(folder, 'platform.sqlite'), PLATFORM_MIGRATIONS);
      this.#requirePepper(pepperMark(pepper));
      this.#commit = new GroupCommit(this.#db, { committed: this.#observer.committed });
      for (const { name } of this.#db.prepare('SELECT name FROM campaign').all()) this.#load(name as string);
    } catch (error) {
      this.#closeAll();
      throw storageFailureOf(error) === null ? error : new SetupError('folder-not-writable');
    }
  }

  #requirePepper(mark: string): void {
    this.#db.prepare('INSERT OR IGNORE INTO pepper_mark VALUES (1, ?)').run(mark);
    if (this.#db.prepare('SELECT mark FROM pepper_mark').get()!.mark === mark) return;
    throw new SetupError('secrets-of-another-store');
  }

  #load(name: string): void {
    const row = this.#db
      .prepare('SELECT state, moved, purge_at, purge_counts, statement FROM campaign WHERE name = ?')
      .get(name) as unknown as CampaignRow;
    switch (row.state) {
      case 'open': {
        const campaign = this.#openCampaign(name);
        if (row.moved === 1) campaign.freeze();
        // Not published: the process was killed during the first publication, which the authority will repeat.
        if (campaign.isPublished) {
          this.#lookups.set(name, { state: row.moved === 1 ? 'moved' : 'open', campaign });
        }
        break;
      }
      case 'purging':
        this.#lookups.set(name, { state: 'purging', begun: begunOf(row) });
        break;
      case 'purged':
        this.#lookups.set(name, {
          state: 'purged',
          statement: parseSignedStatement(JSON.parse(row.statement!)),
        });
        break;
    }
  }

  #openCampaign(name: string): SqliteCampaign {
    const kept = this.#open.get(name);
    if (kept !== undefined) return kept;
    const path = this.#campaignPath(name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const campaign = new SqliteCampaign({
      name,
      databasePath: join(path, 'campaign.sqlite'),
      contentPath: join(path, 'content'),
      maxPages: this.#maxPages,
      observer: this.#observer,
      saveThread: this.#saveThreads,
    });
    this.#open.set(name, campaign);
    return campaign;
  }

  #campaignPath(name: string): string {
    return join(this.#folder, 'campaigns', name);
  }

  campaignToSave(name: string): CampaignLookup {
    return this.#lookups.get(name) ?? { state: 'absent' };
  }

  async campaign(name: string): Promise<CampaignLookup> {
    return this.campaignToSave(name);
  }

  async campaigns(): Promise<readonly string[]> {
    return [...this.#lookups.keys()].sort();
  }

  async publish(name: string, published: PublishedCampaign): Promise<void> {
    const lookup = await this.campaign(name);
    if (lookup.state === 'purging' || lookup.state === 'purged') throw new StorageRefusal('purged');
    if (lookup.state === 'moved') throw new StorageFailure('unavailable');
    await this.#commit.run(() => {
      this.#db.prepare("INSERT OR IGNORE INTO campaign (name, state) VALUES (?, 'open')").run(name);
    });
    const campaign = this.#openCampaign(name);
    await campaign.publish(published);
    if ((this.#lookups.get(name)?.state ?? 'open') === 'open')
      this.#lookups.set(name, { state: 'open', campaign });
  }

  acceptCall({ key, sequence, nonce, nowMs }: SignedCallMark): Promise<'accepted' | 'replayed'> {
    return this.#commit.run(() => {
      const last = this.#db.prepare('SELECT sequence FROM authority_key WHERE key = ?').get(key);
      if (last !== undefined && (last.sequence as number) >= sequence) return 'replayed';
      this.#db.prepare('DELETE FROM nonce WHERE at < ?').run(nowMs - NONCE_MS);
      if (this.#db.prepare('SELECT 1 FROM nonce WHERE nonce = ?').get(nonce) !== undefined) return 'replayed';
      this.#db.prepare('INSERT OR REPLACE INTO authority_key VALUES (?, ?)').run(key, sequence);
      this.#db.prepare('INSERT INTO nonce VALUES (?, ?)').run(nonce, nowMs);
      return 'accepted';
    });
  }

  async bookSlots(campaign: string, wanted: number): Promise<BookedSlots> {
    return this.#slots.book(campaign, wanted);
  }

  async beginPurge(name: string, nowMs: number): Promise<PurgeBegun> {
    const lookup = await this.campaign(name);
    if (lookup.state === 'purging') return lookup.begun;
    if (lookup.state !== 'open' && lookup.state !== 'moved')
      throw new Error('only an open campaign is purged');
    const campaign = this.#openCampaign(name);
    campaign.freeze();
    const begun: PurgeBegun = { atMs: nowMs, counts: await campaign.counts() };
    try {
      await this.#commit.run(() => {
        this.#db
          .prepare("UPDATE campaign SET state = 'purging', purge_at = ?, purge_counts = ? WHERE name = ?")
          .run(begun.atMs, JSON.stringify(begun.counts), name);
      });
    } catch (error) {
      campaign.close();
      this.#open.delete(name);
      this.#load(name);
      throw error;
    }
    this.#lookups.set(name, { state: 'purging', begun });
    return begun;
  }

  async erase(name: string): Promise<void> {
    if (this.#lookups.get(name)?.state !== 'purging') throw new Error('erasing begins with beginPurge');
    this.#open.get(name)?.close();
    this.#open.delete(name);
    await eraseFolder(this.#campaignPath(name));
  }

  async finishPurge(name: string, statement: SignedStatement): Promise<void> {
    await this.#commit.run(() => {
      this.#db
        .prepare("UPDATE campaign SET state = 'purged', statement = ? WHERE name = ?")
        .run(JSON.stringify(statement), name);
    });
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#lookups.set(name, { state: 'purged', statement });
  }

  async renewEras(): Promise<void> {
    for (const lookup of this.#lookups.values()) {
      if (lookup.state === 'open') await this.#openCampaign(lookup.campaign.name).renewEras();
    }
  }

  async beginMove(name: string): Promise<void> {
    const lookup = await this.campaign(name);
    if (lookup.state === 'moved') return;
    if (lookup.state !== 'open') throw new StorageRefusal(lookup.state === 'absent' ? 'absent' : 'purged');
    const campaign = this.#openCampaign(name);
    campaign.freeze();
    this.#lookups.set(name, { state: 'moved', campaign });
    try {
      await this.#setMoved(name, 1);
    } catch (error) {
      campaign.thaw();
      this.#lookups.set(name, { state: 'open', campaign });
      throw error;
    }
  }

  async cancelMove(name: string): Promise<void> {
    const lookup = await this.campaign(name);
    if (lookup.state === 'open') return;
    if (lookup.state !== 'moved') throw new StorageRefusal(lookup.state === 'absent' ? 'absent' : 'purged');
    await this.#setMoved(name, 0);
    const campaign = this.#openCampaign(name);
    campaign.thaw();
    this.#lookups.set(name, { state: 'open', campaign });
  }

  #setMoved(name: string, moved: 0 | 1): Promise<unknown> {
    return this.#commit.run(() => {
      this.#db.prepare('UPDATE campaign SET moved = ? WHERE name = ?').run(moved, name);
    });
  }

  async *dump(name: string): AsyncGenerator<DumpEntry> {
    const { state } = await this.campaign(name);
    if (state !== 'open' && state !== 'moved')
      throw new StorageRefusal(state === 'absent' ? 'absent' : 'purged');
    for await (const entry of this.#openCampaign(name).dump()) {
      yield entry;
      if (entry.kind !== 'published') continue;
      for (const { key, sequence } of this.#db.prepare('SELECT key, sequence FROM authority_key').all()) {
        yield { kind: 'caller', key: key as string, sequence: sequence as number };
      }
    }
  }

  async restore(name: string, entries: Iterable<DumpEntry> | AsyncIterable<DumpEntry>): Promise<void> {
    const { state } = await this.campaign(name);
    if (state !== 'absent')
      throw new StorageRefusal(state === 'purging' || state === 'purged' ? 'purged' : 'present');
    const [path, building] = [this.#campaignPath(name), this.#campaignPath(`.filling-${name}`)];
    // Remove what a killed restoration or first publication has left.
    this.#open.get(name)?.close();
    this.#open.delete(name);
    await eraseFolder(building);
    await eraseFolder(path);
    mkdirSync(building, { recursive: true, mode: 0o700 });
    const callers: { readonly key: string; readonly sequence: number }[] = [];
    const paths = { databasePath: join(building, 'campaign.sqlite'), contentPath: join(building, 'content') };
    await fillDatabase(paths, entries, (caller) => callers.push(caller));
    // A crash between here and the row in `campaign` leaves a folder that no row names: the campaign stays absent.
    renameSync(building, path);
    syncFolder(join(this.#folder, 'campaigns'));
    await this.#commit.run(() => {
      for (const { key, sequence } of callers) {
        this.#db
          .prepare(
            `INSERT INTO authority_key VALUES (?, ?)
             ON CONFLICT (key) DO UPDATE SET sequence = max(sequence, excluded.sequence)`,
          )
          .run(key, sequence);
      }
      this.#db.prepare("INSERT OR IGNORE INTO campaign (name, state) VALUES (?, 'open')").run(name);
    });
    this.#lookups.set(name, { state: 'open', campaign: this.#openCampaign(name) });
  }

  async check(): Promise<void> {
    await this.#commit.run(() => this.#db.prepare('UPDATE pepper_mark SET mark = mark').run());
  }

  async close(): Promise<void> {
    this.#closeAll();
  }

  #closeAll(): void {
    if (!this.#lock.isOpen) return;
    for (const campaign of this.#open.values()) campaign.close();
    this.#open.clear();
    this.#commit?.close();
    if (this.#db?.isOpen) this.#db.close();
    this.#lock.close();
  }
}

function begunOf(row: CampaignRow): PurgeBegun {
  return { atMs: row.purge_at!, counts: JSON.parse(row.purge_counts!) as PurgeBegun['counts'] };
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** A lock that the operating system releases when the process ends, however it ends. */
function takeLock(path: string): DatabaseSync {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
    return lock;
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === 5) {
      throw new SetupError('folder-in-use');
    }
    throw error instanceof StorageFailure ? error : new SetupError('folder-not-writable');
  }
}
