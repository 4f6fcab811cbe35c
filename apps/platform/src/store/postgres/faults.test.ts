/** Failures of the database: they are refused cleanly, nothing is acknowledged that is not stored, and the service recovers. */
import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { PostgresServer } from '@cloison/dev-env/stores/postgres-server.ts';
import type { PublishedCampaign, WindowState } from '@cloison/protocol/public';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CampaignStore } from '../campaign-store.ts';
import type { NewEnvelope } from '../envelopes.ts';
import { StorageFailure } from '../storage-error.ts';
import type { Store } from '../store.ts';
import { parsePostgresAddress } from './address.ts';
import { Connections } from './connections.ts';
import { openPostgresStore } from './store.ts';

const PEPPER = new Uint8Array(32).fill(3);
const OPEN: WindowState = { kind: 'open', window: { opensMs: 0, closesMs: 9e12 } };
const UNAVAILABLE = new StorageFailure('unavailable');
/** Longer than any call may take, whatever the database does; and far less than a system waits for a dead connection. */
const BOUND_MS = 60_000;

let postgres: PostgresServer;
let address: string;
let store: Store;
let campaign: CampaignStore;
let holder: Uint8Array;
beforeAll(async () => {
  postgres = await PostgresServer.start({ settings: { max_connections: '20' } });
});
afterAll(() => postgres.remove());
beforeEach(async () => {
  address = await postgres.createDatabase();
  store = await openPostgresStore({ address, pepper: PEPPER });
  await store.publish(CAMPAIGN, publishedCampaign() as PublishedCampaign);
  campaign = await opened(store);
  holder = new Uint8Array(randomBytes(16));
  await campaign.putHolders([{ holder, access: randomBytes(32), calendar: 0, role: 'pupil' }]);
});
afterEach(async () => {
  await store.close();
});

async function opened(from: Store): Promise<CampaignStore> {
  const lookup = await from.campaign(CAMPAIGN);
  if (lookup.state !== 'open') throw new Error(lookup.state);
  return lookup.campaign;
}

const save = (envelope: NewEnvelope, to = campaign) =>
  to.save({ ...envelope, window: OPEN, nowMs: 0, maxRecords: 1e6 });
const record = (name: string, more: object = {}) =>
  fixtureEnvelope({ campaign: CAMPAIGN, holder, name, ...more });
const saved = { kind: 'saved' };

