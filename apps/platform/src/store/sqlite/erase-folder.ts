/**
 * Erases a folder: every file is overwritten with zeros, flushed, then removed. Repeating it after a crash finishes it.
 * The purge statement says what this cannot reach: blocks that the medium has set aside, snapshots, backups.
 */
import type { Dirent } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const ZEROS = new Uint8Array(1024 * 1024);

export async function eraseFolder(path: string): Promise<void> {
  let entries: Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return;
    throw error;
  }
  for (const entry of entries) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) {
      await eraseFolder(child);
    } else {
      await overwrite(child);
      await rm(child);
    }
  }
  await rm(path, { recursive: true });
}

async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    for (let at = 0; at < size; at += ZEROS.length) {
      await file.write(ZEROS, 0, Math.min(ZEROS.length, size - at), at);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
