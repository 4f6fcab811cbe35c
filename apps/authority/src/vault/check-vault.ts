/**
 * Whether a vault's file is whole: its size, SQLite's structure and references, and every content file and envelope against the
 * hash beside it. Needs no key and no lock, so it runs beside `serve`. Values sealed under a key are for `check-sealed.ts`, the
 * journal's chain for `verify/verify-journal.ts`.
 */
import { hash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Words } from '@cloison/command/refusal';
import { placeToRead } from './place-to-read.ts';
import { refuseVault } from './refusals.ts';
import { explainStorage, VAULT_FILE } from './storage-failure.ts';

export const VAULT_FAULTS = {
  'not-a-vault': {
    fr: 'Le fichier ne commence pas comme un coffre ({bytes} octet(s)).',
    en: 'The file does not begin as a vault does ({bytes} byte(s)).',
  },
  'part-of-a-page': {
    fr: 'La taille ({bytes} octet(s)) n’est pas un nombre entier de pages de {page} octet(s) : il manque {missing} octet(s) à la dernière.',
    en: 'The size ({bytes} byte(s)) is no whole number of pages of {page} byte(s): {missing} byte(s) of the last are missing.',
  },
  'cut-off': {
    fr: 'Le fichier s’arrête trop tôt : {found} page(s), son en-tête en annonce {expected}.',
    en: 'The file ends too early: {found} page(s), its header says {expected}.',
  },
  unreadable: {
    fr: 'Le fichier ne se lit pas jusqu’au bout : des pages n’ont pas la forme attendue.',
    en: 'The file can’t be read to its end: pages have not the expected form.',
  },
  structure: {
    fr: 'La structure est abîmée ({place}).',
    en: 'The structure is damaged ({place}).',
  },
  reference: {
    fr: '{count} ligne(s) de {table} {count|renvoie|renvoient} à ce qui n’est pas là.',
    en: '{count} row(s) of {table} {count|refers|refer} to what is not there.',
  },
  'hash-differs': {
    fr: '{count} valeur(s) de {table} {count|n’est|ne sont} pas ce que dit leur empreinte (la première : ligne {row}).',
    en: '{count} value(s) of {table} {count|is|are} not what the hash says (the first: row {row}).',
  },
} as const satisfies Readonly<Record<string, Words>>;

export interface VaultFault {
  readonly code: keyof typeof VAULT_FAULTS;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface VaultCheck {
  readonly bytes: number;
  /** Content files and envelopes that were compared with their hash. */
  readonly compared: number;
  readonly faults: readonly VaultFault[];
}

const MAGIC = 'SQLite format 3\0';
/** Faults of structure that are reported; a damaged page may give thousands. */
const STRUCTURE_FAULTS = 20;

/** Throws `vault-missing`, and what `explainStorage` says of a disk that is full or out of reach. */
export function checkVault(folder: string): VaultCheck {
  const path = join(folder, VAULT_FILE);
  const { bytes, faults } = sizeOf(folder, path);
  if (faults.some(({ code }) => code === 'not-a-vault')) return { bytes, compared: 0, faults };
  const { location, lock } = placeToRead(folder);
  let db: DatabaseSync | null = null;
  let compared = 0;
  try {
    db = new DatabaseSync(location, { readOnly: true, timeout: 5_000 });
    faults.push(...structureFaults(db));
    // With a broken structure the rows that are found say nothing of those that are not.
    if (faults.length === 0) {
      const found = compareHashes(db);
      compared = found.compared;
      faults.push(...found.faults);
    }
  } catch (error) {
    const refusal = explainStorage(error, folder);
    if (refusal === null) throw error;
    if (refusal.code !== 'vault-damaged' && refusal.code !== 'vault-not-one') throw refusal;
    faults.push({ code: 'unreadable', values: { detail: (error as Error).message } });
  } finally {
    db?.close();
    lock?.release();
  }
  return { bytes, compared, faults };
}

function sizeOf(folder: string, path: string): { readonly bytes: number; readonly faults: VaultFault[] } {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) throw refuseVault('vault-missing', { path: folder });
    return { bytes: stats.size, faults: sizeFaults(path) };
  } catch (error) {
    throw explainStorage(error, folder) ?? error;
  }
}

