/** What of the holders the platform has, and what it has still to be given: `pushed` is 0 nothing, 1 it, 2 its revocation. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { HolderRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name'>;

/** Before every holder id. */
export const FIRST_HOLDER = new Uint8Array(0);

const TO_PUBLISH = `campaign = ? AND pushed = 0 AND calendar IS NOT NULL AND state IN ('assigned', 'reserve')`;
const TO_REVOKE = `campaign = ? AND state = 'revoked' AND pushed = 1`;

export function countHoldersToPublish({ vault, name }: Subject): number {
  return vault.count(`SELECT count(*) FROM holder WHERE ${TO_PUBLISH}`, name);
}

/** Sorted by id, so that the order says nothing of classes; those above `after`. */
export function holdersToPublish(
  { vault, name }: Subject,
  after: Uint8Array,
  limit: number,
): Pick<HolderRow, 'holder_id' | 'access_hash' | 'calendar' | 'kind'>[] {
  return vault.all(
    `SELECT holder_id, access_hash, calendar, kind FROM holder WHERE ${TO_PUBLISH} AND holder_id > ?
     ORDER BY holder_id LIMIT ${limit}`,
    name,
    after,
  );
}

export function countHoldersToRevoke({ vault, name }: Subject): number {
  return vault.count(`SELECT count(*) FROM holder WHERE ${TO_REVOKE}`, name);
}

/** Sorted by id; those above `after`. */
export function holdersToRevoke(
  { vault, name }: Subject,
  after: Uint8Array,
  limit: number,
): HolderRow['holder_id'][] {
  return vault
    .all<Pick<HolderRow, 'holder_id'>>(
      `SELECT holder_id FROM holder WHERE ${TO_REVOKE} AND holder_id > ? ORDER BY holder_id LIMIT ${limit}`,
      name,
      after,
    )
    .map(({ holder_id }) => holder_id);
}

/** Takes note that the platform has these holders, or their revocations. */
export function markPublished(
  vault: Vault,
  holders: readonly Uint8Array[],
  what: 'holder' | 'revocation',
): void {
  const pushed = what === 'holder' ? 1 : 2;
  vault.transaction(() => {
    for (const id of holders) vault.run('UPDATE holder SET pushed = ? WHERE holder_id = ?', pushed, id);
  });
}

/** The platform has lost this holder. */
export function forgetPublishedHolder(vault: Vault, id: Uint8Array): void {
  vault.run('UPDATE holder SET pushed = 0 WHERE holder_id = ?', id);
}

/** The platform was restored from a backup: holders and revocations are sent again. In the caller's transaction. */
export function forgetPublishedHolders({ vault, name }: Subject): void {
  vault.run(`UPDATE holder SET pushed = 0 WHERE campaign = ? AND state <> 'revoked'`, name);
  vault.run(`UPDATE holder SET pushed = 1 WHERE campaign = ? AND state = 'revoked' AND pushed = 2`, name);
}
