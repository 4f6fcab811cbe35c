/** Measures how late the event loop is: its mean delay in the last half second. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;
const SAMPLE_MS = 500;

export interface LoopLag {
  /** In milliseconds. One long iteration among many short ones hardly changes it; a loop that is always late does. */
  readonly meanMs: () => number;
  stop(): void;
}

export function watchLoopLag(): LoopLag {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let meanMs = 0;
  const timer = setInterval(() => {
    meanMs = delay.count === 0 ? 0 : Math.max(0, delay.mean / 1e6 - RESOLUTION_MS);
    delay.reset();
  }, SAMPLE_MS);
  timer.unref();
  return {
    meanMs: () => meanMs,
    stop: () => {
      clearInterval(timer);
      delay.disable();
    },
  };
}
