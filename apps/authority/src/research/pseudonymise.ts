/**
 * From the vault's sittings to pseudonymous research rows, sealed under a research key of their own: no name, INE, order
 * number, class, area or code, and of the school a random number; birth to the quarter; place to the département. In random order, under random ids.
 * The identifier of a followed pupil is kept beside its row, under the cohort's own key.
 * All rows in one transaction with the step that says it is done.
 */

import { resultsInOrder } from '@cloison/threads';
import { readEstimates } from '../analysis/analysis-store.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { shuffle } from '../codes/shuffle.ts';
import { forgetIdentifiers, keepIdentifier } from '../cohort/cohort-rows.ts';
import { agreementMeta, nationalAgreement } from '../desk/double-entries.ts';
import { presentPupils } from '../roster/pupils.ts';
import { domainsInForce } from '../standards/standards-in-force.ts';
import { type DistilTask, distilThreads, type PupilToDistil } from './distil-rows.ts';
import { type AnswerRisk, answerRisk, type RiskRow, sharedBackgrounds } from './research-risk.ts';

/** Pupils in a task of a thread. */
const TOGETHER = 200;

/**
 * In the caller's `exclusive` transaction. Pupils who left are not of the population, those whose family objected not in the file.
 * `rowsKey`: of the cohort that is followed; null, no row has an identifier. `threads`: what the machine has, unless given.
 */
export async function pseudonymise(
  campaign: OpenCampaign,
  researchKey: Uint8Array,
  { threads, rowsKey = null }: { readonly threads?: number; readonly rowsKey?: Uint8Array | null } = {},
): Promise<Pseudonymised> {
  const { vault } = campaign;
  const objected = new Set(
    vault.all<{ pupil: number }>('SELECT pupil FROM objection_view').map(({ pupil }) => pupil),
  );
  const ids = shuffle(presentPupils(campaign).filter((id) => !objected.has(id)));
  vault.run('DELETE FROM research WHERE campaign = ?', campaign.name);
  forgetIdentifiers(vault, campaign.name);
  const estimates = readEstimates(campaign);
  const domains = domainsInForce(campaign);
  const scaled: ScaledDomains = [...estimates].map(([domain, { draws }]) => ({ domain, draws }));
  vault.setMeta(scaledMeta(campaign.name), JSON.stringify(scaled));
  vault.setMeta(agreementMeta(campaign.name), JSON.stringify(nationalAgreement(campaign)));
  const schoolOf = new Map<number, number>();
  for (const { id, school } of vault.iterate<{ id: number; school: number }>(
    'SELECT id, school FROM pupil_view WHERE +campaign = ?',
    campaign.name,
  ))
    schoolOf.set(id, school);
  const schools = new Map<number, number>();
  /** Pupils come in random order, so that the number says nothing of the school. */
  const schoolNumber = (pupil: number) => {
    const id = schoolOf.get(pupil);
    if (id === undefined) throw new Error('a pupil has no class');
    const number = schools.get(id) ?? schools.size + 1;
    schools.set(id, number);
    return number;
  };
  const toDistil = (pupil: number, i: number): PupilToDistil => ({
    pupil,
    row: i + 1,
    school: schoolNumber(pupil),
    estimates: [...estimates].flatMap(([domain, of]) => {
      const found = of.get(pupil);
      return found === null ? [] : [[domain, found] as const];
    }),
  });
  function* tasks(): Generator<DistilTask> {
    for (let at = 0; at < ids.length; at += TOGETHER) {
      const pupils = ids.slice(at, at + TOGETHER).map((id, i) => toDistil(id, at + i));
      yield { researchKey, rowsKey, domains, pupils };
    }
  }
  const shared = sharedBackgrounds();
  const answers: Pick<RiskRow, 'level' | 'after' | 'answers' | 'seconds'>[] = [];
  const { ahead, run, close } = await distilThreads(campaign, ids.length, threads);
  try {
    for await (const { task, result } of resultsInOrder(tasks(), run, ahead)) {
      for (const [i, row] of result.entries()) {
        answers.push({
          level: row.level,
          after: shared(row.background),
          answers: row.answers,
          seconds: row.seconds,
        });
        const number = task.pupils[i]!.row;
        vault.run('INSERT INTO research VALUES (?, ?, ?)', campaign.name, number, row.sealed);
        if (row.identifier !== null) keepIdentifier(vault, campaign.name, number, row.identifier);
      }
    }
  } finally {
    await close();
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

/** Domains of the research rows with scale scores, and how many plausible values each has. */
export type ScaledDomains = readonly { readonly domain: string; readonly draws: number }[];

/** Where the vault keeps `ScaledDomains`. */
export function scaledMeta(campaign: string): string {
  return `scaled:${campaign}`;
}
