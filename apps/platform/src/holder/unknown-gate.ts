/**
 * The queue of unknown codes: at most 100 answers a second and campaign, each in its turn, and `too-many-requests` for
 * those that would wait over a second. Known codes never come here. Unknown and revoked codes do, and wait at least one
 * turn, so that their answers cannot be told apart by time either.
 */
import { PlatformError } from '../platform-error.ts';

export const UNKNOWN_PER_SECOND = 100;
const TURN_MS = 1000 / UNKNOWN_PER_SECOND;
const LONGEST_WAIT_MS = 1000;

export interface GateClock {
  /** Milliseconds that only rise. */
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export class UnknownGate {
  readonly #clock: GateClock;
  readonly #lastTurnMs = new Map<string, number>();
  #waiting = 0;

  constructor(clock: GateClock) {
    this.#clock = clock;
  }

  /** Resolves when it is this caller's turn; throws `too-many-requests` when too many wait. */
  async turn(campaign: string): Promise<void> {
    const now = this.#clock.nowMs();
    const turnMs = Math.max(now, this.#lastTurnMs.get(campaign) ?? 0) + TURN_MS;
    if (turnMs - now > LONGEST_WAIT_MS) throw new PlatformError('too-many-requests');
    this.#lastTurnMs.set(campaign, turnMs);
    this.#waiting += 1;
    await this.#clock.sleep(turnMs - now);
    this.#waiting -= 1;
  }

  /** How many wait now, of all campaigns. */
  get waiting(): number {
    return this.#waiting;
  }
}
