/**
 * Analyses of a campaign in the vault, sealed under the identity key and gone with it: statistics one row a domain, estimates
 * some thousand pupils a row. A domain is kept as soon as it is computed, as pending; when all are there, they replace the last
 * analysis at once. Each bears the mark of what it was computed from, so that the same is not computed twice.
 */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { AnalysisRow, AnalysisState, EstimateRow } from '../vault/rows.ts';
import type { AnalysedDomain, DomainEstimates, DomainStatistics } from './domain-statistics.ts';

const PUPILS_A_PART = 10_000;

/** Personal. Null: no estimate. Plausible values by pupil. */
interface EstimatePart {
  readonly pupils: readonly number[];
  readonly scores: readonly (number | null)[];
  readonly errors: readonly (number | null)[];
  readonly marks: readonly string[];
  readonly plausible: readonly (readonly number[])[] | null;
}

/** One domain of an analysis that goes on, in one transaction. */
export function keepPending(
  { vault, sealer, actor, name }: OpenCampaign,
  input: Uint8Array,
  { statistics, estimates }: AnalysedDomain,
): void {
  const { domain, pupils } = statistics;
  vault.transaction(() => {
    forget(vault, name, domain, 'pending');
    vault.run(
      `INSERT INTO analysis VALUES (?, ?, 'pending', ?, ?, ?, ?)`,
      name,
      domain,
      actor.now().toISOString(),
      pupils,
      input,
      sealer.seal('analysis', 'statistics_sealed', domain, statistics),
    );
    if (estimates === null) return;
    for (let from = 0, part = 0; from < estimates.pupils.length; from += PUPILS_A_PART, part++)
      vault.run(
        `INSERT INTO estimate VALUES (?, ?, 'pending', ?, ?)`,
        name,
        domain,
        part,
        sealer.seal('estimate', 'sealed', `${domain}/${part}`, partOf(estimates, from)),
      );
  });
}

function partOf({ pupils, scores, errors, marks, plausible }: DomainEstimates, from: number): EstimatePart {
  const to = Math.min(pupils.length, from + PUPILS_A_PART);
  const orNull = (values: Float64Array) =>
    Array.from(values.subarray(from, to), (one) => (Number.isFinite(one) ? one : null));
  return {
    pupils: pupils.slice(from, to),
    scores: orNull(scores),
    errors: orNull(errors),
    marks: marks.slice(from, to),
    plausible:
      plausible === null
        ? null
        : Array.from({ length: to - from }, (_, i) =>
            Array.from(
              plausible.values.subarray((from + i) * plausible.draws, (from + i + 1) * plausible.draws),
            ),
          ),
  };
}

/** What was computed from the same, of an analysis that was cut short or of the last one; null when there is none. */
export function computedBefore(
  { vault, sealer, name }: OpenCampaign,
  domain: string,
  input: Uint8Array,
): { readonly state: AnalysisState; readonly statistics: DomainStatistics } | null {
  const row = vault
    .all<AnalysisRow>(
      'SELECT * FROM analysis WHERE campaign = ? AND domain = ? ORDER BY state DESC',
      name,
      domain,
    )
    .find((one) => Buffer.compare(one.input, input) === 0);
  if (row === undefined) return null;
  const statistics = sealer.open<DomainStatistics>(
    'analysis',
    'statistics_sealed',
    domain,
    row.statistics_sealed,
  );
  return { state: row.state, statistics };
}

/**
 * Pending domains replace the kept ones. Domains in `again` had been computed before from the same input, and stay. One
 * transaction, with its line of the journal. Does nothing when every domain stays.
 */
export function finishAnalysis(
  { vault, actor, name }: OpenCampaign,
  domains: readonly DomainStatistics[],
  again: ReadonlySet<string>,
): void {
  vault.transaction(() => {
    const known = vault.all<{ domain: string }>(
      `SELECT domain FROM analysis WHERE campaign = ? AND state = 'kept'`,
      name,
    );
    const gone = known.filter(({ domain }) => !again.has(domain));
    const fresh = domains.filter(({ domain }) => !again.has(domain));
    if (fresh.length === 0 && gone.length === 0) return;
    for (const { domain } of gone) forget(vault, name, domain, 'kept');
    for (const { domain } of fresh)
      for (const table of ['analysis', 'estimate'])
        vault.run(`UPDATE ${table} SET state = 'kept' WHERE campaign = ? AND domain = ?`, name, domain);
    for (const table of ['analysis', 'estimate'])
      vault.run(`DELETE FROM ${table} WHERE campaign = ? AND state = 'pending'`, name);
    appendJournal(vault, actor, 'campaign.analyse', name, {
      domains: domains.length,
      calibrated: domains.filter(({ calibration }) => calibration !== null).length,
      linked: domains.filter(({ link }) => link !== null).length,
      plausible: domains.reduce((sum, { plausible }) => sum + (plausible?.values ?? 0), 0),
      remarks: domains.reduce((sum, { remarks }) => sum + remarks.length, 0),
    });
  });
}

