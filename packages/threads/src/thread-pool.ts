/** Worker threads for lanes: each thread takes the next lane that nobody has. Results do not depend on who takes which. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Work in lanes that may be done at the same time. Its arrays lie in shared memory. */
export interface LaneWork {
  readonly lanes: number;
}

export interface ThreadPool<Job extends LaneWork> {
  readonly threads: number;
  run(job: Job): Promise<void>;
  close(): Promise<void>;
}

/** What a thread is asked to do. */
export interface LaneOrder<Job extends LaneWork> {
  readonly id: number;
  readonly job: Job;
  /** The next lane that nobody has. */
  readonly next: Int32Array;
}

/** What a thread answers when no lane of the job is left for it. */
export interface LaneAnswer {
  readonly id: number;
  readonly error: unknown;
}

/**
 * Threads start with the first job. `worker` is a module that calls `serveLanes`; `threads` is what the machine has unless
 * given. One job at a time.
 */
export function createThreadPool<Job extends LaneWork>(
  worker: URL,
  threads = availableParallelism(),
): ThreadPool<Job> {
  let workers: Worker[] | null = null;
  let stop: ((error: Error) => void) | null = null;
  let lastId = 0;
  const start = () =>
    Array.from({ length: threads }, () => {
      const thread = new Worker(worker, { execArgv: ['--disable-warning=ExperimentalWarning'] });
      thread.unref();
      thread.on('error', (error) => stop?.(error));
      return thread;
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
          for (const thread of used) {
            thread.ref();
            thread.on('message', answer);
            thread.postMessage({ id, job, next } satisfies LaneOrder<Job>);
          }
        });
      } finally {
        stop = null;
        for (const thread of used) {
          thread.off('message', answer);
          thread.unref();
        }
      }
    },
    async close() {
      const running = workers ?? [];
      workers = null;
      stop?.(new Error('the threads were stopped'));
      await Promise.all(running.map((thread) => thread.terminate()));
    },
  };
}

/** Runs with threads that end with `run`, or when `signal` is aborted. */
export async function withThreadPool<Job extends LaneWork, Result>(
  worker: URL,
  threads: number | undefined,
  signal: AbortSignal,
  run: (pool: ThreadPool<Job>) => Promise<Result>,
): Promise<Result> {
  const pool = createThreadPool<Job>(worker, threads);
  const onAbort = () => void pool.close();
  signal.addEventListener('abort', onAbort);
  try {
    return await run(pool);
  } finally {
    signal.removeEventListener('abort', onAbort);
    await pool.close();
  }
}
