/**
 * How fast one holder may save: a leaky bucket as one number (GCRA, ITU-T I.371). A faster one gets `busy` and when
 * to come back, before the body is read; a browser then sends the same bytes again, so that nothing is lost.
 *
 * Generous for browsers: a pupil's sends one envelope at a time, a few a minute; a class has several teachers, and after an
 * hour without network each of its records is sent, twice. What it stops is a program that fills the disk with one code.
 * Each process counts for itself: several of them allow as many times more.
 */
import type { HolderRole } from '@cloison/protocol/public';
import { PlatformError } from '../base/platform-error.ts';

/** What one holder has used. */
export interface Pace {
  /** When all that was taken is paid for, in monotonic milliseconds. */
  paidMs: number;
}

export const newPace = (): Pace => ({ paidMs: 0 });

interface Allowance {
  /** Units a second, for ever. */
  readonly perS: number;
  /** Units at once, after a pause. */
  readonly atOnce: number;
}

/** A save is one unit, and one more for each of these bytes. */
export const UNIT_BYTES = 16_384;

export const ALLOWANCES: Readonly<Record<HolderRole, Allowance>> = {
  pupil: { perS: 10, atOnce: 600 },
  group: { perS: 40, atOnce: 3000 },
  staff: { perS: 10, atOnce: 600 },
};

/** Takes one save; throws `busy`, and then takes nothing. */
export function takeSave(pace: Pace, role: HolderRole, bytes: number, nowMs: number): void {
  const { perS, atOnce } = ALLOWANCES[role];
  const units = 1 + Math.floor(bytes / UNIT_BYTES);
  const paidMs = Math.max(pace.paidMs, nowMs) + (units * 1000) / perS;
  const overMs = paidMs - nowMs - (atOnce * 1000) / perS;
  if (overMs > 0) throw new PlatformError('busy', {}, Math.max(1, Math.ceil(overMs / 1000)));
  pace.paidMs = paidMs;
}
