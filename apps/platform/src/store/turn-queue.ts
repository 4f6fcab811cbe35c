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
    const booked = bookAfter(this.#lastTurnMs.get(campaign) ?? 0, wanted, now);
    this.#lastTurnMs.set(campaign, now + booked.firstMs + (booked.count - 1) * TURN_MS);
    return booked;
  }
}

/** What can be booked at `nowMs` when the last turn that was booked is at `lastTurnMs`. */
export function bookAfter(lastTurnMs: number, wanted: number, nowMs: number): BookedTurns {
  const last = Math.max(nowMs, lastTurnMs);
  const room = Math.floor((nowMs + LONGEST_WAIT_MS - last) / TURN_MS + 1e-6);
  return { count: Math.max(0, Math.min(wanted, room)), firstMs: last - nowMs + TURN_MS };
}
