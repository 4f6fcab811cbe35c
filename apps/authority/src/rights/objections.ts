/** Families who object to research with their child's answers: kept sealed, left out of the research file, and no longer marked for a cohort. */
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { refuseCodes } from '../codes/refusals.ts';
import { forgetMark } from '../cohort/cohort-marks.ts';
import { appendJournal } from '../journal/journal.ts';
import { pupilOfOrder } from '../roster/pupils.ts';

export interface Objection {
  readonly at: string;
  readonly reason: string;
}

/** Null: nobody objected. */
export function objectionOf(
  { vault, sealer }: Pick<OpenCampaign, 'vault' | 'sealer'>,
  pupil: number,
): Objection | null {
  const row = vault.get<{ at: string; sealed: Uint8Array }>(
    'SELECT at, sealed FROM objection WHERE pupil = ?',
    pupil,
  );
  return row === undefined
    ? null
    : { at: row.at, reason: sealer.open<string>('objection', 'sealed', pupil, row.sealed) };
}

/** A second one replaces the first. The journal names nobody. Throws `order-unknown`, `campaign-closed`. */
export function object(campaign: OpenCampaign, orderNumber: string, reason: string): void {
  requireOpen(campaign);
  const { vault, sealer, actor, name } = campaign;
  vault.transaction(() => {
    const pupil = pupilOfOrder(campaign, orderNumber);
    if (pupil === null) throw refuseCodes('order-unknown', { order: orderNumber });
    const sealed = sealer.seal('objection', 'sealed', pupil.id, reason);
    vault.run(
      'INSERT OR REPLACE INTO objection VALUES (?, ?, ?)',
      pupil.id,
      actor.now().toISOString(),
      sealed,
    );
    forgetMark(vault, pupil.id);
    appendJournal(vault, actor, 'rights.object', name);
  });
}
