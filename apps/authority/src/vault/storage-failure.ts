/** What an error of SQLite on the vault's file means for a person: a full disk, a damaged file, a right that is missing. */
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Refusal } from '@cloison/command/refusal';
import { refuseVault } from './refusals.ts';

/** The vault's one file, in its folder. */
export const VAULT_FILE = 'vault.sqlite';

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

/** Null for an error that does not come from SQLite, or that no person can mend. SQLite's own text is for `--json` alone. */
export function explainStorage(error: unknown, folder: string): Refusal | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return null;
  const extended = (error as { errcode?: number }).errcode ?? 0;
  const [path, detail] = [join(folder, VAULT_FILE), error.message];
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
      return isFull(folder)
        ? refuseVault('vault-disk-full', { path: folder })
        : refuseVault('vault-access', { path }, { detail });
    case CODE.corrupt:
      return refuseVault('vault-damaged', { path }, { detail });
    case CODE.notADatabase:
      return refuseVault('vault-not-one', { path }, { detail });
    default:
      return null;
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
