/** What an error of SQLite on the vault's file means for a person: a full disk, a damaged file, a right that is missing. */
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Refusal } from '@cloison/command/refusal';
import { refuseVault } from './refusals.ts';

/** The vault's one file, in its folder. */
export const VAULT_FILE = 'vault.sqlite';

/** Whether the file has all changes itself: none of them are in the log beside it alone. */
export function isLogEmpty(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

/** Primary result codes, the low byte of the extended ones (sqlite.org/rescode.html). */
const CODE = {
  readOnly: 8,
  inputOutput: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;
/** The file ends before what its header says. */
const SHORT_READ = 522;
/** Below this SQLite can't even make its shared-memory file (32 KiB), and reports an I/O error instead of a full disk. */
const LEAST_ROOM_BYTES = 64 * 1024;

/**
 * Null for an error that does not come from SQLite or from the rights of the vault's files, or that no person can mend. SQLite's
 * own text is for `--json` alone.
 */
export function explainStorage(error: unknown, folder: string): Refusal | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const [path, detail] = [join(folder, VAULT_FILE), error.message];
  if (isRightsError(error) && liesIn(folder, error.path)) return refuseAccess(folder, detail);
  if (error.code !== 'ERR_SQLITE_ERROR') return null;
  const extended = (error as { errcode?: number }).errcode ?? 0;
  if (extended === SHORT_READ) return refuseVault('vault-damaged', { path }, { detail });
  switch (extended % 256) {
    case CODE.full:
      return refuseVault('vault-disk-full', { path: folder });
    case CODE.inputOutput:
      return isFull(folder)
        ? refuseVault('vault-disk-full', { path: folder })
        : refuseVault('vault-disk-fails', { path: folder }, { detail });
    case CODE.cannotOpen:
    case CODE.readOnly:
      return isFull(folder) ? refuseVault('vault-disk-full', { path: folder }) : refuseAccess(folder, detail);
    case CODE.corrupt:
      return refuseVault('vault-damaged', { path }, { detail });
    case CODE.notADatabase:
      return refuseVault('vault-not-one', { path }, { detail });
    default:
      return null;
  }
}

/**
 * Throws `vault-no-writing` and its kin. SQLite opens what may not be written for reading instead, and then makes files beside
 * it that can't be written either, even once the vault can.
 */
export function requireWritable(folder: string): void {
  const path = join(folder, VAULT_FILE);
  for (const place of existsSync(path) ? [folder, path] : [folder]) {
    const code = refusedRight(place, constants.W_OK);
    if (code !== null) throw refuseAccess(folder, code);
  }
}

function isRightsError(error: Error): error is Error & { readonly path: string } {
  const { code, path } = error as NodeJS.ErrnoException;
  return path !== undefined && (code === 'EACCES' || code === 'EPERM' || code === 'EROFS');
}

function liesIn(folder: string, path: string): boolean {
  return path === folder || dirname(path) === folder;
}

/** Which right is missing, and of which file: SQLite says neither. */
function refuseAccess(folder: string, detail: string): Refusal {
  const path = join(folder, VAULT_FILE);
  const own = ['', '-wal', '-shm'].map((end) => `${path}${end}`);
  const files = [...own, join(folder, 'lock.sqlite'), join(folder, 'lock.txt')].filter((file) =>
    existsSync(file),
  );
  const unread =
    refusedRight(folder, constants.X_OK) === null
      ? files.find((file) => refusedRight(file, constants.R_OK) !== null)
      : folder;
  if (unread !== undefined) return refuseVault('vault-no-reading', { path: unread }, { detail });
  const unwritten = [folder, ...files].find((file) => refusedRight(file, constants.W_OK) !== null);
  if (unwritten === undefined) return refuseVault('vault-access', { path }, { detail });
  if (!isLogEmpty(path))
    return refuseVault('vault-log-waits', { path: folder, log: `${path}-wal` }, { detail });
  return refusedRight(unwritten, constants.W_OK) === 'EROFS'
    ? refuseVault('vault-read-only', { path: folder }, { detail })
    : refuseVault('vault-no-writing', { path: unwritten }, { detail });
}

/** The system's code; null: it is given. */
function refusedRight(path: string, right: number): string | null {
  try {
    accessSync(path, right);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? '';
  }
}

function isFull(folder: string): boolean {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(folder);
    return bavail * bsize < LEAST_ROOM_BYTES || (files > 0 && ffree === 0);
  } catch {
    return false;
  }
}
