/** Threads that play scenarios, each with one at a time. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LaneAnswer, LaneData, LaneOrder } from './lane.ts';

type Message = LaneAnswer | 'ready' | 'passed';

export class Lane {
  readonly #worker: Worker;
  readonly #folder: string;
  #waiting: PromiseWithResolvers<Message> | null = null;

  private constructor(worker: Worker, folder: string) {
    this.#worker = worker;
    this.#folder = folder;
    worker.on('message', (answer: Message) => this.#waiting?.resolve(answer));
    worker.on('error', (error) => this.#waiting?.reject(error));
  }

  /** Ready once the campaign of all runs is made. */
  static async open(hole: string | null = null): Promise<Lane> {
    // In memory where the system offers it: processes are killed here, not machines.
    const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cloison-simulate-'));
    const data: LaneData = { folder, hole };
    const lane = new Lane(new Worker(new URL('./lane.ts', import.meta.url), { workerData: data }), folder);
    await lane.#answer();
    return lane;
  }

  async run(order: LaneOrder): Promise<LaneAnswer> {
    const given = await this.runUnlessPassed(order);
    if (given === null) throw new Error('a lane has passed a run by');
    return given;
  }

  /** Null: the hole of this lane cannot show in it, and it may be passed by. */
  async runUnlessPassed(order: LaneOrder): Promise<LaneAnswer | null> {
    const answer = this.#answer();
    this.#worker.postMessage(order);
    const given = await answer;
    if (given === 'ready') throw new Error('a lane answered out of turn');
    return given === 'passed' ? null : given;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #answer(): Promise<Message> {
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }
}

export interface SeedsOptions {
  readonly from: number;
  readonly count: number;
  readonly steps: number;
  readonly jobs: number;
  readonly hole?: string | null;
  /** Ends all lanes at the first finding, and plays only runs that can show the hole. */
  readonly stopAtFirst?: boolean;
  readonly onAnswer?: (answer: LaneAnswer, seed: number) => void;
}

/** Plays seeds on as many lanes. The findings, by seed. */
export async function playSeeds(options: SeedsOptions): Promise<readonly LaneAnswer[]> {
  const { from, count, steps, hole = null, stopAtFirst = false, onAnswer } = options;
  const found: LaneAnswer[] = [];
  let next = from;
  const work = async () => {
    const lane = await Lane.open(hole);
    try {
      while (next < from + count && !(stopAtFirst && found.length > 0)) {
        const seed = next++;
        const order = { kind: 'seed', seed: String(seed), steps, withTrace: false } as const;
        const answer = await lane.runUnlessPassed({ ...order, mayPass: stopAtFirst });
        if (answer === null) continue;
        if (answer.violation !== null) found.push(answer);
        onAnswer?.(answer, seed);
      }
    } finally {
      await lane.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, count) }, work));
  return found.toSorted((a, b) => Number(a.scenario.seed) - Number(b.scenario.seed));
}
