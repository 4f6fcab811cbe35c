/** Whether a load balancer should send requests here: not while draining, and not while the store refuses writes. */
import type { StoreHealth } from '../store/health.ts';

/** How long the result of a check is reused, because a check is a durable write. */
const REUSED_MS = 1000;

export type Readiness = 'ready' | 'draining' | 'store-refuses';

export class ReadinessCheck {
  readonly #store: Pick<StoreHealth, 'check'>;
  readonly #nowMs: () => number;
  readonly #timeoutMs: number;
  #draining = false;
  #last: { readonly atMs: number; readonly takes: Promise<boolean> } | null = null;

  /** `nowMs` is monotonic. A store that does not answer within `timeoutMs` counts as refusing. */
  constructor(store: Pick<StoreHealth, 'check'>, nowMs: () => number, timeoutMs = 5000) {
    this.#store = store;
    this.#nowMs = nowMs;
    this.#timeoutMs = timeoutMs;
  }

  /** Makes the answer `draining` from now on. */
  drain(): void {
    this.#draining = true;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  async now(): Promise<Readiness> {
    if (this.#draining) return 'draining';
    const nowMs = this.#nowMs();
    if (this.#last === null || nowMs - this.#last.atMs >= REUSED_MS) {
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
