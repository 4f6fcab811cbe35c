import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Returns once the file or folder is on the disk. */
export function flushPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
