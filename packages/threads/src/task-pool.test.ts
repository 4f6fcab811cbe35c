import { afterEach, describe, expect, it } from 'vitest';
import { createTaskPool, resultsInOrder, TaskError, type TaskPool } from './task-pool.ts';

type Doubling = TaskPool<number, { readonly doubled: number; readonly told: unknown }>;
const pools: Doubling[] = [];
const pool = (): Doubling => {
  const made: Doubling = createTaskPool(
    new URL('./task-pool.fixture.ts', import.meta.url),
    { is: 'told' },
    2,
  );
  pools.push(made);
  return made;
};
afterEach(async () => {
  for (const one of pools.splice(0)) await one.close();
});

describe('threads for tasks', () => {
  it('answer each task, however many wait, with what they were told at their start', async () => {
    const threads = pool();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => threads.run(i + 1)));
    expect(answers.map(({ doubled }) => doubled)).toEqual(Array.from({ length: 50 }, (_, i) => 2 * (i + 1)));
    expect(answers[0]!.told).toEqual({ is: 'told' });
  });

  it('say that a task threw, and go on with the others', async () => {
    const threads = pool();
    const [bad, good] = [threads.run(-1), threads.run(4)];
    await expect(bad).rejects.toBeInstanceOf(TaskError);
    expect((await good).doubled).toBe(8);
    expect((await threads.run(5)).doubled).toBe(10);
  });

  it('reject what is under way when one ends, or when they are stopped', async () => {
    const ended = pool();
    await expect(Promise.all([ended.run(0), ended.run(0), ended.run(1)])).rejects.toThrow();
    const stopped = pool();
    const under = Promise.allSettled([stopped.run(1), stopped.run(2), stopped.run(3)]);
    await stopped.close();
    expect((await under).some(({ status }) => status === 'rejected')).toBe(true);
    await expect(stopped.run(1)).rejects.toThrow('stopped');
  });
});

describe('results in order', () => {
  it('come in the order of their tasks, with no more begun than is allowed', async () => {
    let begun = 0;
    let taken = 0;
    let most = 0;
    const run = async (task: number) => {
      begun += 1;
      most = Math.max(most, begun - taken);
      await new Promise((resolve) => setTimeout(resolve, (task * 7) % 5));
      return task * 2;
    };
    const seen: number[] = [];
    for await (const { task, result } of resultsInOrder([1, 2, 3, 4, 5, 6, 7, 8], run, 3)) {
      taken += 1;
      expect(result).toBe(task * 2);
      seen.push(task);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(most).toBe(3);
  });

  it('end with the failure of a task, at its place', async () => {
    const seen: number[] = [];
    const run = (task: number) => (task === 3 ? Promise.reject(new Error('third')) : Promise.resolve(task));
    const all = async () => {
      for await (const { result } of resultsInOrder([1, 2, 3, 4], run, 4)) seen.push(result);
    };
    await expect(all()).rejects.toThrow('third');
    expect(seen).toEqual([1, 2]);
  });
});
