/** The other side of `campaign-tasks.ts`: one thread, with the campaign open for reading. */
import { type Transferable, workerData } from 'node:worker_threads';
import { serveTasks } from '@cloison/threads';
import type { CampaignWork, TimedTask } from './campaign-tasks.ts';
import { type CampaignForThread, openInThread } from './open-campaign.ts';

/** Called once by the module that a pool starts. `handedOver`: memory of a result that need not be copied. */
export function serveCampaignTasks<Task, Result>(
  work: CampaignWork<Task, Result>,
  handedOver?: (result: Result) => readonly Transferable[],
): void {
  let now = Date.now();
  const campaign = openInThread(workerData as CampaignForThread, () => new Date(now));
  serveTasks<TimedTask<Task>, Result>(async ({ task, nowMs }) => {
    now = nowMs;
    return work(await campaign, task);
  }, handedOver);
}
