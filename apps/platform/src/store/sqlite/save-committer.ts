/**
 * Runs the save thread of one campaign: sends batches to it and reports when they are durable. If the thread dies, its last
 * batch may have been stored or not. It is refused, the browsers send the same envelopes again, and a stored one is then
 * answered `saved`.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { SaveRequest } from '../saving.ts';
import type { SaveCommitter } from './group-commit.ts';
import { type OwnerOf, packSaves, type SaveAnswers, type SaveBatch } from './save-batch.ts';
import type { SaveThreadData } from './save-thread.ts';

/** A commit takes milliseconds. A disk that takes this long has stopped. */
const MAX_COMMIT_MS = 30_000;
const DIED: SaveAnswers = { failure: 'unavailable', outcomes: [], ms: 0 };

/** What the thread needs with every batch. */
export type BatchFacts = Pick<SaveBatch, 'era' | 'generation' | 'maxPages'>;

export class ThreadCommitter implements SaveCommitter {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #facts: () => BatchFacts;
  readonly #ownerOf: OwnerOf;
  /** How many answers the thread has sent. It may still be one too few when an answer arrives. */
  readonly #sent = new Int32Array(new SharedArrayBuffer(4));
  readonly #waiting: ((answers: SaveAnswers) => void)[] = [];
  #works = true;

  /** `facts` and `ownerOf` are called when a batch is sent. Their results must stay valid until it is answered. */
  constructor(databasePath: string, facts: () => BatchFacts, ownerOf: OwnerOf) {
    this.#facts = facts;
    this.#ownerOf = ownerOf;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: SaveThreadData = { databasePath, port: port2, sent: this.#sent };
    this.#worker = new Worker(new URL('./save-thread.ts', import.meta.url), {
      workerData,
      transferList: [port2],
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#worker.on('error', () => this.#died());
    this.#worker.on('exit', () => this.#died());
    this.#worker.unref();
    port1.on('message', (answers: SaveAnswers) => this.#arrived(answers));
    port1.unref();
  }

  get works(): boolean {
    return this.#works;
  }

  send(requests: readonly SaveRequest[], done: (answers: SaveAnswers) => void): void {
    const packed = packSaves(requests, this.#ownerOf);
    const batch: SaveBatch = { ...this.#facts(), count: requests.length, packed };
    if (this.#waiting.push(done) === 1) this.#port.ref();
    this.#port.postMessage(batch, [packed]);
  }

  wait(): void {
    if (this.#waiting.length === 0) return;
    const answer = this.#receive();
    if (answer === null) this.#died();
    else this.#arrived(answer);
  }

  /** Blocks until the thread's connection is closed. */
  close(): void {
    if (!this.#works) return;
    this.#works = false;
    this.#port.postMessage(null);
    this.#receive();
    this.#port.close();
    void this.#worker.terminate();
  }

  /** Blocks for the next answer; null when none comes. */
  #receive(): SaveAnswers | null {
    const giveUpMs = performance.now() + MAX_COMMIT_MS;
    for (;;) {
      // The thread counts an answer after it has sent it: read before looking, so that none comes unnoticed in between.
      const counted = Atomics.load(this.#sent, 0);
      const received = receiveMessageOnPort(this.#port);
      if (received !== undefined) return received.message as SaveAnswers | null;
      const leftMs = giveUpMs - performance.now();
      if (leftMs <= 0 || Atomics.wait(this.#sent, 0, counted, leftMs) === 'timed-out') return null;
    }
  }

  #arrived(answers: SaveAnswers): void {
    const done = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#port.unref();
    done?.(answers);
  }

  #died(): void {
    this.#works = false;
    this.#port.unref();
    for (const done of this.#waiting.splice(0)) done(DIED);
  }
}
