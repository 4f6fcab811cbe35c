/**
 * Checkpoints of a database under load, seen from the thread that writes it. Copying the log into the database and flushing
 * both takes some 200 ms for 64 MB: another thread does it (`checkpoint-thread.ts`) while saves go on, twice, the second time
 * what was written during the first. The little that is left is copied here between two batches, so that the log begins anew
 * instead of growing as long as somebody writes.
 *
 * Nothing of it decides what is durable: a log that is never copied only grows, up to `wal_autocheckpoint`.
 */
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { CHECKPOINT, type CheckpointThreadData, STATE } from './checkpoint-state.ts';

/** Saves until the next one: a save writes little more than a page of 4 KiB. */
const EVERY_SAVES = 12_000;
/** A checkpoint takes a fraction of a second. */
const LONGEST_MS = 10_000;

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

  /** After each transaction of saves. */
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
    if (before !== STATE.died) Atomics.wait(state, 0, STATE.closing, LONGEST_MS);
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
    // Without it the log is copied by whoever finds it too long.
    this.#worker.on('error', () => Atomics.store(this.#data.state, 0, STATE.died));
  }
}
