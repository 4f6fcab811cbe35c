/** Revocations and holders, sent to the platform in batches sorted by id; each batch is marked once the platform has it. */
import { toBase64Url } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import {
  countHoldersToPublish,
  FIRST_HOLDER,
  holdersToPublish,
  holdersToRevoke,
  markPublished,
} from './publish-holders.ts';

const HOLDER_BATCH = 2000;

/** Number of holders revoked. */
export async function pushRevocations(
  campaign: OpenCampaign,
  client: PlatformClient,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<number> {
  let done = 0;
  for (let after: Uint8Array = FIRST_HOLDER; ; ) {
    const holders = holdersToRevoke(campaign, after, HOLDER_BATCH);
    if (holders.length === 0) return done;
    after = holders.at(-1) ?? after;
    await client.putRevocations(holders.map(toBase64Url));
    markPublished(campaign.vault, holders, 'revocation');
    done += holders.length;
    onProgress(done, done);
  }
}

/** Number of holders sent. */
export async function pushHolders(
  campaign: OpenCampaign,
  client: PlatformClient,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<number> {
  const total = countHoldersToPublish(campaign);
  let done = 0;
  for (let after: Uint8Array = FIRST_HOLDER; ; ) {
    const rows = holdersToPublish(campaign, after, HOLDER_BATCH);
    if (rows.length === 0) return done;
    after = rows.at(-1)?.holder_id ?? after;
    await client.putHolders({
      holders: rows.map(({ holder_id, access_hash, calendar, kind }) => ({
        holder: toBase64Url(holder_id),
        access: toBase64Url(access_hash),
        calendar: calendar ?? 0,
        role: kind === 'pupil' || kind === 'staff' ? kind : 'group',
      })),
    });
    markPublished(
      campaign.vault,
      rows.map(({ holder_id }) => holder_id),
      'holder',
    );
    done += rows.length;
    onProgress(done, total);
  }
}
