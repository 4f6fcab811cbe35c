/** What a laptop was given and how many records it has brought: its statement of erasure is compared with both. */
import { toHex } from '@cloison/protocol/public';
import type { HostRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import type { PurgeExpected } from './purge-statement.ts';

type Laptop = Pick<HostRow, 'public_key'>;

const mark = ({ public_key }: Laptop) => `relay-counts:${toHex(public_key)}`;

/** Null of what is no laptop, or of one whose file was made before this was counted. */
export function relayCounts(vault: Vault, laptop: Laptop): PurgeExpected | null {
  const text = vault.meta(mark(laptop));
  return text === null ? null : (JSON.parse(text) as PurgeExpected);
}

/** In the caller's transaction. */
export function keepGiven(vault: Vault, laptop: Laptop, given: Omit<PurgeExpected, 'records'>): void {
  vault.setMeta(mark(laptop), JSON.stringify({ ...given, records: 0 }));
}

/** Each file of a laptop has all that it holds: the fullest one counts. In the caller's transaction. */
export function keepBrought(vault: Vault, laptop: Laptop, records: number): void {
  const counts = relayCounts(vault, laptop);
  if (counts === null || counts.records >= records) return;
  vault.setMeta(mark(laptop), JSON.stringify({ ...counts, records }));
}
