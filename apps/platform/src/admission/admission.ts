/**
 * Admission: how many requests of each kind are worked on at once, how many wait for their turn, and who is told to come
 * back later (`busy`, `Retry-After`).
 *
 * Each kind has a lane of its own and lanes share no places, so a save of a code that is known here waits for saves alone:
 * not for logins, nor for codes that nobody has checked yet, nor for content. Whoever is refused has been promised nothing:
 * the browser keeps its envelope and sends the same bytes again.
 *
 * A lane is full when its queue is as long as it may be, or so slow that whoever joins it would wait too long (queue length
 * × mean time of one request, over the places). Besides, a process whose event loop lags answers nothing well: then saves
 * alone are let in, and when it lags far more, not even they.
 */

import type { MaybePromise } from '../base/maybe-promise.ts';
import { PlatformError } from '../base/platform-error.ts';

/** `lookup`: codes that this process has not seen lately. */
export const LANES = ['save', 'read', 'lookup', 'content'] as const;
export type Lane = (typeof LANES)[number];

export interface LaneLimits {
  /** Requests worked on at once. */
  readonly atOnce: number;
  /** Requests that wait for a place. */
  readonly waiting: number;
  /** Nobody joins a queue in which they would wait longer, by the mean of late. */
  readonly longestWaitMs: number;
}

/**
 * Memory is bounded by these: a waiting save is its envelope (1 to 64 KiB) and a few hundred bytes. Places are many, because
 * a store commits together what comes together.
 */
export const DEFAULT_LIMITS: Readonly<Record<Lane, LaneLimits>> = {
  save: { atOnce: 1024, waiting: 8192, longestWaitMs: 10_000 },
  read: { atOnce: 256, waiting: 4096, longestWaitMs: 5_000 },
  lookup: { atOnce: 128, waiting: 2048, longestWaitMs: 5_000 },
  content: { atOnce: 64, waiting: 1024, longestWaitMs: 5_000 },
};

/** Mean delay of the event loop beyond which saves alone, or nobody, is let in. */
const LAG_SAVES_ALONE_MS = 2_000;
const LAG_NOBODY_MS = 5_000;
/** Weight of the newest request in the mean. */
const NEWEST = 0.05;
const REFUSED_HALF_LIFE_MS = 10_000;
const SHORTEST_SPREAD_S = 3;
const LONGEST_SPREAD_S = 30;

export interface AdmissionParts {
  /** Milliseconds that only rise. */
  readonly nowMs: () => number;
  /** Mean delay of the event loop lately, in milliseconds. */
  readonly lagMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly limits?: Partial<Readonly<Record<Lane, LaneLimits>>>;
}

/** What an operator may watch. All but `working` and `waiting` only rise. */
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

  /** Throws `busy` when this request would be refused anyway: before its body is read. */
  requireRoom(lane: Lane): void {
    const lagMs = this.#lagMs();
    const lags = lagMs > LAG_NOBODY_MS || (lane !== 'save' && lagMs > LAG_SAVES_ALONE_MS);
    if (lags || this.#lanes[lane].isFull) throw this.#lanes[lane].refusal();
  }

  /** Does the work as soon as there is a place; throws `busy` when the lane is full. */
  async run<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    const place = this.enter(lane);
    const leave = place instanceof Promise ? await place : place;
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Takes a place as soon as there is one, and gives what to call once to leave it. Throws `busy` when the lane is full. */
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
  /** Refusals of late, each counting half after ten seconds: how many may come back together. */
  #refusedLately = 0;
  #lastRefusalMs = 0;
  /** Whoever waits, in order; those before `#next` have gone. */
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
    const { atOnce, waiting, longestWaitMs } = this.#limits;
    if (this.#working < atOnce) return false;
    return this.#waiting >= waiting || ((this.#waiting + 1) * this.#meanMs) / atOnce > longestWaitMs;
  }

  enter(): MaybePromise<() => void> {
    if (this.#working < this.#limits.atOnce) {
      this.#working += 1;
      return this.#begun();
    }
    if (this.isFull) throw this.refusal();
    // Whoever leaves hands its place over.
    return new Promise<void>((turn) => this.#queue.push(turn)).then(() => this.#begun());
  }

  #begun(): () => void {
    this.#admitted += 1;
    const begunMs = this.#parts.nowMs();
    return () => {
      this.#meanMs += NEWEST * (this.#parts.nowMs() - begunMs - this.#meanMs);
      this.#handOver();
    };
  }

  #handOver(): void {
    if (this.#waiting === 0) {
      this.#working -= 1;
      return;
    }
    const turn = this.#queue[this.#next++]!;
    if (this.#next > 1024 && this.#next * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#next);
      this.#next = 0;
    }
    turn();
  }

  /**
   * Counts a refusal, and says when to come back: those who are sent away are spread over as many seconds as the lane needs
   * for all of them, so that they do not come back together.
   */
  refusal(): PlatformError {
    const { nowMs, random } = this.#parts;
    const now = nowMs();
    this.#refusedLately *= 2 ** ((this.#lastRefusalMs - now) / REFUSED_HALF_LIFE_MS);
    this.#refusedLately += 1;
    this.#lastRefusalMs = now;
    this.#refused += 1;
    const backlogMs = ((this.#waiting + this.#refusedLately) * this.#meanMs) / this.#limits.atOnce;
    const spreadS = Math.min(LONGEST_SPREAD_S, Math.max(SHORTEST_SPREAD_S, Math.ceil(backlogMs / 1000)));
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
