/** One thread that opens, resolves and scores records. */
import { workerData } from 'node:worker_threads';
import { serveTasks } from '@cloison/threads';
import { type CampaignForThread, openInThread } from '../campaign/open-campaign.ts';
import { type ComputedBatch, computeBatch } from './process-records.ts';
import type { RecordTask } from './record-tasks.ts';

let now = Date.now();
const campaign = openInThread(workerData as CampaignForThread, () => new Date(now));

serveTasks<RecordTask, ComputedBatch>(async ({ batch, nowMs }) => {
  now = nowMs;
  return computeBatch(await campaign, batch);
});
