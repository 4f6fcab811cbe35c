/**
 * The analysis of a campaign's responses: read a sequence at a time, computed a domain at a time, each kept as soon as it is
 * there; then all of them take the place of the last analysis. A kill leaves the analysis that was there before; running it
 * again goes on with the domains that were not computed, and gives the same.
 */

import { createHash } from 'node:crypto';
import { type LanePool, sequentialPool } from '@cloison/measurement';
import { parseCalibration, readStandardTable, type StandardTable } from '@cloison/study-files';
import { computedBefore, finishAnalysis, keepPending, readAnalysis } from '../analysis/analysis-store.ts';
import { analysedDomain } from '../analysis/answers-mark.ts';
import type { DomainStatistics } from '../analysis/domain-statistics.ts';
import type { DimensionsStudy } from '../analysis/studies.ts';
import { requireOpen } from '../campaign/campaign-row.ts';
import { contentBytes } from '../campaign/content-files.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import {
  type AnalysisModel,
  type AnalysisSpec,
  DEFAULT_ANALYSIS,
  type DomainSpec,
} from '../campaign/spec.ts';
import { releasesOf } from '../figures/figures-store.ts';
import { schoolsOfLevel } from '../figures/grouped-pupils.ts';
import { releasedByAnalysis, releasedByFigures } from '../figures/released-places.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { countPresentSittings } from '../score/sittings.ts';
import { ANALYSIS_SOURCE } from '../specify/analysis-files.ts';
import { campaignProblems } from '../specify/campaign-problems.ts';
import { standardForms } from '../specify/domain-forms.ts';
import { readReferenceResponses } from '../specify/reference-responses.ts';
import { domainsInForce } from '../standards/standards-in-force.ts';
import { analyseDomain, type DomainRequest } from './analyse-domain.ts';
import { type Background, backgroundOf, readBackground } from './background.ts';
import { type DomainPart, studyDimensions } from './dimensions-study.ts';
import { readDomainResponses } from './domain-responses.ts';
import type { ReferenceYear } from './reference-link.ts';
import { refuseAnalysis } from './refusals.ts';

/** Changes with whatever changes a figure: what an older program computed is computed again. */
const ANALYSIS_VERSION = 4;

export interface AnalyseOptions {
  /** Default: the campaign's. */
  readonly model?: AnalysisModel | undefined;
  readonly pool?: LanePool;
  readonly signal?: AbortSignal;
  /** Sittings read, then domains computed. */
  readonly onProgress?: (stage: 'read' | 'compute', done: number, total: number) => void;
}

export interface AnalyseOutcome {
  /** In the order of the campaign's domains. */
  readonly domains: readonly DomainStatistics[];
  /** Of the sets of domains that the campaign wants calibrated together; computed at each analysis. */
  readonly dimensions: readonly DimensionsStudy[];
  /** Domains that were computed before from the same, by an analysis cut short or by the last one. */
  readonly again: number;
}

/** Throws `campaign-closed`, `campaign-closing`, `analysis-no-domain`, `analysis-weights`. */
export async function analyseCampaign(
  campaign: OpenCampaign,
  options: AnalyseOptions = {},
): Promise<AnalyseOutcome> {
  requireOpen(campaign);
  const { spec } = campaign;
  if (spec.domains.length === 0) throw refuseAnalysis('analysis-no-domain', { campaign: campaign.name });
  const { signal, onProgress } = options;
  const pool = abortable(options.pool ?? sequentialPool, signal);
  const settings = settingsOf(spec.analysis ?? DEFAULT_ANALYSIS, options.model);
  const model = scoringModel(campaign);
  const inForce = new Map(domainsInForce(campaign).map((domain) => [domain.id, domain]));
  const before = readAnalysis(campaign);
  const total = countPresentSittings(campaign);
  let read = 0;
  let computed = 0;
  const wantedTogether = new Set(settings.dimensions?.flat());
  const parts = new Map<string, DomainPart>();
  const choicesOf = new Map<string, number>();
  const found = new Map<string, DomainStatistics>();
  const again = new Set<string>();
  onProgress?.('read', 0, total);
  for (const level of spec.levels) {
    const sequences = spec.sequences.filter((sequence) => sequence.level === level.id);
    if (!spec.domains.some((domain) => domain.level === level.id)) continue;
    const background = await readBackground(campaign, level.id, settings, signal);
    const unweighted = background.weight?.reduce((sum, one) => sum + (Number.isFinite(one) ? 0 : 1), 0) ?? 0;
    if (unweighted > 0) throw refuseAnalysis('analysis-weights', { level: level.id, pupils: unweighted });
    const { rows, schools } = schoolsOfLevel(campaign, level.id);
    const asRows = (released: readonly ReadonlySet<number>[]) =>
      released.map((positions) => new Set([...positions].map((at) => rows[at]!)));
    // A sequence at a time, so that only its responses are in memory.
    for (const { id } of sequences) {
      const items = [...(model.get(id)?.items.values() ?? [])];
      const responses = await readDomainResponses(campaign, id, {
        signal,
        onRow: () => onProgress?.('read', ++read, total),
      });
      for (const [k, one] of responses.entries()) {
        signal?.throwIfAborted();
        const scorable = model.get(id)?.items ?? new Map();
        const domain = analysedDomain(inForce.get(one.domain.id) ?? one.domain, scorable);
        const figures = releasesOf(campaign, domain.id).map(({ release }) => release);
        const earlier = before.find((statistics) => statistics.domain === domain.id);
        const inFigures = asRows(releasedByFigures(figures, schools));
        const request: DomainRequest = {
          responses: { ...one, domain },
          maxScores: new Map(items.map((item) => [item.id, item.maxScore])),
          options: new Map(
            items.flatMap((item) => (item.options === null ? [] : [[item.id, item.options.length] as const])),
          ),
          settings,
          background: backgroundOf(background, one.pupils),
          reference: referenceOf(campaign, domain),
          standard: standardOf(campaign, domain, items),
          forms: standardForms(
            domain,
            sequences.find((sequence) => sequence.id === id),
          ),
          scale: spec.scale,
          secrecy: spec.secrecy,
          released: [
            ...inFigures,
            ...asRows(earlier === undefined ? [] : releasedByAnalysis(earlier, schools)),
          ],
          pool,
        };
        // What the last analysis showed is no part: the same answers find it again, with what it showed.
        const input = campaign.sealer.lookup('analysis', inputOf({ ...request, released: inFigures }));
        const known = computedBefore(campaign, domain.id, input);
        if (known === null) {
          const analysed = await analyseDomain(request);
          signal?.throwIfAborted();
          keepPending(campaign, input, analysed);
          found.set(domain.id, analysed.statistics);
        } else {
          found.set(domain.id, known.statistics);
          if (known.state === 'kept') again.add(domain.id);
        }
        if (wantedTogether.has(domain.id)) {
          parts.set(domain.id, { domain: domain.id, pupils: one.pupils, matrix: one.matrix });
          for (const [item, count] of request.options) choicesOf.set(item, count);
        }
        // Its responses are not needed any more.
        responses[k] = { ...one, matrix: null, choices: null, marks: [], pupils: [] };
        onProgress?.('compute', ++computed, spec.domains.length);
      }
    }
  }
  signal?.throwIfAborted();
  const dimensions: DimensionsStudy[] = [];
  for (const set of settings.dimensions ?? []) {
    const request = { settings, options: choicesOf, leastPupils: spec.secrecy.minPupils, pool };
    const own = set.map((domain) => parts.get(domain) ?? { domain, pupils: [], matrix: null });
    dimensions.push(await studyDimensions({ ...request, domains: own }));
    signal?.throwIfAborted();
  }
  const domains = spec.domains.flatMap(({ id }) => found.get(id) ?? []);
  finishAnalysis(campaign, domains, again);
  return { domains, dimensions, again: again.size };
}

