/**
 * When it is worth waiting for others. A statement costs the server and this process as much as twenty rows of it, so where
 * questions come faster than they are answered, one statement for many leaves more of the machine to all. With 100,000
 * pupils on two cores, statements of one row each took all of them at half of the saves.
 *
 * Whoever asks while nobody else does is answered at once. When they overlapped lately, what comes is gathered: the next
 * statement begins some milliseconds after the last one began, or as soon as `ENOUGH` wait.
 */
const ENOUGH = 24;
/** How long it is remembered that two overlapped. */
const OVERLAP_MS = 100;

export class Pace {
  readonly #gatherMs: number;
  readonly #start: () => void;
  #next: NodeJS.Timeout | NodeJS.Immediate | null = null;
  #beganMs = Number.NEGATIVE_INFINITY;
  #overlapUntilMs = Number.NEGATIVE_INFINITY;

  /** `start` sends a statement for what waits, and says `began`. */
  constructor(gatherMs: number, start: () => void) {
    this.#gatherMs = gatherMs;
    this.#start = start;
  }

  /** Somebody asks while others wait or are being answered. */
  overlapped(): void {
    this.#overlapUntilMs = performance.now() + OVERLAP_MS;
  }

  /** A statement is sent. */
  began(): void {
    this.#beganMs = performance.now();
  }

  /** Starts when it is worth it; so many wait. Asked once is enough until then. */
  schedule(waiting: number): void {
    if (this.#next !== null && (waiting < ENOUGH || !('refresh' in this.#next))) return;
    this.#cancel();
    const waitMs = this.#waitMs(waiting);
    const start = () => {
      this.#next = null;
      this.#start();
    };
    this.#next = waitMs > 0 ? setTimeout(start, waitMs) : setImmediate(start);
  }

  #waitMs(waiting: number): number {
    if (waiting >= ENOUGH) return 0;
    const now = performance.now();
    return now >= this.#overlapUntilMs ? 0 : Math.max(0, this.#beganMs + this.#gatherMs - now);
  }

  #cancel(): void {
    if (this.#next !== null && 'refresh' in this.#next) clearTimeout(this.#next);
    this.#next = null;
  }
}
