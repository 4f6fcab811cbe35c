/** The queue of unknown codes as numbers: so many turns a second, each at its time, none booked further than a second ahead. */
import type { BookedTurns } from './store.ts';

export const UNKNOWN_PER_SECOND = 100;
export const TURN_MS = 1000 / UNKNOWN_PER_SECOND;
export const LONGEST_WAIT_MS = 1000;

/** For a store that one process holds. */
export class TurnQueue {
  readonly #nowMs: () => number;
  readonly #lastTurnMs = new Map<string, number>();

  /** `nowMs` only rises. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** See `Store.bookTurns`. */
  book(campaign: string, wanted: number): BookedTurns {
    const now = this.#nowMs();
    const last = Math.max(now, this.#lastTurnMs.get(campaign) ?? 0);
    const room = Math.floor((now + LONGEST_WAIT_MS - last) / TURN_MS + 1e-6);
    const count = Math.max(0, Math.min(wanted, room));
    this.#lastTurnMs.set(campaign, last + count * TURN_MS);
    return { count, firstMs: last + TURN_MS - now };
  }
}
