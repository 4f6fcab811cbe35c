/** Threads that play scenarios, each with one at a time. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LaneAnswer, LaneData, LaneOrder } from './lane.ts';

export class Lane {
  readonly #worker: Worker;
  readonly #folder: string;
  #waiting: PromiseWithResolvers<LaneAnswer | 'ready'> | null = null;

  private constructor(worker: Worker, folder: string) {
    this.#worker = worker;
    this.#folder = folder;
    worker.on('message', (answer: LaneAnswer | 'ready') => this.#waiting?.resolve(answer));
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
    const answer = this.#answer();
    this.#worker.postMessage(order);
    const given = await answer;
    if (given === 'ready') throw new Error('a lane answered out of turn');
    return given;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #answer(): Promise<LaneAnswer | 'ready'> {
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
  /** Ends all lanes at the first finding. */
  readonly stopAtFirst?: boolean;
  readonly onAnswer?: (answer: LaneAnswer, seed: number) => void;
}

/** Plays seeds on as many lanes. The findings, by seed. */
export async function playSeeds(options: SeedsOptions): Promise<readonly LaneAnswer[]> {
  const { from, count, steps, hole = null, onAnswer } = options;
  const found: LaneAnswer[] = [];
  let next = from;
  const work = async () => {
    const lane = await Lane.open(hole);
    try {
      while (next < from + count && !(options.stopAtFirst === true && found.length > 0)) {
        const seed = next++;
        const answer = await lane.run({ kind: 'seed', seed: String(seed), steps, withTrace: false });
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
