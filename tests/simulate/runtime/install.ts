/**
 * Puts time, chance, timers and every answer of other threads under the simulator's hand, in this thread. Loaded before
 * anything else: what is imported afterwards finds the simulated world in its place and runs unchanged.
 *
 * Simulated: `Date`, `performance.now`, timers, `AbortSignal.timeout`, `Math.random`, random numbers and key pairs of
 * `node:crypto`, WebCrypto, `node:fs/promises` (at once, on this thread), Argon2id (remembered), copies of backups, and a step
 * before each change of a database. `fetch` is set by the world, and is what the office calls too.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { performance as realPerformance } from 'node:perf_hooks';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import timersPromises from 'node:timers/promises';
import zlib from 'node:zlib';
import { deterministicSubtle, ed25519Pkcs8 } from './deterministic-crypto.ts';
import { SeededRandom } from './seeded-random.ts';

const RealDate = Date;
const realTurn = setImmediate;
const realNowMs = realPerformance.now.bind(realPerformance);

const MAX_TIMER_MS = 2 ** 31 - 1;
/** About a minute of the machine's time. */
const MOST_IDLE_TURNS = 60_000;

/** Wall-clock milliseconds of the machine that simulates, for progress only. */
export const machineNowMs = () => realNowMs();

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Called before each change of a database or file: may throw, as a full disk or the end of a process does. */
export type StepHook = (path: string, what: string) => void;

class Runtime {
  /** Milliseconds since the simulation began, never set back. */
  elapsedMs = 0;
  /** Of the clock that everything without a clock of its own reads, milliseconds since 1970. */
  dateMs: () => number = () => 0;
  random = new SeededRandom('none');
  onStep: StepHook = () => undefined;
  onUnhandled: (error: unknown) => void = (error) => {
    throw error;
  };
  /** Told of each timer that 32 bits do not hold. */
  onTooLong: (ms: number) => void = () => undefined;
  #timers: Timer[] = [];
  #order = 0;
  #immediates = 0;

  setTimer(run: () => void, ms: number): Timer {
    if (ms > MAX_TIMER_MS) this.onTooLong(ms);
    // As Node and browsers do: a time that 32 bits do not hold is no time.
    const at = this.elapsedMs + (ms > 0 && ms <= MAX_TIMER_MS ? ms : 0);
    const timer: Timer = { at, order: this.#order++, run, cancelled: false };
    // A binary heap by time, then by order of setting.
    const heap = this.#timers;
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(timer, heap[parent] as Timer)) break;
      heap[i] = heap[parent] as Timer;
      i = parent;
    }
    heap[i] = timer;
    return timer;
  }

  countImmediate(change: 1 | -1): void {
    this.#immediates += change;
  }

  /** Lets everything run that waits for nothing but its turn. */
  async drain(): Promise<void> {
    do await new Promise<void>((resolve) => realTurn(() => resolve()));
    while (this.#immediates > 0);
    await new Promise<void>((resolve) => realTurn(() => resolve()));
  }

  /** Moves the clock to the next timer and runs it, if it is due by `untilMs`. Whether there was one. */
  runNext(untilMs: number): boolean {
    for (;;) {
      const next = this.#timers[0];
      if (next === undefined || next.at > untilMs) return false;
      this.#shift();
      if (next.cancelled) continue;
      this.elapsedMs = Math.max(this.elapsedMs, next.at);
      next.run();
      return true;
    }
  }

  /** Runs until `isDone`, or until the clock stands at `untilMs`, or nothing more happens. */
  async run(isDone: () => boolean, untilMs: number): Promise<void> {
    for (;;) {
      await this.drain();
      if (isDone()) return;
      if (!this.runNext(untilMs)) {
        if (Number.isFinite(untilMs)) this.elapsedMs = Math.max(this.elapsedMs, untilMs);
        return;
      }
    }
  }

  /** Waits for work that may also wait for real threads (the preparation). The clock stands still. */
  async settle<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    for (let idle = 0; !settled; idle++) {
      await this.drain();
      if (idle > MOST_IDLE_TURNS) throw new Error('the preparation waits for nothing');
      if (!settled) await new Promise<void>((resolve) => realSetTimeout(resolve, 1));
    }
    return promise;
  }

  reset(): void {
    this.#timers = [];
    this.#order = 0;
    this.elapsedMs = 0;
  }

  #shift(): void {
    const heap = this.#timers;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child += 1;
      if (!isBefore(heap[child] as Timer, last)) break;
      heap[i] = heap[child] as Timer;
      i = child;
    }
    heap[i] = last;
  }
}

