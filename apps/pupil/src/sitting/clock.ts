/** Time spent working, from readings of a monotonic clock. The clock may have stopped while the computer slept. */

/** Background tabs are woken once a minute at worst: a longer gap means that the computer slept, or was off. */
const LONGEST_GAP_MS = 120_000;

/** Milliseconds to count between two readings. A gap in which nobody can have worked counts as none. */
export function countedMs(beforeMs: number, nowMs: number): number {
  const gap = nowMs - beforeMs;
  return gap > 0 && gap <= LONGEST_GAP_MS ? gap : 0;
}

export type TimeWarning = 'five-minutes' | 'one-minute';

const WARNINGS: readonly (readonly [TimeWarning, number])[] = [
  ['one-minute', 60_000],
  ['five-minutes', 300_000],
];

/** The warning that became due between two readings of the time left; null when none did. */
export function warningBetween(beforeMs: number, leftMs: number): TimeWarning | null {
  if (leftMs <= 0) return null;
  return WARNINGS.find(([, at]) => beforeMs > at && leftMs <= at)?.[0] ?? null;
}

/** Whether a warning still says what is so: it is shown for a minute at most. */
export function warningHolds(warning: TimeWarning, leftMs: number): boolean {
  return WARNINGS.some(([kind, at]) => kind === warning && leftMs <= at && leftMs > at - 60_000);
}

/** Minutes to show: rounded up, so that "1" is never more than a minute. */
export function minutesLeft(leftMs: number): number {
  return Math.ceil(leftMs / 60_000);
}
