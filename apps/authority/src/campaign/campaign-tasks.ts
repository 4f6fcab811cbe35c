/**
 * Work on an open campaign that reads the vault and changes nothing, done on this thread or in threads that have the campaign
 * open for themselves: one thread writes, the others compute. They see what was committed before a task is given.
 */
import { createTaskPool, TaskError } from '@cloison/threads';
import { campaignForThread, type OpenCampaign } from './open-campaign.ts';

export type CampaignWork<Task, Result> = (campaign: OpenCampaign, task: Task) => Result | Promise<Result>;

export interface CampaignTasks<Task, Result> {
  /** How many tasks may be begun at a time. */
  readonly ahead: number;
  readonly run: (task: Task) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/** A task on its way to a thread, with the caller's time. */
export interface TimedTask<Task> {
  readonly task: Task;
  readonly nowMs: number;
}

/** On this thread, one after the other: for little work, which threads would take longer to start for. */
export function tasksHere<Task, Result>(
  campaign: OpenCampaign,
  work: CampaignWork<Task, Result>,
): CampaignTasks<Task, Result> {
  return { ahead: 1, run: async (task) => work(campaign, task), close: async () => {} };
}

/**
 * `worker` is a module that calls `serveCampaignTasks`; threads start with the first task. `threads`: what the machine has,
 * unless given. A task that fails there is done again here, so that its error is the true one.
 */
export async function tasksInThreads<Task, Result>(
  campaign: OpenCampaign,
  work: CampaignWork<Task, Result>,
  worker: URL,
  threads?: number,
): Promise<CampaignTasks<Task, Result>> {
  const pool = createTaskPool<TimedTask<Task>, Result>(worker, await campaignForThread(campaign), threads);
  return {
    // Two for each thread, so that none waits for the one that writes.
    ahead: 2 * pool.threads,
    run: (task) =>
      pool.run({ task, nowMs: campaign.actor.now().getTime() }).catch((error: unknown) => {
        if (error instanceof TaskError) return work(campaign, task);
        throw error;
      }),
    close: () => pool.close(),
  };
}
