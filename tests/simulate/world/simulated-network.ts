/** Between everybody and the host: requests and answers are late, lost or doubled, and so overtake each other. */
import { runtime } from '../runtime/install.ts';
import type { SeededRandom } from '../runtime/seeded-random.ts';

export interface Message {
  /** Who asks: `office`, or a person. */
  readonly from: string;
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly bodyEnd?: BodyEnd;
  /** Called when it has reached whoever asked. */
  readonly arrived?: () => void;
}

/** `broken-off`: the connection ends in its middle; `without-end`: after it nothing comes, and the connection stays. */
export type BodyEnd = 'whole' | 'broken-off' | 'without-end';

export interface Weather {
  readonly drop: number;
  readonly double: number;
  readonly slowMs: number;
}

const REDIRECTIONS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export const FAIR: Weather = { drop: 0, double: 0, slowMs: 0 };

export class SimulatedNetwork {
  weather = FAIR;
  readonly #random: SeededRandom;
  readonly #sent = new Map<string, number>();
  readonly #host: (message: Message) => Promise<Reply>;

  constructor(random: SeededRandom, host: (message: Message) => Promise<Reply>) {
    this.#random = random;
    this.#host = host;
  }

  /** As `fetch`. Rejects with `TypeError` as it does, or with the reason of the signal. */
  async fetch(from: string, url: URL | string, init: RequestInit = {}): Promise<Response> {
    const body = init.body ?? null;
    const message: Message = {
      from,
      method: init.method ?? 'GET',
      url: new URL(url),
      headers: new Headers(init.headers ?? {}),
      body: body === null ? Buffer.alloc(0) : Buffer.from(body as Uint8Array),
    };
    const reply = await this.#within(this.#carry(message), init.signal ?? null);
    reply.arrived?.();
    const { status, headers, body: answer, bodyEnd = 'whole' } = reply;
    if (REDIRECTIONS.has(status) && init.redirect === 'error') throw new TypeError('fetch failed');
    const sent =
      bodyEnd === 'whole' ? new Uint8Array(answer) : brokenBody(answer, bodyEnd, init.signal ?? null);
    return new Response(status === 204 || status === 304 ? null : sent, { status, headers });
  }

  async #carry(message: Message): Promise<Reply> {
    const { drop, double } = this.weather;
    // Each sender's n-th message has a fate of its own, whatever others do.
    const nth = (this.#sent.get(message.from) ?? 0) + 1;
    this.#sent.set(message.from, nth);
    const random = this.#random.fork(`${message.from}/${nth}`);
    await this.#travel(random);
    if (random.chance(drop)) return this.#lost(random);
    if (random.chance(double)) {
      void this.#travel(random).then(() => this.#host(message).catch(() => undefined));
    }
    const answer = await this.#host(message);
    await this.#travel(random);
    if (random.chance(drop)) return this.#lost(random);
    return answer;
  }

  /** Either the connection breaks, or nothing ever comes. */
  async #lost(random: SeededRandom): Promise<never> {
    if (random.chance(0.3)) return new Promise(() => undefined);
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
  }

  #travel(random: SeededRandom): Promise<void> {
    const ms = random.between(5, 60) + Math.floor(random.fraction() * this.weather.slowMs);
    return new Promise((resolve) => runtime.setTimer(resolve, ms));
  }

  #within<T>(work: Promise<T>, signal: AbortSignal | null): Promise<T> {
    if (signal === null) return work;
    return new Promise((resolve, reject) => {
      const stop = () => reject(signal.reason);
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      work.then(resolve, reject);
    });
  }
}

function brokenBody(
  body: Buffer,
  end: Exclude<BodyEnd, 'whole'>,
  signal: AbortSignal | null,
): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(body.subarray(0, body.length / 2)));
      if (end === 'broken-off') controller.error(new TypeError('terminated'));
      else signal?.addEventListener('abort', () => controller.error(signal.reason), { once: true });
    },
  });
}
