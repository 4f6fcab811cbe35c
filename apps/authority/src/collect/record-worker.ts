/** One thread that opens, resolves and scores records. */
import { serveCampaignTasks } from '../campaign/serve-campaign-tasks.ts';
import { computeBatch } from './process-records.ts';

serveCampaignTasks(computeBatch);
