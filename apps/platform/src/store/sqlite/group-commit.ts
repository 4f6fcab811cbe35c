/**
 * Group commit over one `node:sqlite` connection: jobs that arrive while the disk is busy run in one transaction, and each
 * promise settles only after that transaction is durable.
 *
 * The log is flushed off the event loop (`durable-log.ts`): requests are read and answered meanwhile, and form the next
 * batch, so batches grow by themselves under load and a lone job waits for nothing. One transaction at a time is on its way
 * to the disk. What it changed is already to be seen on this connection: whoever reads waits for `settled`, so that nothing
 * is told that a power failure could take back.
 *
 * A job is a function of the database alone: it may run twice. When one throws, the transaction is rolled back and
 * every job is run again on its own, so that a faulty one cannot take others with it. When the store itself fails
 * (full, read-only), all are refused at once and nothing was stored. When the log cannot be flushed, nobody can say what is
 * on the disk: the jobs are refused, and so is all that comes after, until the store is opened again.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { StorageFailure } from '../store.ts';
import type { DurableLog } from './durable-log.ts';
import { storageFailureOf } from './sqlite-failure.ts';

const MAX_JOBS = 1000;

interface Job {
  readonly run: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Jobs that are committed and wait for the disk, with what they returned. */
interface Batch {
  readonly jobs: readonly Job[];
  readonly results: readonly unknown[];
  readonly beganMs: number;
}

export interface GroupCommitHooks {
  /** Inside the transaction, after its jobs. */
  readonly beforeCommit?: () => void;
  /** After a transaction of so many jobs is durable, and how long it took. */
  readonly committed?: (jobs: number, ms: number) => void;
  /** After a transaction was taken back, whatever the reason: what was kept of it in memory is not so. */
  readonly rolledBack?: () => void;
  /** After the store refused a batch: a quota may have to be read again. */
  readonly afterFailure?: () => void;
}

export class GroupCommit {
  readonly #db: DatabaseSync;
  readonly #log: DurableLog;
  readonly #hooks: GroupCommitHooks;
  readonly #begin: StatementSync;
  readonly #end: StatementSync;
  #jobs: Job[] = [];
  #scheduled = false;
  #flushing: Batch | null = null;
  #settled: (() => void)[] = [];
  #closed = false;
  #broken = false;

  constructor(db: DatabaseSync, log: DurableLog, hooks: GroupCommitHooks = {}) {
    this.#db = db;
    this.#log = log;
    this.#hooks = hooks;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#end = db.prepare('COMMIT');
  }

  /** What `job` returned, once it is durable; rejects with `StorageFailure` or with what the job threw. */
  run<T>(job: () => T): Promise<T> {
    if (this.#closed || this.#broken) return Promise.reject(new StorageFailure('unavailable'));
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ run: job, resolve: resolve as (value: never) => void, reject });
      this.#schedule();
    });
  }

  /** Resolves when all that can be read is durable; rejects with `StorageFailure` when nobody can say so. */
  settled(): Promise<void> | undefined {
    if (this.#broken) return Promise.reject(new StorageFailure('unavailable'));
    if (this.#flushing === null) return undefined;
    return new Promise((resolve, reject) => {
      this.#settled.push(() => (this.#broken ? reject(new StorageFailure('unavailable')) : resolve()));
    });
  }

  /** Runs what waits, then refuses what comes. Everything is durable or refused when it returns. */
  close(): void {
    while (this.#flushing !== null || this.#jobs.length > 0) {
      if (this.#flushing === null) this.#turn();
      const batch = this.#flushing;
      if (batch !== null) this.#flushed(batch, this.#log.flushNow());
    }
    this.#closed = true;
  }

  /** Takes jobs again after `close`. */
  open(): void {
    this.#closed = false;
  }

  #schedule(): void {
    if (this.#scheduled || this.#flushing !== null || this.#jobs.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#flushing === null) this.#turn();
    });
  }

  #turn(): void {
    const jobs = this.#jobs.splice(0, MAX_JOBS);
    if (jobs.length === 0) return;
    const failure = this.#commit(jobs);
    if (failure === null) return;
    if (failure instanceof StorageFailure) {
      this.#hooks.afterFailure?.();
      for (const job of jobs) job.reject(failure);
      this.#schedule();
    } else if (jobs.length === 1) {
      jobs[0]!.reject(failure);
      this.#schedule();
    } else {
      this.#oneByOne(jobs);
    }
  }

  /** Each in a transaction of its own; those that succeed are flushed together. */
  #oneByOne(jobs: readonly Job[]): void {
    const good: Job[] = [];
    const results: unknown[] = [];
    const beganMs = performance.now();
    for (const job of jobs) {
      const own = this.#transact([job]);
      if (own.failure === null) {
        good.push(job);
        results.push(own.results[0]);
      } else {
        job.reject(own.failure);
      }
    }
    if (good.length > 0) this.#flush({ jobs: good, results, beganMs });
    else this.#schedule();
  }

  /** Null when all are committed and on their way to the disk; else why nothing of it was stored. */
  #commit(jobs: readonly Job[]): unknown {
    const beganMs = performance.now();
    const { results, failure } = this.#transact(jobs);
    if (failure === null) this.#flush({ jobs, results, beganMs });
    return failure;
  }

  #transact(jobs: readonly Job[]): { readonly results: readonly unknown[]; readonly failure: unknown } {
    const results: unknown[] = [];
    try {
      this.#begin.run();
      for (const job of jobs) results.push(job.run());
      this.#hooks.beforeCommit?.();
      this.#end.run();
      return { results, failure: null };
    } catch (error) {
      this.#rollback();
      this.#hooks.rolledBack?.();
      return { results, failure: storageFailureOf(error) ?? error };
    }
  }

  #flush(batch: Batch): void {
    this.#flushing = batch;
    this.#log.flush((failed) => {
      // Unless `close` did not wait for it.
      if (this.#flushing === batch) this.#flushed(batch, failed);
    });
  }

  #flushed(batch: Batch, failed: boolean): void {
    this.#flushing = null;
    if (failed) {
      this.#broken = true;
      const failure = new StorageFailure('unavailable');
      for (const job of [...batch.jobs, ...this.#jobs.splice(0)]) job.reject(failure);
    } else {
      this.#hooks.committed?.(batch.jobs.length, performance.now() - batch.beganMs);
      for (let i = 0; i < batch.jobs.length; i++) batch.jobs[i]!.resolve(batch.results[i] as never);
    }
    for (const tell of this.#settled.splice(0)) tell();
    this.#schedule();
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
