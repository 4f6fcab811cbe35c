/** A disk that is really full: a small file system in memory, filled by another program. Needs the right to mount. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Obstacle } from './obstacle.ts';
import { embeddedStore, type StoreUnderTest } from './stores.ts';

const MEGABYTES = 48;

export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
  if (mounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return mounted;
}

export async function smallDiskStore(): Promise<StoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'tmpfs', folder]);
  const store = await embeddedStore(folder);
  return {
    ...store,
    remove: async () => {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function fullDisk(): Obstacle {
  const filler = (dataDir: string) => join(dataDir, 'filler');
  return {
    title: 'disk full (a file system of its own)',
    statuses: [503, 507],
    // The write-ahead log may still be written over from its beginning.
    total: false,
    put: async ({ store }) => {
      const file = openSync(filler(store.dataDir), 'w');
      const block = Buffer.alloc(4096);
      try {
        for (;;) writeSync(file, block);
      } catch (error) {
        if ((error as { code?: string }).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    lift: async ({ store }) => rmSync(filler(store.dataDir), { force: true }),
  };
}
