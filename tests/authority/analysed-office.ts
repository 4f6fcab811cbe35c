/**
 * An office whose pupils have answered: answers drawn from known models, scored by the authority and sealed in its vault.
 * 6e online: `lire` (eight items, 2PL), `ecrire` (one item of 0, 1 or 2 points and three of 1), `seul` (one item), `jamais`
 * (four items, of which nobody gets n1 right). CP by entry: `lettres` (five items).
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  choiceItem,
  manifestXml,
  SAMPLE_CALENDAR,
  SAMPLE_SPEC,
} from '@cloison/dev-env/authority/sample-folder.ts';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils } from '@cloison/dev-env/authority/sample-roster.ts';
import { type ItemParameters, simulateResponses } from '@cloison/measurement';
import type { EntryCell, PupilBody } from '@cloison/protocol';
import type { OpenCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { scoreEntry, scorePupil } from '../../apps/authority/src/score/score-sitting.ts';
import { scoringModel } from '../../apps/authority/src/score/sequence-scoring.ts';
import type { Sitting } from '../../apps/authority/src/score/sitting.ts';
import { resultRowId } from '../../apps/authority/src/score/sittings.ts';
import { createCampaign } from '../../apps/authority/src/specify/create-campaign.ts';
import { pupilsByIne } from './simulated-campaign.ts';

const two = (slope: number, intercept: number): ItemParameters => ({
  kind: 'partialCredit',
  slope,
  scores: [0, 1],
  intercepts: [0, intercept],
});

/** What answers are drawn from. */
export const TRUTH: ReadonlyMap<string, ItemParameters> = new Map<string, ItemParameters>([
  ['f1', two(1.2, 1.5)],
  ['f2', two(0.9, 0.8)],
  ['f3', two(1.6, 0.4)],
  ['f4', two(1, 0)],
  ['f5', two(1.4, -0.4)],
  ['f6', two(0.8, -0.8)],
  ['f7', two(1.3, -1.2)],
  ['f8', two(1.1, 0.2)],
  ['g1', { kind: 'partialCredit', slope: 1.2, scores: [0, 1, 2], intercepts: [0, 0.4, 0] }],
  ['g2', two(1.2, 0.5)],
  ['g3', two(1, -0.5)],
  ['g4', two(1.5, 0)],
  ['h1', two(1, 0)],
  ['n1', two(1, -60)],
  ['n2', two(1.2, 0)],
  ['n3', two(1, 0.7)],
  ['n4', two(1.3, -0.7)],
]);
const ONLINE = [...TRUTH.keys()];
export const ENTRY = ['l1', 'l2', 'l3', 'l4', 'l5'];

/** Two points for b, one for a. */
const partialItem = (id: string) =>
  choiceItem(id)
    .replace(
      '</qti-correct-response>',
      `</qti-correct-response><qti-mapping default-value="0"><qti-map-entry map-key="b" mapped-value="2"/>
       <qti-map-entry map-key="a" mapped-value="1"/></qti-mapping>`,
    )
    .replace('normal-maximum="1"', 'normal-maximum="2"')
    .replace('match_correct', 'map_response')
    .replace(
      '</qti-choice-interaction>',
      '<qti-simple-choice identifier="c">Trois</qti-simple-choice></qti-choice-interaction>',
    );

const DOMAINS = [
  ['lettres', 'cp', 'francais-cp', ENTRY, [2, 4]],
  ['lire', '6e', 'francais', ONLINE.slice(0, 8), [3, 6]],
  ['ecrire', '6e', 'francais', ONLINE.slice(8, 12), [2, 4]],
  ['seul', '6e', 'francais', ['h1'], [1, 1]],
  ['jamais', '6e', 'francais', ONLINE.slice(13), [1, 3]],
] as const;

