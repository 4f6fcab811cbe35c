/** Records of which the platform showed an older or another head than it had shown before. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { RecordRow, RollbackRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

/** `shown`: the version that was shown after `kept`; 0 for none at all. Whether it is new. In the caller's transaction. */
export function addRollback({ vault, actor }: OpenCampaign, kept: RecordRow, shown: number): boolean {
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

export function hasRollback(vault: Vault, { holder, name }: Pick<RecordRow, 'holder' | 'name'>): boolean {
  return vault.count('SELECT count(*) FROM rollback WHERE holder = ? AND name = ?', holder, name) > 0;
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
