/**
 * Group commit of one database: jobs that arrive together run in one transaction, and each promise settles only after the
 * commit has reached the disk (WAL, `synchronous=FULL`: one flush for all).
 *
 * Saves go to a thread with a connection of its own, when there is one (`save-thread.ts`): while it writes and the disk
 * flushes, requests are read and answered, and form the next batch. A second batch is sent before the first is answered, and
 * none takes more than half of what is under way: so the thread need not wait for the loop, nor the loop for the thread. Other jobs run here, and so do saves without a thread; then the loop waits for
 * the disk. In the order of arrival: what waits for a save under way also waits for its commit.
 *
 * After a batch was answered, those who were answered send their next requests: a batch of a few of them would make all the
 * others wait for a whole flush. On a slow disk it is worth waiting for them, up to half of what a commit takes there.
 *
 * A job is a function of the database alone: it may run twice. When one throws, the transaction is rolled back and
 * every job is run again on its own, so that a faulty one cannot take others with it. When the store itself fails
 * (full, read-only), all are refused at once and nothing was stored.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { SaveOutcome, SaveRequest } from '../saving.ts';
import { StorageFailure } from '../storage-error.ts';
import type { SaveAnswers } from './save-batch.ts';
import { transact } from './transaction.ts';

const MAX_JOBS = 1000;
/** Timers are no finer, and nobody should wait longer for others. */
const LEAST_GATHER_MS = 1;
const MOST_GATHER_MS = 5;
/** Batches with the thread at a time, and how small the second may be. */
const MOST_AWAY = 2;
const LEAST_SECOND = 8;
/** Weight of the newest commit in the mean of what one takes. */
const NEWEST = 0.2;

const SAVED: SaveOutcome = { kind: 'saved' };

interface Job {
  /** Null for what the thread does not do. */
  readonly save: SaveRequest | null;
  readonly run: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Commits saves elsewhere, batch by batch in the order in which they are sent. */
export interface SaveCommitter {
  /** False: saves run here. */
  readonly works: boolean;
  send(requests: readonly SaveRequest[], done: (answers: SaveAnswers) => void): void;
  /** Blocks until the first batch under way, if any, was answered. */
  wait(): void;
}

export interface GroupCommitHooks {
  /** First in each transaction that runs here. */
  readonly began?: () => void;
  /** Inside the transaction, after its jobs. */
  readonly beforeCommit?: () => void;
  /** After a transaction of so many jobs is durable, and how long it took. */
  readonly committed?: (jobs: number, ms: number) => void;
  /** After a transaction here was taken back: what was kept of it in memory is not so. */
  readonly rolledBack?: () => void;
  /** After the store refused a batch: a quota may have to be read again. */
  readonly afterFailure?: () => void;
}

export class GroupCommit {
  readonly #db: DatabaseSync;
  readonly #hooks: GroupCommitHooks;
  readonly #saves: SaveCommitter | null;
  #jobs: Job[] = [];
  /** Batches that a thread has not answered yet, and the jobs in them. */
  #away = 0;
  #jobsAway = 0;
  #next: NodeJS.Immediate | NodeJS.Timeout | null = null;
  #closed = false;
  /** Who was answered last, and until when it is worth waiting for as many. */
  #expected = 0;
  #gatherUntilMs = 0;
  #meanMs = 0;

  constructor(db: DatabaseSync, hooks: GroupCommitHooks = {}, saves: SaveCommitter | null = null) {
    this.#db = db;
    this.#hooks = hooks;
    this.#saves = saves;
  }

  /** What `job` returned, once it is durable; rejects with `StorageFailure` or with what the job threw. */
  run<T>(job: () => T): Promise<T> {
    return this.#add(null, job);
  }

  /** `here` does the same on this connection. */
  save(request: SaveRequest, here: () => SaveOutcome): Promise<SaveOutcome> {
    return this.#add(request, here);
  }

