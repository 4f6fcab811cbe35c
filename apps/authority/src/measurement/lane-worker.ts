/** One thread of the pool. */
import { parentPort } from 'node:worker_threads';
import { runLane } from '@cloison/measurement';
import { runCsvLane } from './csv-lanes.ts';
import type { Job } from './thread-pool.ts';

parentPort!.on('message', ({ job, next }: { readonly job: Job; readonly next: Int32Array }) => {
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
  parentPort!.postMessage({ error });
});
