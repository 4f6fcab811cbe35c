/**
 * Worker threads for tasks: each is answered by whichever thread is free, in the order in which they were given. What goes
 * over and comes back is copied, or handed over where the thread says so (`serve-tasks.ts`).
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

export interface TaskPool<Task, Result> {
  readonly threads: number;
  /** Rejects with `TaskError` when the task threw there, and with the thread's own error when it ended. */
  run(task: Task): Promise<Result>;
  /** Ends the threads. Tasks that are under way are rejected. */
  close(): Promise<void>;
}

/** What a thread is asked. */
export interface TaskOrder<Task> {
  readonly id: number;
  readonly task: Task;
}

/** What it answers. */
export type TaskAnswer<Result> =
  | { readonly id: number; readonly result: Result }
  | { readonly id: number; readonly error: string };

/** A task threw. Errors lose their kind on the way: a caller who needs it does the task again in this thread. */
export class TaskError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TaskError';
  }
}

interface Waiting<Task, Result> {
  readonly task: Task;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread<Task, Result> {
  readonly worker: Worker;
  current: Waiting<Task, Result> | null;
}

/**
 * Threads start with the first task. `worker` is a module that calls `serveTasks`; `workerData` is what it finds there under
 * that name. `threads`: what the machine has, unless given.
 */
export function createTaskPool<Task, Result>(
  worker: URL,
  workerData: unknown,
  threads = availableParallelism(),
): TaskPool<Task, Result> {
  let pool: Thread<Task, Result>[] = [];
  const queue: Waiting<Task, Result>[] = [];
  let isClosed = false;
  let id = 0;

  const next = () => {
    for (const thread of pool) {
      if (thread.current !== null) continue;
      const waiting = queue.shift();
      if (waiting === undefined) {
        thread.worker.unref();
        continue;
      }
      thread.current = waiting;
      thread.worker.ref();
      thread.worker.postMessage({ id: ++id, task: waiting.task } satisfies TaskOrder<Task>);
    }
  };
  const fail = (error: unknown) => {
    isClosed = true;
    for (const { current } of pool) current?.reject(error);
    for (const waiting of queue.splice(0)) waiting.reject(error);
  };
  const start = (): Thread<Task, Result> => {
    const thread: Thread<Task, Result> = {
      worker: new Worker(worker, { workerData, execArgv: ['--disable-warning=ExperimentalWarning'] }),
      current: null,
    };
    thread.worker.on('message', (answer: TaskAnswer<Result>) => {
      const { current } = thread;
      thread.current = null;
      if ('error' in answer) current?.reject(new TaskError(answer.error));
      else current?.resolve(answer.result);
      next();
    });
    thread.worker.on('error', fail);
    return thread;
  };
  return {
    threads,
    run(task) {
      if (isClosed) return Promise.reject(new Error('the threads were stopped'));
      if (pool.length === 0) pool = Array.from({ length: threads }, start);
      return new Promise<Result>((resolve, reject) => {
        queue.push({ task, resolve, reject });
        next();
      });
    },
    async close() {
      fail(new Error('the threads were stopped'));
      const ended = pool.map(({ worker: one }) => one.terminate());
      pool = [];
      await Promise.all(ended);
    },
  };
}

/**
 * Results of tasks in their order, with at most `ahead` of them begun or waiting to be taken: what is made in threads is used
 * one by one here, and memory stays bounded.
 */
export async function* resultsInOrder<Task, Result>(
  tasks: Iterable<Task>,
  run: (task: Task) => Promise<Result>,
  ahead: number,
): AsyncGenerator<{ readonly task: Task; readonly result: Result }> {
  const begun: { readonly task: Task; readonly result: Promise<Result> }[] = [];
  const source = tasks[Symbol.iterator]();
  let isOver = false;
  for (;;) {
    while (!isOver && begun.length < ahead) {
      const next = source.next();
      isOver = next.done === true;
      if (next.done === true) break;
      const result = run(next.value);
      // Awaited below; a failure meanwhile is not an unhandled one.
      result.catch(() => undefined);
      begun.push({ task: next.value, result });
    }
    const first = begun.shift();
    if (first === undefined) return;
    yield { task: first.task, result: await first.result };
  }
}
