/**
 * What a former platform or a laptop had, as far as the office knows: what it was given, and the records that came from it. Its
 * statement of erasure is compared with that.
 */
import { toHex } from '@cloison/protocol/public';
import type { HostRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import type { PurgeExpected } from './purge-statement.ts';

type Host = Pick<HostRow, 'public_key'>;

const mark = ({ public_key }: Host) => `host-counts:${toHex(public_key)}`;

/** Null of a host that was left, or made ready, before this was counted. */
export function hostCounts(vault: Vault, host: Host): PurgeExpected | null {
  const text = vault.meta(mark(host));
  return text === null ? null : (JSON.parse(text) as PurgeExpected);
}

/** In the caller's transaction. */
export function keepHostCounts(vault: Vault, host: Host, counts: PurgeExpected): void {
  const { holders, documents, records } = counts;
  vault.setMeta(mark(host), JSON.stringify({ holders, documents, records }));
}

/** Each file of a laptop has all that it holds: the fullest one counts. In the caller's transaction. */
export function keepBrought(vault: Vault, laptop: Host, records: number): void {
  const counts = hostCounts(vault, laptop);
  if (counts !== null && counts.records < records) keepHostCounts(vault, laptop, { ...counts, records });
}

/** In the caller's transaction. */
export function dropHostCounts(vault: Vault, host: Host): void {
  vault.dropMeta(mark(host));
}
