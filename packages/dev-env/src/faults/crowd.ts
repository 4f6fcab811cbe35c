/**
 * Pupils at their computers, with the real client of the browsers. Each answers one question after another until `finish`, and
 * remembers what was acknowledged. They do not know what happens to the platform: they wait, try again and go on by themselves.
 */
import { randomBytes } from 'node:crypto';
import { MemoryStore, platformApi, RecordWriter, type SaveState } from '@cloison/client';
import { type Holder, open, openHolder } from '@cloison/protocol';
import type { Bytes } from '@cloison/protocol/public';
import { parseEnvelopeHeader } from '@cloison/protocol/public';
import { CAMPAIGN, RECORD } from './fault-campaign.ts';

const CEILING = 1024;

export interface CrowdOptions {
  readonly pupils: number;
  /** The platform's address, called before each request. */
  readonly url: () => string;
  /** Awaited before each request, so that a test can hold everybody. */
  readonly gate?: () => Promise<void>;
  readonly campaignId: Bytes;
  /** Their waits are multiplied by this. 1: as in a browser. */
  readonly waitScale: number;
  /** A call that takes longer counts as unanswered; default 40 s, as in a browser. */
  readonly timeoutMs?: number;
  /** Called with the duration of each answered request. */
  readonly onCall?: (ms: number) => void;
  /** Milliseconds between an acknowledgement and the next answer; default 0. */
  readonly thinkMs?: number;
  /** How many each gives before the last; default: until `finish` is called. */
  readonly answers?: number;
}

export class SimulatedPupil {
  readonly holder: Holder;
  /** What survives a crash of the browser. */
  readonly store = new MemoryStore(random);
  readonly #options: CrowdOptions;
  readonly #onAcknowledged: (answers: number) => void;
  readonly #onState: (state: SaveState) => void;
  readonly #onRefusal: (status: number, code: string) => void;
  #writer: RecordWriter | null = null;
  #answered = 0;
  /** Requests that the platform has not answered yet. */
  underWay = 0;
  /** The last acknowledged answer; all before it are acknowledged too. */
  acknowledged = 0;
  /** Hash of the final envelope that was acknowledged. */
  finalHash: Bytes | null = null;

  constructor(
    holder: Holder,
    options: CrowdOptions,
    onAcknowledged: (answers: number) => void,
    onState: (state: SaveState) => void,
    onRefusal: (status: number, code: string) => void,
  ) {
    this.holder = holder;
    this.#onRefusal = onRefusal;
    this.#options = options;
    this.#onAcknowledged = onAcknowledged;
    this.#onState = onState;
  }

