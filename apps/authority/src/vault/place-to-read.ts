/**
 * How the vault's file is opened for reading. SQLite makes files beside a database in WAL mode, even for a reader. Where this
 * process may not make them, or the file itself may not be written, SQLite takes the file as one that stays as it is
 * (`immutable`, sqlite.org/uri.html). A shared lock keeps writers away meanwhile. A log with changes would be ignored that way:
 * then SQLite opens the file as usual, beside the process that writes, or fails.
 */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { shareVault, type VaultLock } from './lock.ts';
import { isLogEmpty, VAULT_FILE } from './storage-failure.ts';

export interface PlaceToRead {
  /** For `DatabaseSync`, with `readOnly`. */
  readonly location: string | URL;
  /** To be released once the database is closed. */
  readonly lock: VaultLock | null;
}

export function placeToRead(folder: string): PlaceToRead {
  const path = join(folder, VAULT_FILE);
  if (!mayWrite(folder) || !mayWrite(path)) {
    const lock = shareVault(folder);
    if (lock !== null && isLogEmpty(path)) {
      const location = pathToFileURL(path);
      location.searchParams.set('immutable', '1');
      return { location, lock };
    }
    lock?.release();
  }
  return { location: path, lock: null };
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
