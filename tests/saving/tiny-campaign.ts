/** The smallest campaign that a real platform serves: one window, holders on demand. For tests of saving. */

import { HostedCampaign } from '@cloison/dev-env/campaign/hosted-campaign.ts';
import { publishOneRecord } from '@cloison/dev-env/campaign/one-record.ts';
import type { Holder } from '@cloison/protocol';
import type { Bytes } from '@cloison/protocol/public';
import type { PlatformClient } from '../../apps/authority/src/platform-link/platform-client.ts';

export const CAMPAIGN = 'test-saving';
export const RECORD = 'francais';

export interface TinyCampaign {
  readonly url: string;
  readonly authority: PlatformClient;
  /** A pupil that the platform knows. */
  addPupil(root: Bytes): Promise<Holder>;
  /** Stops the service and starts it again on the same files and port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startTinyCampaign(): Promise<TinyCampaign> {
  const hosted = await HostedCampaign.start(CAMPAIGN);
  await publishOneRecord(hosted.authority, CAMPAIGN, RECORD);
  return {
    url: hosted.url,
    authority: hosted.authority,
    async addPupil(root) {
      const holder = await hosted.holder(root);
      await hosted.putHolder(holder, 'pupil');
      return holder;
    },
    restart: () => hosted.restart(),
    close: () => hosted.close(),
  };
}
