/** Worker threads for lanes: each thread takes the next lane that nobody has. Results do not depend on who takes which. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { LaneJob, LanePool } from '@cloison/measurement';
import type { CsvJob } from './csv-lanes.ts';

export type Job = LaneJob | CsvJob;

export interface ThreadPool extends LanePool {
  readonly threads: number;
  run(job: Job): Promise<void>;
  close(): Promise<void>;
}

/** Threads start with the first job. `threads` is what the machine has unless given. */
export function createThreadPool(threads = availableParallelism()): ThreadPool {
  let workers: Worker[] | null = null;
  let stop: ((error: Error) => void) | null = null;
  const start = () =>
    Array.from({ length: threads }, () => {
      const worker = new Worker(new URL('./lane-worker.ts', import.meta.url), {
        execArgv: ['--disable-warning=ExperimentalWarning'],
      });
      worker.unref();
      worker.on('error', (error) => stop?.(error));
      return worker;
    });
  return {
    threads,
    async run(job) {
      workers ??= start();
      const next = new Int32Array(new SharedArrayBuffer(4));
      const used = workers.slice(0, Math.min(threads, job.lanes));
      await new Promise<void>((resolve, reject) => {
        stop = reject;
        let left = used.length;
        for (const worker of used) {
          worker.ref();
          worker.once('message', (answer: { readonly error: unknown }) => {
            worker.unref();
            if (answer.error !== null) reject(answer.error);
            else if (--left === 0) resolve();
          });
          worker.postMessage({ job, next });
        }
      });
      stop = null;
    },
    async close() {
      const running = workers ?? [];
      workers = null;
      await Promise.all(running.map((worker) => worker.terminate()));
    },
  };
}