function writeFolder(folder: string): string {
  for (const [name, ids] of [
    ['francais-cp', ENTRY],
    ['francais', ONLINE],
  ] as const) {
    mkdirSync(join(folder, name, 'items'), { recursive: true });
    writeFileSync(join(folder, name, 'imsmanifest.xml'), manifestXml(ids));
    for (const id of ids) {
      const xml = id === 'g1' ? partialItem(id) : choiceItem(id);
      writeFileSync(join(folder, name, 'items', `${id}.xml`), xml);
    }
  }
  const domains = DOMAINS.map(
    ([id, level, sequence, items, thresholds]) => `  - id: ${id}
    level: ${level}
    sequence: ${sequence}
    title: { fr: "Domaine ${id}", en: "Domain ${id}" }
    sentence: { fr: "Ce que mesure ${id}.", en: "What ${id} measures." }
    items: [${items.join(', ')}]
    thresholds: [${thresholds.join(', ')}]
`,
  );
  const spec = SAMPLE_SPEC.replace('items: [l1, l2, l3]', `items: [${ENTRY.join(', ')}]`).replace(
    /domains:[\s\S]*accommodations:/,
    `domains:\n${domains.join('')}accommodations:`,
  );
  writeFileSync(join(folder, 'campaign.yaml'), spec);
  writeFileSync(join(folder, 'calendar.yaml'), SAMPLE_CALENDAR);
  return folder;
}

export interface AnalysedOffice {
  readonly office: SampleOffice;
  readonly campaign: OpenCampaign;
  /** Row of each sixth-grade pupil, with the ability that the answers were drawn from, and the scores. */
  readonly online: readonly {
    readonly pupil: number;
    readonly theta: number;
    readonly scores: ReadonlyMap<string, number>;
  }[];
  readonly entry: readonly number[];
}

/** Ten schools with `size` pupils a class; nobody of CP has a cell yet. Two of 6e have not finished. */
export async function analysedOffice(size: number): Promise<AnalysedOffice> {
  const office = await sampleOffice('vault');
  await createCampaign(office.vault, office.keys, office.actor, writeFolder(join(office.folder, 'analyse')));
  await office.roster(samplePupils(10, size));
  const campaign = await office.campaign();
  const order = pupilsByIne(campaign);
  const pupilsOf = (level: string) => {
    const sql = 'SELECT p.id FROM pupil p JOIN class_level cl ON cl.id = p.class_level WHERE cl.level = ?';
    const those = new Set(office.vault.all<{ id: number }>(sql, level).map(({ id }) => id));
    return order.filter((id) => those.has(id));
  };
  const pupils = pupilsOf('6e');
  const items = [...TRUTH].map(([id, parameters]) => ({ id, parameters }));
  const { matrix, theta } = simulateResponses(items, pupils.length, 14818);
  const sequence = scoringModel(campaign).get('francais');
  if (sequence === undefined) throw new Error('no sequence francais');
  const online = pupils.map((pupil, i) => {
    const scores = new Map(ONLINE.map((id, j) => [id, matrix.scores[i * ONLINE.length + j] ?? 0]));
    const isFinal = i >= 2;
    const body: PupilBody = {
      v: 1,
      items: Object.fromEntries(
        [...scores].flatMap(([id, score]) => {
          const choices = id === 'g1' ? ['c', 'a', 'b'] : ['a', 'b'];
          // One wrong answer in five is no answer at all.
          if (score === 0 && i % 5 === 0) return [];
          return [[id, { responses: { RESPONSE: choices[score] ?? null }, ms: 1000, visits: 1 }] as const];
        }),
      ),
      position: '',
      elapsedMs: 1000,
      seed: 1,
      route: [],
      routed: 'score',
      manifest: campaign.manifestHash,
      app: '0',
      final: isFinal,
    } as unknown as PupilBody;
    keep(campaign, pupil, scorePupil(sequence, body, { hash: `record${i}`, receipt: 'ABCDEF' }));
    return { pupil, theta: theta[i] ?? 0, scores };
  });
  return { office, campaign, online: online.slice(2), entry: pupilsOf('cp') };
}

/** Keys these cells for a pupil of CP. */
export function keyCells(
  campaign: OpenCampaign,
  pupil: number,
  cells: Readonly<Record<string, EntryCell>>,
): void {
  const sequence = scoringModel(campaign).get('francais-cp');
  if (sequence === undefined) throw new Error('no sequence francais-cp');
  keep(campaign, pupil, scoreEntry(sequence, cells, []));
}

function keep({ vault, sealer }: OpenCampaign, pupil: number, sitting: Sitting): void {
  vault.run(
    'INSERT OR REPLACE INTO result VALUES (?, ?, NULL, ?)',
    pupil,
    sitting.sequence,
    sealer.seal('result', 'sealed', resultRowId(pupil, sitting.sequence), sitting),
  );
}
