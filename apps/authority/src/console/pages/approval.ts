import type { Requests } from '@cloison/console-messages';
import { chooseCampaign } from '../../campaign/campaign-row.ts';
import { sittingSubject } from '../../records/sitting-history.ts';
import { approve } from '../../roles/approvals.ts';
import type { Desk } from '../desk/desk.ts';

/** What a person approves for another to do within a day: of the campaign, or of one pupil whom only a keyed hash names. */
export async function approval(desk: Desk, request: Requests['approve']): Promise<{ readonly by: string }> {
  const { campaign } = request;
  if (request.act !== 'read-sitting') {
    await desk.act('roles approve', (vault) =>
      approve(vault, desk.actor, request.act, chooseCampaign(vault, campaign)),
    );
  } else {
    await desk.actOn('roles approve', campaign, (open) =>
      approve(open.vault, desk.actor, 'read-sitting', sittingSubject(open, request.order)),
    );
  }
  return { by: desk.actor.who };
}