function settingsOf(analysis: AnalysisSpec, model: AnalysisModel | undefined): AnalysisSpec {
  return model === undefined ? analysis : { ...analysis, model };
}

/** Checked when the campaign was created: a file that can't be read now is damage. */
function referenceOf({ vault, name }: OpenCampaign, { reference }: DomainSpec): ReferenceYear | null {
  if (reference === undefined) return null;
  const { calibration, detail } = parseCalibration(
    contentBytes(vault, name, 'source', ANALYSIS_SOURCE + reference.file),
  );
  if (calibration === null) throw new Error(`${reference.file}: ${detail}`);
  const responses =
    reference.responses === null
      ? null
      : readReferenceResponses(
          contentBytes(vault, name, 'source', ANALYSIS_SOURCE + reference.responses),
          reference.responses,
          calibration.items.map(({ id }) => id),
          campaignProblems(),
        );
  return { spec: reference, calibration, responses };
}

function standardOf(
  { vault, name }: OpenCampaign,
  { standard, items }: DomainSpec,
  known: readonly { readonly id: string; readonly maxScore: number }[],
): StandardTable | null {
  if (standard === undefined) return null;
  const bytes = contentBytes(vault, name, 'source', ANALYSIS_SOURCE + standard.file);
  const subject = new Map(items.map((id) => [id, known.find((item) => item.id === id)?.maxScore ?? null]));
  return readStandardTable(bytes, standard.file, standard.method, { items: subject }, campaignProblems());
}

/** Of all that an analysis of the domain rests on. */
function inputOf(request: DomainRequest): string {
  const { responses, background, pool: _pool, reference, released, ...plain } = request;
  const { matrix, choices, pupils, marks, ...about } = responses;
  const hash = createHash('sha256');
  const add = (value: unknown) => hash.update(JSON.stringify(value) ?? '').update('\0');
  const bytes = (values: Uint8Array | Uint16Array | Uint32Array | Float64Array | null | undefined) => {
    if (values != null) hash.update(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    hash.update('\0');
  };
  add([ANALYSIS_VERSION, about, plain.settings, plain.scale, plain.secrecy, plain.standard, plain.forms]);
  add([...plain.maxScores, ...plain.options]);
  add(released.map((schools) => [...schools]));
  add([reference?.spec, reference?.calibration, reference?.responses?.itemIds]);
  bytes(reference?.responses?.scores);
  bytes(Uint32Array.from(pupils));
  for (const mark of marks) hash.update(mark);
  bytes(matrix?.scores);
  bytes(choices?.matrix.choices);
  addBackground(background, bytes, add);
  return hash.digest('hex');
}

function addBackground(
  background: Background | null,
  bytes: (values: Uint8Array | Uint16Array | Uint32Array | Float64Array | null) => void,
  add: (value: unknown) => void,
): void {
  if (background === null) return;
  for (const { column, labels, of } of background.columns.values()) {
    add([column, labels]);
    bytes(of);
  }
  bytes(background.school);
  bytes(background.class);
  bytes(background.weight);
}

/** The pool, with jobs that reject when the signal aborts: threads that are stopped never answer. */
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
