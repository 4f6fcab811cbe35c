/** What threads do of a publication: drafts of schools, and requests of documents. */
import {
  type CampaignTasks,
  type CampaignWork,
  tasksHere,
  tasksInThreads,
} from '../campaign/campaign-tasks.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { type PackedDocuments, packDocuments } from './pack-documents.ts';
import { type PreparedSchool, prepareSchool } from './prepare-school.ts';

export type DocumentTask =
  | { readonly kind: 'prepare'; readonly schools: readonly number[]; readonly dryRun: boolean }
  | { readonly kind: 'pack'; readonly ids: readonly number[] };

export type DocumentResult =
  | { readonly kind: 'prepare'; readonly schools: readonly PreparedSchool[] }
  | ({ readonly kind: 'pack' } & PackedDocuments);

export const doDocumentTask: CampaignWork<DocumentTask, DocumentResult> = async (campaign, task) => {
  switch (task.kind) {
    case 'prepare': {
      const schools: PreparedSchool[] = [];
      for (const id of task.schools) schools.push(await prepareSchool(campaign, id, task.dryRun));
      return { kind: 'prepare', schools };
    }
    case 'pack':
      return { kind: 'pack', ...(await packDocuments(campaign, task.ids)) };
  }
};

export interface DocumentThreads {
  /** How many tasks may be begun at a time. */
  readonly ahead: number;
  readonly prepare: (schools: readonly number[], dryRun: boolean) => Promise<readonly PreparedSchool[]>;
  readonly pack: (ids: readonly number[]) => Promise<PackedDocuments>;
  readonly close: () => Promise<void>;
}

export function documentsHere(campaign: OpenCampaign): DocumentThreads {
  return documentThreads(tasksHere(campaign, doDocumentTask));
}

export async function documentsInThreads(campaign: OpenCampaign, threads?: number): Promise<DocumentThreads> {
  const worker = new URL('./document-worker.ts', import.meta.url);
  return documentThreads(await tasksInThreads(campaign, doDocumentTask, worker, threads));
}

function documentThreads({
  ahead,
  run,
  close,
}: CampaignTasks<DocumentTask, DocumentResult>): DocumentThreads {
  return {
    ahead,
    close,
    prepare: async (schools, dryRun) =>
      resultOf('prepare', await run({ kind: 'prepare', schools, dryRun })).schools,
    pack: async (ids) => resultOf('pack', await run({ kind: 'pack', ids })),
  };
}

function resultOf<Kind extends DocumentResult['kind']>(
  kind: Kind,
  result: DocumentResult,
): Extract<DocumentResult, { readonly kind: Kind }> {
  if (result.kind !== kind) throw new Error(`a thread answered ${result.kind}`);
  return result as Extract<DocumentResult, { readonly kind: Kind }>;
}
