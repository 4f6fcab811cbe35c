/**
 * The analysis of a campaign's responses: read, computed, then kept in one transaction, so that a kill leaves the analysis
 * that was there before, and running it again gives the same one.
 */
import { type LanePool, sequentialPool } from '@cloison/measurement';
import { type OpenCampaign, requireOpen } from '../campaign/open-campaign.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { type AnalysedDomain, type AnalysisModel, analyseDomain } from './analyse-domain.ts';
import { keepAnalysis } from './analysis-store.ts';
import { countSittings, readDomainResponses } from './domain-responses.ts';
import { refuseAnalysis } from './refusals.ts';

export interface AnalyseOptions {
  /** Default: slopes free where there are pupils enough (`LEAST_FOR_SLOPES`). */
  readonly model?: AnalysisModel | undefined;
  readonly pool?: LanePool;
  readonly signal?: AbortSignal;
  /** Sittings read, then domains computed. */
  readonly onProgress?: (stage: 'read' | 'compute', done: number, total: number) => void;
}

export interface AnalyseOutcome {
  /** In the order of the campaign's domains. */
  readonly domains: readonly AnalysedDomain[];
}

/** Throws `campaign-closed`, `campaign-closing`, `analysis-no-domain`. */
export async function analyseCampaign(
  campaign: OpenCampaign,
  options: AnalyseOptions = {},
): Promise<AnalyseOutcome> {
  requireOpen(campaign);
  const { spec } = campaign;
  if (spec.domains.length === 0) throw refuseAnalysis('analysis-no-domain', { campaign: campaign.name });
  const { signal, onProgress } = options;
  const pool = abortable(options.pool ?? sequentialPool, signal);
  const model = scoringModel(campaign);
  const total = countSittings(campaign);
  let read = 0;
  let computed = 0;
  const found = new Map<string, AnalysedDomain>();
  onProgress?.('read', 0, total);
  // A sequence at a time, so that only its responses are in memory.
  for (const { id } of spec.sequences) {
    const items = [...(model.get(id)?.items.values() ?? [])];
    const maxScores = new Map(items.map((item) => [item.id, item.maxScore]));
    const responses = await readDomainResponses(campaign, id, {
      signal,
      onRow: () => onProgress?.('read', ++read, total),
    });
    for (const one of responses) {
      signal?.throwIfAborted();
      const analysed = await analyseDomain({
        responses: one,
        maxScores,
        model: options.model,
        scale: spec.scale,
        leastPupils: spec.secrecy.minPupils,
        pool,
      });
      found.set(one.domain.id, analysed);
      onProgress?.('compute', ++computed, spec.domains.length);
    }
  }
  signal?.throwIfAborted();
  const domains = spec.domains.flatMap(({ id }) => found.get(id) ?? []);
  keepAnalysis(campaign, domains);
  return { domains };
}

/** Threads that are stopped never answer: whoever waits for them is told. */
function abortable(pool: LanePool, signal: AbortSignal | undefined): LanePool {
  if (signal === undefined) return pool;
  return {
    async run(job) {
      signal.throwIfAborted();
      const { promise, reject } = Promise.withResolvers<never>();
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort);
      try {
        await Promise.race([pool.run(job), promise]);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
