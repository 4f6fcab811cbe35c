/** `PUT /api/1/{campaign}/records/{name}`: one envelope, answered only once it is durable. */
import { equalBytes, type PublishedCampaign } from '@cloison/protocol/public';
import { PlatformError } from '../base/platform-error.ts';
import { campaignIdFor, knownCampaignId } from '../campaign/campaign-id.ts';
import { base64Url, readEnvelope } from '../campaign/read-envelope.ts';
import { maxRecords, mayBeRecord } from '../campaign/record-names.ts';
import { calendarFor, datesOf, windowFor } from '../campaign/windows.ts';
import type { HolderEntry } from '../store/holders.ts';
import type { SaveOutcome, SaveRequest, SavingCampaign } from '../store/saving.ts';

/** Throws a refusal of a bad envelope; otherwise the store decides. `saved` and `late`: it is stored durably. */
export function saveRecord(
  campaign: SavingCampaign,
  holder: HolderEntry,
  name: string,
  body: Uint8Array,
  nowMs: number,
): Promise<SaveOutcome> {
  const id = knownCampaignId(campaign.name);
  const published = campaign.published();
  if (id === undefined || published instanceof Promise) {
    return Promise.all([campaignIdFor(campaign.name), published]).then(([id, published]) =>
      campaign.save(requestOf({ id, published }, holder, name, body, nowMs)),
    );
  }
  return campaign.save(requestOf({ id, published }, holder, name, body, nowMs));
}

function requestOf(
  campaign: { readonly id: Uint8Array; readonly published: PublishedCampaign },
  holder: HolderEntry,
  name: string,
  body: Uint8Array,
  nowMs: number,
): SaveRequest {
  const { header, hash, bytes } = readEnvelope(body);
  if (!equalBytes(header.campaignId, campaign.id)) throw new PlatformError('wrong-campaign');
  if (!equalBytes(header.holderId, holder.holder)) throw new PlatformError('wrong-holder');
  if (header.name !== name || !mayBeRecord(holder.role, name)) throw new PlatformError('wrong-name');
  if (header.kind === 'document') throw new PlatformError('bad-envelope');
  if (header.kind === 'final' && holder.role !== 'pupil') throw new PlatformError('bad-envelope');
  const window = windowFor(campaign.published, holder.calendar, name, nowMs);
  if (window.kind === 'none') throw new PlatformError('wrong-name');
  const names = maxRecords(holder.role, calendarFor(campaign.published, holder.calendar));
  return { header, hash, bytes, window, nowMs, maxRecords: names, caller: holder };
}

/**
 * The refusal for an envelope that did not become the head. With `conflict` it is stored as its device's branch, unless
 * sixteen other devices have one; the facts are the head's version and hash (0 and zeros without a head).
 */
export async function refusalOf(
  outcome: Exclude<SaveOutcome, { kind: 'saved' | 'late' }>,
  campaign: SavingCampaign,
  holder: HolderEntry,
  name: string,
): Promise<PlatformError> {
  switch (outcome.kind) {
    case 'conflict':
      return new PlatformError('conflict', { version: outcome.version, hash: base64Url(outcome.hash) });
    case 'closed': {
      const published = await campaign.published();
      return new PlatformError('window-closed', datesOf(windowFor(published, holder.calendar, name, 0)));
    }
    case 'too-many-records':
      return new PlatformError('too-many-records');
  }
}
