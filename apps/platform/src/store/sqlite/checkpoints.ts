/**
 * Checkpoints a database under load; used by the thread that writes it. Copying 64 MB of log into the database and flushing
 * both takes some 200 ms, so another thread does it (`checkpoint-thread.ts`) while saves continue. It does so twice, the
 * second time for what was written during the first. What then remains is copied here between two batches, so that the log
 * restarts instead of growing for as long as there are writes.
 *
 * Durability does not depend on this: a log that is never copied only grows, up to `wal_autocheckpoint`.
 */
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { CHECKPOINT, type CheckpointThreadData, STATE } from './checkpoint-state.ts';

/** Saves between two checkpoints. A save writes little more than a page of 4 KiB. */
const EVERY_SAVES = 12_000;
/** How long `close` waits for the thread. A checkpoint takes a fraction of a second. */
const MAX_CLOSE_MS = 10_000;

export class Checkpoints {
  readonly #db: DatabaseSync;
  readonly #everySaves: number;
  readonly #data: CheckpointThreadData;
  #worker: Worker | null = null;
  #saves = 0;

  constructor(db: DatabaseSync, databasePath: string, everySaves = EVERY_SAVES) {
    this.#db = db;
    this.#everySaves = everySaves;
    this.#data = { databasePath, state: new Int32Array(new SharedArrayBuffer(4)) };
  }

  /** Call after each transaction of saves. */
  wrote(saves: number): void {
    this.#saves += saves;
    if (this.#saves < this.#everySaves) return;
    switch (Atomics.load(this.#data.state, 0)) {
      case STATE.idle:
        this.#ask();
        return;
      case STATE.done:
        this.#db.exec(CHECKPOINT);
        this.#saves = 0;
        Atomics.store(this.#data.state, 0, STATE.idle);
    }
  }

  /** Blocks until the other thread's connection is closed. */
  close(): void {
    if (this.#worker === null) return;
    const { state } = this.#data;
    const before = Atomics.exchange(state, 0, STATE.closing);
    Atomics.notify(state, 0);
    if (before !== STATE.died) Atomics.wait(state, 0, STATE.closing, MAX_CLOSE_MS);
    void this.#worker.terminate();
  }

  #ask(): void {
    Atomics.store(this.#data.state, 0, STATE.asked);
    Atomics.notify(this.#data.state, 0);
    if (this.#worker !== null) return;
    this.#worker = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), {
      workerData: this.#data,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#worker.unref();
    // Without the thread, SQLite itself checkpoints a log that has become too long.
    this.#worker.on('error', () => Atomics.store(this.#data.state, 0, STATE.died));
  }
}
