/** What agents do beside `campaign serve`: they answer what schools ask. */
import { Refusal } from '@cloison/command/refusal';
import type { OpenCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { type DeskRequest, listRequests } from '../../../apps/authority/src/desk/requests.ts';
import { grantRequest, refuseRequest } from '../../../apps/authority/src/requests/answer-request.ts';
import type { PeopleOfBase } from './people-of-base.ts';

/** Those whose code or sitting changed. */
export async function grantAll(
  campaign: OpenCampaign,
  refuse: boolean,
  people: Pick<PeopleOfBase, 'orders'>,
): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const request of listRequests(campaign, 'asked')) {
    // Codes of teachers are replaced by `campaign serve`.
    if (request.kind === 'incident' || request.kind === 'teacher-code') continue;
    try {
      if (refuse) refuseRequest(campaign, request.id, 'non');
      else {
        await grantRequest(campaign, request.id);
        changed.push(...whoOf(request, people));
      }
    } catch (error) {
      // Nothing to open again, or no reserve left.
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return changed;
}

function whoOf({ entry }: DeskRequest, { orders }: Pick<PeopleOfBase, 'orders'>): readonly string[] {
  const numbers =
    entry.kind === 'reserve'
      ? [entry.orderNumber]
      : entry.kind === 'reopen' || entry.kind === 'more-time'
        ? entry.orderNumbers
        : [];
  return [...orders].filter(([, order]) => numbers.includes(order)).map(([who]) => who);
}
