/** What threads do of reports: those of some schools at a time. */
import { type CampaignTasks, tasksHere, tasksInThreads } from '../campaign/campaign-tasks.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { type DueSchool, type PreparedReports, prepareReports } from './prepare-reports.ts';

export type ReportThreads = CampaignTasks<readonly DueSchool[], readonly PreparedReports[]>;

export function reportsHere(campaign: OpenCampaign): ReportThreads {
  return tasksHere(campaign, prepareReports);
}

export function reportsInThreads(campaign: OpenCampaign, threads?: number): Promise<ReportThreads> {
  return tasksInThreads(campaign, prepareReports, new URL('./report-worker.ts', import.meta.url), threads);
}
