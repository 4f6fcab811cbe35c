/** Files of this machine that a person at the desk names. */
import { readFileSync, statSync } from 'node:fs';
import { refuseConsole } from './refusals.ts';

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
