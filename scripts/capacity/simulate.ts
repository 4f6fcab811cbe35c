/**
 * Discrete-event simulation of one cell: pupils log in, save, are asked to wait, lose their connection and come back, by
 * the rules of the client and of the service. Platform processes are single servers with two queues (saves first); the
 * store commits in groups: what waits when a commit begins is in it.
 *
 * Known limits: the network costs nothing; a process's speed does not depend on what the others do; service times in a
 * process are exponential about their mean, which is worse than what is measured.
 */
import FlatQueue from 'flatqueue';
import type { Cell, Fault, Figures, Sitting } from './cell.ts';
import { Fifo } from './fifo.ts';

export interface Outcome {
  /** Milliseconds from the first try to the answer that counts. */
  readonly login: Quantiles;
  readonly save: Quantiles;
  readonly saves: number;
  /** `503` answers. */
  readonly refused: number;
  /** Requests whose process died under them. */
  readonly broken: number;
  readonly timeline: readonly Span[];
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Ten seconds. */
export interface Span {
  readonly fromS: number;
  /** 99th percentile of the saves acknowledged in it, milliseconds; 0 when there were none. */
  readonly saveP99Ms: number;
  readonly savesPerS: number;
  readonly refusedPerS: number;
  /** Pupils who waited for an answer at its end. */
  readonly waiting: number;
  /** Share of it that the processes (of those alive, the mean) and the store were at work. */
  readonly processLoad: number;
  readonly storeLoad: number;
}

const SPAN_MS = 10_000;
/** Kinds of events, packed into one number with the pupil or process they are about. */
const REQUEST = 0;
const SERVED = 1;
const COMMITTED = 2;
const FAULT = 3;
const STORE_BACK = 4;
const STORE_TIMEOUT = 5;
const KINDS = 8;
/** Where a pupil is. */
const ELSEWHERE = 0;
const IN_PROCESS = 1;
const IN_STORE = 2;
/** An entry of the store's queue is pupil × TRIES + the number of the try: an entry of an earlier try is skipped. */
const TRIES = 4096;

interface Process {
  alive: boolean;
  /** The pupil being served, null when idle. */
  serving: number | null;
  readonly saves: Fifo;
  readonly logins: Fifo;
}

interface SpanTotals {
  readonly saves: number[];
  refused: number;
  waiting: number;
  processMs: number;
  storeMs: number;
  alive: number;
}

/** `random` gives numbers from 0 to 1; the same numbers give the same outcome. */
export function simulate(
  figures: Figures,
  cell: Cell,
  sitting: Sitting,
  fault: Fault,
  random: () => number,
): Outcome {
  return new Simulation(figures, cell, sitting, fault, random).run();
}

class Simulation {
  readonly #figures: Figures;
  readonly #cell: Cell;
  readonly #sitting: Sitting;
  readonly #fault: Fault;
  readonly #random: () => number;
  readonly #events = new FlatQueue<number>();
  readonly #processes: readonly Process[];
  #living: readonly number[];

  readonly #processOf: Int32Array;
  readonly #location: Uint8Array;
  readonly #loggedIn: Uint8Array;
  readonly #connected: Uint8Array;
  /** When a pupil first tried what it is trying now; -1 when it wants nothing. */
  readonly #sinceMs: Float64Array;
  readonly #try: Int32Array;

  readonly #storeQueue = new Fifo();
  #commit: readonly number[] = [];
  #storeDown = false;
  #slowdown = 1;

  #nowMs = 0;
  #waiting = 0;
  #refused = 0;
  #broken = 0;
  readonly #loginTimes: number[] = [];
  readonly #saveTimes: number[] = [];
  readonly #spans: SpanTotals[] = [];

