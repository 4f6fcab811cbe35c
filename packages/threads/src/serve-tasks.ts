/** The other side of a pool of tasks: one thread. */
import { parentPort, type Transferable } from 'node:worker_threads';
import type { TaskAnswer, TaskOrder } from './task-pool.ts';

/**
 * Called once by the module that a pool starts. `handedOver`: memory of the result that is not needed here any more, so that
 * it need not be copied.
 */
export function serveTasks<Task, Result>(
  work: (task: Task) => Result | Promise<Result>,
  handedOver: (result: Result) => readonly Transferable[] = () => [],
): void {
  parentPort!.on('message', async ({ id, task }: TaskOrder<Task>) => {
    let answer: TaskAnswer<Result>;
    try {
      answer = { id, result: await work(task) };
    } catch (error) {
      answer = { id, error: error instanceof Error ? error.message : String(error) };
    }
    parentPort!.postMessage(answer, 'result' in answer ? [...handedOver(answer.result)] : []);
  });
}
