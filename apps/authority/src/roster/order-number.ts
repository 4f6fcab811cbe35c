/** Order numbers: seven digits, random, unique in the campaign, derived from nothing. */
import { randomInt } from 'node:crypto';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { PupilRow } from '../vault/rows.ts';

export function orderLookup({ sealer }: Pick<OpenCampaign, 'sealer'>, order: string): Uint8Array {
  return sealer.lookup('order', order);
}

/** The order number of a pupil, or null before codes are assigned. */
export function orderNumberOf(
  { sealer }: Pick<OpenCampaign, 'sealer'>,
  pupil: Pick<PupilRow, 'id' | 'order_sealed'>,
): string | null {
  return pupil.order_sealed === null
    ? null
    : sealer.open<string>('pupil', 'order_sealed', pupil.id, pupil.order_sealed);
}

/** Gives a pupil a number that nobody in the campaign has. In the current transaction. */
export function giveOrderNumber(campaign: OpenCampaign, pupil: number): void {
  const { vault, sealer, name } = campaign;
  for (;;) {
    const order = String(randomInt(0, 10_000_000)).padStart(7, '0');
    const lookup = orderLookup(campaign, order);
    if (vault.get('SELECT 1 FROM pupil WHERE campaign = ? AND order_lookup = ?', name, lookup) !== undefined)
      continue;
    vault.run(
      'UPDATE pupil SET order_lookup = ?, order_sealed = ? WHERE id = ?',
      lookup,
      sealer.seal('pupil', 'order_sealed', pupil, order),
      pupil,
    );
    return;
  }
}
