/** One thread of a publication. */
import { serveCampaignTasks } from '../campaign/serve-campaign-tasks.ts';
import { doDocumentTask } from './document-tasks.ts';

serveCampaignTasks(doDocumentTask, (result) =>
  result.kind === 'pack' ? [result.body.buffer as ArrayBuffer] : [],
);
