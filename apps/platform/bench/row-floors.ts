/**
 * Floors of storage: the minimum row of a save (whose record, version, hash, envelope), replaced by its key in a table of nothing
 * else. A transaction holds as many rows as there are requests in flight, and each is awaited until it is durable. No HTTP, no
 * write rule, no hashes of older versions, no order of changes. On NATS a row is the last message of its subject, published by
 * compare-and-swap and acknowledged by a majority of three servers.
 */
import { hash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { connect, headers } from '@nats-io/transport-node';
import pg from 'pg';
import { byteaArray } from '../src/store/postgres/wire-values.ts';
import { envelopeOf, someHolders } from './bench-holders.ts';

export interface RowFloorTask {
  readonly store: 'sqlite' | 'postgres' | 'nats';
  /** A folder, the address of a database, or `host:port` of each server with commas between them. */
  readonly where: string;
  /** How many rows exist. Those that change are spread among them. */
  readonly rows: number;
  readonly active: number;
  /** On NATS: the number of streams that share the rows, default 1. */
  readonly streams?: number;
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
  switch (task.store) {
    case 'sqlite':
      return sqliteRows(task);
    case 'postgres':
      return postgresRows(task);
    case 'nats':
      return natsRows(task);
  }
}

/** The rows that change, one after the other. */
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
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144');
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

/** Two connections, each with half of the rows in flight: the server flushes for one while the other sends. */
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

/** With a callback, like the service: see `connections.ts`. */
function answered(client: pg.Client, config: pg.QueryConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(config, (error: Error | undefined) => (error ? reject(error) : resolve()));
  });
}

/** How many rows are in flight while the table is filled. */
const FILLING = 256;
const ANSWER_MS = 15_000;

/** Uses all servers equally, like clients that connect to any of them. */
async function natsRows(task: RowFloorTask): Promise<RowFloor> {
  const connections = await Promise.all(
    task.where
      .split(',')
      .map((servers) => connect({ servers, ignoreClusterUpdates: true, noAsyncTraces: true })),
  );
  const root = `floor${randomBytes(4).toString('hex')}`;
  const api = async (call: string, request: object = {}) => {
    const answer = await connections[0]!.request(`$JS.API.${call}`, JSON.stringify(request), {
      timeout: ANSWER_MS,
    });
    const { error } = answer.json<{ error?: { description: string } }>();
    if (error !== undefined) throw new Error(error.description);
  };
  const streams = Array.from({ length: task.streams ?? 1 }, (_, i) => ({
    name: `${root}_${i}`,
    subjects: `${root}.${i}`,
  }));
  for (const { name, subjects } of streams) {
    await api(`STREAM.CREATE.${name}`, {
      name,
      subjects: [`${subjects}.>`],
      storage: 'file',
      discard: 'new',
      num_replicas: connections.length,
      max_msgs_per_subject: 1,
    });
  }
  const envelope = envelopeOf(someHolders(1, task.rows)[0]!);
  interface Message {
    readonly subject: string;
    sequence: number;
  }
  const messages = someHolders(task.rows, task.rows).map(
    ({ id }, i): Message => ({
      subject: `${streams[i % streams.length]!.subjects}.${Buffer.from(id).toString('base64url')}`,
      sequence: 0,
    }),
  );
  const publish = async (message: Message, lane: number) => {
    const given = headers();
    given.set('Nats-Expected-Last-Subject-Sequence', String(message.sequence));
    const answer = await connections[lane % connections.length]!.request(message.subject, envelope, {
      headers: given,
      timeout: ANSWER_MS,
    });
    const { seq, error } = answer.json<{ seq: number; error?: { description: string } }>();
    if (error !== undefined) throw new Error(error.description);
    message.sequence = seq;
  };
  const together = (count: number, lane: (first: number) => Promise<void>) =>
    Promise.all(Array.from({ length: count }, (_, i) => lane(i)));
  let filled = 0;
  await together(FILLING, async (lane) => {
    while (filled < messages.length) await publish(messages[filled++]!, lane);
  });
  const active = Array.from(
    { length: task.active },
    (_, i) => messages[Math.floor((i * task.rows) / task.active)]!,
  );
  return {
    async run(inFlight, durationMs) {
      const began = performance.now();
      let count = 0;
      // Each worker has subjects of its own, and publishes one message after the other.
      await together(Math.min(inFlight, active.length), async (first) => {
        for (let i = first; performance.now() - began < durationMs; count++) {
          await publish(active[i]!, first);
          i = i + inFlight < active.length ? i + inFlight : first;
        }
      });
      return count / ((performance.now() - began) / 1000);
    },
    async close() {
      for (const { name } of streams) await api(`STREAM.DELETE.${name}`).catch(() => undefined);
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
}
