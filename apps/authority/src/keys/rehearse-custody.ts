/** Whether the passphrase or the shares open every key, and every registered copy within reach. Changes nothing. */
import { type Actor, appendJournal } from '../journal/journal.ts';
import type { KeyCopyRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { dyingKeys, lookAtCopy } from './copies.ts';
import { keyIdOf, readKeyFile, unwrapKey } from './key-file.ts';
import type { KeyStore } from './key-store.ts';
import { finishReplacement } from './signing-keys.ts';

export interface CustodyRehearsal {
  readonly opened: readonly string[];
  /** There, and opened by another secret, or damaged. */
  readonly refused: readonly string[];
  /** Places of registered keys at which there is another key that opens. */
  readonly other: readonly string[];
  /** Registered keys that are not in their folder, which is there. */
  readonly absent: readonly string[];
  /** Registered copies whose medium is not there. */
  readonly outOfReach: readonly string[];
}

/** Throws `passphrase-wrong` or `shares-wrong` when not even the signing key opens. */
export async function rehearseCustody(
  vault: Vault,
  store: KeyStore,
  actor: Actor,
): Promise<CustodyRehearsal> {
  finishReplacement(vault, store);
  const secret = await store.checkedPassphrase();
  const copies = vault
    .all<KeyCopyRow>('SELECT * FROM key_copy WHERE destroyed_at IS NULL ORDER BY path')
    .map((copy) => ({ path: copy.path, place: lookAtCopy(copy) }));
  const isDying = dyingKeys(vault);
  const there = copies.filter(
    ({ path, place }) => place === 'present' || (place === 'other' && !isDying(path)),
  );
  const paths = new Set([...store.list(isDying).map(({ path }) => path), ...there.map(({ path }) => path)]);
  const strange = new Set(there.filter(({ place }) => place === 'other').map(({ path }) => path));
  const [opened, refused, other]: [string[], string[], string[]] = [[], [], []];
  for (const path of paths) {
    const list = !(await opens(path, secret)) ? refused : strange.has(path) ? other : opened;
    list.push(path);
  }
  const absent = copies
    .filter(({ path, place }) => place === 'absent' && !isDying(path))
    .map(({ path }) => path);
  const outOfReach = copies.filter(({ place }) => place === 'unreachable').map(({ path }) => path);
  appendJournal(vault, actor, 'keys.rehearse', null, {
    opened: opened.length,
    refused: refused.length,
    other: other.length,
    absent: absent.length,
    outOfReach: outOfReach.length,
  });
  return { opened, refused, other, absent, outOfReach };
}

async function opens(path: string, secret: string): Promise<boolean> {
  try {
    const { key, keyId, purpose } = await unwrapKey(readKeyFile(path), secret, path);
    return purpose === 'authority' || keyIdOf(key) === keyId;
  } catch {
    return false;
  }
}
