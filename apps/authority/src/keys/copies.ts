/** Copies of sealing keys: each registered in the vault and its journal, so that closing can destroy them all. */

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { explainError } from '@cloison/command';
import { flushPath } from '@cloison/durable-files';
import { liesInside } from '../files/lies-inside.ts';
import { type Actor, appendJournal, type JournalLine, journalLines } from '../journal/journal.ts';
import type { KeyCopyRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { readKeyFile, writeDurably } from './key-file.ts';
import type { KeyStore, SealingKey } from './key-store.ts';
import { refuseKeys } from './refusals.ts';

/** Registers the store's own file, or a copy. Registering it twice changes nothing. */
export function registerKeyCopy(
  vault: Vault,
  actor: Actor,
  purpose: 'identity' | 'research',
  campaign: string,
  key: Pick<SealingKey, 'keyId' | 'path'>,
): void {
  const path = resolve(key.path);
  vault.transaction(() => {
    const added = vault.run(
      'INSERT INTO key_copy VALUES (?, ?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING',
      key.keyId,
      purpose,
      campaign,
      path,
      actor.now().toISOString(),
    );
    if (added > 0)
      appendJournal(vault, actor, 'keys.register', campaign, { purpose, keyId: key.keyId, path });
  });
}

/**
 * Copies the wrapped key to `to` (a USB stick in a safe …) and registers the copy: both, or neither. Killed in between, the
 * same command finds what it had written and registers it. Throws `key-copy-in-vault`, `key-copy-folder`, `key-copy-exists`.
 */
export async function copyKey(
  vault: Vault,
  store: KeyStore,
  actor: Actor,
  purpose: 'identity' | 'research',
  campaign: string,
  to: string,
): Promise<string> {
  const key = await store.openKey(purpose, campaign);
  const path = resolve(to);
  const bytes = readFileSync(key.path);
  const folder = dirname(path);
  if (liesInside(folder, vault.folder)) throw refuseKeys('key-copy-in-vault', { path });
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw refuseKeys('key-copy-folder', { folder });
  const registered = vault.get<KeyCopyRow>(
    'SELECT * FROM key_copy WHERE key_id = ? AND path = ?',
    key.keyId,
    path,
  );
  if (registered === undefined && !mayWrite(path, bytes)) throw refuseKeys('key-copy-exists', { path });
  const existed = existsSync(path);
  try {
    vault.transaction(() => {
      writeCopy(path, bytes);
      registerKeyCopy(vault, actor, purpose, campaign, { keyId: key.keyId, path });
    });
  } catch (error) {
    // What is not registered is not left behind, nor when the vault's disk was full at the end of the transaction.
    if (!existed) rmSync(path, { force: true });
    throw error;
  }
  return path;
}

/**
 * Nothing there, or the beginning of this very copy: a run that was killed. Never a link, nor a file with a second name: what
 * is written there would stand elsewhere too, in the vault for all that is known.
 */
function mayWrite(path: string, bytes: Uint8Array): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return true;
  if (!there.isFile() || there.nlink > 1 || there.size > bytes.length) return false;
  const begun = readFileSync(path);
  return Buffer.compare(begun, bytes.subarray(0, begun.length)) === 0;
}

function writeCopy(path: string, bytes: Uint8Array): void {
  writeDurably(path, bytes);
  flushPath(dirname(path));
}

export function keyCopies(vault: Vault, campaign: string): KeyCopyRow[] {
  return vault.all<KeyCopyRow>('SELECT * FROM key_copy WHERE campaign = ? ORDER BY purpose, path', campaign);
}

/**
 * `present`: the registered key is there. `other`: something else is in its place. `absent`: its folder is there, and
 * without it. `unreachable`: its folder is not there (an unplugged stick), or can't be looked into: nothing is known.
 */
export type CopyPlace = 'present' | 'other' | 'absent' | 'unreachable';

