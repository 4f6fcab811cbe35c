/**
 * A change of what the keys are wrapped by, all or nothing: every rewritten file is first kept in one (`change.pending`, beside
 * the keys), and from then on the new secret counts. Killed while the files are replaced, the next command that uses the keys
 * replaces the rest; it needs no secret for that.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { flushPath } from '@cloison/durable-files';
import { type PlacedKey, readPlacedKeys, writeKeyFile } from './key-file.ts';

const PENDING = 'change.pending';

/** Paths are absolute. On the disk when this returns. */
export function keepKeyChange(folder: string, files: readonly PlacedKey[]): void {
  writeKeyFile(join(folder, PENDING), files);
}

/** Whether the new secret counts, although not every file is under it yet. */
export function isKeyChangeKept(folder: string): boolean {
  return existsSync(join(folder, PENDING));
}

/**
 * Replaces what a change has not replaced yet; does nothing when none was begun. A copy that is no longer there stays away. Throws
 * `key-damaged`.
 */
export function finishKeyChange(folder: string): void {
  const pending = join(folder, PENDING);
  if (!existsSync(pending)) return;
  for (const { path, file } of readPlacedKeys(pending)) if (existsSync(path)) writeKeyFile(path, file);
  rmSync(pending);
  flushPath(folder);
}
