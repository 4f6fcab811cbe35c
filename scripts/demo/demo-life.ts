/** Simulated people at work, and the end of a campaign's life. */
import { join } from 'node:path';
import {
  anonymise,
  closeCampaign,
  exportResearch,
  participationTotals,
  readCertificate,
  serveCampaign,
  verifyJournal,
} from '@cloison/authority';
import { answersOf } from '../../examples/src/answers.ts';
import { randomOf } from '../../examples/src/random.ts';
import type { DemoAuthority, DemoCampaign } from './demo-authority.ts';
import type { DemoSchool } from './demo-schools.ts';
import { FREE_CLASSES } from './free-classes.ts';
import { simulatePupil } from './simulate-pupil.ts';
import { simulateTeacher } from './simulate-teacher.ts';
import { computer } from './simulated-person.ts';

/** The class whose booklets the simulated teacher keys in: it holds both levels. */
const KEYED_CLASS = 'CP-CE1';
const AT_ONCE = 4;

export interface SimulatedWork {
  readonly pupils: number;
  readonly sittings: number;
  readonly unfinished: number;
  readonly booklets: number;
}

/** Most pupils sit, one teacher keys in. One pupil of each online class stops in the middle. */
export async function simulateWork(
  origin: string,
  { example, open }: DemoCampaign,
  schools: readonly DemoSchool[],
): Promise<SimulatedWork> {
  const answers = answersOf(example);
  const jobs: (() => Promise<Partial<SimulatedWork>>)[] = [];
  for (const slips of schools.flatMap(({ classes }) => classes)) {
    if (slips.label === KEYED_CLASS) {
      jobs.push(async () => ({
        booklets: await simulateTeacher(
          computer(origin, open.name),
          slips.teachers[0]!.code,
          answers,
          randomOf('teacher', slips.label),
        ),
      }));
    }
    if (FREE_CLASSES.has(slips.label)) continue;
    for (const [place, { code, orderNumber }] of slips.pupils.entries()) {
      if (code === null) continue;
      jobs.push(async () => {
        const random = randomOf('pupil', slips.label, place);
        const stopsAt = place === 0 ? 0.6 : 1;
        const sat = await simulatePupil(
          computer(origin, open.name),
          code,
          answers,
          random.normal(),
          random,
          stopsAt,
        );
        if (sat.length === 0) throw new Error(`the simulated pupil ${orderNumber} sat nothing`);
        const finished = sat.filter(({ receipt }) => receipt !== null).length;
        return { pupils: 1, sittings: finished, unfinished: sat.length - finished };
      });
    }
  }
  const total = { pupils: 0, sittings: 0, unfinished: 0, booklets: 0 };
  const work = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const done = await job();
      for (const key of ['pupils', 'sittings', 'unfinished', 'booklets'] as const)
        total[key] += done[key] ?? 0;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return total;
}

export interface EndOfLife {
  readonly campaign: string;
  readonly participation: ReturnType<typeof participationTotals>;
  readonly certificateKey: string;
  readonly researchRows: number;
  readonly exported: readonly string[];
}

/** Reports, closing, anonymised file; throws when a count, a signature or the journal does not hold. */
export async function endOfLife(
  { vault, keys, actor }: DemoAuthority,
  { open }: DemoCampaign,
  platform: string,
  folder: string,
): Promise<EndOfLife> {
  await serveCampaign(open, keys, { platform, once: true });
  const participation = participationTotals(open);
  const { certificate, researchRows } = await closeCampaign(vault, keys, actor, open.name, { platform });
  const { key } = await readCertificate(certificate, keys.authorityPublic().fingerprint);
  await anonymise(vault, keys, actor, open.name);
  const { files } = await exportResearch(vault, keys, actor, open.name, join(folder, 'research', open.name));
  verifyJournal(vault);
  return { campaign: open.name, participation, certificateKey: key, researchRows, exported: files };
}
