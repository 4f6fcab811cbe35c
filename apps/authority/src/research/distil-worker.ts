/** One thread that makes research rows. */
import { serveCampaignTasks } from '../campaign/serve-campaign-tasks.ts';
import { distilRows } from './distil-rows.ts';

serveCampaignTasks(distilRows);
