/** A panel whose domain is sat in modules: one cut on θ, points by module. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { choiceItem, manifestXml, SAMPLE_CALENDAR } from '@cloison/dev-env/authority/sample-folder.ts';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { proposeStandard, type StandardRemark } from '@cloison/study-files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishAnalysis, keepPending } from '../analysis/analysis-store.ts';
import type { DomainStatistics } from '../analysis/domain-statistics.ts';
import { type OpenCampaign, openCampaign } from '../campaign/open-campaign.ts';
import { createCampaign } from '../specify/create-campaign.ts';
import { changesOf, previewChanges, setStandards, undoStandards } from './change-standards.ts';
import { domainsInForce, formThresholds } from './standards-in-force.ts';
import { wantedOfPoints, wantedOfTable } from './wanted-standards.ts';

/** Difficulties of Rasch items: three of the first module, then two of the easy and two of the hard one. */
const DIFFICULTIES: Readonly<Record<string, number>> = {
  n1: -0.5,
  n2: 0,
  n3: 0.5,
  n4: -2,
  n5: -1.5,
  n6: 1.5,
  n7: 2,
};
const EASY = ['n1', 'n2', 'n3', 'n4', 'n5'];
const HARD = ['n1', 'n2', 'n3', 'n6', 'n7'];

/** Expected number right at θ, written out. */
const expectedAt = (theta: number, items: readonly string[]) =>
  items.reduce((sum, id) => sum + 1 / (1 + Math.exp((DIFFICULTIES[id] ?? 0) - theta)), 0);

let office: SampleOffice;
let campaign: OpenCampaign;
let table: string;

beforeAll(async () => {
  office = await sampleOffice('vault');
  const folder = join(office.folder, 'modules');
  const ids = Object.keys(DIFFICULTIES);
  mkdirSync(join(folder, 'nombres', 'items'), { recursive: true });
  writeFileSync(join(folder, 'nombres', 'imsmanifest.xml'), manifestXml(ids));
  for (const id of ids) writeFileSync(join(folder, 'nombres', 'items', `${id}.xml`), choiceItem(id));
  writeFileSync(
    join(folder, 'calendar.yaml'),
    SAMPLE_CALENDAR.replace(/ {2}francais.*\n/g, '').replace(
      'sequences:\n',
      'sequences:\n  maths: { opens: 2026-09-07T08:00, closes: 2026-09-25T18:00 }\n',
    ),
  );
  writeFileSync(
    join(folder, 'campaign.yaml'),
    `campaign: modules
title: { fr: Essai, en: Trial }
year: 2026
address: https://evaluation.example/
levels:
  - { id: 6e, title: { fr: Sixième, en: Sixth }, mode: online }
sequences:
  - id: maths
    level: 6e
    title: { fr: Nombres, en: Numbers }
    package: nombres
    modules:
      - { id: depart, items: [n1, n2, n3], next: [facile, difficile], route: { from: [2] } }
      - { id: facile, items: [n4, n5] }
      - { id: difficile, items: [n6, n7] }
domains:
  - id: nombres
    level: 6e
    sequence: maths
    title: { fr: Nombres, en: Numbers }
    sentence: { fr: "Compter.", en: "Counting." }
    items: [${ids.join(', ')}]
    thresholds: { facile: [4, 5], difficile: [1, 4] }
`,
  );
  await createCampaign(office.vault, office.keys, office.actor, folder);
  campaign = await openCampaign(office.vault, office.keys, office.actor);
  const statistics = {
    v: 2,
    domain: 'nombres',
    level: '6e',
    pupils: 0,
    unit: 1,
    unfit: [],
    scale: null,
    link: null,
    plausible: null,
    remarks: [],
    calibration: {
      setAside: [],
      items: ids.map((id) => ({
        id,
        parameters: {
          kind: 'partialCredit',
          slope: 1,
          scores: [0, 1],
          intercepts: [0, -(DIFFICULTIES[id] ?? 0)],
        },
      })),
    },
  } as unknown as DomainStatistics;
  keepPending(campaign, new Uint8Array(32), { statistics, estimates: null });
  finishAnalysis(campaign, [statistics], new Set());
  table = join(office.folder, 'signets.csv');
  // Booklet by difficulty: n4 n5 n1 n2 n3 n6 n7.
  writeFileSync(table, 'juge,seuil1,seuil2\nA,n1,n6\nB,3,6\n');
});
afterAll(() => {
  office.remove();
  rmSync(office.folder, { recursive: true, force: true });
});

