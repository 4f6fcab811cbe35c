/** The same pupils in another campaign of the vault, by their national number. Personal. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { PupilFacts, PupilRow } from '../vault/rows.ts';
import { orderNumberOf } from './pupils.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name' | 'sealer'>;

/**
 * Order number in this campaign → row of the pupil in the other one: of the pupils of a class level who have not left and
 * have an order number, those who are there too. Numbers are compared by the other campaign's keyed hash, opened one at a time.
 */
export function pupilsElsewhere(
  campaign: Subject,
  classLevel: number,
  other: Subject,
): ReadonlyMap<string, number> {
  const { vault, sealer } = campaign;
  const rows = vault.all<Pick<PupilRow, 'id' | 'sealed' | 'order_sealed'>>(
    `SELECT id, sealed, order_sealed FROM pupil
     WHERE class_level = ? AND state = 'present' AND order_sealed IS NOT NULL`,
    classLevel,
  );
  const found = new Map<string, number>();
  for (const row of rows) {
    const { ine } = sealer.open<PupilFacts>('pupil', 'sealed', row.id, row.sealed);
    const there = vault.get<Pick<PupilRow, 'id'>>(
      'SELECT id FROM pupil WHERE campaign = ? AND ine_lookup = ?',
      other.name,
      other.sealer.lookup('ine', ine),
    );
    const orderNumber = orderNumberOf(campaign, row);
    if (there !== undefined && orderNumber !== null) found.set(orderNumber, there.id);
  }
  return found;
}
