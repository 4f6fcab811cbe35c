import { describe, expect, it } from 'vitest';
import { countedMs, minutesLeft, warningBetween, warningHolds } from './clock.ts';

describe('time at work', () => {
  it('counts a second as a second, and a slow background minute as a minute', () => {
    expect(countedMs(5_000, 6_000)).toBe(1_000);
    expect(countedMs(0, 61_000)).toBe(61_000);
  });
  it('does not count a gap in which the computer slept, nor a clock that runs back', () => {
    expect(countedMs(0, 3_600_000)).toBe(0);
    expect(countedMs(10, 5)).toBe(0);
  });
  it('warns once at five minutes and once at one', () => {
    expect(warningBetween(300_500, 299_500)).toBe('five-minutes');
    expect(warningBetween(299_500, 298_500)).toBeNull();
    expect(warningBetween(60_001, 60_000)).toBe('one-minute');
    expect(warningBetween(301_000, 59_000)).toBe('one-minute');
    expect(warningBetween(500, 0)).toBeNull();
  });
  it('shows a warning for as long as it is true, to the minute', () => {
    expect(warningHolds('five-minutes', 300_000)).toBe(true);
    expect(warningHolds('five-minutes', 240_001)).toBe(true);
    expect(warningHolds('five-minutes', 240_000)).toBe(false);
    expect(warningHolds('five-minutes', 301_000)).toBe(false);
    expect(warningHolds('one-minute', 1)).toBe(true);
  });
  it('rounds minutes up, so that the last one is never more than a minute', () => {
    expect(minutesLeft(60_000)).toBe(1);
    expect(minutesLeft(60_001)).toBe(2);
    expect(minutesLeft(1)).toBe(1);
  });
});
