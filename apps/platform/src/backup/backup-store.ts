/**
 * Copies the embedded store while the service runs: sealed envelopes, keyed hashes of tokens, public content and the states of
 * campaigns. Never the secrets, which are kept apart.
 *
 * SQLite itself copies each database in one read transaction, so that saves continue and the copy shows a single moment. Content
 * files never change. `platform.sqlite` is copied last: a campaign that was purged meanwhile is removed from the copy, and one
 * that was published meanwhile is added.
 *
 * The copy gets its name once every file has reached the disk (`@cloison/durable-files`). If it is killed at any point, nothing
 * is left that looks like a backup.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { copyDatabase, describeFile, growFolder } from '@cloison/durable-files';
import { SetupError } from '../base/setup-error.ts';
import { SqliteCampaign } from '../store/sqlite/campaign.ts';
import { type BackupFile, type BackupManifest, MANIFEST } from './backup-manifest.ts';

export interface FinishedBackup {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

/** `storeDir` is the `store/` of a data folder, `to` the folder that gets `cloison-{instant}`. Throws `SetupError`. */
export async function backupStore(
  storeDir: string,
  to: string,
  nowMs: () => number,
): Promise<FinishedBackup> {
  if (!existsSync(join(storeDir, 'platform.sqlite'))) {
    throw new SetupError('no-store', { folder: storeDir });
  }
  const begun = new Date(nowMs()).toISOString();
  try {
    return await growFolder({
      in: to,
      prefix: 'cloison-',
      at: begun,
      manifestName: MANIFEST,
      async fill(growing): Promise<BackupManifest> {
        mkdirSync(join(growing, 'campaigns'), { mode: 0o700 });
        const campaigns = await copyAll(storeDir, growing);
        const files: BackupFile[] = [];
        for (const path of filesOf(growing))
          files.push({ path, ...(await describeFile(join(growing, path))) });
        const finished = new Date(nowMs()).toISOString();
        return { v: 1, kind: 'cloison-platform-backup', begun, finished, campaigns, files };
      },
    });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOSPC' || (error as { errcode?: unknown }).errcode === 13) {
      throw new SetupError('no-room', { path: to });
    }
    throw error;
  }
}

async function copyAll(storeDir: string, growing: string): Promise<BackupManifest['campaigns']> {
  const platform = join(growing, 'platform.sqlite');
  const copied = new Map<string, Record<string, number>>();
  for (;;) {
    rmSync(platform, { force: true });
    await copyDatabase(join(storeDir, 'platform.sqlite'), platform);
    const here = campaignsWithData(platform);
    for (const name of copied.keys()) {
      if (here.includes(name)) continue;
      rmSync(join(growing, 'campaigns', name), { recursive: true });
      copied.delete(name);
    }
    const missing = here.filter((name) => !copied.has(name));
    if (missing.length === 0) break;
    for (const name of missing) {
      const counts = await copyCampaign(storeDir, growing, name);
      if (counts !== null) copied.set(name, counts);
    }
  }
  return [...copied].map(([name, counts]) => ({ name, counts }));
}

/** Null when the campaign was purged meanwhile. */
async function copyCampaign(
  storeDir: string,
  growing: string,
  name: string,
): Promise<Record<string, number> | null> {
  const [from, to] = [join(storeDir, 'campaigns', name), join(growing, 'campaigns', name)];
  mkdirSync(join(to, 'content'), { recursive: true, mode: 0o700 });
  try {
    const databasePath = join(to, 'campaign.sqlite');
    await copyDatabase(join(from, 'campaign.sqlite'), databasePath);
    for (const hash of contentOf(databasePath)) {
      for (const file of [hash, `${hash}.gz`, `${hash}.br`]) {
        const source = join(from, 'content', file);
        if (file === hash || existsSync(source)) copyFileSync(source, join(to, 'content', file));
      }
    }
    const campaign = new SqliteCampaign({
      name,
      databasePath,
      contentPath: join(to, 'content'),
      maxPages: () => null,
    });
    const counts = await campaign.counts();
    campaign.close();
    return { ...counts };
  } catch (error) {
    if (campaignsWithData(join(storeDir, 'platform.sqlite')).includes(name)) throw error;
    rmSync(to, { recursive: true });
    return null;
  }
}

function campaignsWithData(platformPath: string): readonly string[] {
  const db = new DatabaseSync(platformPath, { timeout: 5000 });
  try {
    const rows = db.prepare("SELECT name FROM campaign WHERE state = 'open' ORDER BY name").all();
    return rows.map(({ name }) => name as string);
  } finally {
    db.close();
  }
}

function contentOf(campaignPath: string): readonly string[] {
  const db = new DatabaseSync(campaignPath);
  try {
    return db
      .prepare('SELECT hash FROM content')
      .all()
      .map(({ hash }) => hash as string);
  } finally {
    db.close();
  }
}

/** The relative paths of all files in a folder and its subfolders, sorted. */
function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
