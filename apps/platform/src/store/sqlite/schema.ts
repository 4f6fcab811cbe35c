/**
 * Tables of the embedded store, and the settings of a connection: WAL, and commits that wait for the disk.
 *
 * `PRAGMA user_version` of a database is the number of migrations of its list that were applied. To change a table, append a
 * migration; never edit one that was released. The first migration creates only what is missing, because databases from
 * before versions were marked (0) have its tables.
 */
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../../base/setup-error.ts';

export interface OpenOptions {
  /** The maximum size in pages, null for none. */
  readonly maxPages: number | null;
}

/** How long to wait for another connection that is writing. */
const BUSY = { timeout: 2000 };

/** Opens and migrates. Throws `SetupError` `too-new` and changes nothing when a later version of the program made it. */
export function openDatabase(
  path: string,
  migrations: readonly string[],
  options: OpenOptions = { maxPages: null },
): DatabaseSync {
  const db = new DatabaseSync(path, BUSY);
  const version = versionOf(db);
  if (version > migrations.length) {
    db.close();
    throw new SetupError('schema-newer', { file: basename(path), version, known: migrations.length });
  }
  configure(db);
  migrate(db, migrations, version);
  limitPages(db, options.maxPages);
  return db;
}

/** Opens another connection to a database that is migrated. */
export function connect(path: string): DatabaseSync {
  const db = new DatabaseSync(path, BUSY);
  configure(db);
  return db;
}

function configure(db: DatabaseSync): void {
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  db.exec('PRAGMA foreign_keys = ON');
  db.exec('PRAGMA secure_delete = ON');
  db.exec('PRAGMA temp_store = MEMORY');
  db.exec('PRAGMA cache_size = -262144');
  // A fallback: `checkpoints.ts` acts earlier.
  db.exec('PRAGMA wal_autocheckpoint = 32000');
  // A log that keeps its size is overwritten, which flushes faster than a log that has to grow again.
  db.exec('PRAGMA journal_size_limit = 134217728');
}

/** Applies all missing migrations in one transaction, so that a crash leaves the database as it was. */
function migrate(db: DatabaseSync, migrations: readonly string[], version: number): void {
  if (version === migrations.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const migration of migrations.slice(version)) db.exec(migration);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    db.close();
    throw error;
  }
}

