/**
 * Keeps `process.nextTick` fast for the life of the process. Each call makes an object by a literal with computed names, for
 * which V8 remembers one hidden class, and that one weakly. Should a collection of the whole heap find no such object, the
 * class is gone, and from then on every call goes through a slow path for good: with six ticks a request that was 3 of a
 * save's 40 µs (docs/decisions/0023). One object that stays is enough; it is held from the first turn of the event loop on.
 */
import { executionAsyncResource } from 'node:async_hooks';

let kept: object | null = null;

process.nextTick(() => {
  kept = executionAsyncResource();
});

/** For the test: what is kept. */
export function keptResource(): object | null {
  return kept;
}
