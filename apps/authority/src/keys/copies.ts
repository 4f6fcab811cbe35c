/** Copies of sealing keys: each registered in the vault and its journal, so that closing can destroy them all. */

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Actor, appendJournal } from '../journal/journal.ts';
import type { KeyCopyRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { syncFolder } from './key-file.ts';
import type { KeyStore, SealingKey } from './key-store.ts';
import { refuseKeys } from './refusals.ts';

/** Registers the store's own file, or a copy. Doing it twice changes nothing. */
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
 * Copies the wrapped key to `to` (a USB stick in a safe …) and registers the copy. Registered before it is made: a copy cut
 * short is in the register. Throws `key-copy-exists`.
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
  const registered = vault.get<KeyCopyRow>(
    'SELECT * FROM key_copy WHERE key_id = ? AND path = ?',
    key.keyId,
    path,
  );
  if (registered === undefined && existsSync(path)) throw refuseKeys('key-copy-exists', { path });
  registerKeyCopy(vault, actor, purpose, campaign, { keyId: key.keyId, path });
  copyFileSync(key.path, path);
  const descriptor = openSync(path, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  syncFolder(dirname(path));
  return path;
}

export function keyCopies(vault: Vault, campaign: string): KeyCopyRow[] {
  return vault.all<KeyCopyRow>('SELECT * FROM key_copy WHERE campaign = ? ORDER BY purpose, path', campaign);
}

export interface DestroyedCopy {
  readonly path: string;
  /**
   * `destroyed`: overwritten and removed. `absent`: nothing was there any more (say so: it may have been moved).
   * `unreachable`: could not be written; it still has to be destroyed by hand.
   */
  readonly outcome: 'destroyed' | 'absent' | 'unreachable';
}

/**
 * Overwrites with random bytes, then removes, each registered copy of a campaign's key. Running it again goes on where it
 * stopped. Known limit, to be said in the certificate: a solid-state disk, a journaling or copy-on-write file system and any
 * unregistered copy may keep old bytes; they are wrapped by the passphrase all the same.
 */
export function destroyKeys(
  vault: Vault,
  actor: Actor,
  purpose: 'identity' | 'research',
  campaign: string,
): DestroyedCopy[] {
  const copies = keyCopies(vault, campaign).filter(
    (copy) => copy.purpose === purpose && copy.destroyed_at === null,
  );
  return copies.map(({ key_id, path }) => {
    const outcome = destroyFile(path);
    vault.transaction(() => {
      if (outcome !== 'unreachable') {
        vault.run(
          'UPDATE key_copy SET destroyed_at = ? WHERE key_id = ? AND path = ?',
          actor.now().toISOString(),
          key_id,
          path,
        );
      }
      appendJournal(vault, actor, 'keys.destroy', campaign, { purpose, keyId: key_id, path, outcome });
    });
    return { path, outcome };
  });
}

function destroyFile(path: string): DestroyedCopy['outcome'] {
  try {
    const descriptor = openSync(path, constants.O_RDWR);
    try {
      writeSync(descriptor, randomBytes(statSync(path).size), 0, undefined, 0);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    unlinkSync(path);
    syncFolder(dirname(path));
    return 'destroyed';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'unreachable';
  }
}