const isBefore = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.order < b.order);
const realSetTimeout = setTimeout;

export const runtime = new Runtime();
process.on('unhandledRejection', (error) => runtime.onUnhandled(error));

installTime();
installChance();
installFiles();
installCompression();
installSteps();
syncBuiltinESMExports();
installThreads();

function installTime(): void {
  class SimulatedDate extends RealDate {
    constructor(...values: readonly unknown[]) {
      if (values.length === 0) super(runtime.dateMs());
      else super(...(values as [number]));
    }
    static override now(): number {
      return runtime.dateMs();
    }
  }
  globalThis.Date = SimulatedDate as DateConstructor;
  const now = () => runtime.elapsedMs;
  Object.defineProperty(realPerformance, 'now', { value: now, configurable: true });
  Object.defineProperty(globalThis.performance, 'now', { value: now, configurable: true });

  class SimulatedTimeout {
    #timer: Timer;
    readonly #again: () => Timer;
    constructor(set: () => Timer) {
      this.#again = set;
      this.#timer = set();
    }
    cancel(): void {
      this.#timer.cancelled = true;
    }
    refresh(): this {
      this.cancel();
      this.#timer = this.#again();
      return this;
    }
    ref(): this {
      return this;
    }
    unref(): this {
      return this;
    }
    hasRef(): boolean {
      return true;
    }
  }
  const clear = (timeout: unknown) => {
    if (timeout instanceof SimulatedTimeout) timeout.cancel();
  };
  const later = (run: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) =>
    new SimulatedTimeout(() => runtime.setTimer(() => run(...values), ms));
  const every = (run: (...values: unknown[]) => void, ms = 1, ...values: unknown[]) => {
    const timeout: SimulatedTimeout = new SimulatedTimeout(() =>
      runtime.setTimer(
        () => {
          timeout.refresh();
          run(...values);
        },
        Math.max(1, ms),
      ),
    );
    return timeout;
  };
  Object.assign(globalThis, {
    setTimeout: later,
    clearTimeout: clear,
    setInterval: every,
    clearInterval: clear,
  });
  const waiting = new Set<unknown>();
  Object.assign(globalThis, {
    setImmediate: (run: (...values: unknown[]) => void, ...values: unknown[]) => {
      runtime.countImmediate(1);
      const immediate = realTurn(() => {
        runtime.countImmediate(-1);
        waiting.delete(immediate);
        run(...values);
      });
      waiting.add(immediate);
      return immediate;
    },
  });
  const realClear = clearImmediate;
  globalThis.clearImmediate = (immediate) => {
    if (waiting.delete(immediate)) runtime.countImmediate(-1);
    realClear(immediate);
  };
  AbortSignal.timeout = (ms: number) => {
    const controller = new AbortController();
    later(() => controller.abort(new DOMException('The operation timed out', 'TimeoutError')), ms);
    return controller.signal;
  };
  const sleep = (ms = 0, value?: unknown, options: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const stop = () => reject(options.signal?.reason);
      if (options.signal?.aborted === true) return stop();
      options.signal?.addEventListener('abort', stop, { once: true });
      later(() => {
        options.signal?.removeEventListener('abort', stop);
        resolve(value);
      }, ms);
    });
  const turn = (value?: unknown) => new Promise((resolve) => setImmediate(resolve, value));
  Object.assign(timersPromises, { setTimeout: sleep, setImmediate: turn });
}

function installChance(): void {
  Math.random = () => runtime.random.fraction();
  const randomBytes = (length: number) => Buffer.from(runtime.random.bytes(length).buffer);
  const fill = <T extends ArrayBufferView>(array: T): T => {
    const bytes = runtime.random.bytes(array.byteLength);
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(bytes);
    return array;
  };
  const keyPair = () => {
    const der = ed25519Pkcs8(runtime.random.bytes(32));
    const privateKey = crypto.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    return { privateKey, publicKey: crypto.createPublicKey(privateKey) };
  };
  Object.assign(crypto, {
    randomBytes,
    randomFillSync: fill,
    randomInt: (from: number, below?: number) =>
      below === undefined ? runtime.random.between(0, from) : runtime.random.between(from, below),
    randomUUID: () => randomBytes(16).toString('hex'),
    generateKeyPairSync: keyPair,
  });
  const simulated = {
    subtle: deterministicSubtle((length) => runtime.random.bytes(length)),
    getRandomValues: fill,
    randomUUID: () => randomBytes(16).toString('hex'),
  };
  Object.defineProperty(globalThis, 'crypto', { value: simulated, configurable: true });
}