describe('a panel of a domain that is sat in modules', () => {
  it('sets points of each module by the items that its pupils sit', () => {
    const wanted = wantedOfTable(campaign, { domain: 'nombres', method: 'bookmark', path: table });
    // Between pages 2 and 3, and 5 and 6, at two chances in three: difficulty + ln 2.
    const cuts = [(-1.5 - 0.5) / 2 + Math.log(2), (0.5 + 1.5) / 2 + Math.log(2)];
    expect(wanted.theta?.[0]).toBeCloseTo(cuts[0] ?? 0, 9);
    expect(wanted.theta?.[1]).toBeCloseTo(cuts[1] ?? 0, 9);
    const pointsOf = (items: readonly string[]) => cuts.map((theta) => Math.ceil(expectedAt(theta, items)));
    expect(wanted.forms).toEqual({ facile: pointsOf(EASY), difficile: pointsOf(HARD) });
    expect(wanted.forms?.facile).not.toEqual(wanted.forms?.difficile);
  });

  it('puts them into force, module by module, says what was before, and takes them back', () => {
    const wanted = wantedOfTable(campaign, { domain: 'nombres', method: 'bookmark', path: table });
    const [change] = previewChanges(campaign, changesOf(campaign, [wanted]));
    expect(change).toMatchObject({ formsBefore: { facile: [4, 5], difficile: [1, 4] }, forms: wanted.forms });
    setStandards(campaign, [wanted], 'commission');
    const [inForce] = domainsInForce(campaign);
    expect(inForce === undefined ? null : formThresholds(inForce)).toEqual(wanted.forms);
    expect(inForce?.forms?.facile?.maxScore).toBe(5);
    expect(changesOf(campaign, [wanted])).toEqual([]);
    undoStandards(campaign, 'erreur');
    const [before] = domainsInForce(campaign);
    expect(before === undefined ? null : formThresholds(before)).toEqual({
      facile: [4, 5],
      difficile: [1, 4],
    });
  });

  it('is not two numbers of points, which would not hold for all', () => {
    expect(() => wantedOfPoints(campaign, 'nombres', '2,4')).toThrow('do not hold for all');
  });

  it('gives no thresholds that a module cannot reach, and says of which', () => {
    const items = Object.entries(DIFFICULTIES).map(([id, b]) => ({
      id,
      parameters: { kind: 'partialCredit', slope: 1, scores: [0, 1], intercepts: [0, -b] } as const,
    }));
    const basis = { items, setAside: [], unfit: [], unit: 1, maxScore: 7, scale: null };
    const judges = [[{ kind: 'page', page: 3 } as const, { kind: 'page', page: 6 } as const] as const];
    const remarks: StandardRemark[] = [];
    const forms = [{ id: 'facile', sets: [EASY], maxScore: 4 }];
    expect(proposeStandard(basis, { method: 'bookmark', judges }, remarks, forms)).toBeNull();
    expect(remarks).toEqual([
      { code: 'standard-form-out-of-reach', values: { form: 'facile', first: 3, second: 5 } },
    ]);
    expect(proposeStandard(basis, { method: 'bookmark', judges }, remarks, [])).toBeNull();
    expect(remarks.at(-1)?.code).toBe('standard-no-form');
  });
});
