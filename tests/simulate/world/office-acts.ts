/** What agents do beside `campaign serve`: they answer what schools ask, and publish. */
import { Refusal } from '@cloison/command/refusal';
import { toBase64Url } from '@cloison/protocol/public';
import type { OpenCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { replaceLeakedCodes } from '../../../apps/authority/src/codes/replace-leaked.ts';
import { type DeskRequest, listRequests } from '../../../apps/authority/src/desk/requests.ts';
import type { KeyStore } from '../../../apps/authority/src/keys/key-store.ts';
import { publishCampaign } from '../../../apps/authority/src/publish/publish-campaign.ts';
import { grantRequest, refuseRequest } from '../../../apps/authority/src/requests/answer-request.ts';
import { approve } from '../../../apps/authority/src/roles/approvals.ts';
import { ADDRESS, COLLEGE, PERSONS } from './base-campaign.ts';
import { OfficeView } from './office-view.ts';
import type { PeopleOfBase } from './people-of-base.ts';
import type { Truth } from './truth.ts';

/** `changed` hears whose code or sitting changed, or may have when it was killed. */
export async function grantAll(
  campaign: OpenCampaign,
  refuse: boolean,
  people: Pick<PeopleOfBase, 'orders'>,
  changed: (who: string) => void,
): Promise<void> {
  for (const request of listRequests(campaign, 'asked')) {
    // Codes of teachers are replaced by `campaign serve`.
    if (request.kind === 'incident' || request.kind === 'teacher-code') continue;
    try {
      if (refuse) refuseRequest(campaign, request.id, 'non');
      else await grantRequest(campaign, request.id);
    } catch (error) {
      // Nothing to open again, or no reserve left.
      if (error instanceof Refusal) continue;
      if (!refuse) whoOf(request, people).forEach(changed);
      throw error;
    }
    if (!refuse) whoOf(request, people).forEach(changed);
  }
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

/** `breach revoke` for the collège, which the custodian has approved. */
export async function replaceLeaked(campaign: OpenCampaign): Promise<void> {
  const custodian = { ...campaign.actor, who: PERSONS.custodian };
  approve(campaign.vault, custodian, 'breach-revoke', campaign.name);
  await replaceLeakedCodes(campaign, { uai: COLLEGE });
}

/** Pupils who have ended under the code that they have, and whose end the office has not collected. */
export function endedUnseen(
  campaign: OpenCampaign,
  { pupils }: Pick<PeopleOfBase, 'pupils'>,
  { envelopes }: Truth,
): readonly string[] {
  const kept = new Set(new OfficeView(campaign).kept().map(({ hash }) => hash));
  const unseen = [...envelopes.values()].filter(({ final, hash }) => final && !kept.has(hash));
  const holders = new Set(unseen.map(({ holder }) => holder));
  return [...pupils]
    .filter(([, { holder }]) => holders.has(toBase64Url(holder.holderId)))
    .map(([who]) => who);
}

/** `campaign publish`. Throws what it throws. */
export async function publish(campaign: OpenCampaign, keys: KeyStore, again: boolean): Promise<void> {
  await publishCampaign(campaign, keys, { platform: ADDRESS, again, patienceMs: 20_000, attemptMs: 10_000 });
}
