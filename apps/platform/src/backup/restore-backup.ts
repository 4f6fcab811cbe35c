/**
 * Restores a backup where there is no store. Every file is compared with the manifest while it is copied. The store is then
 * opened with the platform's secrets, its contents are counted, and it gets new eras, so that the authority's next collection
 * starts from the beginning and finds what is missing. Only then does it get its final name.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyCompared, flushPath } from '@cloison/durable-files';
import { SetupError } from '../base/setup-error.ts';
import type { PurgeCounts } from '../store/purging.ts';
import { openSqliteStore } from '../store/sqlite/store.ts';
import type { Store } from '../store/store.ts';
import { type BackupManifest, readManifest } from './backup-manifest.ts';

export interface Restored {
  readonly manifest: BackupManifest;
  /** Duration of copying and comparing, and of opening and counting. */
  readonly copyMs: number;
  readonly openMs: number;
}

/** Throws `bad-backup`, `store-exists` or `wrong-secrets`, and then leaves no store there. */
export async function restoreBackup(
  backup: string,
  storeDir: string,
  pepper: Uint8Array,
  elapsedMs: () => number,
): Promise<Restored> {
  const manifest = readManifest(backup);
  if (existsSync(storeDir) && readdirSync(storeDir).length > 0) {
    throw new SetupError('store-in-place', { folder: storeDir });
  }
  const growing = `${storeDir}.restoring`;
  rmSync(growing, { recursive: true, force: true });
  try {
    const begun = elapsedMs();
    await copyFiles(manifest, backup, growing);
    const copied = elapsedMs();
    const store = openSqliteStore({ folder: growing, pepper });
    try {
      await compareCounts(store, manifest);
      await store.renewEras();
    } finally {
      await store.close();
    }
    const opened = elapsedMs();
    rmSync(join(growing, 'lock.sqlite'), { force: true });
    rmSync(storeDir, { recursive: true, force: true });
    renameSync(growing, storeDir);
    flushPath(dirname(storeDir));
    return { manifest, copyMs: copied - begun, openMs: opened - copied };
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    throw error;
  }
}

async function copyFiles(manifest: BackupManifest, from: string, to: string): Promise<void> {
  mkdirSync(join(to, 'campaigns'), { recursive: true, mode: 0o700 });
  for (const file of manifest.files) {
    const target = join(to, file.path);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    const differs = () => new SetupError('backup-file-differs', { path: file.path });
    await copyCompared(join(from, file.path), target, file, differs);
    flushPath(target);
  }
}

/** Also checks that every campaign of the manifest exists. */
async function compareCounts(store: Store, { campaigns }: BackupManifest): Promise<void> {
  for (const { name, counts } of campaigns) {
    const lookup = await store.campaign(name);
    const found = lookup.state === 'open' || lookup.state === 'moved' ? await lookup.campaign.counts() : null;
    for (const [kind, count] of Object.entries(counts)) {
      if (found?.[kind as keyof PurgeCounts] !== count) {
        throw new SetupError('backup-count-differs', { count, kind, campaign: name });
      }
    }
  }
}
