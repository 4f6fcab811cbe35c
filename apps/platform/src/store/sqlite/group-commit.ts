/**
 * Group commit over one `node:sqlite` connection: jobs that arrive in one turn of the event loop run in one transaction,
 * and each promise settles only after the commit has reached the disk (WAL, `synchronous=FULL`: one fsync for all).
 *
 * While an fsync holds the loop, the next requests pile up in the sockets and form the next batch, so batches grow by
 * themselves under load and a lone save waits for nothing.
 *
 * A job is a function of the database alone: it may run twice. When one throws, the transaction is rolled back and
 * every job is run again on its own, so that a faulty one cannot take others with it. When the store itself fails
 * (full, read-only), all are refused at once and nothing was stored.
 */
import type { DatabaseSync } from 'node:sqlite';
import { StorageFailure } from '../store.ts';
import { storageFailureOf } from './sqlite-failure.ts';

const MAX_JOBS = 1000;

interface Job {
  readonly run: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitHooks {
  /** Inside the transaction, after its jobs. */
  readonly beforeCommit?: () => void;
  /** After a transaction of so many jobs is durable, and how long it took. */
  readonly committed?: (jobs: number, ms: number) => void;
  /** After the store refused a batch: a quota may have to be read again. */
  readonly afterFailure?: () => void;
}

export class GroupCommit {
  readonly #db: DatabaseSync;
  readonly #hooks: GroupCommitHooks;
  #jobs: Job[] = [];
  #scheduled = false;
  #closed = false;

  constructor(db: DatabaseSync, hooks: GroupCommitHooks = {}) {
    this.#db = db;
    this.#hooks = hooks;
  }

  /** What `job` returned, once it is durable; rejects with `StorageFailure` or with what the job threw. */
  run<T>(job: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new StorageFailure('unavailable'));
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ run: job, resolve: resolve as (value: never) => void, reject });
      if (!this.#scheduled) {
        this.#scheduled = true;
        setImmediate(() => this.#turn());
      }
    });
  }

  /** Runs what waits, then refuses what comes. */
  close(): void {
    while (this.#jobs.length > 0) this.#turn();
    this.#closed = true;
  }

  /** Takes jobs again after `close`. */
  open(): void {
    this.#closed = false;
  }

  #turn(): void {
    const jobs = this.#jobs.splice(0, MAX_JOBS);
    this.#scheduled = this.#jobs.length > 0;
    if (this.#scheduled) setImmediate(() => this.#turn());
    if (jobs.length === 0) return;
    const failure = this.#commit(jobs);
    if (failure === null) return;
    if (failure instanceof StorageFailure) {
      this.#hooks.afterFailure?.();
      for (const job of jobs) job.reject(failure);
    } else if (jobs.length === 1) {
      jobs[0]!.reject(failure);
    } else {
      for (const job of jobs) {
        const own = this.#commit([job]);
        if (own !== null) job.reject(own);
      }
    }
  }

  /** Null when all are durable and answered; else why nothing of it was stored. */
  #commit(jobs: readonly Job[]): unknown {
    const results: unknown[] = [];
    const beganMs = performance.now();
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      for (const job of jobs) results.push(job.run());
      this.#hooks.beforeCommit?.();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#rollback();
      return storageFailureOf(error) ?? error;
    }
    this.#hooks.committed?.(jobs.length, performance.now() - beganMs);
    for (const [i, job] of jobs.entries()) job.resolve(results[i] as never);
    return null;
  }

  #rollback(): void {
    if (!this.#db.isTransaction) return;
    try {
      this.#db.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself (full disk, input/output error).
    }
  }
}
