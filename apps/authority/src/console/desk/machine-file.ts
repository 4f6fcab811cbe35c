/** Files of this machine that a person at the desk names. */
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { WorkRequest } from '@cloison/console-messages';
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

/** Throws `console-file`. */
export function machineFile(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw refuseConsole('console-file', { path, detail: (error as NodeJS.ErrnoException).code ?? '' });
  }
}

/** As for the command. */
const MOST_MEGABYTES = 16;

/** The path, once there is a file that may be a certificate. Throws `console-file`, `console-large`. */
export function certificateFile(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MOST_MEGABYTES * 1e6) throw refuseConsole('console-large', { path, most: MOST_MEGABYTES });
  machineFile(path);
  return path;
}
