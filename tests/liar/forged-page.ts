/** A page on a computer whose host may be forged: what a browser gives the client. When it is shut, nothing that it began goes on. */
import { type MemoryStore, platformApi, type SessionOptions } from '@cloison/client';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import type { Bytes } from '@cloison/protocol/public';

export const random = (length: number) => crypto.getRandomValues(new Uint8Array(length)) as Bytes;

/** Of a call, and of what the page waits for, under a lie. An honest host has as long as it needs. */
const LIED_CALL_MS = 500;
const LIED_WAIT_MS = 120;
const HONEST_CALL_MS = 120_000;
/** Instead of the seconds that a browser waits before it tries again. */
const RETRY_MS = 15;

export class ForgedPage {
  readonly options: SessionOptions;
  readonly disk: MemoryStore;
  readonly isLiedTo: boolean;
  #isGone = false;

  /** `ask`: who answers; `platform`: where the campaign is published. */
  constructor(platform: string, disk: MemoryStore, ask: typeof fetch, isLiedTo: boolean) {
    this.disk = disk;
    this.isLiedTo = isLiedTo;
    const whileOpen = async <T>(work: Promise<T>): Promise<T> => {
      const value = await work;
      return this.#isGone ? new Promise<T>(() => undefined) : value;
    };
    this.options = {
      campaign: NAME,
      api: platformApi({
        origin: new URL(platform).origin,
        campaign: NAME,
        fetch: (...call) => whileOpen(ask(...call)),
        timeoutMs: isLiedTo ? LIED_CALL_MS : HONEST_CALL_MS,
      }),
      store: disk,
      random,
      sleep: () => new Promise((resolve) => this.later(RETRY_MS, resolve)),
    };
  }

  later = (ms: number, run: () => void) => {
    const timer = setTimeout(() => !this.#isGone && run(), this.isLiedTo ? Math.min(ms, LIED_WAIT_MS) : ms);
    return () => clearTimeout(timer);
  };

  shut(): void {
    this.#isGone = true;
  }
}
