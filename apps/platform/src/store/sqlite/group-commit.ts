/**
 * Group commit of one database. Jobs that arrive together run in one transaction, and each promise settles only after the
 * commit has reached the disk (WAL, `synchronous=FULL`: one flush for all). Jobs run in the order of their arrival.
 *
 * If there is a save thread (`save-thread.ts`), it commits the saves on a connection of its own. While it writes and the
 * disk flushes, the event loop reads and answers requests, and the next batch grows. A second batch is sent before the first
 * is answered, and no batch holds more than half of all saves in progress. So neither the thread nor the loop waits for the
 * other. Other jobs run on this connection, as do saves without a thread; the loop then waits for the disk.
 *
 * After a batch is answered, its clients send their next requests. A batch with only the first few of them would make the
 * others wait for a whole flush, so on a slow disk the next batch waits for them, up to half the duration of a commit.
 *
 * A job must depend on the database alone, because it may run twice: if one job throws, the transaction is rolled back and
 * every job runs again in a transaction of its own, so that only the faulty job fails. If the store itself fails (full,
 * read-only), all jobs are refused and nothing is stored.
 */
import type { DatabaseSync } from 'node:sqlite';
import { SAVED } from '../save-policy.ts';
import type { SaveOutcome, SaveRequest } from '../saving.ts';
import { StorageFailure } from '../storage-error.ts';
import type { SaveAnswers } from './save-batch.ts';
import { transact } from './transaction.ts';

const MAX_JOBS = 1000;
/** The resolution of timers, and the longest wait for other requests. */
const MIN_GATHER_MS = 1;
const MAX_GATHER_MS = 5;
/** How many batches the thread has at a time, and the minimum size of the second. */
const MAX_BATCHES_SENT = 2;
const MIN_SECOND_BATCH = 8;
/** Weight of the newest commit in the mean duration. */
const NEWEST_WEIGHT = 0.2;

interface Job {
  /** Null for a job that the thread does not run. */
  readonly save: SaveRequest | null;
  readonly run: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Commits saves in another thread, batch by batch, in the order in which they are sent. */
export interface SaveCommitter {
  /** While false, saves run on this connection. */
  readonly works: boolean;
  send(requests: readonly SaveRequest[], done: (answers: SaveAnswers) => void): void;
  /** Blocks until the oldest batch in progress, if any, is answered. */
  wait(): void;
}

export interface GroupCommitHooks {
  /** First in each transaction on this connection. */
  readonly began?: () => void;
  /** Inside the transaction, after its jobs. */
  readonly beforeCommit?: () => void;
  /** After a transaction is durable: how many jobs it held, and its duration. */
  readonly committed?: (jobs: number, ms: number) => void;
  /** After a rollback on this connection: caches may hold what was not stored. */
  readonly rolledBack?: () => void;
  /** After the store refused a batch, for example to read the quota again. */
  readonly afterFailure?: () => void;
}

export class GroupCommit {
  readonly #db: DatabaseSync;
  readonly #hooks: GroupCommitHooks;
  readonly #saves: SaveCommitter | null;
  #jobs: Job[] = [];
  /** Batches that the thread has not answered yet, and the number of jobs in them. */
  #batchesSent = 0;
  #jobsSent = 0;
  #next: NodeJS.Immediate | NodeJS.Timeout | null = null;
  #closed = false;
  /** How many jobs the last batch held, and until when to wait for as many. */
  #expected = 0;
  #gatherUntilMs = 0;
  #meanMs = 0;

  constructor(db: DatabaseSync, hooks: GroupCommitHooks = {}, saves: SaveCommitter | null = null) {
    this.#db = db;
    this.#hooks = hooks;
    this.#saves = saves;
  }

  /** Resolves to the result of `job` once it is durable. Rejects with `StorageFailure` or with what the job threw. */
  run<T>(job: () => T): Promise<T> {
    return this.#add(null, job);
  }

  /** `here` does the same save on this connection. */
  save(request: SaveRequest, here: () => SaveOutcome): Promise<SaveOutcome> {
    return this.#add(request, here);
  }

