import { onTestFinished } from 'vitest';
import { LyingCampaign } from './lying-campaign.ts';

/** A campaign on a host that lies, closed at the end of the test that asks for it. */
export async function startForTest(...how: Parameters<typeof LyingCampaign.start>): Promise<LyingCampaign> {
  const one = await LyingCampaign.start(...how);
  onTestFinished(() => one.close());
  return one;
}
