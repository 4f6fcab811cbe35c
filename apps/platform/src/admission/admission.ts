/**
 * Limits how many requests of each kind run at once and how many wait. Others are asked to come back later (`busy`,
 * `Retry-After`).
 *
 * Each kind has a lane of its own, and lanes share nothing. So a save of a known code waits only for other saves, not for
 * logins, unknown codes or content. A refused save loses nothing: the browser keeps its envelope and sends the same bytes
 * again.
 *
 * A lane is full when its queue is at its maximum length, or when the expected wait is too long (queue length × mean duration of
 * a request / number running at once). Also, a process whose event loop lags serves everyone badly: it then admits only saves,
 * and if it lags far more, nothing.
 */

import type { MaybePromise } from '../base/maybe-promise.ts';
import { PlatformError } from '../base/platform-error.ts';

/** `lookup`: codes that this process has not seen recently. */
export const LANES = ['save', 'read', 'lookup', 'content'] as const;
export type Lane = (typeof LANES)[number];

export interface LaneLimits {
  /** How many requests run at once. */
  readonly maxRunning: number;
  /** How many requests wait for one of these to end. */
  readonly maxWaiting: number;
  /** Rejects a request whose expected wait, from the recent mean duration, exceeds this. */
  readonly maxWaitMs: number;
}

/**
 * These bound the memory: a waiting save holds its envelope (1 to 64 KiB) and a few hundred bytes. Many requests run at once,
 * because a store commits together what arrives together.
 */
export const DEFAULT_LIMITS: Readonly<Record<Lane, LaneLimits>> = {
  save: { maxRunning: 1024, maxWaiting: 8192, maxWaitMs: 10_000 },
  read: { maxRunning: 256, maxWaiting: 4096, maxWaitMs: 5_000 },
  lookup: { maxRunning: 128, maxWaiting: 2048, maxWaitMs: 5_000 },
  content: { maxRunning: 64, maxWaiting: 1024, maxWaitMs: 5_000 },
};

/** Mean delays of the event loop above which only saves, or nothing at all, are admitted. */
const ONLY_SAVES_LAG_MS = 2_000;
const NOTHING_LAG_MS = 5_000;
/** Weight of the newest request in the mean duration. */
const NEWEST_WEIGHT = 0.05;
const REFUSED_HALF_LIFE_MS = 10_000;
const MIN_SPREAD_S = 3;
const MAX_SPREAD_S = 30;

export interface AdmissionParts {
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Recent mean delay of the event loop, in milliseconds. */
  readonly lagMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly limits?: Partial<Readonly<Record<Lane, LaneLimits>>>;
}

/** For metrics. `admitted` and `refused` only increase. */
export interface LaneCounters {
  readonly working: number;
  readonly waiting: number;
  readonly admitted: number;
  readonly refused: number;
}

export class Admission {
  readonly #lanes: Readonly<Record<Lane, LaneQueue>>;
  readonly #lagMs: () => number;

  constructor(parts: AdmissionParts) {
    const limits = { ...DEFAULT_LIMITS, ...parts.limits };
    this.#lagMs = parts.lagMs;
    this.#lanes = Object.fromEntries(
      LANES.map((lane) => [lane, new LaneQueue(limits[lane], parts)]),
    ) as Record<Lane, LaneQueue>;
  }

  /** Throws `busy` when the lane is full. For use before the body is read. */
  requireRoom(lane: Lane): void {
    const lagMs = this.#lagMs();
    const lags = lagMs > NOTHING_LAG_MS || (lane !== 'save' && lagMs > ONLY_SAVES_LAG_MS);
    if (lags || this.#lanes[lane].isFull) throw this.#lanes[lane].refusal();
  }

  /** Runs `work` as soon as the lane allows. Throws `busy` when the lane is full. */
  async run<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    const entered = this.enter(lane);
    const leave = entered instanceof Promise ? await entered : entered;
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Enters the lane as soon as it allows, and returns a function to call once to leave it. Throws `busy` when the lane is full. */
  enter(lane: Lane): MaybePromise<() => void> {
    return this.#lanes[lane].enter();
  }

  counters(): Readonly<Record<Lane, LaneCounters>> {
    return Object.fromEntries(LANES.map((lane) => [lane, this.#lanes[lane].counters()])) as Record<
      Lane,
      LaneCounters
    >;
  }
}

class LaneQueue {
  readonly #limits: LaneLimits;
  readonly #parts: AdmissionParts;
  #working = 0;
  #meanMs = 0;
  #admitted = 0;
  #refused = 0;
  /** Recent refusals, each counting half after ten seconds: how many clients may come back together. */
  #recentRefusals = 0;
  #lastRefusalMs = 0;
  /** The waiting requests, in order. Those before `#next` have left the queue. */
  #queue: (() => void)[] = [];
  #next = 0;

  constructor(limits: LaneLimits, parts: AdmissionParts) {
    this.#limits = limits;
    this.#parts = parts;
  }

  get #waiting(): number {
    return this.#queue.length - this.#next;
  }

  get isFull(): boolean {
    const { maxRunning, maxWaiting, maxWaitMs } = this.#limits;
    if (this.#working < maxRunning) return false;
    return this.#waiting >= maxWaiting || ((this.#waiting + 1) * this.#meanMs) / maxRunning > maxWaitMs;
  }

  enter(): MaybePromise<() => void> {
    if (this.#working < this.#limits.maxRunning) {
      this.#working += 1;
      return this.#begun();
    }
    if (this.isFull) throw this.refusal();
    // A request that leaves lets the next one enter.
    return new Promise<void>((resume) => this.#queue.push(resume)).then(() => this.#begun());
  }

  #begun(): () => void {
    this.#admitted += 1;
    const begunMs = this.#parts.nowMs();
    return () => {
      this.#meanMs += NEWEST_WEIGHT * (this.#parts.nowMs() - begunMs - this.#meanMs);
      this.#handOver();
    };
  }

  #handOver(): void {
    if (this.#waiting === 0) {
      this.#working -= 1;
      return;
    }
    const resume = this.#queue[this.#next++]!;
    if (this.#next > 1024 && this.#next * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#next);
      this.#next = 0;
    }
    resume();
  }

  /**
   * Counts a refusal and chooses a random time to come back, within the time that the lane needs for all refused requests, so
   * that they do not come back together.
   */
  refusal(): PlatformError {
    const { nowMs, random } = this.#parts;
    const now = nowMs();
    this.#recentRefusals *= 2 ** ((this.#lastRefusalMs - now) / REFUSED_HALF_LIFE_MS);
    this.#recentRefusals += 1;
    this.#lastRefusalMs = now;
    this.#refused += 1;
    const backlogMs = ((this.#waiting + this.#recentRefusals) * this.#meanMs) / this.#limits.maxRunning;
    const spreadS = Math.min(MAX_SPREAD_S, Math.max(MIN_SPREAD_S, Math.ceil(backlogMs / 1000)));
    return new PlatformError('busy', {}, 1 + Math.floor(random() * spreadS));
  }

  counters(): LaneCounters {
    return {
      working: this.#working,
      waiting: this.#waiting,
      admitted: this.#admitted,
      refused: this.#refused,
    };
  }
}
