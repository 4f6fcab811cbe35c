/**
 * Restores a backup where there is no vault: compared with its manifest while it is copied, read whole, and only then given
 * its name.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { copyCompared, flushPath } from '@cloison/durable-files';
import { type BackupManifest, readBackupManifest } from './backup-manifest.ts';
import { checkVault, type VaultCheck } from './check-vault.ts';
import { refuseVault } from './refusals.ts';
import { explainStorage, VAULT_FILE } from './storage-failure.ts';
import { hasVault, openVault, type Vault } from './vault.ts';

export interface Restored {
  readonly manifest: BackupManifest;
  readonly check: VaultCheck;
  /** Copying and comparing; then reading the whole of it. */
  readonly copyMs: number;
  readonly checkMs: number;
}

/**
 * `prepare` changes the copy before it gets its name: killed before, no vault is there. Throws `vault-in-place`, `backup-not-one`, `backup-differs`, `vault-disk-full`;
 * then no vault is left there.
 */
export async function restoreVault(
  backup: string,
  folder: string,
  elapsedMs: () => number,
  prepare: ((vault: Vault, manifest: BackupManifest) => void) | null = null,
): Promise<Restored> {
  const manifest = readBackupManifest(backup);
  const target = join(folder, VAULT_FILE);
  if (hasVault(folder)) throw refuseVault('vault-in-place', { path: folder });
  const growing = join(dirname(folder), `.${basename(folder)}.restoring`);
  rmSync(growing, { recursive: true, force: true });
  try {
    const begun = elapsedMs();
    mkdirSync(growing, { recursive: true, mode: 0o700 });
    const source = join(backup, VAULT_FILE);
    await copyCompared(source, join(growing, VAULT_FILE), manifest, () =>
      refuseVault('backup-differs', { path: source }),
    );
    const copied = elapsedMs();
    const check = checkVault(growing);
    const [fault] = check.faults;
    if (fault !== undefined) {
      throw refuseVault('vault-damaged', { path: source }, { detail: fault.code });
    }
    const checked = elapsedMs();
    if (prepare !== null) {
      const vault = openVault(growing);
      try {
        prepare(vault, manifest);
      } finally {
        // The last one to close it leaves no log behind.
        vault.close();
      }
    }
    flushPath(join(growing, VAULT_FILE));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // A log or a lock of the vault that was there before belongs to that one.
    for (const name of ['-wal', '-shm']) rmSync(`${target}${name}`, { force: true });
    renameSync(join(growing, VAULT_FILE), target);
    try {
      flushPath(folder);
    } catch (error) {
      // Not surely there: as it was before, so that the same command may be run again.
      rmSync(target);
      throw error;
    }
    return { manifest, check, copyMs: copied - begun, checkMs: checked - copied };
  } catch (error) {
    throw explainStorage(error, dirname(folder)) ?? error;
  } finally {
    rmSync(growing, { recursive: true, force: true });
  }
}
