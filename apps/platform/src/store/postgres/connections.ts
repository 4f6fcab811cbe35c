/**
 * Connections to one database: a few for what must never wait behind anything else (saves and look-ups), a few for the
 * rest. A connection that failed is thrown away and the next call opens another, so that the service recovers by itself.
 *
 * Nothing waits for ever: the server ends a statement after `STATEMENT_MS` and a lock after `LOCK_MS`; a server that
 * answers nothing at all is given up after `ANSWER_MS`, and then nobody knows whether it committed.
 */
import pg from 'pg';
import { StorageFailure } from '../storage-error.ts';
import type { PostgresAddress } from './address.ts';
import { failureOf, keepsConnection, mayBeRepeated } from './failure.ts';
import { RESULT_TYPES } from './wire-values.ts';

const STATEMENT_MS = 4000;
const LOCK_MS = 2000;
const ANSWER_MS = 6000;
/** How often it is looked who waits for too long. */
const WATCH_MS = 250;
const CONNECT_MS = 3000;
/** For what may be long, as erasing or counting. */
const LONG_MS = 600_000;
/** Three groups of saves, two look-ups. */
const QUICK_CONNECTIONS = 5;
const OTHER_CONNECTIONS = 4;

export type Value = Buffer | Uint8Array | string | number | boolean | null;
export type Row = Readonly<Record<string, unknown>>;
export type Query = (sql: string, values?: readonly Value[]) => Promise<readonly Row[]>;

/** A statement that was sent and not answered yet. */
interface Asked {
  readonly untilMs: number;
  readonly reject: (error: Error) => void;
}

/** Rows are found by their index, however small the tables were when a plan was made; and no time is lost compiling. */
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
  readonly #asked = new Set<Asked>();
  readonly #watch = setInterval(() => this.#giveUp(), WATCH_MS).unref();
  /** Names of prepared statements, by text. */
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
      // A connection that ends while nothing is asked of it: whoever asks next learns it, or gets another.
      made.on('error', () => undefined);
      made.on('connect', (client) => client.on('error', () => undefined));
      // Of one in use, between two statements: the next of them is refused. Unheard, it would end the process.
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

  /** Several statements in one transaction; repeated when it met another and nothing was stored. */
  async transaction<T>(work: (query: Query) => Promise<T>, mode = ''): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#with(this.#other, (query) => inTransaction(query, work, mode));
      } catch (error) {
        if (attempt === 3 || !mayBeRepeated(error)) throw error;
      }
    }
  }

  /** As `transaction`, for work that takes minutes on a large campaign. */
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

  /** A connection for oneself as long as the work lasts, without a transaction around it. */
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
   * By callback, with timeouts of our own: a function that `pg` sets as a property of the query, for a promise or its own
   * timeout, is old from its birth to V8, and keeps the query and what it sent until the whole heap is collected. Under load
   * that was five times a second.
   */
  #rowsOf(client: pg.PoolClient, config: pg.QueryConfig, answerMs: number): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      const asked = { untilMs: performance.now() + answerMs, reject };
      this.#asked.add(asked);
      client.query<Row>(config, (error: Error | undefined, result) => {
        this.#asked.delete(asked);
        if (error) reject(error);
        // Several statements in one text give a list, and are never asked for rows.
        else resolve(Array.isArray(result) ? [] : result.rows);
      });
    });
  }

  /** Whoever was not answered in time is told so, and gives its connection up. */
  #giveUp(): void {
    const now = performance.now();
    for (const asked of this.#asked) {
      if (asked.untilMs > now) continue;
      this.#asked.delete(asked);
      asked.reject(new StorageFailure('unavailable'));
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
    // When the connection is gone the server rolls back by itself.
    await query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
