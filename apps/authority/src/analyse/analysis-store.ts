/** The last analysis of a campaign in the vault: one row a domain, sealed under the identity key and gone with it. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { AnalysisRow } from '../vault/rows.ts';
import { ANALYSIS_SCHEMA } from '../vault/schema.ts';
import type { DomainEstimates, DomainStatistics } from './analyse-domain.ts';

export interface KeptDomain {
  readonly statistics: DomainStatistics;
  readonly estimates: DomainEstimates | null;
}

/** Replaces what was there, with its line of the journal, in one transaction. */
export function keepAnalysis(
  { vault, sealer, actor, name }: OpenCampaign,
  domains: readonly KeptDomain[],
): void {
  vault.transaction(() => {
    for (const statement of ANALYSIS_SCHEMA) vault.run(statement);
    vault.run('DELETE FROM analysis WHERE campaign = ?', name);
    const at = actor.now().toISOString();
    for (const { statistics, estimates } of domains) {
      const { domain, pupils } = statistics;
      vault.run(
        'INSERT INTO analysis VALUES (?, ?, ?, ?, ?, ?)',
        name,
        domain,
        at,
        pupils,
        sealer.seal('analysis', 'statistics_sealed', domain, statistics),
        estimates === null ? null : sealer.seal('analysis', 'estimates_sealed', domain, estimates),
      );
    }
    appendJournal(vault, actor, 'campaign.analyse', name, {
      domains: domains.length,
      calibrated: domains.filter(({ statistics }) => statistics.calibration !== null).length,
      estimates: domains.reduce((sum, { estimates }) => sum + (estimates?.pupils.length ?? 0), 0),
      remarks: domains.reduce((sum, { statistics }) => sum + statistics.remarks.length, 0),
    });
  });
}

/** In the order of domain identifiers; empty when there was no analysis. */
export function readAnalysis(campaign: OpenCampaign): DomainStatistics[] {
  return rowsOf(campaign).map(({ domain, statistics_sealed }) =>
    campaign.sealer.open<DomainStatistics>('analysis', 'statistics_sealed', domain, statistics_sealed),
  );
}

export interface ScaleScore {
  readonly score: number;
  readonly error: number;
}

/** Personal: domain → pupil → score on the campaign's scale with its standard error. Domains without a scale are missing. */
export function readEstimates(campaign: OpenCampaign): Map<string, Map<number, ScaleScore>> {
  return new Map(
    rowsOf(campaign).flatMap(({ domain, estimates_sealed: sealed }) => {
      if (sealed === null) return [];
      const { pupils, scores, errors } = campaign.sealer.open<DomainEstimates>(
        'analysis',
        'estimates_sealed',
        domain,
        sealed,
      );
      const found = new Map<number, ScaleScore>();
      pupils.forEach((pupil, i) => {
        const [score, error] = [scores[i] ?? null, errors[i] ?? null];
        if (score !== null && error !== null) found.set(pupil, { score, error });
      });
      return [[domain, found] as const];
    }),
  );
}

function rowsOf({ vault, name }: OpenCampaign): AnalysisRow[] {
  const made = vault.count(`SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'analysis'`);
  if (made === 0) return [];
  return vault.all<AnalysisRow>('SELECT * FROM analysis WHERE campaign = ? ORDER BY domain', name);
}
