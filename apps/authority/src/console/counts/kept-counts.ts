/**
 * Counts of the vault for pages that are looked at: counted in a thread, one after the other, and kept for as long as they
 * are worth. What took two seconds to count is given again for twenty, unless something was done at this desk meanwhile: a
 * page that asks every ten seconds takes a tenth of a core at most, however large the country.
 */
import { Worker } from 'node:worker_threads';
import { Refusal } from '@cloison/command/refusal';
import type { Answers, Requests } from '@cloison/console-messages';
import type { CountedName, CountNews, CountOrder, CountPlace } from './count-order.ts';

/** How many times as long as it took to count an answer is kept, and for how long at most. */
const KEPT_TIMES = 10;
const KEPT_MOST_MS = 60_000;
/** Answers to different questions; the oldest is forgotten first. */
const MOST_KEPT = 200;

interface Kept {
  readonly mark: string;
  readonly answer: Promise<Answers[CountedName]>;
  /** On the clock of `performance.now()`; null while it is being counted. */
  until: number | null;
}

interface Asked {
  readonly resolve: (answer: Answers[CountedName]) => void;
  readonly reject: (error: unknown) => void;
  readonly kept: Kept;
}

export class KeptCounts {
  readonly #place: CountPlace;
  readonly #now: () => Date;
  /** Changes with every act at this desk: what was counted before is then counted again. */
  readonly #mark: () => string;
  readonly #kept = new Map<string, Kept>();
  readonly #asked = new Map<number, Asked>();
  #thread: Worker | null = null;
  #last = 0;

  constructor(place: CountPlace, now: () => Date, mark: () => string) {
    this.#place = place;
    this.#now = now;
    this.#mark = mark;
  }

  /** Rejects as the page's own function throws. */
  count<Name extends CountedName>(name: Name, request: Requests[Name]): Promise<Answers[Name]> {
    const key = `${name} ${JSON.stringify(request)}`;
    const mark = this.#mark();
    const before = this.#kept.get(key);
    if (before?.mark === mark && (before.until === null || performance.now() < before.until))
      return before.answer as Promise<Answers[Name]>;
    const { promise, resolve, reject } = Promise.withResolvers<Answers[CountedName]>();
    const kept: Kept = { mark, answer: promise, until: null };
    this.#forgetOld();
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    const number = ++this.#last;
    this.#asked.set(number, { resolve, reject, kept });
    const order: CountOrder = { number, name, request, nowMs: this.#now().getTime() };
    this.#running().postMessage(order);
    return promise as Promise<Answers[Name]>;
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  /** An answer for a file has every school in it. */
  #forgetOld(): void {
    for (const [key, { until }] of this.#kept)
      if (until !== null && until <= performance.now()) this.#kept.delete(key);
  }

  #running(): Worker {
    if (this.#thread !== null) return this.#thread;
    const thread = new Worker(new URL('./count-thread.ts', import.meta.url), {
      workerData: this.#place,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    thread.unref();
    thread.on('message', (news: CountNews) => this.#hear(news));
    // The next question starts another thread.
    const lost = (error: unknown) => {
      if (this.#thread === thread) this.#thread = null;
      for (const { reject, kept } of this.#asked.values()) {
        kept.until = 0;
        reject(error);
      }
      this.#asked.clear();
    };
    thread.on('error', lost);
    thread.on('exit', () => lost(new Error('the counting thread has ended')));
    this.#thread = thread;
    return thread;
  }

  #hear(news: CountNews): void {
    const asked = this.#asked.get(news.number);
    if (asked === undefined) return;
    this.#asked.delete(news.number);
    // A refusal is asked again at once.
    asked.kept.until = 0;
    switch (news.kind) {
      case 'counted':
        asked.kept.until = performance.now() + Math.min(KEPT_MOST_MS, KEPT_TIMES * news.costMs);
        asked.resolve(news.answer);
        break;
      case 'refused':
        asked.reject(new Refusal(news.code, news.entry, {}, news.data));
        break;
      case 'failed':
        asked.reject(new Error(news.message));
        break;
    }
  }
}
