/**
 * `POST /api/1/{campaign}/rescue`: envelopes that a browser could not send, brought by a member of staff or with a class's
 * token. They are kept apart for the authority to judge, never become a head and never replace a branch. Whatever can be told
 * from outside is: whose it is, whether that holder may have such a record, its length, and that a later version follows one.
 */
import { equalBytes } from '@cloison/protocol/public';
import * as v from 'valibot';
import { PlatformError } from '../base/platform-error.ts';
import { campaignIdFor } from '../campaign/campaign-id.ts';
import { envelopeLength } from '../campaign/envelope-length.ts';
import { readEnvelopeText } from '../campaign/read-envelope.ts';
import { mayBeRecord } from '../campaign/record-names.ts';
import { windowFor } from '../campaign/windows.ts';
import type { HolderEntry, HolderLookup } from '../store/holders.ts';
import type { CampaignReader } from '../store/reading.ts';
import type { CampaignSaver } from '../store/saving.ts';

type RescuingCampaign = HolderLookup & CampaignSaver & Pick<CampaignReader, 'content'>;

export const MAX_RESCUED_TOGETHER = 50;
const MAX_PER_UPLOADER = 2000;
const MAX_PER_UPLOADER_AND_HOLDER = 600;

const rescueSchema = v.strictObject({
  envelopes: v.pipe(v.array(v.pipe(v.string(), v.maxLength(90_000))), v.maxLength(MAX_RESCUED_TOGETHER)),
});

/** Returns one code for each envelope, in order. `ok`: it is stored durably, now or since an earlier call. */
export async function rescue(
  campaign: RescuingCampaign,
  uploader: HolderEntry,
  body: unknown,
  nowMs: number,
): Promise<{ readonly results: readonly { readonly code: string }[] }> {
  if (uploader.role === 'pupil') throw new PlatformError('not-staff');
  const parsed = v.safeParse(rescueSchema, body);
  if (!parsed.success) throw new PlatformError('bad-request');
  const results = await Promise.all(
    parsed.output.envelopes.map((text) => rescueOne(campaign, uploader, text, nowMs)),
  );
  return { results: results.map((code) => ({ code })) };
}

async function rescueOne(
  campaign: RescuingCampaign,
  uploader: HolderEntry,
  text: string,
  nowMs: number,
): Promise<string> {
  try {
    const envelope = readEnvelopeText(text);
    const { header } = envelope;
    if (!equalBytes(header.campaignId, await campaignIdFor(campaign.name))) return 'wrong-campaign';
    if (header.kind === 'document') return 'bad-envelope';
    const holder = await campaign.holderById(header.holderId);
    if (holder === null) return 'wrong-holder';
    const published = await campaign.published();
    const window = windowFor(published, holder.calendar, header.name, nowMs);
    if (window.kind === 'none' || !mayBeRecord(holder.role, header.name)) return 'wrong-name';
    if (window.kind === 'closed') return 'window-closed';
    if (holder.role === 'staff' || (header.kind === 'final' && holder.role !== 'pupil'))
      return 'bad-envelope';
    if (header.version > 1 && header.previous.every((byte) => byte === 0)) return 'bad-envelope';
    const length = await envelopeLength(campaign, published, header.name);
    if (length !== null && envelope.bytes.length !== length) return 'bad-envelope';
    return await campaign.rescue({
      ...envelope,
      uploader: uploader.holder,
      nowMs,
      maxPerUploader: MAX_PER_UPLOADER,
      maxPerHolder: MAX_PER_UPLOADER_AND_HOLDER,
    });
  } catch (error) {
    if (error instanceof PlatformError) return error.code;
    throw error;
  }
}
