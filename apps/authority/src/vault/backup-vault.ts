/**
 * Copies the vault while other commands change it. SQLite copies all pages in one read transaction, so that the copy is of
 * one moment. It grows under a name that begins with `.unfinished-` and gets its own once it is on the disk: killed at any
 * point, nothing looks like a backup. Only the vault's file is read, so that no key can be in it.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { toHex } from '@cloison/protocol/public';
import { flushPath } from '../files/flush-path.ts';
import { liesInside } from '../files/lies-inside.ts';
import { BACKUP_MANIFEST, type BackupManifest, describeFile } from './backup-manifest.ts';
import { checkVault } from './check-vault.ts';
import { refuseVault } from './refusals.ts';
import { explainStorage, VAULT_FILE } from './storage-failure.ts';
import { readVault } from './vault.ts';

const UNFINISHED = '.unfinished-';
/** A copy in several steps would start again at each change. */
const ALL_PAGES = 0x7fff_ffff;

export interface FinishedBackup {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

/**
 * `to` gets the folder `coffre-{instant}`. It is neither in the vault, nor in the keys, nor around them: `backup-apart`.
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
  const at = now().toISOString();
  const stamp = at.replace(/[-:]|\.\d+/g, '');
  const growing = join(to, `${UNFINISHED}${stamp}-${process.pid}`);
  const finished = join(to, `coffre-${stamp}`);
  // Refuses what is no vault before anything is made, and brings an old one to the present format.
  readVault(folder).close();
  try {
    mkdirSync(to, { recursive: true, mode: 0o700 });
    removeUnfinished(to);
    mkdirSync(growing, { mode: 0o700 });
    await copyDatabase(join(folder, VAULT_FILE), join(growing, VAULT_FILE));
    const manifest = await describeCopy(growing, at);
    writeFileSync(join(growing, BACKUP_MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
    for (const name of [VAULT_FILE, BACKUP_MANIFEST, '.']) flushPath(join(growing, name));
    renameSync(growing, finished);
    flushPath(to);
    return { folder: finished, manifest };
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    throw explainStorage(error, to) ?? error;
  }
}

async function copyDatabase(from: string, to: string): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
  try {
    await backup(source, to, { rate: ALL_PAGES });
  } finally {
    source.close();
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
    if (faults[0] !== undefined) throw refuseVault('vault-damaged', { path, detail: faults[0].code });
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

/** What ended processes have left behind. */
function removeUnfinished(to: string): void {
  for (const name of readdirSync(to)) {
    const pid = name.startsWith(UNFINISHED) ? Number(/-(\d+)$/.exec(name)?.[1]) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(to, name), { recursive: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
