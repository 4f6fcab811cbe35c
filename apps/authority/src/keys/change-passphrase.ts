/**
 * Changes what the keys are wrapped by. The keys themselves stay, so nothing is sealed again. All files change or none
 * (`key-change.ts`): killed before, the old secret opens everything; killed after, the next command finishes.
 */
import { resolve } from 'node:path';
import { explainError, type Refusal } from '@cloison/command';
import { type Actor, appendJournal, type JournalDetail } from '../journal/journal.ts';
import type { KeyCopyRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { dyingKeys, lookAtCopy } from './copies.ts';
import { finishKeyChange, isKeyChangeKept, keepKeyChange } from './key-change.ts';
import {
  type PlacedKey,
  type PlainKey,
  readKeyFile,
  unwrapKey,
  WRAPPING_COST,
  type WrappingCost,
  wrapKey,
} from './key-file.ts';
import { type KeyStore, requireLongEnough } from './key-store.ts';
import { refuseKeys } from './refusals.ts';
import { finishReplacement } from './signing-keys.ts';

export interface PassphraseChange {
  /** Files under the new passphrase, of the store and registered copies. */
  readonly changed: readonly string[];
  /** Registered copies out of reach: the old passphrase still opens them. */
  readonly left: readonly string[];
}

/**
 * `before` opens every key of the store. A registered copy is written anew from the store's own key, so one that was out of
 * reach at an earlier change comes under the new secret too. Throws `passphrase-wrong` or `shares-wrong`, `passphrase-short`
 * and `passphrase-same` before anything is changed. `how` goes to the journal, with `detail`: a passphrase or shares. Throws
 * `key-change-kept` when the disk fails and the new secret counts all the same; after any other error the old one does.
 */
export async function changePassphrase(
  vault: Vault,
  store: KeyStore,
  actor: Actor,
  before: string,
  after: string,
  how: 'passphrase' | 'shares',
  cost: WrappingCost = WRAPPING_COST,
  detail: JournalDetail = {},
): Promise<PassphraseChange> {
  if (!store.initialised) throw refuseKeys('key-store-missing', { folder: store.folder });
  finishReplacement(vault, store);
  requireLongEnough(after);
  if (before === after) throw refuseKeys('passphrase-same');
  const copies = vault
    .all<KeyCopyRow>('SELECT * FROM key_copy WHERE destroyed_at IS NULL ORDER BY path')
    .map((copy) => ({ path: copy.path, place: lookAtCopy(copy) }));
  // All are opened first: with a passphrase that opens only some, none is changed.
  const plain = new Map<string, PlainKey>();
  for (const { path } of store.list(dyingKeys(vault)))
    plain.set(resolve(path), await unwrapKey(readKeyFile(path), before, path, store.secretKind));
  const byId = new Map([...plain.values()].map((key) => [key.keyId, key]));
  for (const { path } of copies.filter(({ place }) => place === 'present')) {
    const file = readKeyFile(path);
    plain.set(path, byId.get(file.keyId) ?? (await unwrapKey(file, before, path, store.secretKind)));
  }
  const files: PlacedKey[] = [];
  for (const [path, key] of plain) files.push({ path, file: await wrapKey(key, after, cost) });
  const left = copies.filter(({ place }) => place === 'unreachable').map(({ path }) => path);
  // Announced before: a change that is killed half-way, and finished by a command that has no vault, has its line too.
  const told = { ...detail, files: files.length, outOfReach: left.length };
  appendJournal(vault, actor, 'keys.passphrase', null, { how, ...told });
  try {
    keepKeyChange(store.folder, files);
  } catch (error) {
    // Its name may have been given although the disk then failed: the next command would finish it.
    if (isKeyChangeKept(store.folder)) throw changeKept(how, error);
    appendJournal(vault, actor, 'keys.passphrase-failed', null, { how, ...detail });
    throw error;
  }
  try {
    finishKeyChange(store.folder);
  } catch (error) {
    throw changeKept(how, error);
  }
  return { changed: [...plain.keys()], left };
}

/** The refusal for a disk that failed after the new secret came into force. */
export function changeKept(how: 'passphrase' | 'shares', error: unknown): Refusal {
  const isFull = explainError(error)?.code === 'disk-full';
  return refuseKeys('key-change-kept', {
    whyFr: isFull ? 'Le disque est plein.' : 'Le disque n’écrit plus.',
    whyEn: isFull ? 'The disk is full.' : 'The disk does not write any more.',
    secretFr: how === 'shares' ? 'les nouvelles parts' : 'la nouvelle phrase secrète',
    secretEn: how === 'shares' ? 'the new shares' : 'the new passphrase',
  });
}
