/** Files of this machine that a person at the desk names. */
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { WorkRequest } from '@cloison/console-messages';
import { liesInside } from '../../files/lies-inside.ts';
import type { DeskOptions } from './desk.ts';
import { refuseConsole } from './refusals.ts';

/** `~/certificat.json` as a shell reads it: from the home of whoever runs the console. */
export function machinePath(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

/** Members of requests for work that are paths of this machine. */
const PATHS = new Set(['folder', 'schools', 'pupils', 'accommodations', 'out', 'file', 'certificate']);

export function withMachinePaths<Request extends WorkRequest>(request: Request): Request {
  const members = Object.entries(request).map(([name, value]) => [
    name,
    PATHS.has(name) && typeof value === 'string' ? machinePath(value) : value,
  ]);
  return Object.fromEntries(members) as Request;
}

/** Throws `console-place` where the work would write into the vault or the folder of its keys. */
export function requirePlace(
  { vaultFolder, keysFolder }: Pick<DeskOptions, 'vaultFolder' | 'keysFolder'>,
  work: WorkRequest,
): void {
  if (!('out' in work) || work.out === null) return;
  if (liesInside(work.out, vaultFolder) || liesInside(work.out, keysFolder))
    throw refuseConsole('console-place', { path: work.out });
}

/** Throws `console-file`. */
export function machineFile(path: string): Uint8Array {
  requireFile(path);
  return readable(path, () => new Uint8Array(readFileSync(path)));
}

/** Its size. Reading a pipe would wait without end for who writes into it. Throws `console-file`. */
function requireFile(path: string): number {
  const found = readable(path, () => statSync(path));
  if (found.isFile()) return found.size;
  throw refuseConsole('console-file', { path, detail: found.isDirectory() ? 'EISDIR' : 'EINVAL' });
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw refuseConsole('console-file', { path, detail: (error as NodeJS.ErrnoException).code ?? '' });
  }
}

/** As for the command. */
const MOST_MEGABYTES = 16;

/** The path, once there is a file that may be a certificate. Throws `console-file`, `console-large`. */
export function certificateFile(path: string): string {
  if (requireFile(path) > MOST_MEGABYTES * 1e6)
    throw refuseConsole('console-large', { path, most: MOST_MEGABYTES });
  machineFile(path);
  return path;
}
