import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCK_AFTER_MS, WARN_BEFORE_MS, watchIdle } from './idle.ts';

describe('A screen that nobody touches', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('warns a minute before it locks, and a key starts the time again', () => {
    // What the notice for teachers and the impact assessment say.
    expect([LOCK_AFTER_MS, WARN_BEFORE_MS]).toEqual([30 * 60_000, 60_000]);
    const target = new EventTarget();
    const warnings: boolean[] = [];
    let locked = 0;
    const stop = watchIdle(
      target,
      (warned) => warnings.push(warned),
      () => {
        locked += 1;
      },
    );
    vi.advanceTimersByTime(LOCK_AFTER_MS - WARN_BEFORE_MS);
    expect([warnings, locked]).toEqual([[true], 0]);
    target.dispatchEvent(new Event('keydown'));
    vi.advanceTimersByTime(WARN_BEFORE_MS + 5_000);
    expect([warnings, locked]).toEqual([[true, false], 0]);
    vi.advanceTimersByTime(LOCK_AFTER_MS);
    expect(locked).toBeGreaterThan(0);
    stop();
  });
});
