/** Copies of sealing keys: each registered in the vault and its journal, so that closing can destroy them all. */

import { existsSync, lstatSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { flushPath } from '@cloison/durable-files';
import { liesInside } from '../files/lies-inside.ts';
import {
  type Actor,
  appendJournal,
  type JournalLine,
  journalLines,
  journalLinesOf,
} from '../journal/journal.ts';
import type { KeyCopyRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import {
  type DestroyedCopy,
  destroyFile,
  isGone,
  type Noted,
  type Outcome,
  outcomesOf,
  removeEmptied,
} from './destroy-file.ts';
import { readKeyFile, writeDurably } from './key-file.ts';
import { type IsDying, type KeyStore, keyPath, type SealingKey } from './key-store.ts';
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
 * The file of a campaign's key in the key store at hand, where it is registered under no name: its medium has another path here
 * than when the key was made. Null: nothing is there, another key, or a registered file.
 */
export function unregisteredOwn(
  vault: Vault,
  keysFolder: string,
  purpose: 'identity' | 'research',
  campaign: string,
): Pick<SealingKey, 'keyId' | 'path'> | null {
  const path = resolve(keyPath(keysFolder, purpose, campaign));
  const copies = keyCopies(vault, campaign).filter((copy) => copy.purpose === purpose);
  const known = copies.find((copy) => lookAtCopy({ ...copy, path }) === 'present');
  if (known === undefined || copies.some((copy) => isSameFile(copy.path, path))) return null;
  return { keyId: known.key_id, path };
}

/** Registers that file, so that it is destroyed and named as every other. */
export function registerOwn(
  vault: Vault,
  actor: Actor,
  keysFolder: string,
  purpose: 'identity' | 'research',
  campaign: string,
): void {
  const own = unregisteredOwn(vault, keysFolder, purpose, campaign);
  if (own !== null) registerKeyCopy(vault, actor, purpose, campaign, own);
}

/** By whatever name its folder is reached. */
function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => {
    try {
      return statSync(path);
    } catch {
      return null;
    }
  });
  return a != null && b != null && a.dev === b.dev && a.ino === b.ino;
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
  if (registered === undefined && !mayWrite(path, bytes, key.keyId))
    throw refuseKeys('key-copy-exists', { path });
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
 * Nothing there, the beginning of this very copy (a run that was killed), or a copy of this key that this vault does not know: it
 * was put back from a backup since. Never a link, nor a file with a second name: what
 * is written there would stand elsewhere too, in the vault for all that is known.
 */
function mayWrite(path: string, bytes: Uint8Array, keyId: string): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return true;
  if (!there.isFile() || there.nlink > 1) return false;
  if (lookAtCopy({ path, key_id: keyId }) === 'present') return true;
  if (there.size > bytes.length) return false;
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

/** Copies that are not destroyed yet, and whose folder can't be reached. */
export function copiesAway(vault: Vault, purpose: 'identity' | 'research', campaign: string): string[] {
  return keyCopies(vault, campaign)
    .filter((copy) => copy.purpose === purpose && copy.destroyed_at === null)
    .filter((copy) => lookAtCopy(copy) === 'unreachable')
    .map(({ path }) => path);
}

/** Of which files the destruction has begun, by the journal. A kill, or a full disk, may have left their names, emptied. */
export function dyingKeys(vault: Vault): IsDying {
  const begun = new Set<string>();
  for (const { detail } of journalLinesOf(vault, 'keys.destroy')) {
    if (detail.outcome === 'begun' || detail.outcome === 'destroyed') begun.add(String(detail.path));
  }
  return (path) => begun.has(resolve(path));
}

/** What became of each registered copy, by path, as the journal has it. */
export function destructionOutcomes(
  vault: Vault,
  purpose: 'identity' | 'research',
  campaign: string,
): Map<string, Outcome> {
  return outcomesOf(linesOfDestruction(vault, purpose, campaign));
}

function* linesOfDestruction(
  vault: Vault,
  purpose: string,
  campaign: string,
): Iterable<readonly [path: string, noted: string]> {
  for (const text of journalLines(vault)) {
    const { what, campaign: of, detail } = JSON.parse(text) as JournalLine;
    if (what !== 'keys.destroy' || of !== campaign || detail.purpose !== purpose) continue;
    if (typeof detail.path === 'string') yield [detail.path, String(detail.outcome)];
  }
}

/**
 * Destroys each registered copy of a campaign's key. Running it again goes on where it stopped, and looks again for what was not
 * there. Another key where a copy was registered (of another stick, of the same name) is left alone: that copy is `absent`.
 */
export function destroyKeys(
  vault: Vault,
  actor: Actor,
  purpose: 'identity' | 'research',
  campaign: string,
): DestroyedCopy[] {
  const copies = keyCopies(vault, campaign).filter((copy) => copy.purpose === purpose);
  const known = destructionOutcomes(vault, purpose, campaign);
  for (const { path, destroyed_at } of copies) if (destroyed_at !== null) removeEmptied(path);
  return copies
    .filter(({ destroyed_at }) => destroyed_at === null)
    .map(({ key_id, path }) => {
      const note = (outcome: Noted) =>
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
      if (!isOtherKey(path, key_id)) return { path, outcome: destroyFile(path, known.get(path), note) };
      note('absent');
      return { path, outcome: 'absent' as const };
    });
}

/** A copy that is not to be found here, and that another vault has destroyed, as a certificate says. In the caller's transaction. */
export function keepDestroyedElsewhere(
  vault: Vault,
  actor: Actor,
  purpose: 'identity' | 'research',
  campaign: string,
  { path, at }: { readonly path: string; readonly at: string },
): void {
  for (const { key_id } of keyCopies(vault, campaign).filter(
    (copy) => copy.path === path && copy.purpose === purpose && copy.destroyed_at === null,
  )) {
    vault.run('UPDATE key_copy SET destroyed_at = ? WHERE key_id = ? AND path = ?', at, key_id, path);
    const detail = { purpose, keyId: key_id, path, outcome: 'destroyed', byCertificate: true };
    appendJournal(vault, actor, 'keys.destroy', campaign, detail);
  }
}

/** Whether a whole key file is there, of another key. */
function isOtherKey(path: string, keyId: string): boolean {
  try {
    return readKeyFile(path).keyId !== keyId;
  } catch {
    return false;
  }
}
