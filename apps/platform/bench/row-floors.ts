/**
 * Floors of storage: the row that a save cannot do without (whose record, which version, its hash, its envelope), replaced
 * by its key in a table of nothing else, in transactions of as many as are in flight, each waited for until it is durable.
 * No HTTP, no write rule, no hash of older versions, no order of changes.
 */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { byteaArray } from '../src/store/postgres/wire-values.ts';
import { envelopeOf, someHolders } from './bench-holders.ts';

export interface RowFloorTask {
  readonly store: 'sqlite' | 'postgres';
  /** A folder, or the address of a database. */
  readonly where: string;
  /** Rows that are there, and among which those that change are spread. */
  readonly rows: number;
  readonly active: number;
}

export interface RowFloor {
  /** Rows a second. */
  run(inFlight: number, durationMs: number): Promise<number>;
  close(): Promise<void>;
}

interface Row {
  readonly key: Buffer;
  readonly hash: Buffer;
  readonly envelope: Buffer;
}

export async function openRowFloor(task: RowFloorTask): Promise<RowFloor> {
  return task.store === 'sqlite' ? sqliteRows(task) : postgresRows(task);
}

/** The rows that change, in turn. */
function changes({ rows, active }: RowFloorTask): (count: number) => readonly Row[] {
  const envelope = envelopeOf(someHolders(1, rows)[0]!);
  const row = { hash: hash('sha256', envelope, 'buffer'), envelope };
  const all = someHolders(active, rows).map(({ id }) => ({ ...row, key: Buffer.from(id) }));
  let next = 0;
  return (count) => Array.from({ length: count }, () => all[next++ % all.length]!);
}

const CHANGED = 'version = excluded.version, hash = excluded.hash, envelope = excluded.envelope';

function sqliteRows(task: RowFloorTask): RowFloor {
  const db = new DatabaseSync(join(task.where, 'rows.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536');
  db.exec('PRAGMA wal_autocheckpoint = 16000');
  db.exec('CREATE TABLE head (key BLOB PRIMARY KEY, version INTEGER, hash BLOB, envelope BLOB)');
  const put = db.prepare(`INSERT INTO head VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET ${CHANGED}`);
  const next = changes(task);
  const [row] = next(1);
  db.exec('BEGIN');
  for (const { id } of someHolders(task.rows, task.rows)) put.run(id, 1, row!.hash, row!.envelope);
  db.exec('COMMIT');
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.exec('PRAGMA synchronous = FULL');
  let version = 1;
  return {
    async run(inFlight, durationMs) {
      const began = performance.now();
      let count = 0;
      for (; performance.now() - began < durationMs; count += inFlight) {
        version += 1;
        db.exec('BEGIN IMMEDIATE');
        for (const one of next(inFlight)) put.run(one.key, version, one.hash, one.envelope);
        db.exec('COMMIT');
      }
      return count / ((performance.now() - began) / 1000);
    },
    async close() {
      db.close();
    },
  };
}

/** Two connections, each with half of what is in flight: the server flushes for one while the other sends. */
async function postgresRows(task: RowFloorTask): Promise<RowFloor> {
  const clients = await Promise.all(
    Array.from({ length: 2 }, async () => {
      const client = new pg.Client({ connectionString: task.where });
      await client.connect();
      return client;
    }),
  );
  await clients[0]!.query(
    'CREATE TABLE head (key bytea PRIMARY KEY, version bigint, hash bytea, envelope bytea)',
  );
  await clients[0]!.query('ALTER TABLE head ALTER COLUMN envelope SET STORAGE EXTERNAL');
  const put = (client: pg.Client, rows: readonly Row[], version: number) =>
    answered(client, {
      name: 'put',
      text: `INSERT INTO head SELECT key, $2, hash, envelope
        FROM unnest($1::bytea[], $3::bytea[], $4::bytea[]) AS g (key, hash, envelope)
        ON CONFLICT (key) DO UPDATE SET ${CHANGED}`,
      values: [
        byteaArray(rows.map(({ key }) => key)),
        version,
        byteaArray(rows.map((row) => row.hash)),
        byteaArray(rows.map(({ envelope }) => envelope)),
      ],
    });
  const next = changes(task);
  const [sample] = next(1);
  const ids = someHolders(task.rows, task.rows);
  for (let i = 0; i < ids.length; i += 2000) {
    const rows = ids.slice(i, i + 2000).map(({ id }) => ({ ...sample!, key: Buffer.from(id) }));
    await put(clients[0]!, rows, 1);
  }
  let version = 1;
  return {
    async run(inFlight, durationMs) {
      const began = performance.now();
      let count = 0;
      await Promise.all(
        clients.map(async (client) => {
          while (performance.now() - began < durationMs) {
            version += 1;
            await put(client, next(inFlight / clients.length), version);
            count += inFlight / clients.length;
          }
        }),
      );
      return count / ((performance.now() - began) / 1000);
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}

/** By callback, as the service does: see `connections.ts`. */
function answered(client: pg.Client, config: pg.QueryConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(config, (error: Error | undefined) => (error ? reject(error) : resolve()));
  });
}
