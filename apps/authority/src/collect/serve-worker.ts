/** One thread of `campaign serve`. */
import { serveCampaignTasks } from '../campaign/serve-campaign-tasks.ts';
import { doServeTask } from './serve-threads.ts';

serveCampaignTasks(doServeTask);
