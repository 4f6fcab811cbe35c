/**
 * Group commit over a remote database: waiting saves are decided and committed together, in at most `LANES` groups at a
 * time. While one group is committed the next saves accumulate, so groups grow under load and a single save waits for nothing.
 * A few saves at a time wait some milliseconds for others (`pace.ts`).
 *
 * The jobs of one holder run in the order of their arrival: a job waits while an earlier one of the same holder is waiting or
 * running. A group therefore holds each holder at most once.
 */

import type { StoreObserver } from '../health.ts';
import type { SaveOutcome } from '../saving.ts';
import { StorageFailure } from '../storage-error.ts';
import { ENOUGH, Pace } from './pace.ts';
import type { JudgedSave } from './save-rows.ts';
import { keyOf } from './wire-values.ts';

const MAX_GROUP = 512;
/** One group is flushed, another is being decided and the next is being built: neither the database nor this process waits. */
const LANES = 3;
/** The waiting jobs are shared among the free lanes, but a group of fewer costs more than its rows. */
const MIN_SPLIT = 32;
/** This many waiting jobs start as soon as a lane is free. */
const MIN_AT_ONCE = 16;
/** How long fewer jobs wait for others. */
const GATHER_MS = 25;

interface Job {
  readonly holders: readonly string[];
  /** Null for a job that runs alone. */
  readonly request: JudgedSave | null;
  readonly work: (() => Promise<unknown>) | null;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

export class GroupCommit {
  readonly #save: (requests: readonly JudgedSave[]) => Promise<readonly (SaveOutcome | Error)[]>;
  readonly #observer: StoreObserver;
  #waiting: Job[] = [];
  readonly #underWay = new Set<string>();
  #lanes = 0;
  readonly #pace = new Pace(GATHER_MS, () => this.#start());
  #closed = false;
  #idle: (() => void)[] = [];

  /**
   * `save` gets requests of different holders, in the order of their bytes, and returns one outcome for each, in the same
   * order. An error concerns that request alone.
   */
  constructor(
    save: (requests: readonly JudgedSave[]) => Promise<readonly (SaveOutcome | Error)[]>,
    observer: StoreObserver,
  ) {
    this.#save = save;
    this.#observer = observer;
  }

  save(request: JudgedSave): Promise<SaveOutcome> {
    return this.#ask([request.key], request, null);
  }

  /** Runs another change of these holders, in order with their saves. */
  alone<T>(holders: readonly Uint8Array[], work: () => Promise<T>): Promise<T> {
    return this.#ask(holders.map(keyOf), null, work);
  }

  /** Accepts nothing more. Resolves when what was begun is finished. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#lanes > 0 || this.#waiting.length > 0) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  #ask<T>(holders: Job['holders'], request: Job['request'], work: Job['work']): Promise<T> {
    if (this.#closed) return Promise.reject(new StorageFailure('unavailable'));
    return new Promise<T>((resolve, reject) => {
      if (this.#lanes > 0 || this.#waiting.length > 0) this.#pace.overlapped();
      this.#waiting.push({ holders, request, work, resolve: resolve as (value: never) => void, reject });
      // The next group that ends will start these.
      if (this.#lanes === LANES) return;
      if (this.#waiting.length >= this.#worthwhile()) this.#start();
      else this.#pace.schedule(this.#waiting.length);
    });
  }

  /**
   * How many waiting jobs start at once: the database then begins while this iteration of the event loop still reads
   * requests. While many jobs are running, a lane's share of them is a better size.
   */
  #worthwhile(): number {
    return Math.max(ENOUGH, (this.#underWay.size + this.#waiting.length) / LANES);
  }

  #start(): void {
    while (this.#lanes < LANES && this.#waiting.length > 0) {
      const group = this.#take();
      if (group.length === 0) break;
      void this.#run(group);
    }
    if (this.#lanes === 0 && this.#waiting.length === 0) {
      for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  /** Takes the next group from the waiting jobs: saves of different holders, or one job that runs alone. */
  #take(): readonly Job[] {
    const max = Math.min(
      MAX_GROUP,
      Math.max(MIN_SPLIT, Math.ceil(this.#waiting.length / (LANES - this.#lanes))),
    );
    const group: Job[] = [];
    const left: Job[] = [];
    /** Holders of jobs that stay: later jobs of the same holders must stay too. */
    const passed = new Set<string>();
    let at = 0;
    for (let alone = false; at < this.#waiting.length && group.length < max && !alone; at++) {
      const job = this.#waiting[at]!;
      if (this.#isFree(job, passed) && (job.request !== null || group.length === 0)) {
        group.push(job);
        for (const holder of job.holders) this.#underWay.add(holder);
        alone = job.request === null;
      } else {
        left.push(job);
        for (const holder of job.holders) passed.add(holder);
      }
    }
    this.#waiting = left.concat(this.#waiting.slice(at));
    // The order in which rows are locked, so that two processes never wait for each other.
    return group.length === 1 ? group : group.sort((a, b) => (a.holders[0]! < b.holders[0]! ? -1 : 1));
  }

  #isFree({ holders }: Job, passed: ReadonlySet<string>): boolean {
    for (const holder of holders) if (this.#underWay.has(holder) || passed.has(holder)) return false;
    return true;
  }

  async #run(group: readonly Job[]): Promise<void> {
    this.#lanes += 1;
    this.#pace.began();
    const beganMs = performance.now();
    try {
      const [first] = group as readonly [Job];
      if (first.work !== null) {
        first.resolve((await first.work()) as never);
      } else {
        const outcomes = await this.#save(group.map(({ request }) => request!));
        this.#observer.committed(group.length, performance.now() - beganMs);
        // Start the next group before these answers are written, so that the database need not wait.
        this.#ended(group);
        for (const [i, job] of group.entries()) {
          const outcome = outcomes[i]!;
          if (outcome instanceof Error) job.reject(outcome);
          else job.resolve(outcome as never);
        }
        return;
      }
    } catch (error) {
      for (const job of group) job.reject(error);
    }
    this.#ended(group);
  }

  #ended(group: readonly Job[]): void {
    for (const { holders } of group) for (const holder of holders) this.#underWay.delete(holder);
    this.#lanes -= 1;
    if (this.#waiting.length >= MIN_AT_ONCE) this.#start();
    else this.#pace.schedule(this.#waiting.length);
  }
}
