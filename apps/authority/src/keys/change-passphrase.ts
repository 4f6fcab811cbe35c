/**
 * Changes what the keys are wrapped by. The keys themselves stay, so nothing is sealed again. Each file is whole at every
 * moment; killed in between, the same command finishes.
 */
import { type Actor, appendJournal } from '../journal/journal.ts';
import type { KeyCopyRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { lookAtCopy } from './copies.ts';
import {
  type PlainKey,
  readKeyFile,
  type SecretKind,
  unwrapKey,
  WRAPPING_COST,
  type WrappingCost,
  wrapKey,
  writeKeyFile,
} from './key-file.ts';
import { type KeyStore, requireLongEnough } from './key-store.ts';
import { refuseKeys } from './refusals.ts';

export interface PassphraseChange {
  /** Files under the new passphrase, of the store and registered copies. */
  readonly changed: readonly string[];
  /** Registered copies out of reach: the old passphrase still opens them. */
  readonly left: readonly string[];
}

/**
 * `before` opens what is not changed yet. Throws `passphrase-wrong` or `shares-wrong`, `passphrase-short` and
 * `passphrase-same` before anything is changed. `how` goes to the journal: a passphrase or shares.
 */
export async function changePassphrase(
  vault: Vault,
  store: KeyStore,
  actor: Actor,
  before: string,
  after: string,
  how: 'passphrase' | 'shares',
  cost: WrappingCost = WRAPPING_COST,
): Promise<PassphraseChange> {
  if (!store.initialised) throw refuseKeys('key-store-missing', { folder: store.folder });
  requireLongEnough(after);
  if (before === after) throw refuseKeys('passphrase-same');
  const copies = vault
    .all<KeyCopyRow>('SELECT * FROM key_copy WHERE destroyed_at IS NULL ORDER BY path')
    .map((copy) => ({ path: copy.path, place: lookAtCopy(copy) }));
  const reachable = copies.filter(({ place }) => place === 'present').map(({ path }) => path);
  const paths = [...new Set([...store.list().map(({ path }) => path), ...reachable])];
  // All are opened first: with a passphrase that opens only some, none is changed.
  const plain: (readonly [string, PlainKey])[] = [];
  for (const path of paths) plain.push([path, await openWithEither(path, before, after, store.secretKind)]);
  for (const [path, key] of plain) writeKeyFile(path, await wrapKey(key, after, cost));
  const left = copies.filter(({ place }) => place === 'unreachable').map(({ path }) => path);
  appendJournal(vault, actor, 'keys.passphrase', null, { how, files: paths.length, outOfReach: left.length });
  return { changed: paths, left };
}

/** A run that was killed left some under the new passphrase already. */
async function openWithEither(
  path: string,
  before: string,
  after: string,
  kind: SecretKind,
): Promise<PlainKey> {
  const file = readKeyFile(path);
  try {
    return await unwrapKey(file, before, path, kind);
  } catch (error) {
    return await unwrapKey(file, after, path).catch(() => {
      throw error;
    });
  }
}
