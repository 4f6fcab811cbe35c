/** Records of which the platform showed an older or another head than it had shown before. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { RecordRow, RollbackRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

/** Traces that are kept of one record: who seals for a lying host may make a new version for each. */
export const MAX_ROLLBACKS = 64;

/**
 * `shown`: the version that was shown after `kept`; 0 for none at all. Whether it is new; beyond the bound nothing is. In the
 * caller's transaction.
 */
export function addRollback({ vault, actor }: OpenCampaign, kept: RecordRow, shown: number): boolean {
  if (countOf(vault, kept) >= MAX_ROLLBACKS) return false;
  const added = vault.run(
    'INSERT INTO rollback VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    kept.holder,
    kept.name,
    kept.version,
    shown,
    actor.now().toISOString(),
  );
  return added > 0;
}

export function hasRollback(vault: Vault, record: Pick<RecordRow, 'holder' | 'name'>): boolean {
  return countOf(vault, record) > 0;
}

function countOf(vault: Vault, { holder, name }: Pick<RecordRow, 'holder' | 'name'>): number {
  return vault.count('SELECT count(*) FROM rollback WHERE holder = ? AND name = ?', holder, name);
}

/** Newest first. */
export function rollbacksOf(vault: Vault, campaign: string, limit: number): RollbackRow[] {
  return vault.all<RollbackRow>(
    `SELECT r.* FROM rollback r JOIN holder_view h ON h.holder_id = r.holder WHERE h.campaign = ?
     ORDER BY r.at DESC, r.holder, r.name LIMIT ${limit}`,
    campaign,
  );
}

export function countRollbacks(vault: Vault, campaign: string): number {
  return vault.count(
    'SELECT count(*) FROM rollback r JOIN holder_view h ON h.holder_id = r.holder WHERE h.campaign = ?',
    campaign,
  );
}
