/** What threads do while records come in: each computes batches of records of pupils, reads the vault and changes nothing. */
import { createTaskPool, TaskError } from '@cloison/threads';
import { campaignForThread, type OpenCampaign } from '../campaign/open-campaign.ts';
import type { RecordKey } from '../records/received-records.ts';
import { type ComputedBatch, computeBatch } from './process-records.ts';

export interface RecordTask {
  readonly batch: readonly RecordKey[];
  /** The time of whoever asks. */
  readonly nowMs: number;
}

export interface RecordThreads {
  /** How many batches may be begun at a time. */
  readonly ahead: number;
  compute(batch: readonly RecordKey[]): Promise<ComputedBatch>;
  close(): Promise<void>;
}

/** On this thread. */
export function recordsHere(campaign: OpenCampaign): RecordThreads {
  return { ahead: 1, compute: (batch) => computeBatch(campaign, batch), close: async () => {} };
}

/**
 * Threads start with the first batch. `threads`: what the machine has, unless given. A batch that fails there is computed again
 * here, so that its error is the true one.
 */
export async function recordsInThreads(campaign: OpenCampaign, threads?: number): Promise<RecordThreads> {
  const worker = new URL('./record-worker.ts', import.meta.url);
  const pool = createTaskPool<RecordTask, ComputedBatch>(worker, await campaignForThread(campaign), threads);
  return {
    ahead: 2 * pool.threads,
    compute: (batch) =>
      pool.run({ batch, nowMs: campaign.actor.now().getTime() }).catch((error: unknown) => {
        if (error instanceof TaskError) return computeBatch(campaign, batch);
        throw error;
      }),
    close: () => pool.close(),
  };
}
