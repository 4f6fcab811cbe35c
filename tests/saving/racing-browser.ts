/** One browser of the race: real client code, a store that survives its kills, a network that a test can break. */
import { MemoryStore, platformApi, RecordWriter, type SaveState } from '@cloison/client';
import { type Holder, open } from '@cloison/protocol';
import { type Bytes, sha256, toBase64Url } from '@cloison/protocol/public';
import { CAMPAIGN, RECORD } from './tiny-campaign.ts';

export type Fault = 'none' | 'request-lost' | 'answer-lost' | 'error-500';

/** Seeded randomness (mulberry32, public domain by T. Ettinger): uniform in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What all browsers of one race have seen. The rules are checked against it. */
export class RaceLog {
  /** Answers that were acknowledged to some browser. */
  readonly acknowledged = new Set<string>();
  readonly problems: string[] = [];
  readonly receipts = new Set<string>();
  readonly #answers = new Map<string, Set<number>>();

  answered(hash: string, status: number): void {
    const seen = this.#answers.get(hash) ?? new Set();
    seen.add(status);
    this.#answers.set(hash, seen);
    if (seen.size > 1) this.problems.push(`one envelope was answered ${[...seen].join(' and ')}`);
  }
}

export class RacingBrowser {
  readonly #store: MemoryStore;
  readonly #holder: Holder;
  readonly #device: Bytes;
  readonly #log: RaceLog;
  readonly #url: () => string;
  #faultRate = 0;
  readonly #random: () => number;
  #writer: RecordWriter | null = null;
  #answers = new Set<string>();
  /** States given to the writer, in order: `saved` acknowledges the last. */
  #given: ReadonlySet<string> = new Set();
  #final = false;
  #lives = 0;

  constructor(holder: Holder, device: number, random: () => number, log: RaceLog, url: () => string) {
    this.#holder = holder;
    this.#device = new Uint8Array(8).fill(device);
    this.#random = random;
    this.#log = log;
    this.#url = url;
    this.#store = new MemoryStore((length) => new Uint8Array(length).fill(device));
  }

  breakNetwork(rate: number): void {
    this.#faultRate = rate;
    this.#writer?.retryNow();
  }

  get isFinal(): boolean {
    return this.#final;
  }

  /** Kills the browser (nothing in memory remains) and starts it again: the same code is typed. */
  async restart(): Promise<void> {
    this.#writer?.stop();
    const life = ++this.#lives;
    const api = this.#api();
    const head = await api.record(this.#holder.access, RECORD).catch(() => 'unknown' as const);
    const { writer, resumed } = await RecordWriter.resume(
      {
        holder: this.#holder,
        name: RECORD,
        ceiling: 1024,
        api,
        store: this.#store,
        device: this.#device,
        random: (length) => Uint8Array.from({ length }, () => Math.floor(this.#random() * 256)) as Bytes,
        sleep: () => new Promise((resolve) => setTimeout(resolve, 1)),
        onState: (state) => life === this.#lives && this.#heard(state),
      },
      head,
    );
    this.#writer = writer;
    this.#answers = new Set((resumed.body as { answers?: string[] } | null)?.answers ?? []);
    this.#given = new Set(this.#answers);
    this.#final = resumed.final;
    if (resumed.finalHash !== null) this.#log.receipts.add(toBase64Url(resumed.finalHash));
    // A browser that starts again and finds everything saved has its answers acknowledged, too.
    this.#heard(writer.state);
  }

  async answer(answer: string, { final = false }: { final?: boolean } = {}): Promise<void> {
    if (this.#writer === null || this.#final || this.#writer.state.kind === 'conflict') return;
    this.#answers.add(answer);
    this.#final = final;
    const given = new Set(this.#answers);
    await this.#writer.save({ answers: [...given] }, { final });
    this.#given = given;
  }

  /** After a conflict: "continue here", from what the platform has; a finished record is only looked at. */
  async settleConflict(): Promise<void> {
    if (this.#writer?.state.kind !== 'conflict') return;
    const head = await this.#api()
      .record(this.#holder.access, RECORD)
      .catch(() => null);
    if (head === null) return;
    const { body, header } = await open(this.#holder, head, { kind: 'record-or-final', name: RECORD });
    if (header.kind === 'final') return this.restart();
    this.#answers = new Set((body as { answers: string[] }).answers);
    this.#given = new Set(this.#answers);
    this.#final = false;
    await this.#writer.takeOver(head, body);
  }

  async settled(): Promise<void> {
    await this.#writer?.settled();
  }

  stop(): void {
    this.#writer?.stop();
  }

  #heard(state: SaveState): void {
    if (state.kind !== 'saved') return;
    for (const answer of this.#given) this.#log.acknowledged.add(answer);
    const finalHash = this.#writer?.finalHash ?? null;
    if (finalHash !== null) this.#log.receipts.add(toBase64Url(finalHash));
  }

  /** Calls from one start to the next kill. Requests of a killed browser may still be on their way. */
  #api() {
    return platformApi({
      origin: this.#url(),
      campaign: CAMPAIGN,
      fetch: this.#network(),
      timeoutMs: 10_000,
    });
  }

  #network(): typeof fetch {
    let inFlight = 0;
    return async (input, init) => {
      const isPut = init?.method === 'PUT';
      const fault = this.#fault();
      if (fault === 'request-lost') throw new TypeError('lost on the way there');
      if (isPut && ++inFlight > 1) this.#log.problems.push('two envelopes in flight for one record');
      try {
        const response = await fetch(input, init);
        if (isPut && response.status < 500) {
          const hash = toBase64Url(await sha256(init.body as Uint8Array));
          this.#log.answered(hash, response.status);
        }
        if (fault === 'answer-lost') throw new TypeError('lost on the way back');
        if (fault === 'error-500') return new Response('gateway', { status: 502 });
        return response;
      } finally {
        if (isPut) inFlight--;
      }
    };
  }

  #fault(): Fault {
    if (this.#random() >= this.#faultRate) return 'none';
    return (['request-lost', 'answer-lost', 'error-500'] as const)[Math.floor(this.#random() * 3)]!;
  }
}
