import type { PageLocks } from './pages-apart.ts';

/** For tests: the locks of one browser: each page has its own `request`, and lets go of all when it goes. */
export class TestLocks {
  readonly #held = new Map<string, object>();
  #waiting: { readonly name: string; readonly go: () => void }[] = [];

  page() {
    const page = {};
    const request = (name: string, options: LockOptions, take: (lock: unknown) => Promise<unknown>) =>
      new Promise((resolve, reject) => {
        const go = () => {
          this.#held.set(name, page);
          take({}).then((value) => {
            this.#free(name);
            resolve(value);
          });
        };
        if (!this.#held.has(name)) return go();
        if (options.ifAvailable === true) return resolve(take(null));
        const waits = { name, go };
        this.#waiting.push(waits);
        options.signal?.addEventListener('abort', () => {
          this.#waiting = this.#waiting.filter((one) => one !== waits);
          reject(options.signal?.reason);
        });
      });
    const close = () => {
      for (const [name, of] of [...this.#held]) if (of === page) this.#free(name);
    };
    return { locks: { request } as unknown as PageLocks, close };
  }

  #free(name: string): void {
    this.#held.delete(name);
    const next = this.#waiting.find((one) => one.name === name);
    this.#waiting = this.#waiting.filter((one) => one !== next);
    next?.go();
  }
}
