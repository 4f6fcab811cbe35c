/**
 * A rehearsal: restores the backup into a temporary folder, with the code of a real restore, and reads all of it. SQLite checks
 * each database. Every stored envelope is hashed again and compared with its stored hash, and every content file with its name.
 */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../base/setup-error.ts';
import type { CampaignStore } from '../store/campaign-store.ts';
import { openSqliteStore } from '../store/sqlite/store.ts';
import type { BackupManifest } from './backup-manifest.ts';
import { restoreBackup } from './restore-backup.ts';

const PAGE = 2000;
const PAGE_BYTES = 16 * 1024 * 1024;

export interface Rehearsal {
  readonly manifest: BackupManifest;
  readonly bytes: number;
  /** How many heads, branches and rescued envelopes were compared. */
  readonly envelopes: number;
  readonly contentFiles: number;
  readonly copyMs: number;
  readonly openMs: number;
  readonly readMs: number;
}

/** `parent` is a folder with enough room, in which a temporary folder is made and removed. Throws like `restoreBackup`. */
export async function rehearseBackup(
  backup: string,
  parent: string,
  pepper: Uint8Array,
  elapsedMs: () => number,
): Promise<Rehearsal> {
  const folder = mkdtempSync(join(parent, 'cloison-rehearsal-'));
  try {
    const storeDir = join(folder, 'store');
    const { manifest, copyMs, openMs } = await restoreBackup(backup, storeDir, pepper, elapsedMs);
    const begun = elapsedMs();
    for (const { path } of manifest.files) {
      if (path.endsWith('.sqlite')) requireSound(join(storeDir, path), path);
    }
    let envelopes = 0;
    const store = openSqliteStore({ folder: storeDir, pepper });
    try {
      for (const { name } of manifest.campaigns) {
        const lookup = await store.campaign(name);
        if (lookup.state !== 'open' && lookup.state !== 'moved') throw new Error(lookup.state);
        envelopes += await compareEnvelopes(lookup.campaign);
      }
    } finally {
      await store.close();
    }
    const content = manifest.files.filter(({ path }) => /\/content\/[0-9a-f]{64}$/.test(path));
    for (const { path, sha256 } of content) {
      if (!path.endsWith(sha256)) throw new SetupError('backup-content-differs', { path });
    }
    return {
      manifest,
      bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
      envelopes,
      contentFiles: content.length,
      copyMs,
      openMs,
      readMs: elapsedMs() - begun,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function requireSound(path: string, name: string): void {
  const db = new DatabaseSync(path);
  try {
    const found = db.prepare('PRAGMA integrity_check').all();
    if (found.length !== 1 || found[0]!.integrity_check !== 'ok') throw new Error('not sound');
  } catch {
    throw new SetupError('backup-database-damaged', { file: name });
  } finally {
    db.close();
  }
}

async function compareEnvelopes(campaign: CampaignStore): Promise<number> {
  let compared = 0;
  for (let after = ''; ; ) {
    const page = await campaign.feed({ after, limit: PAGE, wholeHeads: true, maxBytes: PAGE_BYTES });
    for (const entry of page.entries) {
      const bytes = entry.envelope ?? new Uint8Array();
      if (Buffer.compare(hash('sha256', bytes, 'buffer'), entry.hash) !== 0) {
        throw new SetupError('backup-envelope-differs', { campaign: campaign.name });
      }
      compared += 1;
      after = entry.cursor;
    }
    if (!page.more) return compared;
  }
}
