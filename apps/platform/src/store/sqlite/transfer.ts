/**
 * Turns a campaign's database into dump entries, and dump entries into a database. Reading goes page by page, and the service
 * answers in between. Filling commits without waiting for the disk, because nothing counts before the end, and flushes then.
 */
import { hash } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Bytes, parseEnvelopeHeader, parsePublishedCampaign } from '@cloison/protocol/public';
import { MINUTE_MS } from '../minutes.ts';
import type { ContentFile } from '../reading.ts';
import { ANSWERS } from '../save-policy.ts';
import { StorageRefusal } from '../storage-error.ts';
import type { DumpEntry, DumpedRecord } from '../transfer.ts';
import { ContentFolder } from './content.ts';
import { storageFailureOf } from './failure.ts';
import { CAMPAIGN_MIGRATIONS, openDatabase } from './schema.ts';

const PAGE = 500;
/** Entries in one transaction when filling. */
const BATCH = 5000;

type Row = Readonly<Record<string, unknown>>;

/** All entries except the callers. `readContent` finds a file by its hash. */
export async function* dumpDatabase(
  db: DatabaseSync,
  readContent: (hash: string) => Promise<ContentFile | null>,
): AsyncGenerator<DumpEntry> {
  const { json } = db.prepare('SELECT json FROM published').get() as { json: string };
  yield { kind: 'published', published: parsePublishedCampaign(JSON.parse(json)) };
  for (const { hash: name } of db.prepare('SELECT hash FROM content ORDER BY hash').all() as {
    hash: string;
  }[]) {
    const file = await readContent(name);
    if (file !== null) yield { kind: 'content', file };
  }
  for await (const row of pages(
    db,
    'SELECT id AS page, holder, access, calendar, role, revoked FROM holder WHERE id > ?',
  )) {
    const { holder, access, calendar, role, revoked } = row as never as {
      holder: Bytes;
      access: Bytes;
      calendar: number;
      role: 'pupil' | 'staff' | 'group';
      revoked: number;
    };
    yield { kind: 'holder', holder: { holder, access, calendar, role }, revoked: revoked === 1 };
  }
  for await (const row of pages(db, 'SELECT rowid AS page, envelope FROM document WHERE rowid > ?')) {
    yield { kind: 'document', envelope: row.envelope as Bytes };
  }
  const routing = `SELECT routing.rowid AS page, holder.holder, name, after, sealed FROM routing
    JOIN holder ON holder.id = routing.holder WHERE routing.rowid > ?`;
  for await (const row of pages(db, routing)) {
    const { holder, name, after, sealed } = row as {
      holder: Bytes;
      name: string;
      after: string;
      sealed: Bytes;
    };
    yield { kind: 'routing', routing: { holder, name, after, sealed } };
  }
  for (const row of db.prepare('SELECT name, calendar, key FROM released_key').all()) {
    const { name, calendar, key } = row as { name: string; calendar: number; key: Bytes };
    yield { kind: 'key', released: { name, calendar, key } };
  }
  const answers = db.prepare(
    `WITH RECURSIVE chain (cursor) AS (SELECT cursor FROM record WHERE id = ?1
       UNION ALL SELECT before FROM version JOIN chain USING (cursor) WHERE before IS NOT NULL)
     SELECT hash, 0 AS answer FROM chain JOIN version USING (cursor)
     UNION ALL SELECT hash, answer FROM seen WHERE record = ?1`,
  );
  const branches = db.prepare('SELECT envelope, at, reason FROM branch WHERE record = ? ORDER BY cursor');
  const records = `SELECT record.id AS page, holder.holder, name, envelope, at FROM record
    JOIN holder ON holder.id = record.holder WHERE record.id > ?`;
  for await (const row of pages(db, records)) yield recordOf(row, answers, branches);
  const rescues = `SELECT rescue.id AS page, uploader.holder AS uploader, envelope, at FROM rescue
    JOIN holder AS uploader ON uploader.id = rescue.uploader WHERE rescue.id > ?`;
  for await (const row of pages(db, rescues)) {
    yield { kind: 'rescue', uploader: row.uploader as Bytes, kept: keptOf(row) };
  }
}