export function lookAtCopy({ path, key_id }: Pick<KeyCopyRow, 'path' | 'key_id'>): CopyPlace {
  try {
    statSync(path);
  } catch (error) {
    return isGone(path, error) ? 'absent' : 'unreachable';
  }
  try {
    return readKeyFile(path).keyId === key_id ? 'present' : 'other';
  } catch {
    return 'other';
  }
}

/** Whether `error` says that a file is missing from a folder that is there: any other error says nothing of the file. */
function isGone(path: string, error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(dirname(path));
}

/** What became of each registered copy, by path, as the journal has it: it may have taken several runs. */
export function destructionOutcomes(
  vault: Vault,
  purpose: 'identity' | 'research',
  campaign: string,
): Map<string, DestroyedCopy['outcome']> {
  const outcomes = new Map<string, DestroyedCopy['outcome']>();
  for (const text of journalLines(vault)) {
    const { what, campaign: of, detail } = JSON.parse(text) as JournalLine;
    if (what !== 'keys.destroy' || of !== campaign || detail.purpose !== purpose) continue;
    const { path, outcome } = detail;
    if (typeof path !== 'string' || outcomes.get(path) === 'destroyed') continue;
    outcomes.set(path, outcome === 'destroyed' || outcome === 'absent' ? outcome : 'unreachable');
  }
  return outcomes;
}

export interface DestroyedCopy {
  readonly path: string;
  /**
   * `destroyed`: overwritten and removed. `absent`: its folder was there without it (say so: it may have been moved).
   * `unreachable`: its folder was not there, or it could not be written; it still has to be destroyed by hand.
   */
  readonly outcome: 'destroyed' | 'absent' | 'unreachable';
}

/**
 * Overwrites with random bytes, then removes, each registered copy of a campaign's key. Running it again goes on where it
 * stopped, and looks again for what was not there. A copy keeps its name, emptied, until the vault has noted what became of
 * it: killed or on a full disk in between, it is destroyed and not “absent”. Known limit, named in the certificate: a
 * solid-state disk, a journaling or copy-on-write file system and any unregistered copy may keep old bytes, still wrapped by
 * the passphrase.
 */
export function destroyKeys(
  vault: Vault,
  actor: Actor,
  purpose: 'identity' | 'research',
  campaign: string,
): DestroyedCopy[] {
  const copies = keyCopies(vault, campaign).filter((copy) => copy.purpose === purpose);
  for (const { path, destroyed_at } of copies) if (destroyed_at !== null) removeEmptied(path);
  return copies
    .filter(({ destroyed_at }) => destroyed_at === null)
    .map(({ key_id, path }) => {
      const outcome = emptyFile(path);
      vault.transaction(() => {
        if (outcome === 'destroyed') {
          vault.run(
            'UPDATE key_copy SET destroyed_at = ? WHERE key_id = ? AND path = ?',
            actor.now().toISOString(),
            key_id,
            path,
          );
        }
        appendJournal(vault, actor, 'keys.destroy', campaign, { purpose, keyId: key_id, path, outcome });
      });
      if (outcome === 'destroyed') removeEmptied(path);
      return { path, outcome };
    });
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

/** Overwrites with random bytes, then removes. Throws when the disk is full. */
export function destroyFile(path: string): DestroyedCopy['outcome'] {
  const outcome = emptyFile(path);
  if (outcome === 'destroyed') removeEmptied(path);
  return outcome;
}

/** Overwrites with random bytes, then empties. Throws when the disk is full. */
function emptyFile(path: string): DestroyedCopy['outcome'] {
  try {
    const descriptor = openSync(path, constants.O_RDWR);
    try {
      writeSync(descriptor, randomBytes(statSync(path).size), 0, undefined, 0);
      fsyncSync(descriptor);
      ftruncateSync(descriptor);
      fsyncSync(descriptor);
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
function removeEmptied(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isFile() !== true || there.size > 0) return;
  try {
    unlinkSync(path);
    flushPath(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
  }
}
