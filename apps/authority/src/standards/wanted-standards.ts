/** Where new thresholds come from: the campaign's own tables, a table given by hand, or two numbers of points. */

import { readFileSync } from 'node:fs';
import { problemsAsData } from '@cloison/command/problem';
import type { StandardProposal } from '@cloison/study-files';
import { proposeStandard, readStandardTable, type StandardTable } from '@cloison/study-files';
import { readAnalysis } from '../analysis/analysis-store.ts';
import type { DomainStatistics } from '../analysis/domain-statistics.ts';
import { type Remark, sayRemark } from '../analysis/remarks.ts';
import { contentBytes } from '../campaign/content-files.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { DomainSpec, StandardMethod } from '../campaign/spec.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { ANALYSIS_SOURCE } from '../specify/analysis-files.ts';
import { type CampaignProblems, campaignProblems } from '../specify/campaign-problems.ts';
import { standardForms } from '../specify/domain-forms.ts';
import { refuseStandards } from './refusals.ts';
import { basisOf } from './standard-basis.ts';
import type { DomainStandard } from './standards-in-force.ts';

export type Wanted = Omit<DomainStandard, 'before' | 'formsBefore'>;

export interface GivenTable {
  readonly domain: string;
  readonly method: StandardMethod;
  readonly path: string;
}

/** Of every domain with a table in the campaign's folder. Throws `standards-no-table` and what `fromTable` throws. */
export function wantedOfCampaign(campaign: OpenCampaign): Wanted[] {
  const own = campaign.spec.domains.filter(({ standard }) => standard !== undefined);
  if (own.length === 0) throw refuseStandards('standards-no-table');
  const analysis = readAnalysis(campaign);
  return own.map((domain) => {
    const { method = 'bookmark', file = '' } = domain.standard ?? {};
    const bytes = contentBytes(campaign.vault, campaign.name, 'source', ANALYSIS_SOURCE + file);
    return fromTable(campaign, domain, analysis, tableOf(campaign, domain, method, bytes, file));
  });
}

/** Throws `standards-domain`, `standards-table` (its data has `problems`), `standards-no-analysis`, `standards-impossible`. */
export function wantedOfTable(campaign: OpenCampaign, { domain: id, method, path }: GivenTable): Wanted {
  const domain = domainNamed(campaign, id);
  const problems = campaignProblems();
  let bytes = new Uint8Array(0);
  try {
    bytes = new Uint8Array(readFileSync(path));
  } catch {
    problems.add('file-missing', path, { line: 0, column: 0 });
    throw tableRefusal(problems);
  }
  return fromTable(campaign, domain, readAnalysis(campaign), tableOf(campaign, domain, method, bytes, path));
}

/** Throws `standards-domain`, `standards-points`, `standards-forms`. */
export function wantedOfPoints(campaign: OpenCampaign, id: string, text: string): Wanted {
  const domain = domainNamed(campaign, id);
  if (domain.forms !== undefined) throw refuseStandards('standards-forms', { domain: id });
  const [first = Number.NaN, second = Number.NaN, ...more] = text
    .split(',')
    .map((one) => Number(one.trim() || 'x'));
  if (more.length > 0 || !(first > 0 && first <= second && second <= domain.maxScore))
    throw refuseStandards('standards-points', { points: text.slice(0, 40), most: domain.maxScore });
  return { domain: id, method: 'points', judges: 0, thresholds: [first, second], theta: null, scale: null };
}

function domainNamed({ spec }: OpenCampaign, id: string): DomainSpec {
  const domain = spec.domains.find((one) => one.id === id);
  if (domain !== undefined) return domain;
  throw refuseStandards('standards-domain', {
    domain: id,
    domains: spec.domains.map((one) => one.id).join(', '),
  });
}

function tableOf(
  campaign: OpenCampaign,
  domain: DomainSpec,
  method: StandardMethod,
  bytes: Uint8Array,
  name: string,
): StandardTable {
  const items = scoringModel(campaign).get(domain.sequence)?.items;
  const problems = campaignProblems();
  const subject = new Map(domain.items.map((id) => [id, items?.get(id)?.maxScore ?? null]));
  const table = readStandardTable(bytes, name, method, { items: subject }, problems);
  if (table === null) throw tableRefusal(problems);
  return table;
}

function tableRefusal(problems: CampaignProblems): Error {
  const list = problems.sorted();
  return refuseStandards(
    'standards-table',
    { count: problems.count },
    { problems: problemsAsData(list, 'fr'), list },
  );
}

function fromTable(
  { spec }: OpenCampaign,
  domain: DomainSpec,
  analysis: readonly DomainStatistics[],
  table: StandardTable,
): Wanted {
  const statistics = analysis.find((one) => one.domain === domain.id);
  const basis = statistics === undefined ? null : basisOf(statistics, domain);
  if (basis === null) throw refuseStandards('standards-no-analysis', { domain: domain.id });
  const remarks: Remark[] = [];
  const sequence = spec.sequences.find(({ id }) => id === domain.sequence);
  const proposal = proposeStandard(basis, table, remarks, standardForms(domain, sequence));
  if (proposal === null) {
    const [remark = { code: 'standard-invalid', values: { method: table.method } } as const] = remarks;
    throw refuseStandards('standards-impossible', {
      domain: domain.id,
      fr: sayRemark(remark, 'fr'),
      en: sayRemark(remark, 'en'),
    });
  }
  return wantedOf(domain.id, proposal);
}

export function wantedOf(
  domain: string,
  { method, judges, thresholds, cuts, forms }: StandardProposal,
): Wanted {
  const [one, two] = cuts;
  return {
    domain,
    method,
    judges,
    thresholds,
    ...(forms === undefined ? {} : { forms }),
    theta: [one.theta, two.theta],
    scale: one.scale === null || two.scale === null ? null : [one.scale, two.scale],
  };
}
