/**
 * What of the holders the platform has, and what it has still to be given. `pushed` is 0: it was never given; 1: the platform
 * has it; 2: it has its revocation; 3: it was given, and has to be given again; 4: it has its revocation, and a whole pass was made
 * since. What was ever given is revoked there too, whatever the platform says that it has.
 */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { HolderKind, HolderRow, HolderState } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name'>;

/** Before every holder id. */
export const FIRST_HOLDER = new Uint8Array(0);

// The plus keeps SQLite from the index that begins with the campaign: every page by id would read and sort all holders.
const OF_CAMPAIGN = '+campaign = ?';
const TO_PUBLISH = `${OF_CAMPAIGN} AND pushed IN (0, 3) AND calendar IS NOT NULL AND state IN ('assigned', 'reserve')`;
const TO_REVOKE = `${OF_CAMPAIGN} AND state = 'revoked' AND pushed IN (1, 3)`;

/** `pushed` of a holder that has changed, or that the platform says it has lost. */
export const TO_GIVE_AGAIN = 'CASE pushed WHEN 0 THEN 0 ELSE 3 END';

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

/** Those that the platform has or had, sorted by id; those above `after`. */
export function publishedHolders({ vault, name }: Subject, after: Uint8Array, limit: number): HolderRow[] {
  return vault.all<HolderRow>(
    `SELECT * FROM holder WHERE ${OF_CAMPAIGN} AND pushed > 0 AND holder_id > ? ORDER BY holder_id LIMIT ${limit}`,
    name,
    after,
  );
}

/** Those that the platform says it has lost, or whose change it was not given. */
export function countHoldersToGiveAgain({ vault, name }: Subject): number {
  return vault.count(`SELECT count(*) FROM holder WHERE campaign = ? AND pushed = 3`, name);
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
  vault.run(`UPDATE holder SET pushed = ${TO_GIVE_AGAIN} WHERE holder_id = ? AND pushed NOT IN (2, 4)`, id);
}

/** The platform was restored from a backup: holders and revocations are sent again. In the caller's transaction. */
export function forgetPublishedHolders({ vault, name }: Subject): void {
  vault.run(`UPDATE holder SET pushed = ${TO_GIVE_AGAIN} WHERE campaign = ? AND state <> 'revoked'`, name);
  vault.run(
    `UPDATE holder SET pushed = 1 WHERE campaign = ? AND state = 'revoked' AND pushed IN (2, 4)`,
    name,
  );
}

/** Some of those whose revocation the platform has, while what it had of them before may not have been collected yet. */
export function justRevoked({ vault, name }: Subject, limit: number): readonly HolderRow[] {
  return vault.all<HolderRow>(
    `SELECT * FROM holder WHERE campaign = ? AND pushed = 2 ORDER BY holder_id LIMIT ${limit}`,
    name,
  );
}

/** All that the platform had of them was collected: it takes nothing more. */
export function settleRevoked(vault: Vault, holders: readonly HolderRow[]): void {
  if (holders.length === 0) return;
  vault.transaction(() => {
    for (const { holder_id } of holders)
      vault.run('UPDATE holder SET pushed = 4 WHERE holder_id = ? AND pushed = 2', holder_id);
  });
}

/** Whether an honest platform has nothing new to show of this holder's records: what a revoked code saves, it keeps beside them. */
export function isSettled({ pushed }: Pick<HolderRow, 'pushed'>): boolean {
  return pushed === 4;
}

/**
 * Some of those of one kind and state that the platform has, or whose revocation it has: from a place on in the order of ids, which
 * chance gave them, and then from the beginning.
 */
export function someGiven(
  { vault, name }: Subject,
  kind: HolderKind,
  state: Exclude<HolderState, 'minted'>,
  from: Uint8Array,
  limit: number,
): readonly Uint8Array[] {
  const given = state === 'revoked' ? 'pushed IN (2, 4)' : 'pushed = 1';
  const page = (compares: '>=' | '<', most: number) =>
    vault
      .all<Pick<HolderRow, 'holder_id'>>(
        `SELECT holder_id FROM holder WHERE campaign = ? AND kind = ? AND state = ? AND ${given}
           AND holder_id ${compares} ? ORDER BY holder_id LIMIT ${most}`,
        name,
        kind,
        state,
        from,
      )
      .map(({ holder_id }) => holder_id);
  const above = page('>=', limit);
  return above.length === limit ? above : [...above, ...page('<', limit - above.length)];
}
