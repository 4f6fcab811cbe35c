/** A correction of what is held of a child's identity (GDPR, article 16). The journal says which fields, never of whom. */
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { refuseCodes } from '../codes/refusals.ts';
import { markToPublish } from '../desk/schools-to-publish.ts';
import { appendJournal } from '../journal/journal.ts';
import { correctFacts, pupilOfOrder } from '../roster/pupils.ts';
import type { PupilFacts } from '../vault/rows.ts';
import { refuseRights } from './refusals.ts';

export type Correction = Partial<Pick<PupilFacts, 'lastName' | 'firstName' | 'birthDate' | 'sex'>>;

/**
 * The school's lists follow with the next pass of `campaign serve`. The next roster brings the source's own words again: what
 * is wrong there is corrected there. Throws `rectify-nothing`, `order-unknown`, `campaign-closed`.
 */
export function rectify(campaign: OpenCampaign, orderNumber: string, correction: Correction): void {
  requireOpen(campaign);
  if (Object.keys(correction).length === 0) throw refuseRights('rectify-nothing');
  const { vault, actor, name } = campaign;
  vault.transaction(() => {
    const pupil = pupilOfOrder(campaign, orderNumber);
    if (pupil === null) throw refuseCodes('order-unknown', { order: orderNumber });
    correctFacts(campaign, pupil.id, correction);
    markToPublish(vault, pupil.school);
    appendJournal(vault, actor, 'rights.rectify', name, { fields: Object.keys(correction).sort().join(' ') });
  });
}
