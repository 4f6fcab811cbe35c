/** One thread that opens, resolves and scores records. */
import { serveCampaignTasks } from '../campaign/serve-campaign-tasks.ts';
import { computeReading } from './process-records.ts';

serveCampaignTasks(computeReading);