/** Rows in the order of the column `page`, which must increase. Yields to the event loop between two pages. */
async function* pages(db: DatabaseSync, select: string): AsyncGenerator<Row> {
  const statement = db.prepare(`${select} ORDER BY page LIMIT ${PAGE}`);
  for (let after = 0; ; ) {
    const rows = statement.all(after);
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.page as number;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function recordOf(row: Row, answers: StatementSync, branches: StatementSync): DumpedRecord {
  const id = row.page as number;
  return {
    kind: 'record',
    holder: row.holder as Bytes,
    name: row.name as string,
    head: row.envelope === null ? null : keptOf(row),
    answers: answers
      .all(id)
      .map(({ hash, answer }) => ({ hash: hash as Bytes, answer: ANSWERS[answer as 0 | 1 | 2] })),
    branches: branches
      .all(id)
      .map((branch) => ({ ...keptOf(branch), reason: branch.reason as 'late' | 'conflict' })),
  };
}

function keptOf({ envelope, at }: Row) {
  return { envelope: envelope as Bytes, atMs: (at as number) * MINUTE_MS };
}

/** Fills a new database and content folder. `other` gets the entries that belong in neither. */
export async function fillDatabase(
  paths: { readonly databasePath: string; readonly contentPath: string },
  entries: Iterable<DumpEntry> | AsyncIterable<DumpEntry>,
  other: (entry: Extract<DumpEntry, { kind: 'caller' }>) => void,
): Promise<void> {
  const db = openDatabase(paths.databasePath, CAMPAIGN_MIGRATIONS);
  try {
    db.exec('PRAGMA synchronous = OFF');
    const content = new ContentFolder(paths.contentPath);
    const filling = new Filling(db);
    db.exec('BEGIN');
    for await (const entry of entries) {
      if (entry.kind === 'caller') {
        other(entry);
        continue;
      }
      if (entry.kind === 'content') await content.write(entry.file);
      filling.take(entry);
      if (filling.taken % BATCH === 0) {
        db.exec('COMMIT; BEGIN');
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    filling.end();
    db.exec('COMMIT');
    db.exec('PRAGMA synchronous = FULL');
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    throw storageFailureOf(error) ?? error;
  } finally {
    db.close();
  }
  flush(paths.databasePath);
}

/** Writes the pages that earlier transactions left in the system's cache to the disk. */
function flush(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

class Filling {
  taken = 0;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #calendars = 0;
  #cursor = 0;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  take(entry: Exclude<DumpEntry, { kind: 'caller' }>): void {
    this.taken += 1;
    switch (entry.kind) {
      case 'published':
        this.#calendars = entry.published.calendars.length;
        this.#run('INSERT OR REPLACE INTO published VALUES (1, ?)', JSON.stringify(entry.published));
        return;
      case 'content':
        this.#run('INSERT OR REPLACE INTO content VALUES (?, ?)', entry.file.hash, entry.file.type);
        return;
      case 'holder': {
        const { holder, access, calendar, role } = entry.holder;
        if (calendar >= this.#calendars) throw new StorageRefusal('calendar');
        this.#run(
          'INSERT INTO holder (holder, access, calendar, role, revoked) VALUES (?, ?, ?, ?, ?)',
          holder,
          access,
          calendar,
          role,
          entry.revoked ? 1 : 0,
        );
        return;
      }
      case 'document': {
        const { holderId, name, version } = parseEnvelopeHeader(entry.envelope);
        this.#run(
          `INSERT INTO document (holder, name, version, hash, envelope) VALUES (${HOLDER}, ?, ?, ?, ?)`,
          holderId,
          name,
          version,
          hashOf(entry.envelope),
          entry.envelope,
        );
        return;
      }
      case 'routing': {
        const { holder, name, after, sealed } = entry.routing;
        this.#run(
          `INSERT INTO routing (holder, name, after, sealed) VALUES (${HOLDER}, ?, ?, ?)`,
          holder,
          name,
          after,
          sealed,
        );
        return;
      }
      case 'key': {
        const { name, calendar, key } = entry.released;
        if (calendar >= this.#calendars) throw new StorageRefusal('calendar');
        this.#run('INSERT INTO released_key VALUES (?, ?, ?)', name, calendar, key);
        return;
      }
      case 'record':
        this.#record(entry);
        return;
      case 'rescue': {
        const { envelope, atMs } = entry.kept;
        const { holderId, name, version } = parseEnvelopeHeader(envelope);
        this.#run(
          `INSERT INTO rescue (uploader, holder, name, version, hash, at, cursor, envelope)
           VALUES (${HOLDER}, ${HOLDER}, ?, ?, ?, ?, ?, ?)`,
          entry.uploader,
          holderId,
          name,
          version,
          hashOf(envelope),
          atMs / MINUTE_MS,
          this.#nextCursor(),
          envelope,
        );
        return;
      }
    }
  }

  /** Call after the last entry. */
  end(): void {
    if (this.#calendars === 0) throw new StorageRefusal('absent');
    this.#run('UPDATE cursor SET last = ?', this.#cursor);
  }

  #record({ holder, name, head, answers, branches }: DumpedRecord): void {
    const headHash = head === null ? null : hashOf(head.envelope);
    const others = answers.filter((one) => headHash === null || Buffer.compare(one.hash, headHash) !== 0);
    const header = head === null ? null : parseEnvelopeHeader(head.envelope);
    const cursor = head === null ? null : this.#nextCursor();
    const id = this.#run(
      `INSERT INTO record (holder, name, version, hash, final, at, cursor, remembers, envelope)
       VALUES (${HOLDER}, ?, ?, ?, ?, ?, ?, ?, ?)`,
      holder,
      name,
      header?.version ?? 0,
      headHash,
      header?.kind === 'final' ? 1 : 0,
      head === null ? null : head.atMs / MINUTE_MS,
      cursor,
      others.length > 0 ? 1 : 0,
      head?.envelope ?? null,
    );
    // A dump does not number the versions before the head: `seen` remembers them by their hashes.
    if (header !== null) {
      this.#run('INSERT INTO version VALUES (?, ?, ?, ?, NULL, NULL)', cursor, id, header.version, headHash);
    }
    for (const { hash, answer } of others) {
      this.#run(
        'INSERT INTO seen (record, hash, answer) VALUES (?, ?, ?)',
        id,
        hash,
        ANSWERS.indexOf(answer),
      );
    }
    for (const { envelope, atMs, reason } of branches) {
      const { device, version } = parseEnvelopeHeader(envelope);
      this.#run(
        `INSERT INTO branch (record, device, reason, version, hash, at, cursor, envelope)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        device,
        reason,
        version,
        hashOf(envelope),
        atMs / MINUTE_MS,
        this.#nextCursor(),
        envelope,
      );
    }
  }

  #nextCursor(): number {
    this.#cursor += 1;
    return this.#cursor;
  }

  #run(sql: string, ...values: readonly (string | number | bigint | Uint8Array | null)[]): number | bigint {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement.run(...values).lastInsertRowid;
  }
}

const HOLDER = '(SELECT id FROM holder WHERE holder = ?)';

function hashOf(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}
