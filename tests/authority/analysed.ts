/** The analysis of a campaign of one domain. */
import { analyseCampaign } from '../../apps/authority/src/analyse/analyse-campaign.ts';
import type { DomainStatistics } from '../../apps/authority/src/analysis/domain-statistics.ts';
import type { OpenCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';

export async function analysed(campaign: OpenCampaign): Promise<DomainStatistics> {
  const { domains } = await analyseCampaign(campaign);
  const [only] = domains;
  if (only === undefined) throw new Error('no domain');
  return only;
}

export const codes = ({ remarks }: DomainStatistics) => remarks.map(({ code }) => code);
