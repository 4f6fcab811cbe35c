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

/** What a thread answers when no lane of the job is left for it. */
export interface LaneAnswer {
  readonly id: number;
  readonly error: unknown;
}

/** Threads start with the first job. `threads` is what the machine has unless given. One job at a time. */
export function createThreadPool(threads = availableParallelism()): ThreadPool {
  let workers: Worker[] | null = null;
  let stop: ((error: Error) => void) | null = null;
  let lastId = 0;
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
      const id = ++lastId;
      const next = new Int32Array(new SharedArrayBuffer(4));
      const used = workers.slice(0, Math.min(threads, job.lanes));
      let left = used.length;
      let answer: (given: LaneAnswer) => void = () => {};
      try {
        await new Promise<void>((resolve, reject) => {
          stop = reject;
          answer = (given) => {
            // After a failure the other threads still answer for a job that nobody waits for.
            if (given.id !== id) return;
            if (given.error !== null) reject(given.error);
            else if (--left === 0) resolve();
          };
          for (const worker of used) {
            worker.ref();
            worker.on('message', answer);
            worker.postMessage({ id, job, next });
          }
        });
      } finally {
        stop = null;
        for (const worker of used) {
          worker.off('message', answer);
          worker.unref();
        }
      }
    },
    async close() {
      const running = workers ?? [];
      workers = null;
      stop?.(new Error('the threads were stopped'));
      await Promise.all(running.map((worker) => worker.terminate()));
    },
  };
}
