/**
 * The threads of `campaign serve`: one pool computes records and makes reports, pass after pass, so that a backlog does not wait
 * for threads to start. They are let go of when there is nothing to catch up with, for their memory.
 */
import { tasksInThreads } from '../campaign/campaign-tasks.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { RecordKey } from '../records/received-records.ts';
import { type DueSchool, type PreparedReports, prepareReports } from '../report/prepare-reports.ts';
import type { ReportThreads } from '../report/report-tasks.ts';
import { type ComputedBatch, computeReading } from './process-records.ts';
import type { RecordThreads } from './record-tasks.ts';

export type ServeTask =
  | { readonly kind: 'records'; readonly records: readonly RecordKey[] }
  | { readonly kind: 'reports'; readonly schools: readonly DueSchool[] };

type ServeResult =
  | { readonly kind: 'records'; readonly done: ComputedBatch }
  | { readonly kind: 'reports'; readonly done: readonly PreparedReports[] };

/** What a thread does. Reads the vault and changes nothing. */
export async function doServeTask(campaign: OpenCampaign, task: ServeTask): Promise<ServeResult> {
  return task.kind === 'records'
    ? { kind: task.kind, done: await computeReading(campaign, task.records) }
    : { kind: task.kind, done: await prepareReports(campaign, task.schools) };
}

export interface ServeThreads {
  readonly records: RecordThreads;
  readonly reports: ReportThreads;
  readonly close: () => Promise<void>;
}

/** They start with the first task. */
export async function serveThreads(campaign: OpenCampaign): Promise<ServeThreads> {
  const { ahead, run, close } = await tasksInThreads(
    campaign,
    doServeTask,
    new URL('./serve-worker.ts', import.meta.url),
  );
  const keptOpen = async () => {};
  return {
    records: {
      ahead,
      run: async (records) => {
        const result = await run({ kind: 'records', records });
        if (result.kind !== 'records') throw new Error('an answer to another task');
        return result.done;
      },
      close: keptOpen,
    },
    reports: {
      ahead,
      run: async (schools) => {
        const result = await run({ kind: 'reports', schools });
        if (result.kind !== 'reports') throw new Error('an answer to another task');
        return result.done;
      },
      close: keptOpen,
    },
    close,
  };
}
