/**
 * Group commit over a database that is elsewhere: saves that wait are decided and committed together, in at most
 * `LANES` groups at a time. While one group is being committed the next saves gather, so groups grow by themselves under
 * load and a lone save waits for nothing; few at a time wait some milliseconds for others (`pace.ts`).
 *
 * What concerns one holder is done in the order in which it was asked for: a job waits while another of the same holder
 * is under way or waits before it. A group therefore holds each holder at most once.
 */

import type { StoreObserver } from '../health.ts';
import type { SaveOutcome } from '../saving.ts';
import { StorageFailure } from '../storage-error.ts';
import { ENOUGH, Pace } from './pace.ts';
import type { JudgedSave } from './save-rows.ts';
import { keyOf } from './wire-values.ts';

const MAX_GROUP = 512;
/** While one group is flushed another is being decided and the next is made: neither the database nor this process waits. */
const LANES = 3;
/** What waits is shared among the free lanes, unless it is so little that a group costs more than its rows. */
const LEAST_SPLIT = 32;
/** So many that wait go as soon as a lane is free. */
const LEAST_AT_ONCE = 16;
/** How long fewer gather. */
const GATHER_MS = 25;

interface Job {
  readonly holders: readonly string[];
  /** Null for what goes alone. */
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
   * `save` is given requests of different holders, in the order of their bytes, and gives one answer for each, in order:
   * an error concerns that request alone.
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

  /** Another change of these holders, in its turn among their saves. */
  alone<T>(holders: readonly Uint8Array[], work: () => Promise<T>): Promise<T> {
    return this.#ask(holders.map(keyOf), null, work);
  }

  /** Takes nothing more; resolves when what was begun is finished. */
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
      // Else whoever ends does.
      if (this.#lanes === LANES) return;
      if (this.#waiting.length >= this.#worthwhile()) this.#start();
      else this.#pace.schedule(this.#waiting.length);
    });
  }

  /**
   * So many that wait go at once: the database begins while this turn of the event loop still reads others. Where many are
   * under way, a lane's share of them is worth more.
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

  /** What may go now, taken from what waits: saves of different holders, or one job that goes alone. */
  #take(): readonly Job[] {
    const most = Math.min(
      MAX_GROUP,
      Math.max(LEAST_SPLIT, Math.ceil(this.#waiting.length / (LANES - this.#lanes))),
    );
    const group: Job[] = [];
    const left: Job[] = [];
    /** Holders of those that are left: whatever comes later for them waits too. */
    const passed = new Set<string>();
    let at = 0;
    for (let alone = false; at < this.#waiting.length && group.length < most && !alone; at++) {
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
    // In the order in which rows are locked: two processes never wait for each other.
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
        // The next group is sent before these answers are written: the database does not wait for them.
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
    if (this.#waiting.length >= LEAST_AT_ONCE) this.#start();
    else this.#pace.schedule(this.#waiting.length);
  }
}