/** What the project calls of `node:fs/promises`, at once. */
function installFiles(): void {
  const handleOf = (fd: number) => ({
    writeFile: async (bytes: Uint8Array) => fs.writeFileSync(fd, bytes),
    write: async (bytes: Uint8Array, offset: number, length: number, at: number) =>
      fs.writeSync(fd, bytes, offset, length, at),
    read: async (bytes: Uint8Array, offset: number, length: number, at: number) => ({
      bytesRead: fs.readSync(fd, bytes, offset, length, at),
      buffer: bytes,
    }),
    stat: async () => fs.fstatSync(fd),
    sync: async () => fs.fsyncSync(fd),
    close: async () => fs.closeSync(fd),
  });
  Object.assign(fsPromises, {
    open: async (path: string, flags: string, mode?: number) => handleOf(fs.openSync(path, flags, mode)),
    readFile: async (path: string, options?: 'utf8') => fs.readFileSync(path, options),
    rename: async (from: string, to: string) => fs.renameSync(from, to),
    readdir: async (path: string, options: object) =>
      fs.readdirSync(path, options as { withFileTypes: true }),
    rm: async (path: string, options?: object) => fs.rmSync(path, options),
    stat: async (path: string) => fs.statSync(path),
  });
}

/** Compression, at once. */
function installCompression(): void {
  type Done = (error: null, result: Buffer) => void;
  const atOnce =
    (compress: (bytes: Uint8Array, options: object) => Buffer) =>
    (bytes: Uint8Array, options: object, done: Done) =>
      done(null, compress(bytes, options));
  Object.assign(zlib, { gzip: atOnce(zlib.gzipSync), brotliCompress: atOnce(zlib.brotliCompressSync) });
}

/** Steps: a change of a database, a commit before and after, a file renamed. */
function installSteps(): void {
  const paths = new WeakMap<object, string>();
  const pathOf = (db: DatabaseSync) => {
    const known = paths.get(db);
    if (known !== undefined) return known;
    // SQLite's own chance too.
    db.function('random', () => runtime.random.between(0, 2 ** 48));
    db.function('randomblob', (length) => runtime.random.bytes(Number(length)));
    const path = db.location() ?? '';
    paths.set(db, path);
    return path;
  };
  const owners = new WeakMap<object, string>();
  const { exec, prepare } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    const path = pathOf(this);
    if (!sql.startsWith('PRAGMA')) runtime.onStep(path, sql.slice(0, 6));
    exec.call(this, sql);
    if (sql === 'COMMIT') runtime.onStep(path, 'COMMITTED');
  };
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, ...values: Parameters<typeof prepare>) {
    const statement = prepare.apply(this, values);
    owners.set(statement, pathOf(this));
    return statement;
  };
  const { run } = StatementSync.prototype;
  StatementSync.prototype.run = function (this: StatementSync, ...values: never[]) {
    runtime.onStep(owners.get(this) ?? '', 'run');
    return run.apply(this, values as unknown as Parameters<typeof run>);
  } as typeof run;
  const { renameSync } = fs;
  fs.renameSync = (from, to) => {
    runtime.onStep(String(to), 'rename');
    renameSync(from, to);
    runtime.onStep(String(to), 'renamed');
  };
}

/**
 * Argon2id is a function: its results are remembered over campaigns, and computed on this thread. So are codes that are
 * minted. Backups are copied on it too.
 */
function installThreads(): void {
  const remembered = new URL('./remembered-argon2.ts', import.meta.url).href;
  const minting = new URL('../../../packages/dev-env/src/authority/mint-here.ts', import.meta.url).href;
  const durable = new URL('./durable-here.ts', import.meta.url).href;
  const fetching = new URL('./fetch-here.ts', import.meta.url).href;
  const at = (url: string) => ({ url, format: 'module-typescript', shortCircuit: true });
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === '@cloison/protocol/argon2-node' && context.parentURL !== remembered)
        return at(remembered);
      const isMinting =
        specifier.endsWith('/codes/mint.ts') ||
        (specifier === './mint.ts' && context.parentURL?.includes('/codes/') === true);
      if (isMinting && context.parentURL !== minting) return at(minting);
      if (specifier === './fetch.ts' && context.parentURL?.includes('/platform-link/') === true)
        return at(fetching);
      if (/\/(?:described-file|copy-database)\.ts$/.test(specifier)) return at(durable);
      return next(specifier, context);
    },
  });
}
