/** What threads do of a publication: drafts of schools, and requests of documents. Each reads the vault and changes nothing. */
import { createTaskPool, TaskError } from '@cloison/threads';
import { campaignForThread, type OpenCampaign } from '../campaign/open-campaign.ts';
import { type PackedDocuments, packDocuments } from './pack-documents.ts';
import { type PreparedSchool, prepareSchool } from './prepare-school.ts';

export type DocumentTask =
  | {
      readonly kind: 'prepare';
      readonly schools: readonly number[];
      readonly dryRun: boolean;
      /** The time of whoever asks. */
      readonly nowMs: number;
    }
  | { readonly kind: 'pack'; readonly ids: readonly number[] };

export type DocumentResult =
  | { readonly kind: 'prepare'; readonly schools: readonly PreparedSchool[] }
  | ({ readonly kind: 'pack' } & PackedDocuments);

export async function doDocumentTask(campaign: OpenCampaign, task: DocumentTask): Promise<DocumentResult> {
  switch (task.kind) {
    case 'prepare': {
      const schools: PreparedSchool[] = [];
      for (const id of task.schools) schools.push(await prepareSchool(campaign, id, task.dryRun));
      return { kind: 'prepare', schools };
    }
    case 'pack':
      return { kind: 'pack', ...(await packDocuments(campaign, task.ids)) };
  }
}

export interface DocumentThreads {
  /** How many tasks may be begun at a time. */
  readonly ahead: number;
  prepare(task: Omit<Extract<DocumentTask, { kind: 'prepare' }>, 'kind'>): Promise<readonly PreparedSchool[]>;
  pack(ids: readonly number[]): Promise<PackedDocuments>;
  close(): Promise<void>;
}

/** On this thread, one after the other: for little work, which threads would take longer to start for. */
export function documentsHere(campaign: OpenCampaign): DocumentThreads {
  return {
    ahead: 1,
    prepare: async (task) =>
      resultOf('prepare', await doDocumentTask(campaign, { kind: 'prepare', ...task })).schools,
    pack: (ids) => packDocuments(campaign, ids),
    close: async () => {},
  };
}

/** `threads`: what the machine has, unless given. A task that fails there is done again here, so that its error is the true one. */
export async function documentsInThreads(campaign: OpenCampaign, threads?: number): Promise<DocumentThreads> {
  const worker = new URL('./document-worker.ts', import.meta.url);
  const pool = createTaskPool<DocumentTask, DocumentResult>(
    worker,
    await campaignForThread(campaign),
    threads,
  );
  const run = (task: DocumentTask) =>
    pool.run(task).catch((error: unknown) => {
      if (error instanceof TaskError) return doDocumentTask(campaign, task);
      throw error;
    });
  return {
    // Two for each thread, so that none waits for the one that writes.
    ahead: 2 * pool.threads,
    prepare: async (task) => resultOf('prepare', await run({ kind: 'prepare', ...task })).schools,
    pack: async (ids) => resultOf('pack', await run({ kind: 'pack', ids })),
    close: () => pool.close(),
  };
}

function resultOf<Kind extends DocumentResult['kind']>(
  kind: Kind,
  result: DocumentResult,
): Extract<DocumentResult, { readonly kind: Kind }> {
  if (result.kind !== kind) throw new Error(`a thread answered ${result.kind}`);
  return result as Extract<DocumentResult, { readonly kind: Kind }>;
}
