/**
 * The vault: a folder with one SQLite file. Every change is a transaction that is on disk when it returns
 * (WAL, synchronous=FULL); deleted content is overwritten (secure_delete, or `erase` and then `compact`); temporary tables stay
 * in memory.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { liesInside } from '../files/lies-inside.ts';
import { sizeFaults } from './check-vault.ts';
import { lockVault, tryLockVault, type VaultLock } from './lock.ts';
import { MIGRATIONS } from './migrations/migrations.ts';
import { overwriteFreePages } from './overwrite-free-pages.ts';
import { type PlaceToRead, placeToRead } from './place-to-read.ts';
import { READ_MODEL } from './read-model.ts';
import { refuseVault } from './refusals.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';
import { explainStorage, isLogEmpty, requireWritable, VAULT_FILE } from './storage-failure.ts';

export interface VaultOptions {
  /** The command, shown to people who find the vault locked. */
  readonly purpose?: string;
  /** How long to wait for another process to end. */
  readonly waitMs?: number;
}

const RETAKE_MS = 100;

/** Of the page cache, negative KiB: rows are found by random keys, and the two megabytes of the default hold few pages. */
const WRITER_CACHE = -64 * 1024;
const READER_CACHE = -16 * 1024;

export class Vault {
  readonly folder: string;
  readonly #db: DatabaseSync;
  #lock: VaultLock | null;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;
  #closed = false;
  /** Set while `exclusive` runs: only its own flow may open transactions. */
  #owner: symbol | null = null;
  readonly #flow = new AsyncLocalStorage<symbol>();

