/** Schools whose documents `campaign serve` publishes again at its next pass. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { Vault } from '../vault/vault.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name'>;

/** In the caller's transaction. */
export function markToPublish(vault: Vault, school: number): void {
  vault.run('INSERT INTO to_publish VALUES (?) ON CONFLICT DO NOTHING', school);
}

/** In a random order, so that the order in which documents change says nothing. */
export function schoolsToPublish({ vault, name }: Subject): number[] {
  return vault
    .all<{ school: number }>(
      `SELECT t.school FROM to_publish t JOIN school_view s ON s.id = t.school WHERE s.campaign = ? ORDER BY random()`,
      name,
    )
    .map(({ school }) => school);
}

export function clearToPublish(vault: Vault, school: number): void {
  vault.run('DELETE FROM to_publish WHERE school = ?', school);
}
