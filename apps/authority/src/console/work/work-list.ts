/** The work of this console: each in its own thread, kept with its outcome until the console ends. The journal keeps it for good. */
import { Worker } from 'node:worker_threads';
import type { Trouble, Work, WorkEvent, WorkRequest } from '@cloison/console-messages';
import type { Desk } from '../desk/desk.ts';
import { refuseConsole } from '../desk/refusals.ts';
import type { WorkNews, WorkOrder } from './work-order.ts';

const MOST_EVENTS = 200;
/** Work waits for other commands; a person may stop it meanwhile. */
const WAIT_MS = 24 * 60 * 60_000;

interface Kept {
  work: Work;
  stepStartedMs: number;
  readonly thread: Worker;
  readonly ended: Promise<void>;
}

export class WorkList {
  readonly #desk: Desk;
  readonly #kept = new Map<number, Kept>();
  readonly #onError: (error: unknown) => void;
  #last = 0;
  /** Has loaded the use cases, and waits for an order: work begins at once. Made when somebody looks. */
  #spare: Worker | null = null;

  constructor(desk: Desk, onError: (error: unknown) => void = () => {}) {
    this.#desk = desk;
    this.#onError = onError;
  }

  /** Throws `console-working` while the same goes on for the same campaign. */
  start(request: WorkRequest): Work {
    const campaign = 'campaign' in request ? request.campaign : null;
    const same = [...this.#kept.values()].find(
      ({ work }) => work.endedAt === null && work.kind === request.kind && work.campaign === campaign,
    );
    if (same !== undefined) throw refuseConsole('console-working', { work: request.kind });
    const { vaultFolder, keysFolder, passphrase } = this.#desk.options;
    const { who, now } = this.#desk.actor;
    const order: WorkOrder = { request, who, vaultFolder, keysFolder, passphrase, waitMs: WAIT_MS };
    const thread = this.#spare ?? spareThread();
    thread.ref();
    thread.postMessage(order);
    this.#spare = spareThread();
    const id = ++this.#last;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const kept: Kept = {
      work: {
        id,
        kind: request.kind,
        campaign,
        startedAt: now().toISOString(),
        endedAt: null,
        state: 'waiting',
        progress: null,
        events: [],
        result: null,
        trouble: null,
      },
      stepStartedMs: performance.now(),
      thread,
      ended,
    };
    this.#kept.set(id, kept);
    thread.on('message', (news: WorkNews) => this.#hear(kept, news));
    thread.on('error', (error) => {
      this.#onError(error);
      this.#end(kept, { state: 'refused', trouble: UNEXPECTED });
    });
    thread.on('exit', () => {
      if (kept.work.endedAt === null) this.#end(kept, { state: 'stopped' });
      resolve();
    });
    return this.get(id);
  }

  get(id: number): Work {
    const kept = this.#kept.get(id);
    if (kept === undefined) throw refuseConsole('console-no-work', { id });
    return this.#shown(kept);
  }

  /** How many have ended. */
  get ended(): number {
    return [...this.#kept.values()].filter(({ work }) => work.endedAt !== null).length;
  }

  /** Newest first, without events and results. */
  all(): Work[] {
    this.#spare ??= spareThread();
    return [...this.#kept.values()]
      .reverse()
      .map((kept) => ({ ...this.#shown(kept), events: [], result: null }));
  }

  /** Asks it to end at the next safe place; what it did is kept, and starting it again goes on. */
  stop(id: number): Work {
    const kept = this.#kept.get(id);
    if (kept === undefined) throw refuseConsole('console-no-work', { id });
    if (kept.work.endedAt === null) {
      kept.work = { ...kept.work, state: 'stopping' };
      kept.thread.postMessage('stop');
    }
    return this.#shown(kept);
  }

  /** Ends all work cleanly. */
  async close(): Promise<void> {
    for (const { work } of this.#kept.values()) this.stop(work.id);
    await Promise.all([this.#spare?.terminate(), ...[...this.#kept.values()].map(({ ended }) => ended)]);
  }

  #shown({ work, stepStartedMs }: Kept): Work {
    const { progress } = work;
    if (progress === null) return work;
    return { ...work, progress: { ...progress, elapsedMs: performance.now() - stepStartedMs } };
  }

  #hear(kept: Kept, news: WorkNews): void {
    const { work } = kept;
    switch (news.kind) {
      case 'began':
        kept.work = { ...work, state: work.state === 'waiting' ? 'running' : work.state };
        kept.stepStartedMs = performance.now();
        break;
      case 'progress':
        if (work.progress?.step !== news.step) kept.stepStartedMs = performance.now();
        kept.work = {
          ...work,
          progress: { step: news.step, done: news.done, total: news.total, elapsedMs: 0 },
        };
        break;
      case 'event':
        kept.work = { ...work, events: [news.event, ...work.events].slice(0, MOST_EVENTS) as WorkEvent[] };
        break;
      case 'done':
        this.#end(kept, { state: 'done', result: news.result });
        break;
      case 'refused':
        this.#end(kept, { state: 'refused', trouble: news.trouble });
        break;
      case 'stopped':
        this.#end(kept, { state: 'stopped' });
        break;
    }
  }

  #end(kept: Kept, outcome: Pick<Work, 'state'> & Partial<Work>): void {
    kept.work = { ...kept.work, endedAt: this.#desk.actor.now().toISOString(), ...outcome };
  }
}

const UNEXPECTED: Trouble = { code: 'console-unexpected', fr: '', en: '', data: {} };

function spareThread(): Worker {
  const thread = new Worker(new URL('./work-thread.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  thread.unref();
  return thread;
}