  /** Runs the waiting jobs, then refuses new ones. Everything is answered when it returns. */
  close(): void {
    this.#cancel();
    while (this.#batchesSent > 0 || this.#jobs.length > 0) {
      if (this.#batchesSent > 0) this.#saves!.wait();
      else this.#runNext();
      this.#cancel();
    }
    this.#closed = true;
  }

  /** Accepts jobs again after `close`. */
  open(): void {
    this.#closed = false;
  }

  #add<T>(save: SaveRequest | null, run: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new StorageFailure('unavailable'));
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ save, run, resolve: resolve as (value: never) => void, reject });
      if (this.#next === null) this.#schedule();
      else if (this.#jobs.length === this.#expected) this.#beginNow();
    });
  }

  #schedule(): void {
    if (this.#next !== null || !this.#canBegin()) return;
    const leftMs = this.#gatherLeftMs();
    if (leftMs > 0) this.#next = setTimeout(() => this.#begin(), leftMs);
    else this.#next = setImmediate(() => this.#begin());
  }

  /** How much longer to wait for more jobs, 0 to begin now. */
  #gatherLeftMs(): number {
    if (this.#batchesSent > 0 || this.#jobs.length >= this.#expected) return 0;
    const leftMs = this.#gatherUntilMs - performance.now();
    return leftMs >= MIN_GATHER_MS ? leftMs : 0;
  }

  #canBegin(): boolean {
    if (this.#jobs.length === 0) return false;
    if (this.#batchesSent === 0) return true;
    const least = Math.max(MIN_SECOND_BATCH, this.#expected / 2);
    return this.#batchesSent < MAX_BATCHES_SENT && this.#jobs.length >= least && this.#jobs[0]!.save !== null;
  }

  /** As many jobs as expected have arrived. */
  #beginNow(): void {
    if (this.#next === null || !('refresh' in this.#next)) return;
    this.#cancel();
    this.#next = setImmediate(() => this.#begin());
  }

  #cancel(): void {
    if (this.#next === null) return;
    if ('refresh' in this.#next) clearTimeout(this.#next);
    else clearImmediate(this.#next);
    this.#next = null;
  }

  #begin(): void {
    this.#next = null;
    if (this.#canBegin()) this.#runNext();
    this.#schedule();
  }

  #runNext(): void {
    const elsewhere = this.#saves?.works === true;
    const jobs = this.#jobs.splice(0, elsewhere ? this.#batchSize() : MAX_JOBS);
    if (jobs.length === 0) return;
    if (elsewhere && jobs[0]!.save !== null) {
      this.#batchesSent += 1;
      this.#jobsSent += jobs.length;
      const requests = jobs.map(({ save }) => save!);
      this.#saves.send(requests, (answers) => this.#arrived(jobs, answers));
    } else {
      this.#runHere(jobs);
    }
  }

  #arrived(jobs: readonly Job[], { failure, outcomes, ms }: SaveAnswers): void {
    this.#batchesSent -= 1;
    this.#jobsSent -= jobs.length;
    if (failure !== null) {
      this.#refuse(jobs, new StorageFailure(failure));
    } else {
      this.#count(jobs.length, ms);
      this.#sendNext();
      for (const [i, job] of jobs.entries()) {
        const outcome = outcomes === null ? SAVED : outcomes[i]!;
        if (outcome instanceof Error) job.reject(outcome);
        else job.resolve(outcome as never);
      }
    }
    this.#schedule();
  }

  /** How many of the first jobs form the next batch. */
  #batchSize(): number {
    const same = alike(this.#jobs);
    if (this.#jobs[0]?.save === null) return same;
    const half = Math.ceil((this.#jobs.length + this.#jobsSent) / MAX_BATCHES_SENT);
    return Math.min(same, Math.max(MIN_SECOND_BATCH, half));
  }

  /** Sends the waiting saves before the event loop writes answers, so that the thread does not wait for it. */
  #sendNext(): void {
    if (!this.#canBegin() || this.#gatherLeftMs() > 0 || this.#jobs[0]!.save === null) return;
    this.#cancel();
    this.#runNext();
  }

  #runHere(jobs: readonly Job[]): void {
    const failure = this.#commit(jobs);
    if (failure === null) return;
    if (failure instanceof StorageFailure) {
      this.#refuse(jobs, failure);
    } else if (jobs.length === 1) {
      jobs[0]!.reject(failure);
    } else {
      for (const job of jobs) {
        const own = this.#commit([job]);
        if (own !== null) job.reject(own);
      }
    }
  }

  /** Null when all jobs are durable and answered; otherwise the reason why nothing was stored. */
  #commit(jobs: readonly Job[]): unknown {
    const results: unknown[] = [];
    const beganMs = performance.now();
    const failure = transact(this.#db, () => {
      this.#hooks.began?.();
      for (const job of jobs) results.push(job.run());
      this.#hooks.beforeCommit?.();
    });
    if (failure !== null) {
      this.#hooks.rolledBack?.();
      return failure;
    }
    this.#count(jobs.length, performance.now() - beganMs);
    for (const [i, job] of jobs.entries()) job.resolve(results[i] as never);
    return null;
  }

  #refuse(jobs: readonly Job[], failure: StorageFailure): void {
    this.#hooks.afterFailure?.();
    for (const job of jobs) job.reject(failure);
  }

  #count(jobs: number, ms: number): void {
    this.#meanMs += NEWEST_WEIGHT * (ms - this.#meanMs);
    this.#expected = jobs;
    this.#gatherUntilMs = performance.now() + Math.min(MAX_GATHER_MS, this.#meanMs / 2);
    this.#hooks.committed?.(jobs, ms);
  }
}

/** How many of the first jobs are of the same kind: saves, or others. */
function alike(jobs: readonly Job[]): number {
  const others = jobs.findIndex(({ save }) => (save === null) !== (jobs[0]!.save === null));
  return Math.min(MAX_JOBS, others === -1 ? jobs.length : others);
}
