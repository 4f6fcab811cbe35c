/** Stores keep times to the minute. */
export const MINUTE_MS = 60_000;

/** Milliseconds since 1970, rounded down to the minute. */
export function toTheMinute(ms: number): number {
  return minuteOf(ms) * MINUTE_MS;
}

/** Minutes since 1970, as the tables hold times. */
export function minuteOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS);
}
