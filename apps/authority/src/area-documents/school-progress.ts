/**
 * What an area is shown of one school at one level: as much as its groups allow. A group of 1 to `fewest` − 1 pupils is hidden,
 * and with it what would give it away by subtraction. It depends on the school alone: two areas that overlap are shown
 * the same, and the reader sums what is shown, so that no difference of sums gives more away. Pure.
 */
import type { AreaProgress, AreaSchool } from '@cloison/protocol';

export interface Counts {
  readonly sequence: string;
  readonly expected: number;
  readonly notBegun: number;
  readonly begun: number;
  readonly complete: number;
  readonly absent: number;
}

/** `counts`: one for each sequence of the level. */
export function levelProgress(
  level: string,
  counts: readonly Counts[],
  fewest: number,
): AreaSchool['levels'][number] | null {
  const expected = Math.max(0, ...counts.map((one) => one.expected));
  if (expected === 0) return null;
  // A sequence of a smaller group (pupils who came since) hides the level as a whole.
  if (counts.some((one) => one.expected < fewest)) return { level, expected: null, sequences: {} };
  return {
    level,
    expected,
    sequences: Object.fromEntries(counts.map((one) => [one.sequence, progressOf(one, fewest)])),
  };
}

export function progressOf({ notBegun, begun, complete, absent }: Counts, fewest: number): AreaProgress {
  const isSmall = (pupils: number) => pupils > 0 && pupils < fewest;
  const [done, left] = [complete + absent, begun + notBegun];
  /** Both parts of a sum, or neither. */
  const parts = (whole: number | null, one: number, other: number): [number | null, number | null] =>
    whole === null || isSmall(one) || isSmall(other) ? [null, null] : [one, other];
  const [toldDone, toldLeft] = parts(done + left, done, left);
  const [toldComplete, toldAbsent] = parts(toldDone, complete, absent);
  const [toldBegun, toldNotBegun] = parts(toldLeft, begun, notBegun);
  // That nobody has begun tells whose groups are hidden. Who is absent is done, so `underWay` is true as well.
  const isOpen = toldDone !== null || divisions(done, left, isSmall) > 1;
  return {
    state: left === 0 ? 'done' : begun + complete === 0 && isOpen ? 'notBegun' : 'underWay',
    done: toldDone,
    left: toldLeft,
    few: toldDone !== null ? null : isSmall(done) && isSmall(left) ? 'both' : isSmall(done) ? 'done' : 'left',
    complete: toldComplete,
    absent: toldAbsent,
    begun: toldBegun,
    notBegun: toldNotBegun,
  };
}

/** In how many ways the same pupils could be done and left, so that the same of the two is small. */
function divisions(done: number, left: number, isSmall: (pupils: number) => boolean): number {
  const all = Array.from({ length: done + left + 1 }, (_, other) => other);
  return all.filter(
    (other) => isSmall(other) === isSmall(done) && isSmall(done + left - other) === isSmall(left),
  ).length;
}
