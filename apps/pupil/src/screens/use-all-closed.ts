/** Whether there is nothing left to do in any of these sequences, by the platform's clock. Without its dates: no. */
import { patternOf } from '@cloison/protocol/public';
import { useEffect, useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import type { TicketSequence } from '../sitting/open-sequence.ts';
import type { SignedIn } from '../sitting/sign-in.ts';

/** A page is loaded again sooner, and a timer takes no month. */
const LONGEST_WAIT_MS = 12 * 3_600_000;
/** A timer may fire a little before its time. */
const TIMER_EARLY_MS = 100;

export function allClosed(
  { wallMs }: Pick<Environment, 'wallMs'>,
  signed: SignedIn,
  sequences: readonly TicketSequence[],
): boolean {
  return leftMs(wallMs, signed, sequences) <= 0;
}

export function useAllClosed(
  environment: Environment,
  signed: SignedIn,
  sequences: readonly TicketSequence[],
): boolean {
  const isOver = allClosed(environment, signed, sequences);
  const [, drawAgain] = useState(0);
  useEffect(() => {
    const waitMs = leftMs(environment.wallMs, signed, sequences);
    if (isOver || waitMs > LONGEST_WAIT_MS) return;
    return environment.later(waitMs + TIMER_EARLY_MS, () => drawAgain((n) => n + 1));
  }, [environment, signed, sequences, isOver]);
  return isOver;
}

function leftMs(
  wallMs: () => number,
  { me, clockOffsetMs }: SignedIn,
  sequences: readonly TicketSequence[],
): number {
  const closes = sequences.map(({ record }) => me?.windows[patternOf(record)]?.closes);
  const lastMs = Math.max(
    ...closes.map((at) => (at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at))),
  );
  return lastMs - wallMs() - clockOffsetMs;
}
