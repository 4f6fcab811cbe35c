/** Whether a medium is missing where something is to be written. */
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isInside } from './vault.ts';

/** Below these the system or a person mounts media (Filesystem Hierarchy Standard 3.0, 3.11 and 3.12; udisks). */
const MEDIA = ['/media', '/mnt', '/run/media'];

/**
 * Whether to make this folder would make it where a medium should be mounted and is not, on this machine's own disk: below
 * a place for media whose first folder that is there is on the same device; elsewhere, a folder whose parent is not there,
 * except in the working folder.
 */
export function isMediumMissing(folder: string): boolean {
  const path = resolve(folder);
  let there = path;
  while (!existsSync(there)) there = dirname(there);
  if (there === path) return false;
  const media = MEDIA.find((root) => isInside(path, root));
  const isSafe =
    media === undefined
      ? there === dirname(path) || isInside(path, process.cwd())
      : isInside(there, media) && statSync(there).dev !== statSync(media).dev;
  return !isSafe;
}
