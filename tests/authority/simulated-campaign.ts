/**
 * A campaign of one online level and one domain, whose answers are drawn from known models: scored by the authority, sealed
 * in its vault. Schools of two sectors, both sexes, weights: what an analysis may ask of a roster.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { choiceItem, manifestXml } from '@cloison/dev-env/authority/sample-folder.ts';
import type { SampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { sampleIne, sampleUai } from '@cloison/dev-env/authority/sample-roster.ts';
import { type ItemParameters, simulateResponses } from '@cloison/measurement';
import type { PupilBody } from '@cloison/protocol';
import type { ItemResponses } from '@cloison/qti/delivery';
import { type OpenCampaign, openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { importRoster } from '../../apps/authority/src/roster/import-roster.ts';
import { scorePupil } from '../../apps/authority/src/score/score-sitting.ts';
import { type ScorableSequence, scoringModel } from '../../apps/authority/src/score/sequence-scoring.ts';
import { resultRowId } from '../../apps/authority/src/score/sittings.ts';
import { createCampaign } from '../../apps/authority/src/specify/create-campaign.ts';
import type { PupilFacts, PupilRow } from '../../apps/authority/src/vault/rows.ts';

export interface SimulatedPupil {
  /** From 0, in the order of the roster. */
  readonly number: number;
  readonly school: number;
  readonly sex: 'F' | 'M';
  readonly sector: 'PU' | 'PR';
}

