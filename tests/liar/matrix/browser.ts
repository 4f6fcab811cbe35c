/** A browser of a pupil or of staff, without its screens: one page after the other over the same store. */
import { MemoryStore, platformApi, type SessionOptions } from '@cloison/client';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { argon2id } from '@cloison/protocol/argon2-node';
import { sha256, toHex } from '@cloison/protocol/public';
import type { SeededRandom } from '../../simulate/runtime/seeded-random.ts';

/** Of one call under a lie: what never ends is given up after it. An honest host has as long as it needs. */
const LIED_CALL_MS = 500;
const HONEST_CALL_MS = 120_000;
/** Instead of the seconds that a browser waits before it tries again. */
const RETRY_MS = 5;

/** Codes are stretched once. */
const stretched = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
export const rememberedArgon2id: typeof argon2id = async (...input) => {
  const key = toHex(await sha256(input[0])) + toHex(input[1]);
  const known = stretched.get(key) ?? argon2id(...input);
  stretched.set(key, known);
  return known;
};

export class Browser {
  readonly options: SessionOptions;
  #isGone = false;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(url: string, store: MemoryStore, random: SeededRandom, isLie: boolean) {
    const callMs = isLie ? LIED_CALL_MS : HONEST_CALL_MS;
    this.options = {
      campaign: NAME,
      api: platformApi({
        origin: new URL(url).origin,
        campaign: NAME,
        fetch: (...call) => this.#while(fetch(...call)),
        timeoutMs: callMs,
        contentTimeoutMs: callMs,
      }),
      store,
      random: (length) => random.bytes(length),
      sleep: () => new Promise((resolve) => this.later(RETRY_MS, resolve)),
    };
  }

  later(ms: number, run: () => void): () => void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#isGone) run();
    }, ms);
    this.#timers.add(timer);
    return () => clearTimeout(timer);
  }

  /** The page is shut: nothing that it began goes on. */
  shut(): void {
    this.#isGone = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #while<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => !this.#isGone && resolve(value),
        (error: unknown) => !this.#isGone && reject(error),
      );
    });
  }
}

export const newStore = (random: SeededRandom) => new MemoryStore((length) => random.bytes(length));

/** Until it is so, or for so long. */
export async function until(isSo: () => boolean, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!isSo()) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return true;
}
