/** One thread that makes reports. */
import { serveCampaignTasks } from '../campaign/serve-campaign-tasks.ts';
import { prepareReports } from './prepare-reports.ts';

serveCampaignTasks(prepareReports);
