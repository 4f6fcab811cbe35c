/** The other side of a pool: one thread. */
import { parentPort } from 'node:worker_threads';
import type { LaneAnswer, LaneOrder, LaneWork } from './thread-pool.ts';

/** Called once by the module that a pool starts. `runLane` does one lane of a job, in place. */
export function serveLanes<Job extends LaneWork>(runLane: (job: Job, lane: number) => void): void {
  parentPort!.on('message', ({ id, job, next }: LaneOrder<Job>) => {
    let error: unknown = null;
    try {
      for (;;) {
        const lane = Atomics.add(next, 0, 1);
        if (lane >= job.lanes) break;
        runLane(job, lane);
      }
    } catch (caught) {
      error = caught;
    }
    const answer: LaneAnswer = { id, error };
    parentPort!.postMessage(answer);
  });
}
