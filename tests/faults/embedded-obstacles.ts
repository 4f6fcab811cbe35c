/** Ways to keep the embedded store from writing, all open to an ordinary user: limits of the process, and a lock. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CAMPAIGN } from '@cloison/dev-env/faults/fault-campaign.ts';
import type { PlatformLives } from '@cloison/dev-env/faults/platform-on-store.ts';
import type { Obstacle } from './obstacle.ts';

/**
 * The largest file that the running process may write, as `ulimit -f` sets it. The system then answers EFBIG where a
 * full disk answers ENOSPC, in the middle of a write as a full disk does.
 */
function limitFiles(platform: PlatformLives, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(platform.process.pid), `--fsize=${bytes}:unlimited`]);
}

const databaseOf = (platform: PlatformLives) =>
  join(platform.store.dataDir, 'store', 'campaigns', CAMPAIGN, 'campaign.sqlite');

export function noMoreRoom(): Obstacle {
  return {
    title: 'no more room on the disk',
    statuses: [503, 507],
    // The write-ahead log can still be reused from its beginning.
    total: false,
    put: async (platform) => limitFiles(platform, statSync(`${databaseOf(platform)}-wal`).size + 5000),
    lift: async (platform) => limitFiles(platform, 'unlimited'),
  };
}

export function notWritable(): Obstacle {
  return {
    title: 'store not writable',
    statuses: [503, 507],
    total: true,
    put: async (platform) => limitFiles(platform, 0),
    lift: async (platform) => limitFiles(platform, 'unlimited'),
  };
}

/** Another program keeps the database locked: the one connection waits, then gives up. */
export function lockedByAnother(): Obstacle {
  let other: DatabaseSync | null = null;
  return {
    title: 'store locked by another program',
    statuses: [503],
    total: true,
    put: async (platform) => {
      other = new DatabaseSync(databaseOf(platform), { timeout: 120_000 });
      other.exec('BEGIN IMMEDIATE');
    },
    lift: async () => {
      other?.close();
      other = null;
    },
  };
}

export const EMBEDDED_OBSTACLES: readonly (() => Obstacle)[] = [noMoreRoom, notWritable, lockedByAnother];
