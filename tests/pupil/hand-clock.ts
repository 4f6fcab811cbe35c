/** A clock that a test moves, with what waits for it. */
export class HandClock {
  nowMs = 0;
  readonly #timers = new Map<object, { readonly atMs: number; readonly run: () => void }>();

  later = (ms: number, run: () => void) => {
    const key = {};
    this.#timers.set(key, { atMs: this.nowMs + ms, run });
    return () => void this.#timers.delete(key);
  };

  /** Lets time pass, a second at a time. */
  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    while (this.nowMs < endMs) {
      this.nowMs = Math.min(endMs, this.nowMs + 1_000);
      for (const [key, { atMs, run }] of [...this.#timers]) {
        if (atMs > this.nowMs) continue;
        this.#timers.delete(key);
        run();
      }
    }
  }
}

/** Waits as long as it is told to, and twenty milliseconds at most. */
export const briefSleep = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, Math.min(ms, 20));
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
