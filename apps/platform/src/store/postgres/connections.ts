/**
 * Connections to one database: a few for saves and look-ups, which must never wait behind anything else, and a few for the
 * rest. A connection that failed is closed and the next call opens another, so that the service recovers by itself.
 *
 * Nothing waits for ever. The server ends a statement after `STATEMENT_MS` and a wait for a lock after `LOCK_MS`. A server
 * that does not answer at all is given up after `ANSWER_MS`; whether it committed is then unknown.
 */
import pg from 'pg';
import { StorageFailure } from '../storage-error.ts';
import type { PostgresAddress } from './address.ts';
import { failureOf, keepsConnection, mayBeRepeated } from './failure.ts';
import { RESULT_TYPES } from './wire-values.ts';

const STATEMENT_MS = 4000;
const LOCK_MS = 2000;
const ANSWER_MS = 6000;
/** How often statements without an answer are checked. */
const WATCH_MS = 250;
const CONNECT_MS = 3000;
/** For long work, such as erasing or counting. */
const LONG_MS = 600_000;
/** Three groups of saves and two look-ups. */
const QUICK_CONNECTIONS = 5;
const OTHER_CONNECTIONS = 4;

export type Value = Buffer | Uint8Array | string | number | boolean | null;
export type Row = Readonly<Record<string, unknown>>;
export type Query = (sql: string, values?: readonly Value[]) => Promise<readonly Row[]>;

/** A statement that was sent and not yet answered. */
interface PendingStatement {
  readonly untilMs: number;
  readonly reject: (error: Error) => void;
}

/** Rows are found by index, however small the tables were when a plan was made, and no time is spent compiling plans. */
const SESSION = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_bitmapscan: 'off',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
  idle_in_transaction_session_timeout: String(STATEMENT_MS),
  client_min_messages: 'error',
};

export class Connections {
  readonly #quick: pg.Pool;
  readonly #other: pg.Pool;
  readonly #pending = new Set<PendingStatement>();
  readonly #watch = setInterval(() => this.#giveUp(), WATCH_MS).unref();
  /** Names of prepared statements, by their text. */
  readonly #names = new Map<string, string>();

  constructor(address: PostgresAddress) {
    const pool = (max: number) => {
      const made = new pg.Pool({
        ...address,
        max,
        application_name: 'cloison',
        connectionTimeoutMillis: CONNECT_MS,
        idleTimeoutMillis: 0,
        keepAlive: true,
        statement_timeout: STATEMENT_MS,
        lock_timeout: LOCK_MS,
        options: Object.entries(SESSION)
          .map(([name, value]) => `-c ${name}=${value}`)
          .join(' '),
      });
      // An idle connection that ends: the next caller gets an error or another connection.
      made.on('error', () => undefined);
      // A connection that ends between two statements of one user: the next statement is refused. Without a listener, the
      // event would end the process.
      made.on('connect', (client) => client.on('error', () => undefined));
      return made;
    };
    this.#quick = pool(QUICK_CONNECTIONS);
    this.#other = pool(OTHER_CONNECTIONS);
  }

  /** One statement, one transaction, on a connection that long work never takes. */
  readonly quick: Query = (sql, values) => this.#with(this.#quick, (query) => query(sql, values));

  /** One statement, one transaction. */
  readonly query: Query = (sql, values) => this.#with(this.#other, (query) => query(sql, values));

  /** Several statements in one transaction. Tried again when it conflicted with another transaction and stored nothing. */
  async transaction<T>(work: (query: Query) => Promise<T>, mode = ''): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#with(this.#other, (query) => inTransaction(query, work, mode));
      } catch (error) {
        if (attempt === 3 || !mayBeRepeated(error)) throw error;
      }
    }
  }

  /** `transaction` for work that takes minutes on a large campaign. */
  longTransaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return this.#with(
      this.#other,
      (query) =>
        inTransaction(
          query,
          async (inner) => {
            await inner(`SET LOCAL statement_timeout = ${LONG_MS}; SET LOCAL lock_timeout = 30000;
              SET LOCAL idle_in_transaction_session_timeout = ${LONG_MS}`);
            return work(inner);
          },
          '',
        ),
      LONG_MS,
    );
  }

  /** A connection for `work` alone, without a transaction around it. */
  session<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return this.#with(this.#other, work, LONG_MS);
  }

  async close(): Promise<void> {
    await Promise.all([this.#quick.end(), this.#other.end()]);
    clearInterval(this.#watch);
  }

  async #with<T>(pool: pg.Pool, work: (query: Query) => Promise<T>, answerMs = ANSWER_MS): Promise<T> {
    let client: pg.PoolClient;
    try {
      client = await pool.connect();
    } catch (error) {
      throw failureOf(error);
    }
    let usable = true;
    const query: Query = async (sql, values) => {
      try {
        const named = values === undefined ? {} : { name: this.#nameOf(sql), values: [...values] };
        return await this.#rowsOf(client, { ...named, text: sql, types: RESULT_TYPES }, answerMs);
      } catch (error) {
        usable &&= keepsConnection(error);
        throw failureOf(error);
      }
    };
    try {
      return await work(query);
    } finally {
      client.release(!usable);
    }
  }

  /**
   * Uses a callback and timeouts of our own. When `pg` returns a promise or sets its own timeout, it stores a function as a
   * property of the query, which V8 allocates in the old generation. The query and what it sent then live until a full
   * collection; under load that was five full collections a second.
   */
  #rowsOf(client: pg.PoolClient, config: pg.QueryConfig, answerMs: number): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      const pending = { untilMs: performance.now() + answerMs, reject };
      this.#pending.add(pending);
      client.query<Row>(config, (error: Error | undefined, result) => {
        this.#pending.delete(pending);
        if (error) reject(error);
        // Several statements in one text give a list of results. No caller reads their rows.
        else resolve(Array.isArray(result) ? [] : result.rows);
      });
    });
  }

  /** Rejects statements that were not answered in time. Their connections are then closed. */
  #giveUp(): void {
    const now = performance.now();
    for (const pending of this.#pending) {
      if (pending.untilMs > now) continue;
      this.#pending.delete(pending);
      pending.reject(new StorageFailure('unavailable'));
    }
  }

  #nameOf(sql: string): string {
    let name = this.#names.get(sql);
    if (name === undefined) {
      name = `s${this.#names.size}`;
      this.#names.set(sql, name);
    }
    return name;
  }
}

async function inTransaction<T>(query: Query, work: (query: Query) => Promise<T>, mode: string): Promise<T> {
  await query(`BEGIN ${mode}`);
  try {
    const result = await work(query);
    await query('COMMIT');
    return result;
  } catch (error) {
    // If the connection is gone, the server rolls back by itself.
    await query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