function forget(vault: OpenCampaign['vault'], campaign: string, domain: string, state: AnalysisState): void {
  for (const table of ['analysis', 'estimate'])
    vault.run(
      `DELETE FROM ${table} WHERE campaign = ? AND domain = ? AND state = ?`,
      campaign,
      domain,
      state,
    );
}

/** In the order of domain identifiers; empty when there was no analysis. */
export function readAnalysis({ vault, sealer, name }: OpenCampaign): DomainStatistics[] {
  return vault
    .all<AnalysisRow>(`SELECT * FROM analysis WHERE campaign = ? AND state = 'kept' ORDER BY domain`, name)
    .map(({ domain, statistics_sealed }) =>
      withLaterParts(
        sealer.open<DomainStatistics>('analysis', 'statistics_sealed', domain, statistics_sealed),
      ),
    );
}

/** What an earlier version of the program did not compute is null until the analysis is made again. */
function withLaterParts(statistics: DomainStatistics): DomainStatistics {
  const later: Pick<DomainStatistics, 'reliabilities' | 'positions'> = {
    reliabilities: null,
    positions: null,
  };
  return { ...later, ...statistics };
}

export interface ScaleScore {
  readonly score: number;
  readonly error: number;
  /** Plausible values; empty when the analysis drew none. */
  readonly plausible: readonly number[];
  /** Of the answers that it is an estimate of. */
  readonly mark: string;
}

/** Personal. Found by halving: a country's estimates are kept as arrays of numbers, not as objects. */
export class EstimatesOfDomain {
  /** Draws of plausible values; 0 for none. */
  readonly draws: number;
  /** Pupils rise. */
  readonly #pupils: Float64Array;
  readonly #scores: Float64Array;
  readonly #errors: Float64Array;
  readonly #plausible: Float64Array;
  readonly #marks: readonly string[];

  constructor(parts: readonly EstimatePart[]) {
    const size = parts.reduce((sum, { pupils }) => sum + pupils.length, 0);
    this.draws = parts[0]?.plausible?.[0]?.length ?? 0;
    this.#pupils = new Float64Array(size);
    this.#scores = new Float64Array(size);
    this.#errors = new Float64Array(size);
    this.#plausible = new Float64Array(size * this.draws);
    const marks: string[] = [];
    let at = 0;
    for (const part of parts)
      part.pupils.forEach((pupil, i) => {
        this.#pupils[at] = pupil;
        this.#scores[at] = part.scores[i] ?? Number.NaN;
        this.#errors[at] = part.errors[i] ?? Number.NaN;
        this.#plausible.set(part.plausible?.[i] ?? [], at * this.draws);
        marks.push(part.marks[i] ?? '');
        at += 1;
      });
    this.#marks = marks;
  }

  get(pupil: number): ScaleScore | null {
    let [low, high] = [0, this.#pupils.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#pupils[middle] ?? Number.POSITIVE_INFINITY) < pupil) low = middle + 1;
      else high = middle;
    }
    return this.#pupils[low] === pupil ? this.#at(low) : null;
  }

  /** Those that have one, by row of the vault. */
  all(): (readonly [number, ScaleScore])[] {
    return Array.from(this.#pupils).flatMap((pupil, i) => {
      const found = this.#at(i);
      return found === null ? [] : [[pupil, found] as const];
    });
  }

  #at(i: number): ScaleScore | null {
    const [score = Number.NaN, error = Number.NaN, mark] = [this.#scores[i], this.#errors[i], this.#marks[i]];
    if (!Number.isFinite(score) || !Number.isFinite(error) || mark === undefined) return null;
    const { draws } = this;
    return {
      score,
      error,
      mark,
      plausible: Array.from(this.#plausible.subarray(i * draws, (i + 1) * draws)),
    };
  }
}

/** Personal: by domain, scores on the campaign's scale with their standard errors. Domains without a scale are missing. */
export function readEstimates({ vault, sealer, name }: OpenCampaign): Map<string, EstimatesOfDomain> {
  const rows = vault.all<Pick<EstimateRow, 'domain' | 'part' | 'sealed'>>(
    `SELECT domain, part, sealed FROM estimate WHERE campaign = ? AND state = 'kept' ORDER BY domain, part`,
    name,
  );
  return new Map(
    [...Map.groupBy(rows, ({ domain }) => domain)].map(([domain, parts]) => [
      domain,
      new EstimatesOfDomain(
        parts.map(({ part, sealed }) =>
          sealer.open<EstimatePart>('estimate', 'sealed', `${domain}/${part}`, sealed),
        ),
      ),
    ]),
  );
}
