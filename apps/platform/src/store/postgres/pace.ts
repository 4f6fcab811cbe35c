/**
 * When it is worth waiting for others. A statement costs the server and this process as much as twenty rows of it, so where
 * questions come faster than they are answered, one statement for many leaves more of the machine to all. With 100,000
 * pupils on two cores, statements of one row each took all of them at half of the saves.
 *
 * Whoever asks while nobody else does is answered at once. When they overlapped lately, what comes is gathered: the next
 * statement begins some milliseconds after the last one began, or as soon as `ENOUGH` wait.
 */

/** So many that wait are worth a statement. */
export const ENOUGH = 24;
/** How long it is remembered that two overlapped. */
const OVERLAP_MS = 100;

export class Pace {
  readonly #gatherMs: number;
  readonly #start: () => void;
  #timer: NodeJS.Timeout | null = null;
  /** At the end of this turn of the event loop. */
  #startsSoon = false;
  #beganMs = Number.NEGATIVE_INFINITY;
  #overlaps = false;
  #overlapUntilMs = Number.NEGATIVE_INFINITY;

  /** `start` sends a statement for what waits, and says `began`. */
  constructor(gatherMs: number, start: () => void) {
    this.#gatherMs = gatherMs;
    this.#start = () => {
      this.#timer = null;
      this.#startsSoon = false;
      start();
    };
  }

  /** Somebody asks while others wait or are being answered. Told with nearly every save: the clock is read later. */
  overlapped(): void {
    this.#overlaps = true;
  }

  /** A statement is sent. What waits after it is scheduled anew. */
  began(): void {
    this.#beganMs = this.#now();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Starts when it is worth it; so many wait. Asked once is enough until then. */
  schedule(waiting: number): void {
    if (this.#startsSoon || (this.#timer !== null && waiting < ENOUGH)) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const waitMs = this.#waitMs(waiting);
    this.#timer = waitMs > 0 ? setTimeout(this.#start, waitMs) : null;
    this.#startsSoon = this.#timer === null;
    if (this.#startsSoon) setImmediate(this.#start);
  }

  #waitMs(waiting: number): number {
    if (waiting >= ENOUGH) return 0;
    const now = this.#now();
    return now >= this.#overlapUntilMs ? 0 : Math.max(0, this.#beganMs + this.#gatherMs - now);
  }

  #now(): number {
    const now = performance.now();
    if (this.#overlaps) this.#overlapUntilMs = now + OVERLAP_MS;
    this.#overlaps = false;
    return now;
  }
}