export function versionOf(db: DatabaseSync): number {
  return (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

/** SQLite never sets it below the present size. 0xfffffffe is its own maximum. */
export function limitPages(db: DatabaseSync, maxPages: number | null): void {
  db.exec(`PRAGMA max_page_count = ${maxPages ?? 0xfffffffe}`);
}

/** `store/platform.sqlite`: what remains after a campaign is purged. */
export const PLATFORM_MIGRATIONS: readonly string[] = [
  `
CREATE TABLE IF NOT EXISTS campaign (
  name TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('open', 'purging', 'purged')),
  purge_at INTEGER,
  purge_counts TEXT,
  statement TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS pepper_mark (one INTEGER PRIMARY KEY CHECK (one = 1), mark TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS authority_key (
  key TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS nonce (
  nonce TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS nonce_at ON nonce (at);
`,
  // 1 when the campaign moved to another store and is frozen here.
  'ALTER TABLE campaign ADD COLUMN moved INTEGER NOT NULL DEFAULT 0',
];

/**
 * `store/campaigns/{name}/campaign.sqlite`: one file for each campaign, so that a purge leaves no page behind.
 *
 * - `era` marks each run of changes (`../feed-cursor.ts`). Every process that changes something begins an era, so that the
 *   cursors that a restored copy gives out are not confused with those of the original.
 * - `version` has every envelope that became a head, in the order of commits. `accepted-versions.ts` searches it, and the feed
 *   follows it.
 * - `seen` remembers how other envelopes were answered: 1 late, 2 conflict, 0 accepted (before this store had `version`, or in
 *   the store that the campaign came from). `record.remembers` is 1 when `seen` has rows of that record.
 * - `at` is in minutes since 1970.
 */
export const CAMPAIGN_MIGRATIONS: readonly string[] = [
  `
CREATE TABLE IF NOT EXISTS published (one INTEGER PRIMARY KEY CHECK (one = 1), json TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS cursor (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO cursor VALUES (1, 0);
CREATE TABLE IF NOT EXISTS holder (
  id INTEGER PRIMARY KEY,
  holder BLOB NOT NULL UNIQUE,
  access BLOB NOT NULL UNIQUE,
  calendar INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('pupil', 'staff', 'group')),
  revoked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS record (
  id INTEGER PRIMARY KEY,
  holder INTEGER NOT NULL REFERENCES holder (id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  hash BLOB,
  final INTEGER NOT NULL DEFAULT 0,
  at INTEGER,
  cursor INTEGER UNIQUE,
  envelope BLOB,
  UNIQUE (holder, name)
) STRICT;
CREATE TABLE IF NOT EXISTS seen (
  record INTEGER NOT NULL REFERENCES record (id),
  hash BLOB NOT NULL,
  answer INTEGER NOT NULL CHECK (answer IN (0, 1, 2)),
  PRIMARY KEY (record, hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS branch (
  id INTEGER PRIMARY KEY,
  record INTEGER NOT NULL REFERENCES record (id),
  device BLOB NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('late', 'conflict')),
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  at INTEGER NOT NULL,
  cursor INTEGER NOT NULL UNIQUE,
  envelope BLOB NOT NULL,
  UNIQUE (record, device)
) STRICT;
CREATE TABLE IF NOT EXISTS rescue (
  id INTEGER PRIMARY KEY,
  uploader INTEGER NOT NULL REFERENCES holder (id),
  holder INTEGER NOT NULL REFERENCES holder (id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  at INTEGER NOT NULL,
  cursor INTEGER NOT NULL UNIQUE,
  envelope BLOB NOT NULL,
  UNIQUE (holder, hash)
) STRICT;
CREATE INDEX IF NOT EXISTS rescue_uploader ON rescue (uploader, holder);
CREATE TABLE IF NOT EXISTS document (
  holder INTEGER NOT NULL REFERENCES holder (id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  envelope BLOB NOT NULL,
  UNIQUE (holder, name)
) STRICT;
CREATE TABLE IF NOT EXISTS routing (
  holder INTEGER NOT NULL REFERENCES holder (id),
  name TEXT NOT NULL,
  after TEXT NOT NULL,
  sealed BLOB NOT NULL,
  UNIQUE (holder, name)
) STRICT;
CREATE TABLE IF NOT EXISTS content (
  hash TEXT PRIMARY KEY,
  type TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
  `
CREATE TABLE era (mark TEXT PRIMARY KEY, first INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO era VALUES (lower(hex(randomblob(8))), 0);
`,
  // Keys of sealed content, once they are released (protocol, "Content, keys, routing").
  `
CREATE TABLE released_key (
  name TEXT NOT NULL,
  calendar INTEGER NOT NULL,
  key BLOB NOT NULL,
  PRIMARY KEY (name, calendar)
) STRICT, WITHOUT ROWID;
`,
  // A save changes one page of `record` and appends to `version` (docs/decisions/0017).
  `
CREATE TABLE version (
  cursor INTEGER PRIMARY KEY,
  record INTEGER NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  before INTEGER,
  jump INTEGER
) STRICT;
CREATE TABLE next_record (
  id INTEGER PRIMARY KEY,
  holder INTEGER NOT NULL REFERENCES holder (id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  hash BLOB,
  final INTEGER NOT NULL DEFAULT 0,
  at INTEGER,
  cursor INTEGER,
  jump INTEGER,
  remembers INTEGER NOT NULL DEFAULT 0,
  envelope BLOB,
  UNIQUE (holder, name)
) STRICT;
INSERT INTO version SELECT cursor, id, version, hash, NULL, NULL FROM record WHERE cursor IS NOT NULL ORDER BY cursor;
INSERT INTO next_record SELECT id, holder, name, version, hash, final, at, cursor, NULL,
  EXISTS (SELECT 1 FROM seen WHERE seen.record = record.id AND seen.hash IS NOT record.hash), envelope FROM record;
CREATE TABLE next_seen (
  record INTEGER NOT NULL REFERENCES next_record (id),
  hash BLOB NOT NULL,
  answer INTEGER NOT NULL CHECK (answer IN (0, 1, 2)),
  PRIMARY KEY (record, hash)
) STRICT, WITHOUT ROWID;
INSERT INTO next_seen SELECT seen.* FROM seen JOIN record ON record.id = seen.record WHERE seen.hash IS NOT record.hash;
CREATE TABLE next_branch (
  id INTEGER PRIMARY KEY,
  record INTEGER NOT NULL REFERENCES next_record (id),
  device BLOB NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('late', 'conflict')),
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  at INTEGER NOT NULL,
  cursor INTEGER NOT NULL UNIQUE,
  envelope BLOB NOT NULL,
  UNIQUE (record, device)
) STRICT;
INSERT INTO next_branch SELECT * FROM branch;
DROP TABLE seen;
DROP TABLE branch;
DROP TABLE record;
ALTER TABLE next_record RENAME TO record;
ALTER TABLE next_seen RENAME TO seen;
ALTER TABLE next_branch RENAME TO branch;
`,
];
