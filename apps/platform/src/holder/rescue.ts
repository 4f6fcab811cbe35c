/**
 * `POST /api/1/{campaign}/rescue`: envelopes that a browser could not send, brought by a member of staff or with a
 * class's token. Kept apart, for the authority to judge; they never become a head and never displace a branch.
 */
import { equalBytes } from '@cloison/protocol/public';
import * as v from 'valibot';
import { PlatformError } from '../base/platform-error.ts';
import { readEnvelopeText } from '../campaign/read-envelope.ts';
import { mayBeRecord } from '../campaign/record-names.ts';
import { windowFor } from '../campaign/windows.ts';
import type { CampaignStore } from '../store/campaign-store.ts';
import type { HolderEntry } from '../store/holders.ts';
import { knownCampaignId } from './save-record.ts';

export const MAX_RESCUED_AT_ONCE = 50;
const MAX_PER_UPLOADER = 2000;
const MAX_PER_UPLOADER_AND_HOLDER = 600;

const rescueSchema = v.strictObject({
  envelopes: v.pipe(v.array(v.pipe(v.string(), v.maxLength(90_000))), v.maxLength(MAX_RESCUED_AT_ONCE)),
});

/** One code for each envelope, in order: `ok` means kept for good (now or before). */
export async function rescue(
  campaign: CampaignStore,
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
  campaign: CampaignStore,
  uploader: HolderEntry,
  text: string,
  nowMs: number,
): Promise<string> {
  try {
    const envelope = readEnvelopeText(text);
    const { header } = envelope;
    if (!equalBytes(header.campaignId, await knownCampaignId(campaign.name))) return 'wrong-campaign';
    if (header.kind === 'document') return 'bad-envelope';
    const holder = await campaign.holderById(header.holderId);
    if (holder === null) return 'wrong-holder';
    const window = windowFor(await campaign.published(), holder.calendar, header.name, nowMs);
    if (window.kind === 'none' || !mayBeRecord(header.name)) return 'wrong-name';
    if (window.kind === 'closed') return 'window-closed';
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
