/** `PUT /api/1/{campaign}/records/{name}`: one envelope, answered only once it is durable. */
import { campaignIdOf } from '@cloison/protocol/public';
import { datesOf, windowFor } from '../calendars.ts';
import { base64Url, readEnvelope, sameBytes } from '../envelope-input.ts';
import { PlatformError } from '../platform-error.ts';
import type { HolderEntry, SavingCampaign } from '../store/store.ts';
import { MAX_RECORDS, mayBeRecord } from './record-names.ts';

const campaignIds = new Map<string, Uint8Array>();

/** `campaignIdOf`, remembered. Only for campaigns that the store knows. */
export async function knownCampaignId(name: string): Promise<Uint8Array> {
  let id = campaignIds.get(name);
  if (id === undefined) {
    id = await campaignIdOf(name);
    campaignIds.set(name, id);
  }
  return id;
}

/**
 * `saved` and `late` mean kept for good. Throws `conflict` with the head's version and hash (version 0 and zeros when
 * there is no head): then too the envelope is kept, as its device's branch, unless sixteen devices have one already.
 */
export async function saveRecord(
  campaign: SavingCampaign,
  holder: HolderEntry,
  name: string,
  body: Uint8Array,
  nowMs: number,
): Promise<'saved' | 'late'> {
  const envelope = readEnvelope(body);
  const { header } = envelope;
  const campaignId = campaignIds.get(campaign.name) ?? (await knownCampaignId(campaign.name));
  if (!sameBytes(header.campaignId, campaignId)) throw new PlatformError('wrong-campaign');
  if (!sameBytes(header.holderId, holder.holder)) throw new PlatformError('wrong-holder');
  if (header.name !== name || !mayBeRecord(name)) throw new PlatformError('wrong-name');
  if (header.kind === 'document') throw new PlatformError('bad-envelope');
  if (header.kind === 'final' && holder.role !== 'pupil') throw new PlatformError('bad-envelope');
  const known = campaign.published();
  const published = known instanceof Promise ? await known : known;
  const window = windowFor(published, holder.calendar, name, nowMs);
  if (window.kind === 'none') throw new PlatformError('wrong-name');
  const maxRecords = MAX_RECORDS[holder.role];
  const outcome = await campaign.save({ ...envelope, window, nowMs, maxRecords, caller: holder });
  switch (outcome.kind) {
    case 'saved':
    case 'late':
      return outcome.kind;
    case 'conflict':
      throw new PlatformError('conflict', { version: outcome.version, hash: base64Url(outcome.hash) });
    case 'closed':
      throw new PlatformError('window-closed', datesOf(window));
    case 'too-many-records':
      throw new PlatformError('too-many-records');
  }
}
