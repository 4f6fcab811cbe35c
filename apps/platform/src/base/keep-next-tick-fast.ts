/**
 * Keeps `process.nextTick` fast for the life of the process. Each call makes an object from a literal with computed names, and
 * V8 holds the hidden class of that literal weakly. If a full collection finds no such object, the class is gone, and from
 * then on every call takes a slow path. With six calls a request that was 3 of a save's 40 µs (docs/decisions/0023). Keeping
 * one such object alive is enough; this module keeps one from the first iteration of the event loop on.
 */
import { executionAsyncResource } from 'node:async_hooks';

let kept: object | null = null;

process.nextTick(() => {
  kept = executionAsyncResource();
});

/** For the test: the object that is kept alive. */
export function keptResource(): object | null {
  return kept;
}