  /** Runs what waits, then refuses what comes. Everything is answered when it returns. */
  close(): void {
    this.#cancel();
    while (this.#away > 0 || this.#jobs.length > 0) {
      if (this.#away > 0) this.#saves!.wait();
      else this.#turn();
      this.#cancel();
    }
    this.#closed = true;
  }

  /** Takes jobs again after `close`. */
  open(): void {
    this.#closed = false;
  }

  #add<T>(save: SaveRequest | null, run: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new StorageFailure('unavailable'));
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ save, run, resolve: resolve as (value: never) => void, reject });
      if (this.#next === null) this.#schedule();
      else if (this.#jobs.length === this.#expected) this.#hurry();
    });
  }

  #schedule(): void {
    if (this.#next !== null || !this.#mayBegin()) return;
    const leftMs = this.#gatherLeftMs();
    if (leftMs > 0) this.#next = setTimeout(() => this.#begin(), leftMs);
    else this.#next = setImmediate(() => this.#begin());
  }

  /** How long it is worth waiting for more, 0 when it is not. */
  #gatherLeftMs(): number {
    if (this.#away > 0 || this.#jobs.length >= this.#expected) return 0;
    const leftMs = this.#gatherUntilMs - performance.now();
    return leftMs >= LEAST_GATHER_MS ? leftMs : 0;
  }

  #mayBegin(): boolean {
    if (this.#jobs.length === 0) return false;
    if (this.#away === 0) return true;
    const least = Math.max(LEAST_SECOND, this.#expected / 2);
    return this.#away < MOST_AWAY && this.#jobs.length >= least && this.#jobs[0]!.save !== null;
  }

  /** As many as were expected are there. */
  #hurry(): void {
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
    if (this.#mayBegin()) this.#turn();
    this.#schedule();
  }

  #turn(): void {
    const elsewhere = this.#saves?.works === true;
    const jobs = this.#jobs.splice(0, elsewhere ? this.#share() : MAX_JOBS);
    if (jobs.length === 0) return;
    if (elsewhere && jobs[0]!.save !== null) {
      this.#away += 1;
      this.#jobsAway += jobs.length;
      const requests = jobs.map(({ save }) => save!);
      this.#saves.send(requests, (answers) => this.#arrived(jobs, answers));
    } else {
      this.#runHere(jobs);
    }
  }

  #arrived(jobs: readonly Job[], { failure, outcomes, ms }: SaveAnswers): void {
    this.#away -= 1;
    this.#jobsAway -= jobs.length;
    if (failure !== null) {
      this.#refuse(jobs, new StorageFailure(failure));
    } else {
      this.#count(jobs.length, ms);
      this.#goOn();
      for (const [i, job] of jobs.entries()) {
        const outcome = outcomes === null ? SAVED : outcomes[i]!;
        if (outcome instanceof Error) job.reject(outcome);
        else job.resolve(outcome as never);
      }
    }
    this.#schedule();
  }

  /** How many of the first jobs go together. */
  #share(): number {
    const same = alike(this.#jobs);
    if (this.#jobs[0]?.save === null) return same;
    const half = Math.ceil((this.#jobs.length + this.#jobsAway) / MOST_AWAY);
    return Math.min(same, Math.max(LEAST_SECOND, half));
  }

  /** What waits goes to the thread before the loop writes answers: the thread does not wait for them. */
  #goOn(): void {
    if (!this.#mayBegin() || this.#gatherLeftMs() > 0 || this.#jobs[0]!.save === null) return;
    this.#cancel();
    this.#turn();
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

  /** Null when all are durable and answered; else why nothing of it was stored. */
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
    this.#meanMs += NEWEST * (ms - this.#meanMs);
    this.#expected = jobs;
    this.#gatherUntilMs = performance.now() + Math.min(MOST_GATHER_MS, this.#meanMs / 2);
    this.#hooks.committed?.(jobs, ms);
  }
}

/** How many of the first jobs are of one kind, saves or others. */
function alike(jobs: readonly Job[]): number {
  const others = jobs.findIndex(({ save }) => (save === null) !== (jobs[0]!.save === null));
  return Math.min(MAX_JOBS, others === -1 ? jobs.length : others);
}
