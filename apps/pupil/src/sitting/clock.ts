/** Time at work, from readings of a monotonic clock that may have slept with the computer. */

/** Background tabs are woken once a minute at worst: a longer gap means that the computer slept, or was off. */
const LONGEST_GAP_MS = 120_000;

/** Milliseconds to count between two readings: none for a gap in which nobody can have worked. */
export function countedMs(beforeMs: number, nowMs: number): number {
  const gap = nowMs - beforeMs;
  return gap > 0 && gap <= LONGEST_GAP_MS ? gap : 0;
}

export type TimeWarning = 'five-minutes' | 'one-minute';

const WARNINGS: readonly (readonly [TimeWarning, number])[] = [
  ['one-minute', 60_000],
  ['five-minutes', 300_000],
];

/** The warning whose moment was passed between two readings of the time left; null when none was. */
export function warningBetween(beforeMs: number, leftMs: number): TimeWarning | null {
  if (leftMs <= 0) return null;
  return WARNINGS.find(([, at]) => beforeMs > at && leftMs <= at)?.[0] ?? null;
}

/** Minutes to show: rounded up, so that "1" is never more than a minute. */
export function minutesLeft(leftMs: number): number {
  return Math.ceil(leftMs / 60_000);
}
