/**
 * How much of the disk a closing takes for a while, from what the vault has: the research rows, which are kept before anything
 * else goes, then a copy of all that remains and a log of the same size, by which the file becomes smaller. What is erased
 * takes no room.
 */
import { statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { campaignRow } from '../campaign/campaign-row.ts';
import { stepDetail } from '../campaign/closing-steps.ts';
import { contentSize } from '../campaign/content-files.ts';
import { researchSize } from '../research/research-size.ts';
import { countAllPupils, countPupils } from '../roster/pupils.ts';
import { sittingsSize } from '../score/sittings.ts';
import { VAULT_FILE } from '../vault/storage-failure.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseClose } from './refusals.ts';

export interface ClosingRoom {
  readonly neededBytes: number;
  readonly freeBytes: number;
}

/** The journal, indexes, and the log while it is small. */
const LEAST_BYTES = 16 * 1024 * 1024;
/** A research row against the sittings that it is made of, pages that are not full included; measured: 1.15. */
const ROW_TO_SITTINGS = 1.25;
/** Of a row, besides its sittings. */
const ROW_BYTES = 512;

export function closingRoom(vault: Vault, name: string): ClosingRoom {
  const { rehearsal } = campaignRow(vault, name);
  const isDistilled = stepDetail(vault, name, 'distilled') !== null;
  const pupils = countPupils({ vault, name });
  const share = pupils / Math.max(1, countAllPupils(vault));
  const rows =
    isDistilled || rehearsal === 1 ? 0 : share * sittingsSize(vault) * ROW_TO_SITTINGS + pupils * ROW_BYTES;
  // Of other campaigns that go on, about what they have of the file.
  const others = pupils === 0 ? 0 : statSync(join(vault.folder, VAULT_FILE)).size * (1 - share);
  const remaining = rows + researchSize(vault) + contentSize(vault) + others;
  const { bavail, bsize } = statfsSync(vault.folder);
  return { neededBytes: Math.ceil(rows + 2 * remaining + LEAST_BYTES), freeBytes: bavail * bsize };
}

/** Throws `closing-room`. */
export function requireRoom(vault: Vault, name: string): void {
  const { neededBytes, freeBytes } = closingRoom(vault, name);
  if (freeBytes >= neededBytes) return;
  throw refuseClose('closing-room', {
    path: vault.folder,
    needed: megabytes(neededBytes),
    free: megabytes(freeBytes),
  });
}

/** Millions of bytes, upwards. */
export function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
