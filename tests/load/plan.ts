/** What one load run is: how many pupils, when they come, how often they save, how long they stay. */
import { createHash } from 'node:crypto';

export const CAMPAIGN = '2026-charge';
export const RECORD = 'francais';
/** Of a sealed body, as a sitting of some 40 items has it: the envelope is of 1.6 KB. */
export const BODY_BYTES = 1536;

export interface LoadPlan {
  readonly pupils: number;
  /** All pupils log in within this time, evenly. */
  readonly loginMs: number;
  /** After the last login, everybody is connected and saves for this long. */
  readonly sustainMs: number;
  /** Mean time between two saves of a pupil; each pause is drawn within a fifth of it. */
  readonly saveEveryMs: number;
  /** A pupil saves at least so often before the final record, however late the login was answered; default 0. */
  readonly minSaves?: number;
  /** Final records are sent within this time, evenly. */
  readonly finishMs: number;
}

export interface LoadHolder {
  readonly id: Buffer;
  readonly access: Buffer;
}

/** Pupil number `index` of every run: ready roots, the same in every process without a word between them. */
export function loadHolder(index: number): LoadHolder {
  const part = (what: string, length: number) =>
    createHash('sha256').update(`${CAMPAIGN} ${what} ${index}`).digest().subarray(0, length);
  return { id: part('holder', 16), access: part('access', 32) };
}

/** The share of each of `workers` processes: `[first, count]`, together all pupils. */
export function shares(pupils: number, workers: number): readonly (readonly [number, number])[] {
  const edge = (worker: number) => Math.floor((pupils * worker) / workers);
  return Array.from({ length: workers }, (_, worker) => [edge(worker), edge(worker + 1) - edge(worker)]);
}
