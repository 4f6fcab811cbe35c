/**
 * Destroys the file of a key, so that what became of it is known after any cut: that it begins is noted before, the file keeps its
 * name, emptied, until its end is noted too. What was begun and is gone before that is `unknown`, and is called so.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { explainError } from '@cloison/command';
import { flushPath } from '@cloison/durable-files';

/**
 * `destroyed`: overwritten and removed. `absent`: its folder was there without it (say so: it may have been moved).
 * `unreachable`: its folder was not there, or it could not be written; it still has to be destroyed by hand. `unknown`: its
 * destruction was begun and cut short, and it can't be looked at any more.
 */
export type Outcome = 'destroyed' | 'absent' | 'unreachable' | 'unknown';
export const OUTCOMES = [
  'destroyed',
  'absent',
  'unreachable',
  'unknown',
] as const satisfies readonly Outcome[];
/** What the journal has of a file. */
export type Noted = Outcome | 'begun';

export interface DestroyedCopy {
  readonly path: string;
  readonly outcome: Outcome;
}

/** What is known of each file by what was noted of it, in order: it may have taken several runs. */
export function outcomesOf(noted: Iterable<readonly [path: string, noted: string]>): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const [path, said] of noted) {
    if (outcomes.get(path) === 'destroyed') continue;
    outcomes.set(
      path,
      said === 'begun' ? 'unknown' : (OUTCOMES.find((one) => one === said) ?? 'unreachable'),
    );
  }
  return outcomes;
}

/**
 * Overwrites with random bytes, then removes. `known`: what is known of it so far. `note` keeps what it is told before it returns.
 * Throws when the disk is full. Known limit, named in what is signed: a solid-state disk, a journaling or copy-on-write file
 * system may keep old bytes, still wrapped by the passphrase.
 */
export function destroyFile(path: string, known: Outcome | undefined, note: (noted: Noted) => void): Outcome {
  const isBegun = known === 'unknown';
  if (!isBegun && existsSync(path)) note('begun');
  const found = emptyFile(path);
  const outcome = isBegun && found !== 'destroyed' ? 'unknown' : found;
  note(outcome);
  if (outcome === 'destroyed') removeEmptied(path);
  return outcome;
}

/**
 * Gives `path` the file `from` in one step, then overwrites what stood there. Killed in between, the bytes of before are as
 * those of any file that was removed.
 */
export function replaceAndDestroy(from: string, path: string): void {
  let before: number | null = null;
  try {
    before = openSync(path, constants.O_RDWR);
  } catch {
    // Not there, or not to be written: it is replaced all the same.
  }
  try {
    renameSync(from, path);
    flushPath(dirname(path));
    if (before !== null) overwrite(before);
  } finally {
    if (before !== null) closeSync(before);
  }
}

function overwrite(descriptor: number): void {
  writeSync(descriptor, randomBytes(fstatSync(descriptor).size), 0, undefined, 0);
  fsyncSync(descriptor);
  ftruncateSync(descriptor);
  fsyncSync(descriptor);
}

/** Overwrites with random bytes, then empties. */
function emptyFile(path: string): Outcome {
  try {
    const descriptor = openSync(path, constants.O_RDWR);
    try {
      overwrite(descriptor);
    } finally {
      closeSync(descriptor);
    }
    return 'destroyed';
  } catch (error) {
    if (explainError(error)?.code === 'disk-full') throw error;
    return isGone(path, error) ? 'absent' : 'unreachable';
  }
}

/** Nothing else than an empty file; one that can't be removed stays as it is. */
export function removeEmptied(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isFile() !== true || there.size > 0) return;
  try {
    unlinkSync(path);
    flushPath(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
  }
}

/** Whether `error` says that a file is missing from a folder that is there: any other error says nothing of the file. */
export function isGone(path: string, error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(dirname(path));
}

/** Whether nothing can be known of a file: its folder is not there, or can't be looked into. */
export function isOutOfReach(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    return !isGone(path, error);
  }
}

/** Of these, those that may still be reached: their medium is not here. */
export function outOfReach(copies: readonly DestroyedCopy[]): string[] {
  return copies
    .filter(({ path, outcome }) => outcome === 'unreachable' || (outcome === 'unknown' && isOutOfReach(path)))
    .map(({ path }) => path);
}
