/** One thread of a publication. */
import { workerData } from 'node:worker_threads';
import { serveTasks } from '@cloison/threads';
import { type CampaignForThread, openInThread } from '../campaign/open-campaign.ts';
import { type DocumentResult, type DocumentTask, doDocumentTask } from './document-tasks.ts';

let nowMs = Date.now();
const campaign = openInThread(workerData as CampaignForThread, () => new Date(nowMs));

serveTasks<DocumentTask, DocumentResult>(
  async (task) => {
    if (task.kind === 'prepare') nowMs = task.nowMs;
    return doDocumentTask(await campaign, task);
  },
  (result) => (result.kind === 'pack' ? [result.body.buffer as ArrayBuffer] : []),
);
