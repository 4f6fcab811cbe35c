/** `GET /api/1/{campaign}/me`: a browser's first call. */
import type { Me } from '@cloison/protocol/public';
import { base64Url } from '../campaign/read-envelope.ts';
import type { HolderEntry, HolderLookup } from '../store/holders.ts';
import type { CampaignReader } from '../store/reading.ts';

export async function me(
  campaign: HolderLookup & CampaignReader,
  holder: HolderEntry,
  nowMs: number,
): Promise<Me> {
  const [published, listing] = await Promise.all([campaign.published(), campaign.listing(holder.holder)]);
  return {
    now: new Date(nowMs).toISOString(),
    holder: base64Url(holder.holder),
    windows: published.calendars[holder.calendar] ?? {},
    documents: listing.documents.map(({ name, version, hash }) => ({ name, version, hash: base64Url(hash) })),
    records: listing.records.map(({ name, version, hash, final }) => ({
      name,
      version,
      hash: base64Url(hash),
      final,
    })),
  };
}
