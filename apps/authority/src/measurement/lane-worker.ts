/** One thread of the pool. */
import { parentPort } from 'node:worker_threads';
import { runLane } from '@cloison/measurement';
import { runCsvLane } from './csv-lanes.ts';
import type { Job, LaneAnswer } from './thread-pool.ts';

interface Order {
  readonly id: number;
  readonly job: Job;
  /** The next lane that nobody has. */
  readonly next: Int32Array;
}

parentPort!.on('message', ({ id, job, next }: Order) => {
  let error: unknown = null;
  try {
    for (;;) {
      const lane = Atomics.add(next, 0, 1);
      if (lane >= job.lanes) break;
      if (job.kind === 'countLines' || job.kind === 'readScores') runCsvLane(job, lane);
      else runLane(job, lane);
    }
  } catch (caught) {
    error = caught;
  }
  const answer: LaneAnswer = { id, error };
  parentPort!.postMessage(answer);
});
