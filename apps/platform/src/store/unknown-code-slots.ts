/**
 * The queue of unknown codes as numbers: a fixed number of slots a second, each at its own time, none booked further than a
 * second into the future.
 */
export interface UnknownCodeSlots {
  /**
   * Books slots in a campaign's queue, which all processes share that share the store: as many of `wanted` as are free
   * within a second. Need not survive a crash.
   */
  bookSlots(campaign: string, wanted: number): Promise<BookedSlots>;
}

export interface BookedSlots {
  /** From 0 to `wanted`. */
  readonly count: number;
  /** Milliseconds from now to the first slot; the others follow, `SLOT_MS` apart. */
  readonly firstMs: number;
}

export const UNKNOWN_CODES_PER_SECOND = 100;
export const SLOT_MS = 1000 / UNKNOWN_CODES_PER_SECOND;
export const MAX_WAIT_MS = 1000;

/** For a store that a single process holds. */
export class SlotQueue {
  readonly #nowMs: () => number;
  readonly #lastSlotMs = new Map<string, number>();

  /** `nowMs` is monotonic. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** See `UnknownCodeSlots.bookSlots`. */
  book(campaign: string, wanted: number): BookedSlots {
    const now = this.#nowMs();
    const booked = bookSlotsAfter(this.#lastSlotMs.get(campaign) ?? 0, wanted, now);
    this.#lastSlotMs.set(campaign, now + booked.firstMs + (booked.count - 1) * SLOT_MS);
    return booked;
  }
}

/** What can be booked at `nowMs` when the last booked slot is at `lastSlotMs`. */
export function bookSlotsAfter(lastSlotMs: number, wanted: number, nowMs: number): BookedSlots {
  const last = Math.max(nowMs, lastSlotMs);
  const free = Math.floor((nowMs + MAX_WAIT_MS - last) / SLOT_MS + 1e-6);
  return { count: Math.max(0, Math.min(wanted, free)), firstMs: last - nowMs + SLOT_MS };
}
