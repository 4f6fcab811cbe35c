/** What threads do while records come in: each computes batches of records, reading only. */
import { type CampaignTasks, tasksHere, tasksInThreads } from '../campaign/campaign-tasks.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { RecordKey } from '../records/received-records.ts';
import { type ComputedBatch, computeBatch, computeReading } from './process-records.ts';

export type RecordThreads = CampaignTasks<readonly RecordKey[], ComputedBatch>;

export function recordsHere(campaign: OpenCampaign): RecordThreads {
  return tasksHere(campaign, computeBatch);
}

export function recordsInThreads(campaign: OpenCampaign, threads?: number): Promise<RecordThreads> {
  return tasksInThreads(campaign, computeReading, new URL('./record-worker.ts', import.meta.url), threads);
}
