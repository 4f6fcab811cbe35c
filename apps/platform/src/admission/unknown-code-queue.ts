/**
 * The queue of unknown codes: at most 100 answers a second and campaign, over all processes that share the store, each in
 * its turn, and `too-many-requests` for those that would wait over a second. Known codes never come here. Unknown and
 * revoked codes do, and wait at least one turn, so that their answers cannot be told apart by time either.
 *
 * Those that come while turns are being booked are booked together; once the queue is full it is not asked for a while,
 * so that a million unknown codes a minute cost the store ten questions a second.
 */
import { PlatformError } from '../base/platform-error.ts';
import type { BookedSlots } from '../store/unknown-code-slots.ts';
import { SLOT_MS, UNKNOWN_CODES_PER_SECOND } from '../store/unknown-code-slots.ts';

/** How long a full queue is taken to be full: ten turns become free meanwhile. */
const FULL_MS = 100;

export interface QueueClock {
  /** Milliseconds that only rise. */
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

  /** `book` is `Store.bookSlots`. */
  constructor(clock: QueueClock, book: (campaign: string, wanted: number) => Promise<BookedSlots>) {
    this.#clock = clock;
    this.#book = book;
  }

  /** Resolves when it is this caller's turn; throws `too-many-requests` when too many wait. */
  async turn(campaign: string): Promise<void> {
    let queue = this.#queues.get(campaign);
    if (queue === undefined) {
      queue = { waiting: [], isBooking: false, fullUntilMs: 0 };
      this.#queues.set(campaign, queue);
    }
    // More than a second's worth wait for their booking already.
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
      const asking = queue.waiting.splice(0);
      try {
        const { count, firstMs } = await this.#book(campaign, asking.length);
        for (const [i, { resolve }] of asking.slice(0, count).entries()) resolve(firstMs + i * SLOT_MS);
        if (count === asking.length) continue;
        queue.fullUntilMs = this.#clock.nowMs() + FULL_MS;
        const refused = [...asking.slice(count), ...queue.waiting.splice(0)];
        for (const { reject } of refused) reject(new PlatformError('too-many-requests'));
      } catch (error) {
        for (const { reject } of asking) reject(error);
      }
    }
    queue.isBooking = false;
  }

  /** How many wait now, of all campaigns. */
  get waiting(): number {
    return this.#waiting;
  }
}
