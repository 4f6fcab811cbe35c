/**
 * Copies the vault while other commands change it: of one moment, and under its name only once it is on the disk
 * (`@cloison/durable-files`). Only the vault's file is read, so that no key can be in it.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { copyDatabase, describeFile, growFolder } from '@cloison/durable-files';
import { toHex } from '@cloison/protocol/public';
import { liesInside } from '../files/lies-inside.ts';
import { BACKUP_MANIFEST, type BackupManifest } from './backup-manifest.ts';
import { checkVault } from './check-vault.ts';
import { isMediumMissing } from './medium.ts';
import { placeToRead } from './place-to-read.ts';
import { refuseVault } from './refusals.ts';
import { explainStorage, VAULT_FILE } from './storage-failure.ts';
import { readVault } from './vault.ts';

export interface FinishedBackup {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

/**
 * `to` gets the folder `coffre-{instant}`. It is neither in the vault, nor in the keys, nor around them: `backup-apart`; nor made
 * where a medium should be and is not: `backup-medium`.
 * Throws `vault-missing`, `vault-disk-full` (of `to`), and `vault-damaged` rather than keep a copy that is not whole.
 */
export async function backupVault(
  folder: string,
  keysFolder: string,
  to: string,
  now: () => Date,
): Promise<FinishedBackup> {
  for (const other of [folder, keysFolder]) {
    if (liesInside(to, other) || liesInside(other, to)) {
      throw refuseVault('backup-apart', { to, vault: folder, keys: keysFolder });
    }
  }
  if (isMediumMissing(to)) throw refuseVault('backup-medium', { to });
  // Refuses what is no vault before anything is made, and brings an old one to the present format.
  readVault(folder).close();
  const at = now().toISOString();
  try {
    return await growFolder({
      in: to,
      prefix: 'coffre-',
      at,
      manifestName: BACKUP_MANIFEST,
      async fill(growing) {
        const { location, lock } = placeToRead(folder);
        try {
          await copyDatabase(location, join(growing, VAULT_FILE), { readOnly: true });
        } finally {
          lock?.release();
        }
        return describeCopy(growing, at);
      },
    });
  } catch (error) {
    throw explainStorage(error, to) ?? error;
  }
}

async function describeCopy(growing: string, at: string): Promise<BackupManifest> {
  const path = join(growing, VAULT_FILE);
  // A copy needs no log beside it: one file, which is hashed.
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA journal_mode = DELETE');
    const last = db.prepare('SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1').get();
    const campaigns = db.prepare('SELECT name FROM campaign ORDER BY name').all();
    const { faults } = checkVault(growing);
    if (faults[0] !== undefined) throw refuseVault('vault-damaged', { path }, { detail: faults[0].code });
    return {
      v: 1,
      kind: 'cloison-vault-backup',
      at,
      ...(await describeFile(path)),
      campaigns: campaigns.map(({ name }) => String(name)),
      journal: last === undefined ? null : { n: Number(last.number), hash: toHex(last.hash as Uint8Array) },
    };
  } finally {
    db.close();
  }
}
