/**
 * A new folder for a test. In memory where the system offers it: tests kill processes, not machines, and a shared disk is slow
 * to promise that it has written.
 */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** `parent`: where it lies; in memory by default. */
export function temporaryFolder(what: string, parent: string = IN_MEMORY): string {
  return mkdtempSync(join(parent, `cloison-${what}-`));
}
