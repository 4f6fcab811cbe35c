/** The last analysis of a campaign in the vault: one row a domain, sealed under the identity key and gone with it. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { AnalysisRow } from '../vault/rows.ts';
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
  /** Of the answers that it is an estimate of. */
  readonly mark: string;
}

/** Personal. Found by halving: a country's estimates are kept as arrays, not as a map of objects. */
export class EstimatesOfDomain {
  /** Pupils rise. */
  readonly #kept: DomainEstimates;
  constructor(kept: DomainEstimates) {
    this.#kept = kept;
  }

  get(pupil: number): ScaleScore | null {
    const { pupils } = this.#kept;
    let [low, high] = [0, pupils.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pupils[middle] ?? Number.POSITIVE_INFINITY) < pupil) low = middle + 1;
      else high = middle;
    }
    return pupils[low] === pupil ? this.#at(low) : null;
  }

  /** Those that have one, by row of the vault. */
  all(): (readonly [number, ScaleScore])[] {
    return this.#kept.pupils.flatMap((pupil, i) => {
      const found = this.#at(i);
      return found === null ? [] : [[pupil, found] as const];
    });
  }

  #at(i: number): ScaleScore | null {
    const { scores, errors, marks } = this.#kept;
    const [score, error, mark] = [scores[i] ?? null, errors[i] ?? null, marks[i]];
    return score === null || error === null || mark === undefined ? null : { score, error, mark };
  }
}

/** Personal: by domain, scores on the campaign's scale with their standard errors. Domains without a scale are missing. */
export function readEstimates(campaign: OpenCampaign): Map<string, EstimatesOfDomain> {
  return new Map(
    rowsOf(campaign).flatMap(({ domain, estimates_sealed: sealed }) => {
      if (sealed === null) return [];
      const kept = campaign.sealer.open<DomainEstimates>('analysis', 'estimates_sealed', domain, sealed);
      return [[domain, new EstimatesOfDomain(kept)] as const];
    }),
  );
}

function rowsOf({ vault, name }: OpenCampaign): AnalysisRow[] {
  return vault.all<AnalysisRow>('SELECT * FROM analysis WHERE campaign = ? ORDER BY domain', name);
}
