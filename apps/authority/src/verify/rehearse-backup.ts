/**
 * A rehearsal: restores a backup of the vault into a temporary folder, by the code of a real restore, and reads all of it:
 * structure, hashes, the journal's chain, and with the keys every sealed value.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { campaignNames } from '../campaign/campaign-row.ts';
import { campaignSealer } from '../campaign/open-campaign.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { checkSealed } from '../vault/check-sealed.ts';
import { type Restored, restoreVault } from '../vault/restore-vault.ts';
import { readVault } from '../vault/vault.ts';
import { verifyJournal } from './verify-journal.ts';

export interface Rehearsal extends Restored {
  readonly journalLines: number;
  /** Sealed values that were opened. */
  readonly opened: number;
  /** Campaigns whose key is not in the key store: nothing of theirs was opened. */
  readonly withoutKey: readonly string[];
  readonly openMs: number;
}

/** `parent` has room for a copy, which is removed again. Throws as `restoreVault`, `verifyJournal` and `checkSealed`. */
export async function rehearseBackup(
  backup: string,
  parent: string,
  keys: KeyStore,
  elapsedMs: () => number,
): Promise<Rehearsal> {
  const folder = mkdtempSync(join(parent, 'cloison-repetition-'));
  try {
    const restored = await restoreVault(backup, join(folder, 'coffre'), elapsedMs);
    const begun = elapsedMs();
    using vault = readVault(join(folder, 'coffre'));
    const { lines } = verifyJournal(vault);
    let opened = 0;
    const withoutKey: string[] = [];
    for (const name of campaignNames(vault)) {
      if (!keys.has('identity', name)) {
        withoutKey.push(name);
        continue;
      }
      opened += checkSealed(vault, await campaignSealer(vault, keys, name));
    }
    return { ...restored, journalLines: lines, opened, withoutKey, openMs: elapsedMs() - begun };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
