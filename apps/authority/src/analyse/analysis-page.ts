/** The analysis's report of one level as a page to be read outside the vault: said in the journal before it is given. */
import type { Lang } from '@cloison/command/refusal';
import { readAnalysis } from '../analysis/analysis-store.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import { standardsOf } from '../standards/standards-in-force.ts';
import { levelReport } from './analysis-report.ts';

/** Null when nothing of the level was analysed. */
export function analysisPage(campaign: OpenCampaign, level: string, lang: Lang): string | null {
  const { spec, vault, actor, name } = campaign;
  const own = readAnalysis(campaign).filter((one) => one.level === level);
  if (own.length === 0) return null;
  appendJournal(vault, actor, 'campaign.analyse-export', name, { pages: 1, calibrations: 0 });
  return levelReport(spec, level, own, standardsOf(campaign), lang);
}
