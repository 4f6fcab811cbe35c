/**
 * `POST /api/1/{campaign}/rescue`: envelopes that a browser could not send, brought by a member of staff or with a class's
 * token. They are kept apart for the authority to judge, never become a head and never replace a branch.
 */
import { equalBytes } from '@cloison/protocol/public';
import * as v from 'valibot';
import { PlatformError } from '../base/platform-error.ts';
import { campaignIdFor } from '../campaign/campaign-id.ts';
import { readEnvelopeText } from '../campaign/read-envelope.ts';
import { mayBeRecord } from '../campaign/record-names.ts';
import { windowFor } from '../campaign/windows.ts';
import type { HolderEntry, HolderLookup } from '../store/holders.ts';
import type { CampaignSaver } from '../store/saving.ts';

export const MAX_RESCUED_TOGETHER = 50;
const MAX_PER_UPLOADER = 2000;
const MAX_PER_UPLOADER_AND_HOLDER = 600;

const rescueSchema = v.strictObject({
  envelopes: v.pipe(v.array(v.pipe(v.string(), v.maxLength(90_000))), v.maxLength(MAX_RESCUED_TOGETHER)),
});

/** Returns one code for each envelope, in order. `ok`: it is stored durably, now or since an earlier call. */
export async function rescue(
  campaign: HolderLookup & CampaignSaver,
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
  campaign: HolderLookup & CampaignSaver,
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
    const window = windowFor(await campaign.published(), holder.calendar, header.name, nowMs);
    if (window.kind === 'none' || !mayBeRecord(holder.role, header.name)) return 'wrong-name';
    if (window.kind === 'closed') return 'window-closed';
    if (holder.role === 'staff' || (header.kind === 'final' && holder.role !== 'pupil'))
      return 'bad-envelope';
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
