import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  choiceItem,
  manifestXml,
  SAMPLE_CALENDAR,
  writeSampleCampaign,
} from '@cloison/dev-env/authority/sample-folder.ts';
import { temporaryFolder } from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateCampaign } from './validate-campaign.ts';

let folder: string;
beforeEach(() => {
  folder = writeSampleCampaign(join(temporaryFolder(), 'campaign'));
  const ids = Array.from({ length: 14 }, (_, k) => `n${k + 1}`);
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
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TWO_STAGES = `    modules:
      - { id: depart, items: [n1, n2, n3], next: [facile, difficile], route: { from: [2] } }
      - { id: facile, items: [n4, n5] }
      - { id: difficile, items: [n6, n7] }
`;
const BY_MODULE = 'thresholds: { facile: [3, 5], difficile: [2, 4] }';
const ITEMS = '[n1, n2, n3, n4, n5, n6, n7]';

function validate(design: string, thresholds = BY_MODULE, items = ITEMS, more = '') {
  writeFileSync(
    join(folder, 'campaign.yaml'),
    `campaign: essai-2026
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
${design}domains:
  - id: nombres
    level: 6e
    sequence: maths
    title: { fr: Nombres, en: Numbers }
    sentence: { fr: "Compter.", en: "Counting." }
    items: ${items}
    ${thresholds}
${more}`,
  );
  return validateCampaign(folder);
}
const codes = (...of: Parameters<typeof validate>) =>
  validate(...of).problems.map(({ line, code }) => `${line} ${code}`);
const changed = (from: string, to: string) => {
  expect(TWO_STAGES).toContain(from);
  return TWO_STAGES.replace(from, to);
};

describe('an adaptive sequence', () => {
  it('has its stages, its routes and the forms of its domains worked out', () => {
    const { campaign, problems } = validate(TWO_STAGES);
    expect(problems).toEqual([]);
    const [sequence] = campaign!.spec.sequences;
    expect(sequence?.items).toEqual(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7']);
    expect(sequence?.adaptive).toMatchObject({ first: ['depart'], stages: 2 });
    expect(sequence?.adaptive?.modules.map(({ route }) => route)).toEqual([
      { on: ['depart'], from: [2], fallback: 'facile' },
      null,
      null,
    ]);
    expect(campaign!.spec.domains[0]).toMatchObject({
      maxScore: 7,
      forms: { facile: { maxScore: 5, thresholds: [3, 5] }, difficile: { maxScore: 5, thresholds: [2, 4] } },
    });
  });

  it('has a record for its longest part, not for all of it', () => {
    const staged = validate(TWO_STAGES).campaign!.ceilings.maths!;
    const whole = validate('', 'thresholds: [1, 2]').campaign!.ceilings.maths!;
    expect(staged).toBeLessThan(whole);
    expect(staged % 512).toBe(0);
  });

  it('has plain thresholds where the route does not touch the domain', () => {
    const { campaign } = validate(TWO_STAGES, 'thresholds: [1, 2]', '[n1, n2, n3]');
    expect(campaign?.spec.domains[0]).toMatchObject({ thresholds: [1, 2], maxScore: 3 });
    expect(campaign?.spec.domains[0]).not.toHaveProperty('forms');
  });

  it('takes modules and cuts of the file that `cloison measurement adaptive` wrote', () => {
    mkdirSync(join(folder, 'routage'));
    const file = {
      format: 'cloison-modules/1',
      population: { mean: 0, sd: 1 },
      routing: { items: ['n1', 'n2', 'n3'], highest: [1, 1, 1], target: null },
      modules: [{ items: ['n4', 'n5'] }, { items: ['n6', 'n7'] }],
      cuts: [{ theta: -0.2, sum: 2 }],
    };
    writeFileSync(join(folder, 'routage', 'nombres.json'), JSON.stringify(file));
    const design = `    modules:
      - { id: depart, next: [facile, difficile], route: { file: routage/nombres.json, fallback: difficile } }
      - { id: facile }
      - { id: difficile, items: [n7, n6] }
`;
    const { campaign, problems } = validate(design);
    expect(problems).toEqual([]);
    expect(campaign?.spec.sequences[0]?.adaptive?.modules).toEqual([
      {
        id: 'depart',
        items: ['n1', 'n2', 'n3'],
        next: ['facile', 'difficile'],
        route: { on: ['depart'], from: [2], fallback: 'difficile' },
      },
      { id: 'facile', items: ['n4', 'n5'], next: [], route: null },
      { id: 'difficile', items: ['n7', 'n6'], next: [], route: null },
    ]);
    expect([...(campaign?.sources.keys() ?? [])]).toContain('~/routage/nombres.json');
    writeFileSync(join(folder, 'routage', 'nombres.json'), JSON.stringify({ ...file, format: 'x' }));
    expect(codes(design)).toEqual(['13 route-bad']);
  });

  it('takes a cut on the scale of ability, as the sum whose estimate reaches it', () => {
    mkdirSync(join(folder, 'routage'));
    const item = (id: string, b: number) => ({
      id,
      parameters: { kind: 'partialCredit', slope: 1.5, scores: [0, 1], intercepts: [0, -1.5 * b] },
    });
    writeFileSync(
      join(folder, 'routage', 'banque.json'),
      JSON.stringify({
        format: 'cloison-calibration/1',
        items: [item('n1', -1), item('n2', 0), item('n3', 1)],
        groups: [{ label: '', mean: 0, sd: 1 }],
      }),
    );
    const at = (theta: number) =>
      validate(changed('{ from: [2] }', `{ theta: [${theta}], calibration: routage/banque.json }`)).campaign
        ?.spec.sequences[0]?.adaptive?.modules[0]?.route?.from;
    // By symmetry of difficulties around 0 the EAPs of sums 1 and 2 lie on both sides of 0.
    expect([at(-5), at(0), at(0.9), at(5)]).toEqual([[0], [2], [3], [4]]);
  });

  it('is refused at a level by entry', () => {
    validate(TWO_STAGES);
    const path = join(folder, 'campaign.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('mode: online', 'mode: entry'));
    expect(validateCampaign(folder).problems.map(({ code }) => code)).toContain('design-entry');
  });

  it.each([
    ['next: [facile, difficile]', 'next: [facile, perdu]', '13 module-unknown'],
    ['next: [facile, difficile]', 'next: [facile, facile]', '13 module-twice'],
    [
      '{ id: facile, items: [n4, n5] }',
      '{ id: facile, items: [n4, n5], next: [depart] }',
      '13 modules-circle',
    ],
    [
      '{ id: facile, items: [n4, n5] }',
      '{ id: facile, items: [n4, n5], next: [difficile] }',
      '13 modules-lengths',
    ],
    ['{ id: facile, items: [n4, n5] }', '{ id: facile, items: [n1, n5] }', '14 item-twice'],
    ['{ id: facile, items: [n4, n5] }', '{ id: facile }', '14 module-empty'],
    ['{ id: facile, items: [n4, n5] }', '{ id: facile/x, items: [n4, n5] }', '14 module-name'],
    [', route: { from: [2] }', '', '13 route-missing'],
    ['from: [2]', 'from: [1, 2]', '13 route-cuts'],
    ['from: [2]', 'theta: [2]', '13 route-kind'],
    ['from: [2]', 'from: [2], fallback: depart', '13 route-fallback'],
    ['from: [2]', 'from: [2], on: [facile]', '13 route-on'],
    ['from: [2]', 'file: absent.json', '13 file-absent'],
    ['from: [2]', 'file: ../absent.json', '13 file-path'],
    ['[n6, n7] }\n', '[n6, n7] }\n      - { id: seul, items: [n8] }\n', '16 module-unreachable'],
    ['    modules:', '    items: [n1]\n    modules:', '14 design-alone'],
  ])('with %j instead of %j is refused: %s', (from, to, expected) => {
    expect(codes(changed(from, to))).toContain(expected);
  });

  it('is refused with thresholds that do not say for whom, or that some would not have', () => {
    expect(codes(TWO_STAGES, 'thresholds: [1, 2]')).toEqual(['23 thresholds-forms']);
    expect(codes(TWO_STAGES, 'thresholds: { facile: [1, 2] }')).toEqual(['23 thresholds-form-missing']);
    expect(codes(TWO_STAGES, 'thresholds: { facile: [3, 6], difficile: [2, 4] }')).toEqual([
      '23 threshold-above-maximum',
    ]);
    expect(codes(TWO_STAGES, '')).toContain('17 thresholds-forms');
    expect(codes(TWO_STAGES, BY_MODULE, '[n1, n2, n3]')).toEqual(['23 thresholds-one']);
  });
});

const BLOCKS = `    booklets:
      perBooklet: 3
      anchor: { items: [n8] }
      blocks:
${Array.from({ length: 7 }, (_, k) => `        - { id: b${k}, items: [n${k + 1}] }`).join('\n')}
`;

describe('rotated booklets', () => {
  it('are balanced blocks, with the anchor first', () => {
    const { campaign, problems } = validate(BLOCKS, '', ITEMS);
    expect(problems).toEqual([]);
    const [sequence] = campaign!.spec.sequences;
    expect(sequence?.booklets).toHaveLength(7);
    expect(sequence?.booklets?.[0]).toEqual({ id: '1', items: ['n8', 'n1', 'n2', 'n4'] });
    expect(campaign?.spec.domains[0]?.forms?.['1']).toEqual({ maxScore: 3, thresholds: null });
  });

  it('may have thresholds by booklet, all or none', () => {
    const all = Array.from({ length: 7 }, (_, k) => `"${k + 1}": [1, 2]`).join(', ');
    expect(codes(BLOCKS, `thresholds: { ${all} }`)).toEqual([]);
    expect(codes(BLOCKS, 'thresholds: { "1": [1, 2] }')).toEqual(['30 thresholds-form-missing']);
    expect(codes(BLOCKS, 'thresholds: { "1": [1, 2], x: [1, 2] }')).toContain('30 thresholds-forms');
  });

  it('that cannot be balanced are listed by hand', () => {
    expect(codes(BLOCKS.replace('perBooklet: 3', 'perBooklet: 5'), '')).toEqual(['13 booklets-unbalanced']);
    const listed = BLOCKS.replace('perBooklet: 3', 'booklets: [[b0, b1], [b2, b3], [b4, b5], [b6, b0]]');
    expect(codes(listed, '')).toEqual([]);
    expect(codes(listed.replace('[b0, b1]', '[b0, b9]'), '')).toContain('13 module-unknown');
    expect(codes(BLOCKS.replace('      perBooklet: 3\n', ''), '')).toContain('13 booklets-kind');
  });
});
