/** One campaign in a store, as the sum of what its users need. */
import type { CampaignFeed } from './feed.ts';
import type { HolderLookup } from './holders.ts';
import type { CampaignPublisher } from './publishing.ts';
import type { PurgeCounts } from './purging.ts';
import type { CampaignReader } from './reading.ts';
import type { CampaignSaver } from './saving.ts';

export interface CampaignStore
  extends HolderLookup,
    CampaignReader,
    CampaignSaver,
    CampaignPublisher,
    CampaignFeed {
  /** How much there is of everything. */
  counts(): Promise<PurgeCounts>;
}
