/**
 * A folder in memory for what tests write: databases force thousands of writes to disk, and a test that kills a process sees
 * the same in memory. Only where there is room for both.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const GIB = 1024 ** 3;
/** A whole run writes less than a gibibyte at a time, and its processes take some four. */
const NEEDED = { folderBytes: 2 * GIB, memoryBytes: 6 * GIB };

/** Null where this machine has too little memory, or no such folder, or runs no programs there. */
export function memoryFolder(): string | null {
  if (!existsSync(MEMORY) || process.availableMemory() < NEEDED.memoryBytes) return null;
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize < NEEDED.folderBytes) return null;
  const folder = mkdtempSync(join(MEMORY, 'cloison-tests-'));
  // As /tmp: PostgreSQL runs as a user of its own.
  chmodSync(folder, 0o1777);
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  if (spawnSync(program).status === 0) return folder;
  rmSync(folder, { recursive: true });
  return null;
}