  /** Starts the browser, for the first time or again from what is on its disk: the pupil types the code. */
  async signIn(): Promise<void> {
    this.#writer?.stop();
    const { url, timeoutMs, waitScale, gate, onCall } = this.#options;
    // The address may change while the pupil works, so each request uses the present one.
    const fetchNow: typeof fetch = async (input, init) => {
      await gate?.();
      const begun = performance.now();
      this.underWay += 1;
      const response = await fetch(String(input).replace('http://platform.invalid', url()), init).finally(
        () => {
          this.underWay -= 1;
        },
      );
      onCall?.(performance.now() - begun);
      if (response.status >= 400) this.#onRefusal(response.status, await codeOf(response));
      return response;
    };
    const api = platformApi({
      origin: 'http://platform.invalid',
      campaign: CAMPAIGN,
      fetch: fetchNow,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    const head = await api.record(this.holder.access, RECORD).catch(() => 'unknown' as const);
    const { writer, resumed } = await RecordWriter.resume(
      {
        holder: this.holder,
        name: RECORD,
        ceiling: CEILING,
        api,
        store: this.store,
        device: new Uint8Array(8).fill(1),
        random,
        sleep: (ms, signal) => wait(ms * waitScale, signal),
        onState: this.#onState,
      },
      head,
    );
    this.#writer = writer;
    this.#answered = (resumed.body as { answered: number } | null)?.answered ?? 0;
    await writer.settled();
    if (writer.state.kind === 'saved') this.#heardSaved();
  }

  /** Gives one answer and waits until it is saved, however long that takes. */
  async answer({ final = false }: { final?: boolean } = {}): Promise<void> {
    const writer = this.#writer;
    if (writer === null) throw new Error('not signed in');
    this.#answered += 1;
    await writer.save({ v: 1, answered: this.#answered }, { final });
    await writer.settled();
    if (writer.state.kind !== 'saved') throw new Error(`a pupil is left with ${writer.state.kind}`);
    this.#heardSaved();
  }

  stop(): void {
    this.#writer?.stop();
  }

  #heardSaved(): void {
    const news = this.#answered - this.acknowledged;
    this.acknowledged = this.#answered;
    this.finalHash = this.#writer?.finalHash ?? null;
    if (news > 0) this.#onAcknowledged(news);
  }
}

/** Empty: the answer of something else than a platform. */
async function codeOf(response: Response): Promise<string> {
  const said = (await response
    .clone()
    .json()
    .catch(() => null)) as { code?: string } | null;
  return said?.code ?? '';
}

export class Crowd {
  readonly pupils: readonly SimulatedPupil[];
  /** How often a browser had to wait, by reason, including failures that it did not recover from. */
  readonly waits: Record<string, number> = {};
  /** Refused requests, by status, except the 404 before a first answer. */
  readonly refusals: Record<number, number> = {};
  /** The codes of the same. */
  readonly codes = new Set<string>();
  readonly #thinkMs: number;
  readonly #answers: number;
  #held: { readonly until: Promise<void>; readonly release: () => void } | null = null;
  #acknowledged = 0;
  #finishing = false;
  #work: Promise<unknown> | null = null;
  #failure: unknown = null;
  readonly #watchers: { readonly at: number; readonly wake: () => void }[] = [];

  private constructor(options: CrowdOptions, holders: readonly Holder[]) {
    this.#thinkMs = options.thinkMs ?? 0;
    this.#answers = options.answers ?? Number.POSITIVE_INFINITY;
    const heard = (news: number) => this.#heard(news);
    const said = (state: SaveState) => {
      if (state.kind === 'saved' || state.kind === 'saving') return;
      const what = state.kind === 'waiting' ? state.reason : state.kind;
      this.waits[what] = (this.waits[what] ?? 0) + 1;
    };
    const refused = (status: number, code: string) => {
      if (status === 404) return;
      this.refusals[status] = (this.refusals[status] ?? 0) + 1;
      this.codes.add(code);
    };
    const gated = { ...options, gate: async () => this.#held?.until };
    this.pupils = holders.map((holder) => new SimulatedPupil(holder, gated, heard, said, refused));
  }

  static async gather(options: CrowdOptions): Promise<Crowd> {
    const holders = await Promise.all(
      Array.from({ length: options.pupils }, () => openHolder(random(32), options.campaignId)),
    );
    return new Crowd(options, holders);
  }

  get holders(): readonly Holder[] {
    return this.pupils.map(({ holder }) => holder);
  }
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Everybody signs in and answers until `finish`. */
  start(): void {
    this.#work = Promise.all(this.pupils.map((pupil) => this.#sit(pupil))).catch((error) => {
      this.#failure = error;
      for (const { wake } of this.#watchers.splice(0)) wake();
    });
  }

  /** Resolves once `more` further answers are acknowledged; rejects when the crowd has failed or `withinMs` has passed. */
  async reach(more: number, withinMs = 300_000): Promise<void> {
    const at = this.#acknowledged + more;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      new Promise<void>((wake) => {
        if (this.#failure !== null) wake();
        else this.#watchers.push({ at, wake });
      }),
      new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new Error(`only ${this.#acknowledged} of ${at} answers after ${withinMs} ms`)),
          withinMs,
        );
      }),
    ]).finally(() => clearTimeout(timer));
    if (this.#failure !== null) throw this.#failure;
  }

  /** Resolves once something new was acknowledged to every pupil. */
  async everybodyAnswers(withinMs = 300_000): Promise<void> {
    const before = this.pupils.map(({ acknowledged }) => acknowledged);
    const end = performance.now() + withinMs;
    while (this.pupils.some(({ acknowledged }, i) => acknowledged <= before[i]!)) {
      if (this.#failure !== null) throw this.#failure;
      if (performance.now() > end) throw new Error(`some pupils are not served again within ${withinMs} ms`);
      await wait(10);
    }
  }

  /** Sends nothing until `release`. Requests in progress may still be answered. */
  hold(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held ??= { until: promise, release: resolve };
  }
  /** Resolves once nobody waits for an answer any more: after `hold`, the platform has all that it gets until `release`. */
  async quiet(): Promise<void> {
    // Whoever has passed the gate sends in this turn.
    await wait(0);
    while (this.pupils.some(({ underWay }) => underWay > 0)) await wait(10);
  }
  release(): void {
    this.#held?.release();
    this.#held = null;
  }

  /** Each gives one last, final answer. Resolves when all are acknowledged; rejects after `withinMs`. */
  async finish(withinMs = 600_000): Promise<void> {
    this.#finishing = this.#answers === Number.POSITIVE_INFINITY;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      this.#work,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('some pupils cannot finish')), withinMs);
      }),
    ]).finally(() => clearTimeout(timer));
    if (this.#failure !== null) throw this.#failure;
  }

  /** Stops everything, as if all computers were switched off. */
  stop(): void {
    this.#finishing = true;
    for (const pupil of this.pupils) pupil.stop();
    this.release();
  }

  async #sit(pupil: SimulatedPupil): Promise<void> {
    await pupil.signIn();
    for (let i = 0; i < this.#answers && !this.#finishing; i++) {
      await pupil.answer();
      if (this.#thinkMs > 0) await wait(this.#thinkMs);
    }
    await pupil.answer({ final: true });
  }

  #heard(news: number): void {
    this.#acknowledged += news;
    for (let i = this.#watchers.length - 1; i >= 0; i--) {
      if (this.#watchers[i]!.at <= this.#acknowledged) this.#watchers.splice(i, 1)[0]!.wake();
    }
  }
}

/** Opens an envelope: how many answers it contains, its version, and whether it is final. */
export async function answersIn(
  holder: Holder,
  envelope: Uint8Array,
): Promise<{ readonly answered: number; readonly version: number; readonly final: boolean }> {
  const { version, kind } = parseEnvelopeHeader(envelope);
  const { body } = await open(holder, envelope, { kind: 'record-or-final', name: RECORD });
  return { answered: (body as { answered: number }).answered, version, final: kind === 'final' };
}

function random(length: number): Bytes {
  return new Uint8Array(randomBytes(length));
}

export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