/** Header of an SQLite file (sqlite.org/fileformat2.html, 1.3): page size at 16, pages at 28 when 24 and 92 agree. */
export function sizeFaults(path: string): VaultFault[] {
  const header = Buffer.alloc(100);
  const { size: bytes } = statSync(path);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, 100, 0);
  } finally {
    closeSync(file);
  }
  if (bytes < 100 || header.toString('latin1', 0, 16) !== MAGIC) {
    return [{ code: 'not-a-vault', values: { bytes } }];
  }
  const page = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const faults: VaultFault[] = [];
  const over = bytes % page;
  if (over !== 0) faults.push({ code: 'part-of-a-page', values: { bytes, page, missing: page - over } });
  const [found, expected] = [Math.floor(bytes / page), header.readUInt32BE(28)];
  // Pages that are only in the write-ahead log are not counted in this header before they are in the file.
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
  if (isCounted && found < expected) faults.push({ code: 'cut-off', values: { found, expected } });
  return faults;
}

function structureFaults(db: DatabaseSync): VaultFault[] {
  const structure = db.prepare(`PRAGMA integrity_check(${STRUCTURE_FAULTS})`).all();
  const details = structure.map((row) => String(row.integrity_check)).filter((text) => text !== 'ok');
  if (details.length > 0) {
    return details.map((detail) => ({ code: 'structure', values: { place: placeOf(detail), detail } }));
  }
  const counts = new Map<string, number>();
  for (const { table } of db.prepare('PRAGMA foreign_key_check').iterate()) {
    counts.set(String(table), (counts.get(String(table)) ?? 0) + 1);
  }
  return [...counts].map(([table, count]) => ({ code: 'reference', values: { table, count } }));
}

/** Where SQLite's check found it: a page, an index or a table; its own sentence is for `--json`. */
function placeOf(detail: string): string {
  const page = /\bpage (?:number )?(\d+)/i.exec(detail)?.[1];
  const name = /\bindex (\w+)|\btable (\w+)|\bin (\w+)\.\w+/i.exec(detail);
  return page !== undefined ? `page ${page}` : (name?.slice(1).find((one) => one !== undefined) ?? '?');
}

/** Each: what names the row, the hash and the bytes. A document that the platform has is kept here as its hash alone. */
const HASHED: readonly (readonly [table: string, sql: string])[] = [
  ['content', "SELECT kind || '/' || path AS row, hash, bytes FROM content"],
  [
    'document',
    // One that waits is sealed in the vault's own way (check-sealed.ts); one that the platform has is not kept.
    "SELECT hex(holder) || '/' || name AS row, hash, envelope AS bytes FROM document WHERE length(hash) > 0 AND length(envelope) > 0",
  ],
  [
    'record',
    "SELECT hex(holder) || '/' || name AS row, hash, envelope AS bytes FROM record WHERE envelope IS NOT NULL",
  ],
  ['branch', "SELECT hex(holder) || '/' || name AS row, hash, envelope AS bytes FROM branch"],
];

function compareHashes(db: DatabaseSync): { readonly compared: number; readonly faults: VaultFault[] } {
  const faults: VaultFault[] = [];
  let compared = 0;
  for (const [table, sql] of HASHED) {
    let [count, first] = [0, ''];
    for (const row of db.prepare(sql).iterate()) {
      compared += 1;
      if (Buffer.compare(hash('sha256', row.bytes as Uint8Array, 'buffer'), row.hash as Uint8Array) === 0) {
        continue;
      }
      if (count === 0) first = String(row.row);
      count += 1;
    }
    if (count > 0) faults.push({ code: 'hash-differs', values: { table, count, row: first } });
  }
  return { compared, faults };
}
