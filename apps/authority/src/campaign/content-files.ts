/** Content of a campaign in the vault: public files, which are published, and source files, which hold the answer keys. */
import type { Bytes } from '@cloison/protocol/public';
import type { ContentRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

export const MANIFEST_PATH = 'manifest.json';
/** Source files of items that were corrected since: no sequence has this name. */
export const CORRECTED_SOURCE = '~items/';

/** Bytes of a content file; an absent one is a programming error. */
export function contentBytes(vault: Vault, campaign: string, kind: ContentRow['kind'], path: string): Bytes {
  const row = vault.get<Pick<ContentRow, 'bytes'>>(
    'SELECT bytes FROM content WHERE campaign = ? AND kind = ? AND path = ?',
    campaign,
    kind,
    path,
  );
  if (row === undefined) throw new Error(`content ${kind} ${path} is not in the vault`);
  return row.bytes;
}

/** Source files (with their keys) of one sequence's package, by path in the package. Stored as `{sequence id}/{path}`. */
export function sourcePackage(vault: Vault, campaign: string, sequence: string): Map<string, Bytes> {
  const prefix = `${sequence}/`;
  const rows = vault.all<Pick<ContentRow, 'path' | 'bytes'>>(
    `SELECT path, bytes FROM content WHERE campaign = ? AND kind = 'source' AND substr(path, 1, ?) = ? ORDER BY path`,
    campaign,
    prefix.length,
    prefix,
  );
  return new Map(rows.map((row) => [row.path.slice(prefix.length), row.bytes]));
}

/** Null when there is no such public file. */
export function findPublicFile(vault: Vault, campaign: string, path: string): ContentRow | null {
  const sql = `SELECT * FROM content WHERE campaign = ? AND kind = 'public' AND path = ?`;
  return vault.get<ContentRow>(sql, campaign, path) ?? null;
}

/** Paths of public files in their order; with `unpushed`, of those that the platform lacks. */
export function publicPaths(vault: Vault, campaign: string, which: 'all' | 'unpushed'): string[] {
  return vault
    .all<Pick<ContentRow, 'path'>>(
      `SELECT path FROM content WHERE campaign = ? AND kind = 'public' AND pushed <= ? ORDER BY path`,
      campaign,
      which === 'all' ? 1 : 0,
    )
    .map(({ path }) => path);
}

export interface GivenFile extends Pick<ContentRow, 'path' | 'hash'> {
  readonly bytes: number;
}

/** Public files that the platform has; `bytes`: how many. */
export function givenFiles(vault: Vault, campaign: string): readonly GivenFile[] {
  return vault.all<GivenFile>(
    `SELECT path, hash, length(bytes) AS bytes FROM content
     WHERE campaign = ? AND kind = 'public' AND pushed = 1 ORDER BY path`,
    campaign,
  );
}

export function sourceHashes(vault: Vault, campaign: string): Pick<ContentRow, 'path' | 'hash'>[] {
  const sql = `SELECT path, hash FROM content WHERE campaign = ? AND kind = 'source'`;
  return vault.all<Pick<ContentRow, 'path' | 'hash'>>(sql, campaign);
}

/** Bytes of the content files of all campaigns. */
export function contentSize(vault: Vault): number {
  return vault.count('SELECT coalesce(sum(length(bytes)), 0) FROM content');
}

export function insertContent(
  vault: Vault,
  campaign: string,
  kind: ContentRow['kind'],
  file: Pick<ContentRow, 'path' | 'hash' | 'type'> & { readonly bytes: Uint8Array },
): void {
  vault.run(
    'INSERT INTO content (campaign, kind, path, hash, type, bytes) VALUES (?, ?, ?, ?, ?, ?)',
    campaign,
    kind,
    file.path,
    file.hash,
    file.type,
    file.bytes,
  );
}

export function markContentPushed(vault: Vault, campaign: string, path: string): void {
  vault.run(
    `UPDATE content SET pushed = 1 WHERE campaign = ? AND kind = 'public' AND path = ?`,
    campaign,
    path,
  );
}

/** Everything counts as not pushed: the platform was restored from a backup. */
export function forgetPushedContent(vault: Vault, campaign: string): void {
  vault.run('UPDATE content SET pushed = 0 WHERE campaign = ?', campaign);
}