  constructor(folder: string, db: DatabaseSync, lock: VaultLock | null) {
    this.folder = folder;
    this.#db = db;
    this.#lock = lock;
    db.exec(READ_MODEL);
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** All rows of a query. `Row` is a type of `rows.ts`, or a part of one. */
  all<Row>(sql: string, ...values: readonly SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** Rows one by one: for tables that do not fit in memory. Do not change the table meanwhile. */
  iterate<Row>(sql: string, ...values: readonly SQLInputValue[]): IterableIterator<Row> {
    return this.#db.prepare(sql).iterate(...values) as IterableIterator<Row>;
  }

  get<Row>(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  /** Number of rows changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** The single number that a query gives. */
  count(sql: string, ...values: readonly SQLInputValue[]): number {
    const row = this.get<Record<string, number>>(sql, ...values);
    return Number(Object.values(row ?? { none: 0 })[0]);
  }

  /**
   * All or nothing, on disk when it returns. `work` must not await. Inside another transaction it becomes part of that.
   * Throws `vault-busy` while another flow has the vault to itself (`exclusive`).
   */
  transaction<T>(work: () => T): T {
    if (this.#owner !== null && this.#flow.getStore() !== this.#owner) throw refuseVault('vault-busy');
    if (this.#depth > 0) return work();
    this.#db.exec('BEGIN IMMEDIATE');
    this.#depth = 1;
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    } finally {
      this.#depth = 0;
    }
  }

  /**
   * As `transaction`, for work that deletes most of what the vault has: the log stays small and no reference is looked up. So
   * `work` deletes what refers to a row with it, and `compact` has to follow, which overwrites what was deleted.
   */
  erase<T>(work: () => T): T {
    if (this.#owner !== null || this.#depth > 0) throw refuseVault('vault-busy');
    this.#db.exec('PRAGMA foreign_keys = OFF; PRAGMA secure_delete = FAST');
    try {
      return this.transaction(work);
    } finally {
      this.#db.exec('PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON');
    }
  }

  /** On a full disk SQLite has rolled back by itself. */
  #rollback(): void {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
  }

  /**
   * One transaction around work that awaits (a large file read piece by piece). `decide` says, from the result, whether
   * to keep it; a dry run does everything and keeps nothing.
   */
  async exclusive<T>(work: () => Promise<T>, keep: (result: T) => boolean = () => true): Promise<T> {
    if (this.#owner !== null || this.#depth > 0) throw refuseVault('vault-busy');
    const owner = Symbol('owner');
    this.#db.exec('BEGIN IMMEDIATE');
    this.#owner = owner;
    this.#depth = 1;
    try {
      const result = await this.#flow.run(owner, work);
      this.#db.exec(keep(result) ? 'COMMIT' : 'ROLLBACK');
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    } finally {
      this.#depth = 0;
      this.#owner = null;
    }
  }

  /** The next number of a counter: above all before it, at least `least`, and committed before it is returned. */
  nextNumber(name: string, least = 1): number {
    return this.transaction(() => {
      this.run(
        'INSERT INTO counter VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = max(value + 1, ?2)',
        name,
        least,
      );
      return this.count('SELECT value FROM counter WHERE name = ?', name);
    });
  }

  meta(name: string): string | null {
    return this.get<{ value: string }>('SELECT value FROM meta WHERE name = ?', name)?.value ?? null;
  }

  setMeta(name: string, value: string): void {
    this.run(
      'INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      value,
    );
  }

  dropMeta(name: string): void {
    this.run('DELETE FROM meta WHERE name = ?', name);
  }

  /** Forgets every value whose name begins so. */
  forgetMeta(prefix: string): void {
    this.run('DELETE FROM meta WHERE substr(name, 1, ?) = ?', prefix.length, prefix);
  }

  /** Moves everything from the write-ahead log into the one file, and gives the log's room back. */
  checkpoint(): void {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /**
   * Overwrites freed pages and gives them back. The copy that SQLite makes meanwhile is as large as what remains, five
   * gigabytes for a country, and so is the log: it lies in the vault's folder, nameless, and not in memory as other temporary
   * tables do. A connection of its own, because a change of that place drops the views of this one.
   */
  compact(): void {
    this.checkpoint();
    overwriteFreePages(this.#db);
    this.checkpoint();
    const other = new DatabaseSync(join(this.folder, VAULT_FILE), { timeout: 5_000 });
    try {
      // One setting for the whole process: nothing else of it has temporary files.
      other.prepare(`PRAGMA temp_store_directory = '${this.folder.replaceAll("'", "''")}'`).run();
      other.exec('PRAGMA temp_store = FILE; PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; VACUUM;');
    } finally {
      other.exec(`PRAGMA temp_store_directory = ''`);
      other.close();
    }
    this.checkpoint();
  }

  /**
   * Waits `ms` with the vault left to other commands, then takes it back, waiting for them to end. For a process that stays
   * (`campaign serve`): a lost code is replaced meanwhile. Returns early, without the lock, when the signal aborts.
   */
  async rest(ms: number, signal?: AbortSignal): Promise<void> {
    // While another flow of this process is in `exclusive`, the lock is not given up.
    const lock = this.#owner === null ? this.#lock : null;
    if (lock !== null) {
      lock.release();
      this.#lock = null;
    }
    const stopped = () => this.#closed || signal?.aborted === true;
    const wait = (time: number) =>
      sleep(time, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
        if (!stopped()) throw error;
      });
    await wait(ms);
    while (lock !== null && !stopped()) {
      this.#lock = tryLockVault(this.folder, lock.purpose);
      if (this.#lock !== null) return;
      await wait(RETAKE_MS);
    }
  }

  /** Closing a closed vault does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#statements.clear();
    this.#db.close();
    this.#lock?.release();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Throws what `explainStorage` makes of the file, with nothing left open. */
function connect(folder: string, { location, lock }: PlaceToRead, readOnly: boolean): DatabaseSync {
  let db: DatabaseSync | null = null;
  const path = join(folder, VAULT_FILE);
  try {
    // After a power cut the write-ahead log mends the file; without a log nothing does, and SQLite reads zeros.
    if (existsSync(path) && isLogEmpty(path)) {
      const [fault] = sizeFaults(path);
      if (fault?.code === 'part-of-a-page') {
        throw refuseVault('vault-cut', { path, missing: fault.values.missing ?? 0 });
      }
    }
    db = new DatabaseSync(location, { readOnly, timeout: 5_000 });
    db.exec('PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;');
    db.exec(`PRAGMA cache_size = ${readOnly ? READER_CACHE : WRITER_CACHE}`);
    if (!readOnly) {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    }
    // Reads the header, so that a damaged file is found here.
    userVersion(db);
    return db;
  } catch (error) {
    db?.close();
    lock?.release();
    throw explainStorage(error, folder) ?? error;
  }
}

/**
 * Creates the vault in `folder`, or finishes a creation that was cut short; opening one that is there already is not an
 * error. Throws `vault-locked`.
 */
export function createVault(folder: string, options: VaultOptions = {}): Vault {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return openToWrite(folder, options, true);
}

function openToWrite(folder: string, options: VaultOptions, mayCreate: boolean): Vault {
  requireWritable(folder);
  const lock = lockVault(folder, options.purpose ?? 'cloison', options.waitMs ?? 0);
  const path = join(folder, VAULT_FILE);
  let db: DatabaseSync | null = null;
  try {
    db = connect(folder, { location: path, lock: null }, false);
    const version = userVersion(db);
    if (version === 0) {
      if (!mayCreate) throw emptyVault(path);
      db.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
    } else if (version > SCHEMA_VERSION) {
      throw refuseVault('vault-version', { path, found: version, expected: SCHEMA_VERSION });
    } else if (version < SCHEMA_VERSION) {
      migrate(db, version, path);
    }
    return new Vault(folder, db, lock);
  } catch (error) {
    db?.close();
    lock.release();
    throw explainStorage(error, folder) ?? error;
  }
}

/**
 * Brings the tables to the present version, in one transaction. A table that others refer to is made anew beside the old one
 * (sqlite.org/lang_altertable.html, section 7), for which foreign keys are off meanwhile, and checked before the end.
 */
function migrate(db: DatabaseSync, from: number, path: string): void {
  const steps = MIGRATIONS.slice(from - 1).join('\n');
  db.exec('PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON;');
  db.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${SCHEMA_VERSION};`);
  const dangling = db.prepare('PRAGMA foreign_key_check').all().length;
  if (dangling > 0) {
    db.exec('ROLLBACK');
    throw refuseVault('vault-damaged', { path }, { dangling });
  }
  db.exec('COMMIT; PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON;');
}

/** Throws `vault-no-reading` where this account may not see whether there is one. */
export function hasVault(folder: string): boolean {
  try {
    return statSync(join(folder, VAULT_FILE), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw explainStorage(error, folder) ?? error;
  }
}

/** Opens the vault for changes, alone; one of an older version is brought to the present one. Throws `vault-missing`, `vault-locked`, `vault-version`, `vault-not-one`. */
export function openVault(folder: string, options: VaultOptions = {}): Vault {
  if (!hasVault(folder)) throw refuseVault('vault-missing', { path: folder });
  return openToWrite(folder, options, false);
}

/** A file cut off near its beginning counts as empty for SQLite: it is not to become a new vault. */
function emptyVault(path: string): Error {
  return refuseVault('vault-damaged', { path }, { detail: 'empty' });
}

/**
 * Opens the vault for reading, beside a process that changes it. Throws as `openVault`, but `vault-locked` only for a vault
 * of an older version, which is brought to the present one first.
 */
export function readVault(folder: string): Vault {
  if (!hasVault(folder)) throw refuseVault('vault-missing', { path: folder });
  const place = placeToRead(folder);
  const db = connect(folder, place, true);
  const version = userVersion(db);
  if (version === SCHEMA_VERSION) return new Vault(folder, db, place.lock);
  db.close();
  place.lock?.release();
  const path = join(folder, VAULT_FILE);
  if (version === 0) throw emptyVault(path);
  if (version > SCHEMA_VERSION)
    throw refuseVault('vault-version', { path, found: version, expected: SCHEMA_VERSION });
  openVault(folder).close();
  return readVault(folder);
}

function userVersion(db: DatabaseSync): number {
  return (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

/** Whether the file itself failed (full disk, damage): nothing goes on then. Other errors concern one row. */
export function isStorageError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}

/** SQLite result code SQLITE_BUSY (sqlite.org/rescode.html), the low byte of its extended ones. */
const SQLITE_BUSY = 5;

/** Whether another process has the file: the same act may succeed a little later. */
export function isVaultInUse(error: unknown): boolean {
  return isStorageError(error) && ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY;
}

/** Whether `inner` is `outer` or below it. Both are absolute. */
export function isInside(inner: string, outer: string): boolean {
  const path = relative(outer, inner);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** Throws `keys-inside-vault` unless neither folder is inside the other. */
export function checkApart(vaultFolder: string, keysFolder: string): void {
  const [vault, keys] = [resolve(vaultFolder), resolve(keysFolder)];
  if (liesInside(keys, vault) || liesInside(vault, keys))
    throw refuseVault('keys-inside-vault', { vault, keys });
}
