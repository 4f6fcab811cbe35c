/** For the test: numbers doubled in a thread; a negative one throws, zero ends the thread. */
import { workerData } from 'node:worker_threads';
import { serveTasks } from './serve-tasks.ts';

serveTasks<number, { readonly doubled: number; readonly told: unknown }>(async (value) => {
  if (value === 0)
    process.nextTick(() => {
      throw new Error('the thread ends');
    });
  if (value < 0) throw new RangeError('negative');
  await new Promise((resolve) => setImmediate(resolve));
  return { doubled: value * 2, told: workerData };
});