/** Repeats a call until the database accepts it, as a browser does, within a time limit. */
async function untilTaken<T>(work: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + 300_000; ; ) {
    try {
      return await work();
    } catch (error) {
      expect(error).toBeInstanceOf(StorageFailure);
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The refusal of a call, which must come within a time limit. */
async function refusal(work: Promise<unknown>): Promise<unknown> {
  const beganMs = performance.now();
  try {
    await work;
  } catch (error) {
    expect(performance.now() - beganMs).toBeLessThan(BOUND_MS);
    return error;
  }
  throw new Error('it was not refused');
}

describe('a database that fails', () => {
  it('killed with -9 under saves keeps all that was acknowledged, and is used again by itself', async () => {
    const acknowledged: NewEnvelope[] = [];
    const failures: unknown[] = [];
    let [number, stop] = [0, false];
    const clients = Array.from({ length: 20 }, async () => {
      while (!stop) {
        const envelope = record(`r${number++}`);
        try {
          await save(envelope);
          acknowledged.push(envelope);
        } catch (error) {
          failures.push(error);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    });
    while (acknowledged.length < 200) await new Promise((resolve) => setTimeout(resolve, 5));
    await postgres.kill();
    const before = acknowledged.length;
    while (failures.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    await postgres.restart();
    while (acknowledged.length < before + 100) await new Promise((resolve) => setTimeout(resolve, 5));
    stop = true;
    await Promise.all(clients);
    for (const error of failures) expect(error).toEqual(UNAVAILABLE);
    for (const envelope of acknowledged) {
      expect(
        Buffer.compare((await campaign.record(holder, envelope.header.name))!.bytes, envelope.bytes),
      ).toBe(0);
    }
  });

  it('stopped by its administrator refuses, and is used again once it is there', async () => {
    await save(record('francais'));
    await postgres.stop('fast');
    expect(await refusal(save(record('maths')))).toEqual(UNAVAILABLE);
    expect(await refusal(store.campaign(CAMPAIGN))).toEqual(UNAVAILABLE);
    expect(await refusal(store.check())).toEqual(UNAVAILABLE);
    await postgres.restart();
    expect(await untilTaken(() => save(record('maths')))).toEqual(saved);
  });

  it('whose answer to a commit was lost is unavailable, and the repeated envelope is saved once', async () => {
    const proxy = await CuttingProxy.open(postgres.port);
    const through = await openPostgresStore({
      address: address.replace(`:${postgres.port}`, `:${proxy.port}`),
      pepper: PEPPER,
    });
    try {
      const there = await opened(through);
      const one = record('francais');
      await save(one, there);
      const two = record('francais', { version: 2, previous: one.hash });
      proxy.swallowAnswers();
      expect(await refusal(save(two, there))).toEqual(UNAVAILABLE);
      proxy.pass();
      // It was committed; only the answer was lost.
      expect((await campaign.record(holder, 'francais'))!.version).toBe(2);
      expect(await untilTaken(() => save(two, there))).toEqual(saved);
      expect((await campaign.counts()).versions).toBe(2);
    } finally {
      await through.close();
      proxy.close();
    }
  });

  it('that is read-only refuses changes and answers reads, until it is not', async () => {
    const one = record('francais');
    await save(one);
    await postgres.set({ default_transaction_read_only: 'on' });
    try {
      const refused = await eventuallyRefused(() => save(record(`r${randomBytes(4).toString('hex')}`)));
      expect(refused).toEqual(UNAVAILABLE);
      expect(await refusal(save(record('maths')))).toEqual(UNAVAILABLE);
      expect(await refusal(campaign.revoke([holder]))).toEqual(UNAVAILABLE);
      expect((await campaign.record(holder, 'francais'))!.version).toBe(1);
    } finally {
      await postgres.set({ default_transaction_read_only: null });
    }
    expect(await untilTaken(() => save(record('maths')))).toEqual(saved);
  });

  it('whose disk is full says so, keeps nothing of what it refused, and goes on when there is room', async () => {
    await save(record('francais'));
    // The server's own error of a full disk (53100), raised where a row is written.
    await postgres.query(
      `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
       CREATE TRIGGER full_disk AFTER INSERT ON cloison_c1.version FOR EACH ROW EXECUTE FUNCTION full_disk()`,
      address,
    );
    const many = Array.from({ length: 20 }, (_, i) => record(`r${i}`));
    for (const outcome of await Promise.allSettled(many.map((one) => save(one)))) {
      expect(outcome).toEqual({ status: 'rejected', reason: new StorageFailure('full') });
    }
    expect(await campaign.counts()).toMatchObject({ records: 1, versions: 1, branches: 0 });
    await postgres.query('DROP TRIGGER full_disk ON cloison_c1.version', address);
    for (const one of many) expect(await save(one)).toEqual(saved);
  });

  it('with no connection left refuses, and takes the first that is free', async () => {
    await save(record('francais'));
    const taken: pg.Client[] = [];
    try {
      // Waited for: a connection that is only ending would be counted as taken, and be free a moment later.
      await postgres.query(
        `SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name = 'cloison'`,
      );
      for (;;) {
        const client = new pg.Client({ connectionString: address });
        client.on('error', () => undefined);
        try {
          await client.connect();
        } catch {
          break;
        }
        taken.push(client);
      }
      expect(taken.length).toBeGreaterThan(10);
      expect(await refusal(save(record('maths')))).toEqual(UNAVAILABLE);
      expect(await refusal(save(record('maths')))).toEqual(UNAVAILABLE);
    } finally {
      await Promise.all(taken.map((client) => client.end()));
    }
    expect(await untilTaken(() => save(record('maths')))).toEqual(saved);
  });

  it('whose rows someone holds refuses after a while, and goes on when they are let go', async () => {
    await save(record('francais'));
    const other = new pg.Client({ connectionString: address });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE cloison_c1.record IN ACCESS EXCLUSIVE MODE');
    expect(await refusal(save(record('maths')))).toEqual(UNAVAILABLE);
    expect(await refusal(campaign.record(holder, 'francais'))).toEqual(UNAVAILABLE);
    await other.end();
    expect(await untilTaken(() => save(record('maths')))).toEqual(saved);
  });

  it('that answers nothing at all is given up after a while', async () => {
    const proxy = await CuttingProxy.open(postgres.port);
    const through = await openPostgresStore({
      address: address.replace(`:${postgres.port}`, `:${proxy.port}`),
      pepper: PEPPER,
    });
    try {
      const there = await opened(through);
      proxy.freeze();
      expect(await refusal(save(record('francais'), there))).toEqual(UNAVAILABLE);
      proxy.pass();
      expect(await untilTaken(() => save(record('francais'), there))).toEqual(saved);
    } finally {
      await through.close();
      proxy.close();
    }
  });

  it('may cut a connection between two statements of a transaction', async () => {
    const connections = new Connections(parsePostgresAddress(address));
    const cut = connections.transaction(async (query) => {
      const [row] = await query('SELECT pg_backend_pid() AS pid', []);
      await postgres.query(`SELECT pg_terminate_backend(${row!.pid as number}, 5000)`);
      // The connection's user gets the error event, although no statement is running.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await query('SELECT 1', []);
    });
    expect(await refusal(cut)).toEqual(UNAVAILABLE);
    expect(await connections.transaction((query) => query('SELECT 1::int AS one', []))).toEqual([{ one: 1 }]);
    await connections.close();
  });

  it('closes with its connections gone', async () => {
    await save(record('francais'));
    await postgres.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cloison'`,
    );
    await store.close();
    expect(await refusal(save(record('maths')))).toEqual(UNAVAILABLE);
  });
});

/** A setting reaches the other connections a moment after it was changed. */
async function eventuallyRefused(work: () => Promise<unknown>): Promise<unknown> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      await work();
    } catch (error) {
      return error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it was never refused');
}

/** A proxy between the store and the database that loses answers or passes nothing on. */
class CuttingProxy {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [client: Socket, server: Socket]>();
  #mode: 'pass' | 'swallow' | 'freeze' = 'pass';

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(to: number): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server);
    server.on('connection', (client) => {
      const database = connect(to, '127.0.0.1');
      const pair = [client, database] as const;
      proxy.#pairs.add(pair);
      const end = () => {
        proxy.#pairs.delete(pair);
        client.destroy();
        database.destroy();
      };
      client.on('error', end).on('close', end);
      database.on('error', end).on('close', end);
      client.on('data', (data) => {
        if (proxy.#mode !== 'freeze') database.write(data);
      });
      database.on('data', (data) => {
        if (proxy.#mode === 'swallow') end();
        else if (proxy.#mode === 'pass') client.write(data);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }
  /** From here on, each answer of the database cuts the connection instead of arriving. */
  swallowAnswers(): void {
    this.#mode = 'swallow';
  }
  /** From here on, nothing is passed on, and no connection is closed. */
  freeze(): void {
    this.#mode = 'freeze';
  }
  pass(): void {
    this.#mode = 'pass';
  }
  close(): void {
    this.#server.close();
    for (const [client, database] of this.#pairs) {
      client.destroy();
      database.destroy();
    }
  }
}
