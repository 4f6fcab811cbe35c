/**
 * The queue of unknown codes. It answers at most 100 a second and campaign, in all processes that share the store together,
 * and refuses with `too-many-requests` those that would wait more than a second. Known codes never enter it. Unknown and
 * revoked codes do, and both wait for at least one slot, so that the time of an answer does not tell them apart.
 *
 * Requests that arrive while slots are being booked are booked together. Once the queue is full, the store is not asked for a
 * while, so that a million unknown codes a minute cost it ten queries a second.
 */
import { PlatformError } from '../base/platform-error.ts';
import type { BookedSlots } from '../store/unknown-code-slots.ts';
import { SLOT_MS, UNKNOWN_CODES_PER_SECOND } from '../store/unknown-code-slots.ts';

/** How long a full queue is assumed to stay full. Ten slots become free meanwhile. */
const FULL_MS = 100;

export interface QueueClock {
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

interface Queue {
  readonly waiting: {
    readonly resolve: (afterMs: number) => void;
    readonly reject: (error: unknown) => void;
  }[];
  isBooking: boolean;
  fullUntilMs: number;
}

export class UnknownCodeQueue {
  readonly #clock: QueueClock;
  readonly #book: (campaign: string, wanted: number) => Promise<BookedSlots>;
  readonly #queues = new Map<string, Queue>();
  #waiting = 0;

  /** `book` is `UnknownCodeSlots.bookSlots`. */
  constructor(clock: QueueClock, book: (campaign: string, wanted: number) => Promise<BookedSlots>) {
    this.#clock = clock;
    this.#book = book;
  }

  /** Resolves at the time of this caller's slot. Throws `too-many-requests` when too many wait. */
  async wait(campaign: string): Promise<void> {
    let queue = this.#queues.get(campaign);
    if (queue === undefined) {
      queue = { waiting: [], isBooking: false, fullUntilMs: 0 };
      this.#queues.set(campaign, queue);
    }
    // A second's worth of requests already wait for their booking.
    const isFull =
      this.#clock.nowMs() < queue.fullUntilMs || queue.waiting.length >= UNKNOWN_CODES_PER_SECOND;
    if (isFull) throw new PlatformError('too-many-requests');
    const { waiting } = queue;
    const booked = new Promise<number>((resolve, reject) => waiting.push({ resolve, reject }));
    if (!queue.isBooking) void this.#bookAll(campaign, queue);
    this.#waiting += 1;
    try {
      await this.#clock.sleep(await booked);
    } finally {
      this.#waiting -= 1;
    }
  }

  async #bookAll(campaign: string, queue: Queue): Promise<void> {
    queue.isBooking = true;
    while (queue.waiting.length > 0) {
      const batch = queue.waiting.splice(0);
      try {
        const { count, firstMs } = await this.#book(campaign, batch.length);
        for (const [i, { resolve }] of batch.slice(0, count).entries()) resolve(firstMs + i * SLOT_MS);
        if (count === batch.length) continue;
        queue.fullUntilMs = this.#clock.nowMs() + FULL_MS;
        const refused = [...batch.slice(count), ...queue.waiting.splice(0)];
        for (const { reject } of refused) reject(new PlatformError('too-many-requests'));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    queue.isBooking = false;
  }

  /** How many are waiting now, in all campaigns. */
  get waiting(): number {
    return this.#waiting;
  }
}
