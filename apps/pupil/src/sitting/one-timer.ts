/** At most one run that is waited for. An earlier time replaces a later one, never the other way round. */
export class OneTimer {
  readonly #now: () => number;
  readonly #later: (ms: number, run: () => void) => () => void;
  #cancel: (() => void) | null = null;
  #dueMs = Number.POSITIVE_INFINITY;

  constructor(now: () => number, later: (ms: number, run: () => void) => () => void) {
    this.#now = now;
    this.#later = later;
  }

  /** False: one that runs no later was waited for already, and stays. */
  runIn(ms: number, run: () => void): boolean {
    const due = this.#now() + ms;
    if (due >= this.#dueMs) return false;
    this.#cancel?.();
    this.#dueMs = due;
    this.#cancel = this.#later(ms, run);
    return true;
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#dueMs = Number.POSITIVE_INFINITY;
  }
}
