/**
 * Research rows of some pupils: read, stripped of what is not for research and sealed under the research key. In threads, when a
 * campaign has many pupils.
 */

import { randomBytes } from 'node:crypto';
import type { ScaleScore } from '../analysis/analysis-store.ts';
import { analysedDomain, answersMark } from '../analysis/answers-mark.ts';
import { type CampaignTasks, tasksHere, tasksInThreads } from '../campaign/campaign-tasks.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { DomainSpec } from '../campaign/spec.ts';
import { cohortIdentifiers } from '../cohort/cohort-marks.ts';
import { sealIdentifier } from '../cohort/cohort-rows.ts';
import { locationOf } from '../geography/departement.ts';
import { domainResult } from '../score/domain-results.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { notBegun, type Sitting } from '../score/sitting.ts';
import { readSittingsOfPupils } from '../score/sittings.ts';
import type { PupilFacts, PupilRow, SchoolRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import type { Background, ResearchItem, ResearchRecord } from './research-record.ts';
import { answerVector, secondsVector } from './research-risk.ts';

/** One pupil, with what the thread that gives the task knows. */
export interface PupilToDistil {
  /** Row of the vault. */
  readonly pupil: number;
  /** Number of the row of research. */
  readonly row: number;
  /** The random number of the school. */
  readonly school: number;
  /** By domain, where there is one. */
  readonly estimates: readonly (readonly [domain: string, ScaleScore])[];
}

export interface DistilTask {
  /** 32 bytes. Never leaves the process. */
  readonly researchKey: Uint8Array;
  /** Of the cohort that is followed (`cohort/cohort-rows.ts`); null: none is. Never leaves the process. */
  readonly rowsKey: Uint8Array | null;
  /** With the thresholds in force. */
  readonly domains: readonly DomainSpec[];
  readonly pupils: readonly PupilToDistil[];
}

export interface DistilledRow {
  readonly sealed: Uint8Array;
  /** Of a followed pupil, under the cohort's own key. */
  readonly identifier: Uint8Array | null;
  readonly level: string;
  readonly background: Background;
  readonly answers: string;
  readonly seconds: string;
}

export type DistilThreads = CampaignTasks<DistilTask, readonly DistilledRow[]>;

/** Fewer pupils than these are distilled on this thread, unless threads are asked for: others would take longer to start. */
const THREADS_FROM = 1_000;

export async function distilThreads(
  campaign: OpenCampaign,
  pupils: number,
  threads?: number,
): Promise<DistilThreads> {
  if (threads === undefined && pupils < THREADS_FROM) return tasksHere(campaign, distilRows);
  return tasksInThreads(campaign, distilRows, new URL('./distil-worker.ts', import.meta.url), threads);
}

type PupilOfSchool = Pick<PupilRow, 'id' | 'sealed'> &
  Pick<SchoolRow, 'uai' | 'sector' | 'priority'> & { readonly level: string };

/** In the order of the task. Reads only. */
export function distilRows(
  campaign: OpenCampaign,
  { researchKey, rowsKey, domains, pupils }: DistilTask,
): readonly DistilledRow[] {
  const sealer = new Sealer(campaign.name, researchKey);
  const ids = pupils.map(({ pupil }) => pupil);
  const rows = campaign.vault.all<PupilOfSchool>(
    `SELECT id, sealed, uai, sector, priority, level FROM pupil_view
     WHERE id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  );
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const sittingsOf = readSittingsOfPupils(campaign, ids);
  const followed = rowsKey === null ? null : new Sealer(campaign.name, rowsKey);
  const identifiers = followed === null ? new Map<number, string>() : cohortIdentifiers(campaign, ids);
  return pupils.map(({ pupil, row: id, school, estimates }) => {
    const row = rowOf.get(pupil);
    if (row === undefined) throw new Error('a pupil has no class');
    const sittings = sittingsOf.get(pupil) ?? [];
    const own = identifiers.get(pupil);
    const record: ResearchRecord = {
      ...recordOf(campaign, row, sittings, new Map(estimates), domains),
      school,
    };
    return {
      sealed: sealer.seal('research', 'sealed', id, record),
      identifier: followed === null || own === undefined ? null : sealIdentifier(followed, id, own),
      level: record.level,
      background: record.background,
      answers: answerVector(record),
      seconds: secondsVector(record),
    };
  });
}

export function freshResearchId(): string {
  return randomBytes(8).toString('hex');
}

function recordOf(
  campaign: OpenCampaign,
  row: PupilOfSchool,
  received: readonly Sitting[],
  estimates: ReadonlyMap<string, ScaleScore>,
  domains: readonly DomainSpec[],
): ResearchRecord {
  const sittings = new Map(received.map((one) => [one.sequence, one]));
  const sequences = [...scoringModel(campaign).values()].filter(({ level }) => level === row.level);
  const sittingIn = (id: string): Sitting => sittings.get(id) ?? notBegun(id, 'online', 0);
  return {
    id: freshResearchId(),
    level: row.level,
    background: backgroundOf(campaign.sealer.open<PupilFacts>('pupil', 'sealed', row.id, row.sealed), row),
    sequences: Object.fromEntries(sequences.map(({ id }) => [id, { state: sittingIn(id).state }])),
    domains: Object.fromEntries(
      domains
        .filter(({ level }) => level === row.level)
        .map((domain) => [domain.id, domainResult(domain, sittings.get(domain.sequence))]),
    ),
    scales: Object.fromEntries(
      campaign.spec.domains.flatMap((domain) => {
        const sitting = sittings.get(domain.sequence);
        const found = estimates.get(domain.id);
        if (sitting === undefined || found === undefined) return [];
        // Answers that came after the analysis have no estimate.
        const items = scoringModel(campaign).get(domain.sequence)?.items ?? new Map();
        if (found.mark !== answersMark(analysedDomain(domain, items), sitting)) return [];
        const { score, error, plausible } = found;
        return [[domain.id, { score, error, ...(plausible.length === 0 ? {} : { plausible }) }] as const];
      }),
    ),
    items: Object.fromEntries(
      sequences.flatMap(({ id }) =>
        Object.entries(sittingIn(id).items).map(([item, result]): [string, ResearchItem] => [
          `${id}/${item}`,
          {
            state: result.state,
            responses: result.responses,
            score: result.score,
            maxScore: result.maxScore,
            ms: result.ms,
          },
        ]),
      ),
    ),
  };
}

function backgroundOf(facts: PupilFacts, school: Pick<SchoolRow, 'uai' | 'sector' | 'priority'>): Background {
  const month = Number(facts.birthDate.slice(5, 7));
  return {
    sex: facts.sex,
    birthYear: Number(facts.birthDate.slice(0, 4)),
    birthQuarter: Math.ceil(month / 3),
    sector: school.sector,
    priority: school.priority,
    ...locationOf(school.uai),
  };
}
