/** The fewest platform processes with which the pupils of a cell wait no longer than promised, found by trying. */
import { uniformSequence } from '@cloison/measurement';
import { type Cell, type Fault, type Figures, NO_FAULT, type Sitting } from './cell.ts';
import { type Outcome, simulate } from './simulate.ts';

/** Everybody at nine: logins within two minutes, saves every 15 s, looked at for eight minutes. */
export const NINE_OCLOCK: Sitting = { loginMs: 120_000, untilMs: 480_000, saveEveryMs: 15_000 };
/** What a pupil may wait, 99 times in 100. */
export const LOGIN_PROMISE_MS = 2000;
export const SAVE_PROMISE_MS = 1000;
/** A process is not given more work than this in any ten seconds, nor more pupils than were really tried on one. */
const PROCESS_SHARE = 0.75;
const PUPILS_A_PROCESS = 20_000;
/** A store is not given more than this of what it can do. */
const STORE_SHARE = 0.6;
const MAX_ROWS = 1000;
const SEED = 2026;
/** In the middle of the logins, the worst moment. */
export const HALF_DIE: Fault = { atMs: 60_000, processesLost: 0.5, storeDownMs: 0, storeSlowdown: 1 };

export interface SizedCell {
  readonly pupils: number;
  /** Enough when nothing breaks. */
  readonly processes: number;
  /** Enough when half of them die in the middle of the logins. */
  readonly processesForHalf: number;
  readonly calm: Outcome;
  readonly half: Outcome;
}

export function cellOf(pupils: number, processes: number): Cell {
  return {
    pupils,
    processes,
    maxRows: MAX_ROWS,
    queueLimit: 2000,
    retryAfterMs: 2000,
    retryJitterMs: 3000,
    storeTimeoutMs: 5000,
  };
}

/** Pupils that one store serves at that share of its speed with full commits, in steps of 5,000, at most 100,000. */
export function pupilsPerStore({ commitMs, rowMs }: Figures): number {
  const savesPerMs = STORE_SHARE / (rowMs + commitMs / MAX_ROWS);
  const pupils = savesPerMs * NINE_OCLOCK.saveEveryMs;
  return Math.max(5000, Math.min(100_000, Math.floor(pupils / 5000) * 5000));
}

export function sizeCell(figures: Figures, pupils: number): SizedCell {
  const run = (processes: number, fault: Fault) =>
    simulate(figures, cellOf(pupils, processes), NINE_OCLOCK, fault, uniformSequence(SEED));
  const [processes, calm] = fewest(lowerBound(figures, pupils), 1, (n) => run(n, NO_FAULT));
  const [processesForHalf, half] = fewest(2 * Math.ceil(processes / 2), 2, (n) => run(n, HALF_DIE));
  return { pupils, processes, processesForHalf, calm, half };
}

export function keepsPromises({ login, save, refused, timeline }: Outcome): boolean {
  const busiest = Math.max(...timeline.map(({ processLoad }) => processLoad));
  return (
    login.p99 <= LOGIN_PROMISE_MS && save.p99 <= SAVE_PROMISE_MS && refused === 0 && busiest <= PROCESS_SHARE
  );
}

/** Below this many the work of the logins' last minute alone does not fit. */
function lowerBound({ loginMs, handshakeMs, saveMs }: Figures, pupils: number): number {
  const atTheEnd =
    (pupils * (loginMs + handshakeMs)) / NINE_OCLOCK.loginMs + (pupils * saveMs) / NINE_OCLOCK.saveEveryMs;
  return Math.max(1, Math.floor(atTheEnd * 0.9), Math.ceil(pupils / PUPILS_A_PROCESS));
}

function fewest(from: number, step: number, run: (processes: number) => Outcome): [number, Outcome] {
  for (let processes = from; ; processes += step) {
    const outcome = run(processes);
    if (keepsPromises(outcome)) return [processes, outcome];
    if (processes > 20 * from + 20)
      throw new Error('no number of processes keeps the promises: the store is too slow');
  }
}