  constructor(figures: Figures, cell: Cell, sitting: Sitting, fault: Fault, random: () => number) {
    this.#figures = figures;
    this.#cell = cell;
    this.#sitting = sitting;
    this.#fault = fault;
    this.#random = random;
    this.#processes = Array.from({ length: cell.processes }, () => ({
      alive: true,
      serving: null,
      saves: new Fifo(),
      logins: new Fifo(),
    }));
    this.#living = this.#processes.map((_, index) => index);
    this.#processOf = Int32Array.from({ length: cell.pupils }, (_, pupil) => pupil % cell.processes);
    this.#location = new Uint8Array(cell.pupils);
    this.#loggedIn = new Uint8Array(cell.pupils);
    this.#connected = new Uint8Array(cell.pupils);
    this.#sinceMs = new Float64Array(cell.pupils).fill(-1);
    this.#try = new Int32Array(cell.pupils);
  }

  run(): Outcome {
    for (let pupil = 0; pupil < this.#cell.pupils; pupil++) {
      this.#at(this.#sitting.loginMs * this.#random(), REQUEST, pupil);
    }
    if (this.#fault.atMs < this.#sitting.untilMs) this.#at(this.#fault.atMs, FAULT, 0);
    for (let next = this.#events.peekValue(); next !== undefined; next = this.#events.peekValue()) {
      if (next > this.#sitting.untilMs) break;
      this.#nowMs = next;
      const packed = this.#events.pop()!;
      this.#handle(packed % KINDS, Math.floor(packed / KINDS));
      this.#span().waiting = this.#waiting;
    }
    return {
      login: quantiles(this.#loginTimes),
      save: quantiles(this.#saveTimes),
      saves: this.#saveTimes.length,
      refused: this.#refused,
      broken: this.#broken,
      timeline: this.#spans.map(spanOf),
    };
  }

  #handle(kind: number, what: number): void {
    switch (kind) {
      case REQUEST:
        this.#request(what);
        break;
      case SERVED:
        this.#served(what);
        break;
      case COMMITTED:
        this.#committed();
        break;
      case FAULT:
        this.#applyFault();
        break;
      case STORE_BACK:
        this.#storeDown = false;
        this.#beginCommit();
        break;
      case STORE_TIMEOUT:
        this.#storeTimeout(what);
        break;
    }
  }

  /** A pupil asks: to log in when it has not yet, else to save. */
  #request(pupil: number): void {
    if (this.#sinceMs[pupil]! < 0) {
      this.#sinceMs[pupil] = this.#nowMs;
      this.#waiting += 1;
    }
    this.#try[pupil] = (this.#try[pupil]! + 1) % TRIES;
    if (!this.#processes[this.#processOf[pupil]!]!.alive) {
      this.#processOf[pupil] = this.#living[Math.floor(this.#random() * this.#living.length)]!;
      this.#connected[pupil] = 0;
    }
    const index = this.#processOf[pupil]!;
    const process = this.#processes[index]!;
    const queue = this.#loggedIn[pupil] === 1 ? process.saves : process.logins;
    if (queue.length >= this.#cell.queueLimit) {
      this.#refuse(pupil);
      return;
    }
    queue.push(pupil);
    this.#location[pupil] = IN_PROCESS;
    if (process.serving === null) this.#serveNext(index);
  }

  #serveNext(index: number): void {
    const process = this.#processes[index]!;
    const pupil = process.saves.shift() ?? process.logins.shift() ?? null;
    process.serving = pupil;
    if (pupil === null) return;
    const { saveMs, loginMs, handshakeMs } = this.#figures;
    const meanMs =
      (this.#loggedIn[pupil] === 1 ? saveMs : loginMs) + (this.#connected[pupil] === 1 ? 0 : handshakeMs);
    this.#connected[pupil] = 1;
    const tookMs = -meanMs * Math.log(1 - this.#random());
    this.#span().processMs += tookMs;
    this.#at(this.#nowMs + tookMs, SERVED, index);
  }

  #served(index: number): void {
    const process = this.#processes[index]!;
    if (!process.alive) return;
    const pupil = process.serving!;
    if (this.#loggedIn[pupil] === 1) {
      this.#location[pupil] = IN_STORE;
      this.#storeQueue.push(pupil * TRIES + this.#try[pupil]!);
      if (this.#storeDown)
        this.#at(this.#nowMs + this.#cell.storeTimeoutMs, STORE_TIMEOUT, this.#storeEntry(pupil));
      else this.#beginCommit();
    } else {
      this.#loginTimes.push(this.#answered(pupil));
      this.#loggedIn[pupil] = 1;
      this.#at(this.#nowMs + this.#pauseMs(), REQUEST, pupil);
    }
    this.#serveNext(index);
  }

  #beginCommit(): void {
    if (this.#storeDown || this.#commit.length > 0) return;
    const commit: number[] = [];
    while (commit.length < this.#cell.maxRows) {
      const entry = this.#storeQueue.shift();
      if (entry === undefined) break;
      if (this.#isInStore(entry)) commit.push(entry);
    }
    if (commit.length === 0) return;
    this.#commit = commit;
    const tookMs = this.#slowdown * (this.#figures.commitMs + this.#figures.rowMs * commit.length);
    this.#span().storeMs += tookMs;
    this.#at(this.#nowMs + tookMs, COMMITTED, 0);
  }

  #committed(): void {
    const commit = this.#commit;
    this.#commit = [];
    for (const entry of commit) {
      if (!this.#isInStore(entry)) continue;
      const pupil = Math.floor(entry / TRIES);
      const tookMs = this.#answered(pupil);
      this.#saveTimes.push(tookMs);
      this.#span().saves.push(tookMs);
      this.#at(this.#nowMs + Math.max(0, this.#pauseMs() - tookMs), REQUEST, pupil);
    }
    this.#beginCommit();
  }

  #storeTimeout(entry: number): void {
    if (!this.#storeDown || !this.#isInStore(entry)) return;
    this.#refuse(Math.floor(entry / TRIES));
  }

  #applyFault(): void {
    const dying = Math.floor(this.#cell.processes * this.#fault.processesLost);
    for (const process of this.#processes.slice(0, dying)) {
      process.alive = false;
      process.serving = null;
      process.saves.clear();
      process.logins.clear();
    }
    this.#living = this.#living.filter((index) => this.#processes[index]!.alive);
    for (let pupil = 0; pupil < this.#cell.pupils; pupil++) {
      if (this.#processOf[pupil]! >= dying || this.#location[pupil] === ELSEWHERE) continue;
      // Who waits for an answer sees the connection break and asks again; the others see it at their next save.
      this.#broken += 1;
      this.#location[pupil] = ELSEWHERE;
      this.#at(this.#nowMs + this.#cell.retryJitterMs * this.#random(), REQUEST, pupil);
    }
    this.#slowdown = this.#fault.storeSlowdown;
    if (this.#fault.storeDownMs === 0) return;
    this.#storeDown = true;
    this.#at(this.#nowMs + this.#fault.storeDownMs, STORE_BACK, 0);
    for (let pupil = 0; pupil < this.#cell.pupils; pupil++) {
      if (this.#location[pupil] !== IN_STORE) continue;
      this.#at(this.#nowMs + this.#cell.storeTimeoutMs, STORE_TIMEOUT, this.#storeEntry(pupil));
    }
  }

  #refuse(pupil: number): void {
    this.#location[pupil] = ELSEWHERE;
    this.#refused += 1;
    this.#span().refused += 1;
    const { retryAfterMs, retryJitterMs } = this.#cell;
    this.#at(this.#nowMs + retryAfterMs + retryJitterMs * this.#random(), REQUEST, pupil);
  }

  #answered(pupil: number): number {
    const tookMs = this.#nowMs - this.#sinceMs[pupil]!;
    this.#location[pupil] = ELSEWHERE;
    this.#sinceMs[pupil] = -1;
    this.#waiting -= 1;
    return tookMs;
  }

  #storeEntry(pupil: number): number {
    return pupil * TRIES + this.#try[pupil]!;
  }

  #isInStore(entry: number): boolean {
    const pupil = Math.floor(entry / TRIES);
    return this.#location[pupil] === IN_STORE && this.#storeEntry(pupil) === entry;
  }

  #pauseMs(): number {
    return this.#sitting.saveEveryMs * (0.8 + 0.4 * this.#random());
  }

  #at(timeMs: number, kind: number, what: number): void {
    this.#events.push(what * KINDS + kind, timeMs);
  }

  #span(): SpanTotals {
    const index = Math.floor(this.#nowMs / SPAN_MS);
    while (this.#spans.length <= index) {
      this.#spans.push({
        saves: [],
        refused: 0,
        waiting: this.#waiting,
        processMs: 0,
        storeMs: 0,
        alive: this.#living.length,
      });
    }
    return this.#spans[index]!;
  }
}

function spanOf({ saves, refused, waiting, processMs, storeMs, alive }: SpanTotals, index: number): Span {
  return {
    fromS: (index * SPAN_MS) / 1000,
    saveP99Ms: quantiles(saves).p99,
    savesPerS: (1000 * saves.length) / SPAN_MS,
    refusedPerS: (1000 * refused) / SPAN_MS,
    waiting,
    processLoad: processMs / (SPAN_MS * alive),
    storeLoad: storeMs / SPAN_MS,
  };
}

/** Zeros when there are none. */
export function quantiles(values: readonly number[]): Quantiles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
