/** The smallest campaign for faults: one record for each pupil, and an authority that publishes it. */
import type { Holder } from '@cloison/protocol';
import { accessHash, type Bytes, campaignIdOf, toBase64Url } from '@cloison/protocol/public';
import type { PlatformClient } from '../../../../apps/authority/src/platform-link/platform-client.ts';
import { publishOneRecord } from '../campaign/one-record.ts';

export const CAMPAIGN = 'essai-pannes';
export const RECORD = 'francais';
const HOLDERS_AT_ONCE = 2000;

export const faultCampaignId = (): Promise<Bytes> => campaignIdOf(CAMPAIGN);

/** One window, open for a day; every holder is a pupil. */
export async function publish(authority: PlatformClient, holders: readonly Holder[]): Promise<void> {
  await publishOneRecord(authority, CAMPAIGN, RECORD);
  const lines = await Promise.all(
    holders.map(async ({ holderId, access }) => ({
      holder: toBase64Url(holderId),
      access: toBase64Url(await accessHash(access)),
      calendar: 0,
      role: 'pupil' as const,
    })),
  );
  lines.sort((a, b) => (a.holder < b.holder ? -1 : 1));
  for (let i = 0; i < lines.length; i += HOLDERS_AT_ONCE) {
    await authority.putHolders({ holders: lines.slice(i, i + HOLDERS_AT_ONCE) });
  }
}
