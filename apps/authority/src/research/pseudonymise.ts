/**
 * From the vault's sittings to pseudonymous research rows, sealed under a research key of their own: no name, INE, order
 * number, class, area or code, and of the school a random number; birth to the quarter; place to the département. In random order, under random ids.
 * All rows in one transaction with the step that says it is done.
 */

import { randomBytes } from 'node:crypto';
import { readEstimates } from '../analysis/analysis-store.ts';
import { analysedDomain, answersMark } from '../analysis/answers-mark.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { DomainSpec } from '../campaign/spec.ts';
import { shuffle } from '../codes/shuffle.ts';
import { agreementMeta, nationalAgreement } from '../desk/double-entries.ts';
import { locationOf } from '../geography/departement.ts';
import { presentPupils } from '../roster/pupils.ts';
import { domainResult } from '../score/domain-results.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { notBegun, type Sitting } from '../score/sitting.ts';
import { readSittings } from '../score/sittings.ts';
import { domainsInForce } from '../standards/standards-in-force.ts';
import type { PupilFacts, PupilRow, SchoolRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import type { Background, ResearchItem, ResearchRecord } from './research-record.ts';
import { type AnswerRisk, answerRisk, answerVector, type RiskRow, secondsVector } from './research-risk.ts';

type PupilOfSchool = Pick<PupilRow, 'id' | 'sealed'> &
  Pick<SchoolRow, 'uai' | 'sector' | 'priority'> & { readonly level: string };

/** In the caller's transaction. Pupils who left are not of the population, those whose family objected not in the file. */
export function pseudonymise(campaign: OpenCampaign, researchKey: Uint8Array): Pseudonymised {
  const { vault } = campaign;
  const sealer = new Sealer(campaign.name, researchKey);
  const objected = new Set(
    vault.all<{ pupil: number }>('SELECT pupil FROM objection_view').map(({ pupil }) => pupil),
  );
  const ids = shuffle(presentPupils(campaign).filter((id) => !objected.has(id)));
  vault.run('DELETE FROM research WHERE campaign = ?', campaign.name);
  const estimates = readEstimates(campaign);
  const domains = domainsInForce(campaign);
  const scaled: ScaledDomains = [...estimates].map(([domain, { draws }]) => ({ domain, draws }));
  vault.setMeta(scaledMeta(campaign.name), JSON.stringify(scaled));
  vault.setMeta(agreementMeta(campaign.name), JSON.stringify(nationalAgreement(campaign)));
  const schools = new Map<string, number>();
  const answers: Pick<RiskRow, 'level' | 'after' | 'answers' | 'seconds'>[] = [];
  for (const [i, id] of ids.entries()) {
    const row = vault.get<PupilOfSchool>(
      'SELECT id, sealed, uai, sector, priority, level FROM pupil_view WHERE id = ?',
      id,
    );
    if (row === undefined) throw new Error('a pupil has no class');
    // Pupils come in random order, so that the number says nothing of the school.
    const school = schools.get(row.uai) ?? schools.size + 1;
    schools.set(row.uai, school);
    const record = { ...recordOf(campaign, row, estimates, domains), school };
    answers.push({
      level: record.level,
      after: record.background,
      answers: answerVector(record),
      seconds: secondsVector(record),
    });
    const sealed = sealer.seal('research', 'sealed', i + 1, record);
    vault.run('INSERT INTO research VALUES (?, ?, ?)', campaign.name, i + 1, sealed);
  }
  return {
    rows: ids.length,
    answers: [...Map.groupBy(answers, ({ level }) => level)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([level, own]) => ({ level, rows: own.length, ...answerRisk(own) })),
  };
}

export interface Pseudonymised {
  readonly rows: number;
  /** Of each level: pupils who are alone by what they answered, before anything is anonymised. */
  readonly answers: readonly ({ readonly level: string; readonly rows: number } & AnswerRisk)[];
}

export function freshResearchId(): string {
  return randomBytes(8).toString('hex');
}

/** Domains of the research rows with scale scores, and how many plausible values each has. */
export type ScaledDomains = readonly { readonly domain: string; readonly draws: number }[];

/** Where the vault keeps `ScaledDomains`. */
export function scaledMeta(campaign: string): string {
  return `scaled:${campaign}`;
}

function recordOf(
  campaign: OpenCampaign,
  row: PupilOfSchool,
  estimates: ReturnType<typeof readEstimates>,
  domains: readonly DomainSpec[],
): ResearchRecord {
  const sittings = new Map(readSittings(campaign, row.id).map((one) => [one.sequence, one]));
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
        const found = estimates.get(domain.id)?.get(row.id) ?? null;
        if (sitting === undefined || found === null) return [];
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
