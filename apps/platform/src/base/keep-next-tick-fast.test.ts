import { executionAsyncResource } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { keptResource } from './keep-next-tick-fast.ts';

/** V8's own words for it; the flags must be set before the source is read. */
function ofV8<T>(flag: string, source: string): T {
  setFlagsFromString(flag);
  return runInNewContext(source) as T;
}

const nextTick = () =>
  new Promise<object>((resolve) => process.nextTick(() => resolve(executionAsyncResource())));

describe('the object that is kept', () => {
  it('has the hidden class of whatever `nextTick` makes, after a collection of the whole heap too', async () => {
    const haveSameMap = ofV8<(a: object, b: object) => boolean>(
      '--allow-natives-syntax',
      '(a, b) => %HaveSameMap(a, b)',
    );
    const collect = ofV8<() => void>('--expose-gc', 'gc');
    await nextTick();
    const kept = keptResource()!;
    expect(Object.keys(kept)).toEqual(['callback', 'args']);
    expect(haveSameMap(kept, await nextTick())).toBe(true);
    for (let i = 0; i < 3; i++) collect();
    expect(haveSameMap(kept, await nextTick())).toBe(true);
    expect(haveSameMap(kept, { callback: null, args: undefined })).toBe(false);
  });
});