export interface Simulation {
  readonly name: string;
  readonly items: ReadonlyMap<string, ItemParameters>;
  readonly schools: number;
  readonly pupilsASchool: number;
  readonly seed: number;
  /** First six digits of a school’s UAI, by its number; all in département 75 by default. */
  readonly uai?: (school: number) => number;
  readonly ability?: (pupil: SimulatedPupil) => { readonly mean: number; readonly sd: number };
  /** Another truth for some pupils: items that work differently. */
  readonly itemsFor?: (pupil: SimulatedPupil) => ReadonlyMap<string, ItemParameters>;
  readonly weight?: (pupil: SimulatedPupil) => number;
  /** Answers that a pupil leaves out. */
  readonly skips?: (pupil: SimulatedPupil, item: string) => boolean;
  /** Lines of campaign.yaml: `analysis: …`, and keys of the domain (indented by four). */
  readonly analysis?: string;
  readonly domain?: string;
  /** Further files of the folder, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface SimulatedCampaign {
  readonly campaign: OpenCampaign;
  readonly folder: string;
  readonly pupils: readonly (SimulatedPupil & {
    readonly row: number;
    readonly theta: number;
    readonly scores: ReadonlyMap<string, number>;
  })[];
}

/** Slope and difficulty. */
export const twoScores = (slope: number, difficulty: number): ItemParameters => ({
  kind: 'partialCredit',
  slope,
  scores: [0, 1],
  intercepts: [0, -slope * difficulty],
});

const specOf = ({ name, items, analysis = '', domain = '' }: Simulation) => `campaign: ${name}
title: { fr: "Évaluation simulée", en: "Simulated evaluation" }
year: 2026
address: https://evaluation.example/
levels:
  - { id: 6e, title: { fr: Sixième, en: Sixth }, mode: online }
sequences:
  - { id: francais, level: 6e, title: { fr: Français, en: French }, package: francais }
domains:
  - id: lire
    level: 6e
    sequence: francais
    title: { fr: Lire, en: Reading }
    sentence: { fr: "Lire un texte.", en: "Reading a text." }
    items: [${[...items.keys()].join(', ')}]
    thresholds: [3, ${items.size - 3}]
${domain}${analysis}`;

const CALENDAR = `areas:
  - { id: 0, zone: Europe/Paris, title: { fr: Métropole, en: Mainland }, departements: ["*"] }
sequences:
  francais: { opens: 2026-01-05T08:00, closes: 2035-06-30T18:00 }
documents:
  ticket: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  keyring: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  roster: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  slips: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  participation: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  report: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
`;

export function writeSimulatedFolder(folder: string, simulation: Simulation): string {
  const ids = [...simulation.items.keys()];
  mkdirSync(join(folder, 'francais', 'items'), { recursive: true });
  writeFileSync(join(folder, 'francais', 'imsmanifest.xml'), manifestXml(ids));
  for (const id of ids) writeFileSync(join(folder, 'francais', 'items', `${id}.xml`), choiceItem(id));
  writeFileSync(join(folder, 'campaign.yaml'), specOf(simulation));
  writeFileSync(join(folder, 'calendar.yaml'), CALENDAR);
  for (const [path, text] of Object.entries(simulation.files ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export async function simulateCampaign(
  office: SampleOffice,
  simulation: Simulation,
): Promise<SimulatedCampaign> {
  const { name, schools, pupilsASchool } = simulation;
  const folder = writeSimulatedFolder(join(office.folder, name), simulation);
  await createCampaign(office.vault, office.keys, office.actor, folder);
  const campaign = await openCampaign(office.vault, office.keys, office.actor, name);
  const simulated = simulatedPupils(schools, pupilsASchool);
  await importRoster(campaign, writeRoster(folder, simulated, simulation.weight, simulation.uai));
  const rows = pupilsByIne(campaign);
  const { matrix, theta } = answers(simulation, simulated);
  const sequence = scoringModel(campaign).get('francais');
  if (sequence === undefined) throw new Error('no sequence francais');
  const ids = [...simulation.items.keys()];
  const pupils = office.vault.transaction(() =>
    simulated.map((pupil, i) => {
      const row = rows[i] ?? 0;
      const scores = new Map(ids.map((id, j) => [id, matrix[i]?.[j] ?? 0]));
      const given = [...scores].flatMap(([id, score]): [string, ItemResponses][] =>
        simulation.skips?.(pupil, id) === true ? [] : [[id, { RESPONSE: score === 1 ? 'b' : 'a' }]],
      );
      keepSitting(campaign, row, sequence, new Map(given));
      return { ...pupil, row, theta: theta[i] ?? 0, scores };
    }),
  );
  return { campaign, folder, pupils };
}

/** Ids of all pupils in the order of their numbers, which is that of the roster here: rows are numbered by chance. */
export function pupilsByIne({ vault, sealer, name }: OpenCampaign): number[] {
  return vault
    .all<PupilRow>('SELECT * FROM pupil WHERE campaign = ?', name)
    .map(({ id, sealed }) => ({ id, ine: sealer.open<PupilFacts>('pupil', 'sealed', id, sealed).ine }))
    .sort((a, b) => (a.ine < b.ine ? -1 : 1))
    .map(({ id }) => id);
}

/** A finished sitting of a pupil, scored and sealed as if it had been collected. */
export function keepSitting(
  campaign: OpenCampaign,
  pupil: number,
  sequence: ScorableSequence,
  responses: ReadonlyMap<string, ItemResponses>,
): void {
  const body = {
    v: 1,
    items: Object.fromEntries(
      [...responses].map(([id, given]) => [id, { responses: given, ms: 1000, visits: 1 }]),
    ),
    position: '',
    elapsedMs: 1000,
    seed: 1,
    route: [],
    routed: 'score',
    manifest: campaign.manifestHash,
    app: '0',
    final: true,
  } as unknown as PupilBody;
  const sitting = scorePupil(sequence, body, { hash: `record${pupil}`, receipt: 'ABCDEF' });
  const sealed = campaign.sealer.seal('result', 'sealed', resultRowId(pupil, sequence.id), sitting);
  campaign.vault.run('INSERT OR REPLACE INTO result VALUES (?, ?, NULL, ?)', pupil, sequence.id, sealed);
}

/** Girls and boys in turn; one school in three is private. */
export function simulatedPupils(schools: number, pupilsASchool: number): SimulatedPupil[] {
  return Array.from({ length: schools * pupilsASchool }, (_, number) => {
    const school = Math.floor(number / pupilsASchool);
    return { number, school, sex: number % 2 === 0 ? 'F' : 'M', sector: school % 3 === 2 ? 'PR' : 'PU' };
  });
}

/** Everybody's answers under each truth that there is, then each pupil's own. */
function answers(simulation: Simulation, pupils: readonly SimulatedPupil[]) {
  const { items, itemsFor = () => items, ability = () => ({ mean: 0, sd: 1 }), seed } = simulation;
  const draw = (truth: ReadonlyMap<string, ItemParameters>) =>
    simulateResponses(
      [...truth].map(([id, parameters]) => ({ id, parameters })),
      pupils.length,
      seed,
      (i) => ability(pupils[i] as SimulatedPupil),
    );
  const drawn = new Map([...new Set(pupils.map(itemsFor))].map((truth) => [truth, draw(truth)]));
  const width = items.size;
  return {
    matrix: pupils.map((pupil, i) => {
      const scores = drawn.get(itemsFor(pupil))?.matrix.scores;
      return Array.from(scores?.subarray(i * width, (i + 1) * width) ?? []);
    }),
    theta: drawn.get(itemsFor(pupils[0] as SimulatedPupil))?.theta ?? new Float64Array(0),
  };
}

export function writeRoster(
  folder: string,
  pupils: readonly SimulatedPupil[],
  weight: Simulation['weight'],
  uaiOf: (school: number) => number = (school) => 750_001 + school,
): { readonly schools: string; readonly pupils: string } {
  const paths = { schools: join(folder, 'schools.csv'), pupils: join(folder, 'pupils.csv') };
  const uai = (school: number) => sampleUai(uaiOf(school));
  const schools = new Map(pupils.map(({ school, sector }) => [school, sector]));
  const schoolLines = [...schools].map(
    ([school, sector]) => `${uai(school)},École ${school},Ville,${sector},HEP`,
  );
  writeFileSync(paths.schools, `uai,nom,commune,secteur,ep\n${schoolLines.join('\n')}\n`);
  const lines = pupils.map((pupil) =>
    [
      uai(pupil.school),
      '6e A',
      '6e',
      sampleIne(pupil.number + 1),
      `Nom${pupil.number}`,
      `Prénom${pupil.number}`,
      `2015-0${1 + (pupil.number % 9)}-15`,
      pupil.sex,
      '',
      ...(weight === undefined ? [] : [String(weight(pupil))]),
    ].join(','),
  );
  const head = 'uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements';
  writeFileSync(paths.pupils, `${head}${weight === undefined ? '' : ',poids'}\n${lines.join('\n')}\n`);
  return paths;
}
