/**
 * Puts the keys under a new secret in shares, or rotates the secret that they are under. The shares are on the disk before
 * any key changes. Killed before, the former secret still opens every key, and the new shares open nothing; killed while the
 * keys change, the next command finishes, and the new shares open them (`key-change.ts`).
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Refusal } from '@cloison/command';
import { flushPath } from '@cloison/durable-files';
import { liesInside } from '../files/lies-inside.ts';
import { type Actor, appendJournal, type JournalDetail } from '../journal/journal.ts';
import type { Vault } from '../vault/vault.ts';
import { changeKept, changePassphrase, type PassphraseChange } from './change-passphrase.ts';
import { WRAPPING_COST, type WrappingCost, writeDurably } from './key-file.ts';
import type { KeyStore } from './key-store.ts';
import { refuseKeys } from './refusals.ts';
import { shareText, splitNewSecret } from './shares.ts';

export interface SplitCustody extends PassphraseChange {
  readonly set: string;
  /** One file a person. */
  readonly files: readonly string[];
}

/** Throws `share-place`, `share-exists`, `shares-numbers` and what `changePassphrase` throws. */
export async function splitCustody(
  vault: Vault,
  store: KeyStore,
  actor: Actor,
  { of, threshold, out }: { readonly of: number; readonly threshold: number; readonly out: string },
  cost: WrappingCost = WRAPPING_COST,
): Promise<SplitCustody> {
  const folder = resolve(out);
  if (liesInside(folder, vault.folder) || liesInside(folder, store.folder)) {
    throw refuseKeys('share-place', { folder });
  }
  const before = await store.checkedPassphrase();
  const { secret, set, shares } = await splitNewSecret(of, threshold);
  const files = shares.map(({ number }) => join(folder, `part-${number}-sur-${of}-${set}.json`));
  const taken = files.find((path) => existsSync(path));
  if (taken !== undefined) throw refuseKeys('share-exists', { path: taken });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // The set is in the line that comes before the change: killed after it, the journal says which shares count.
  const detail = { set };
  try {
    for (const [i, share] of shares.entries()) writeDurably(files[i]!, Buffer.from(shareText(share)));
    flushPath(folder);
    const change = await changePassphrase(vault, store, actor, before, secret, 'shares', cost, detail);
    noteSplit(vault, actor, { set, of, threshold });
    return { ...change, set, files };
  } catch (error) {
    // Shares that open nothing would be taken for others; those that count are the only way to the keys.
    if (!(error instanceof Refusal) || error.code !== 'key-change-kept')
      for (const path of files) rmSync(path, { force: true });
    throw error;
  }
}

function noteSplit(vault: Vault, actor: Actor, split: JournalDetail): void {
  try {
    appendJournal(vault, actor, 'keys.split', null, split);
  } catch (error) {
    throw changeKept('shares', error);
  }
}
