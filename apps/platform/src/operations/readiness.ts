/** Whether a balancer should send requests here: not while draining, not while the store refuses. */
import type { Store } from '../store/store.ts';

/** A check of the store is a durable write: its answer is kept this long, however often one asks. */
const KEPT_MS = 1000;

export type Readiness = 'ready' | 'draining' | 'store-refuses';

export class ReadinessCheck {
  readonly #store: Pick<Store, 'check'>;
  readonly #nowMs: () => number;
  readonly #timeoutMs: number;
  #draining = false;
  #last: { readonly atMs: number; readonly takes: Promise<boolean> } | null = null;

  /** `nowMs` only rises; a store that does not answer within `timeoutMs` refuses. */
  constructor(store: Pick<Store, 'check'>, nowMs: () => number, timeoutMs = 5000) {
    this.#store = store;
    this.#nowMs = nowMs;
    this.#timeoutMs = timeoutMs;
  }

  /** From now on the answer is `draining`. */
  drain(): void {
    this.#draining = true;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  async now(): Promise<Readiness> {
    if (this.#draining) return 'draining';
    const nowMs = this.#nowMs();
    if (this.#last === null || nowMs - this.#last.atMs >= KEPT_MS) {
      this.#last = { atMs: nowMs, takes: this.#storeTakes() };
    }
    const takes = await this.#last.takes;
    if (this.#draining) return 'draining';
    return takes ? 'ready' : 'store-refuses';
  }

  async #storeTakes(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), this.#timeoutMs);
    });
    const check = this.#store.check().then(
      () => true,
      () => false,
    );
    try {
      return await Promise.race([check, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
