/** How long it takes to mint so many codes on this machine, by trying a few. */
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { argon2idOnThisThread } from '@cloison/protocol/argon2-node';
import { drawCode } from './draw.ts';

const TRIED = 5;
/** A longer wait has to be confirmed. */
export const LONGEST_UNASKED_S = 7 * 86_400;

/** Seconds, on all cores with nothing else at work. Takes a tenth of a second itself. */
export async function mintingSeconds(count: number, threads = availableParallelism()): Promise<number> {
  const campaignId = new Uint8Array(randomBytes(16));
  await drawCode('pupil', campaignId, argon2idOnThisThread);
  const began = performance.now();
  for (let i = 0; i < TRIED; i++) await drawCode('pupil', campaignId, argon2idOnThisThread);
  const secondsEach = (performance.now() - began) / 1000 / TRIED;
  return (count * secondsEach) / threads;
}
