import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderProblems } from '@cloison/command/problem';
import {
  choiceItem,
  manifestXml,
  SAMPLE_CALENDAR,
  SAMPLE_SPEC,
  writeSampleCampaign,
} from '@cloison/dev-env/authority/sample-folder.ts';
import { temporaryFolder } from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateCampaign } from './validate-campaign.ts';

let folder: string;
beforeEach(() => {
  folder = writeSampleCampaign(join(temporaryFolder(), 'campaign'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `file:line:column code` of each problem after these replacements in the sample. */
function problems(
  spec: readonly (readonly [string, string])[],
  calendar: readonly (readonly [string, string])[] = [],
): string[] {
  const apply = (text: string, changes: readonly (readonly [string, string])[]) =>
    changes.reduce((done, [from, to]) => {
      expect(done).toContain(from);
      return done.replace(from, to);
    }, text);
  writeFileSync(join(folder, 'campaign.yaml'), apply(SAMPLE_SPEC, spec));
  writeFileSync(join(folder, 'calendar.yaml'), apply(SAMPLE_CALENDAR, calendar));
  const validation = validateCampaign(folder);
  expect(validation.campaign === null).toBe(validation.problems.length > 0);
  return validation.problems.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);
}

describe('a campaign folder', () => {
  it('that is right has its defaults, maxima and windows worked out', () => {
    const { campaign, problems: found, warnings } = validateCampaign(folder);
    expect([found, warnings]).toEqual([[], []]);
    const { spec, calendars } = campaign!;
    expect(spec).toMatchObject({
      name: 'essai-2026',
      rehearsal: false,
      codes: { reservePerSchool: 3, teachersPerClass: 1 },
      scale: { mean: 250, sd: 50 },
      secrecy: { minPupils: 5, minSchools: 3 },
    });
    expect(spec.domains.map(({ maxScore }) => maxScore)).toEqual([3, 2]);
    expect(spec.sequences[1]).toMatchObject({ items: ['f1', 'f2'], minutes: 30, exercises: [] });
    expect(calendars.calendars.map(({ area, level }) => [area, level])).toEqual([
      [0, 'cp'],
      [0, '6e'],
      [1, 'cp'],
      [1, '6e'],
    ]);
    // Réunion opens a day later, by its own clock; a third of 30 minutes more at the end, the same for all.
    expect(calendars.calendars[1]!.sequences.francais).toEqual({
      opens: '2026-09-15T04:00:00Z',
      closes: '2026-09-25T14:00:00Z',
    });
    expect(calendars.calendars[3]!.windows.francais).toEqual({
      opens: '2026-09-14T06:00:00Z',
      closes: '2026-09-25T16:10:00Z',
    });
    expect(calendars.calendars[2]!.windows.entry).toEqual({
      opens: '2026-09-07T06:00:00Z',
      closes: '2026-09-25T16:00:00Z',
    });
  });

  it('takes an interaction of a module that it names by its digest, and no other', () => {
    const text = 'define([], () => ({}));\n';
    const digest = createHash('sha256').update(text).digest('hex');
    mkdirSync(join(folder, 'francais', 'modules'));
    writeFileSync(join(folder, 'francais', 'modules', 'bar.js'), text);
    writeFileSync(
      join(folder, 'francais', 'items', 'f2.xml'),
      `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="f2" title="Barre" adaptive="false" time-dependent="false" xml:lang="fr">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="integer"><qti-correct-response><qti-value>3</qti-value></qti-correct-response></qti-response-declaration>
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
<qti-item-body><qti-portable-custom-interaction response-identifier="RESPONSE" module="bar" custom-interaction-type-identifier="urn:bar"><qti-prompt>Trois</qti-prompt><qti-interaction-modules><qti-interaction-module id="bar" primary-path="../modules/bar.js"/></qti-interaction-modules></qti-portable-custom-interaction></qti-item-body>
<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/></qti-assessment-item>`,
    );
    const named = (sha256: string): [string, string][] => [
      ['accommodations:', `customInteractions: [{ module: bar, sha256: '${sha256}' }]\naccommodations:`],
    ];
    expect(problems([]).filter((one) => one.includes('QTI_UNSUPPORTED_MODULE'))).toHaveLength(1);
    expect(problems(named('0'.repeat(64))).map((one) => one.split(' ')[1])).toContain('module-digest');
    expect(problems(named('zero')).map((one) => one.split(' ')[1])).toEqual(['digest']);
    expect(problems(named(digest))).toEqual([]);
    expect(validateCampaign(folder).campaign!.spec.customInteractions).toEqual([
      { module: 'bar', sha256: digest },
    ]);
  });

  it('of the examples with an interaction of its own and a file is valid, with the digest that the file has', () => {
    const { campaign, problems: found } = validateCampaign(
      join(import.meta.dirname, '../../../../examples/atelier'),
    );
    expect(found).toEqual([]);
    expect(campaign!.packages.get('atelier')!.items.get('at-barre-1')!.item.scripts).toEqual([
      { module: 'barre-fractions', path: 'modules/barre-fractions.js' },
    ]);
    // A photo and three answers with their states, within an envelope.
    expect(campaign!.ceilings.atelier).toBeLessThan(30_000);
  });

  it('takes no larger file, and none of another type, than it allows', () => {
    writeFileSync(
      join(folder, 'francais', 'items', 'f2.xml'),
      `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="f2" title="Photo" adaptive="false" time-dependent="false" xml:lang="fr">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="file"/>
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
<qti-item-body><qti-upload-interaction response-identifier="RESPONSE" type="image/* application/pdf" data-cloison-max-bytes="20000"><qti-prompt>Photo</qti-prompt></qti-upload-interaction></qti-item-body>
<qti-response-processing><qti-response-condition><qti-response-if><qti-not><qti-is-null><qti-variable identifier="RESPONSE"/></qti-is-null></qti-not><qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1</qti-base-value></qti-set-outcome-value></qti-response-if></qti-response-condition></qti-response-processing></qti-assessment-item>`,
    );
    const allowed = (uploads: string) =>
      problems([['accommodations:', `uploads: ${uploads}\naccommodations:`]]).map((one) => one.split(' ')[1]);
    expect(problems([])).toEqual([]);
    expect(allowed('{ maxBytes: 20000 }')).toEqual([]);
    expect(allowed('{ maxBytes: 10000, types: ["image/*"] }').toSorted()).toEqual([
      'upload-large',
      'upload-type',
    ]);
  });

  it('warns of a calendar in another year, and of media that are large or not what they are called', () => {
    const warned = () => validateCampaign(folder).warnings.map(({ file, code }) => `${file} ${code}`);
    writeFileSync(join(folder, 'campaign.yaml'), SAMPLE_SPEC.replace('year: 2026', 'year: 2024'));
    expect(warned()).toEqual(['calendar.yaml calendar-year']);
    writeFileSync(join(folder, 'campaign.yaml'), SAMPLE_SPEC.replace('year: 2026', 'year: 2025'));
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3);
    writeFileSync(join(folder, 'francais', 'items', 'good.png'), png);
    writeFileSync(join(folder, 'francais', 'items', 'noise.png'), Uint8Array.of(1, 2, 3, 4, 5));
    const large = new Uint8Array(6_000_000);
    large.set(png);
    writeFileSync(join(folder, 'francais', 'items', 'large.png'), large);
    expect(warned()).toEqual(['francais/items/large.png media-large', 'francais/items/noise.png media-type']);
    expect(validateCampaign(folder).campaign).not.toBeNull();
  });

  it('tells every problem at once, with its line and column', () => {
    writeFileSync(
      join(folder, 'francais', 'items', 'f1.xml'),
      choiceItem('f1').replace('<p>Question f1</p>', '<p>\n<video-game/></p>'),
    );
    writeFileSync(join(folder, 'francais-cp', 'items', 'l3.xml'), choiceItem('l3', 'z'));
    expect(
      problems([
        ['level: 6e\n    title: { fr: Français', 'level: 5e\n    title: { fr: Français'],
        ['items: [l1, l2, l3]\n    thresholds: [1, 2]', 'items: [l1, l2, l3]\n    thresholds: [3, 2.5]'],
        ['items: [f1, f2]\n    thresholds: [1, 2]', 'items: [f2, l1]\n    thresholds: [1, 9]'],
        ['- { id: dys', '- { id: tiers-temps'],
      ]),
    ).toEqual([
      'campaign.yaml:7:5 level-empty',
      'campaign.yaml:18:12 level-unknown',
      'campaign.yaml:29:17 thresholds-order',
      'campaign.yaml:32:12 domain-level',
      'campaign.yaml:36:17 item-other-sequence',
      'campaign.yaml:40:11 id-twice',
      'francais-cp/items/l3.xml:1:1 QTI_LINT_CONSTANT_SCORE',
      'francais-cp/items/l3.xml:3:3 QTI_LINT_UNKNOWN_CHOICE',
      'francais/items/f1.xml:11:1 QTI_UNSUPPORTED_ELEMENT',
    ]);
  });

  it('refuses an item that is missing, used twice, or in two domains', () => {
    expect(problems([['items: [l1, l2, l3]', 'items: [l1, l2, l3, l2, l9]']])).toEqual([
      'campaign.yaml:16:29 item-twice',
      'campaign.yaml:16:33 item-missing',
    ]);
    const second = `  - id: lettres-2
    level: cp
    sequence: francais-cp
    title: { fr: Lettres, en: Letters }
    sentence: { fr: "Encore.", en: "More." }
    items: [l2]
    thresholds: [1, 1]
  - id: comprendre`;
    expect(problems([['  - id: comprendre', second]])).toEqual(['campaign.yaml:36:13 item-two-domains']);
  });

  it('takes a cohort, and refuses a name or a day that will not do, with its place', () => {
    const cohort = (name: string, until: string): [string, string][] => [
      ['accommodations:', `cohort:\n  name: ${name}\n  until: ${until}\naccommodations:`],
    ];
    expect(problems(cohort('panel-2026', '2032-08-31'))).toEqual([]);
    expect(validateCampaign(folder).campaign!.spec.cohort).toEqual({
      name: 'panel-2026',
      until: '2032-08-31',
    });
    expect(problems(cohort('Panel_2026', '2032-08-31'))).toEqual(['campaign.yaml:39:9 cohort-name']);
    expect(problems(cohort('panel-2026', '2032-02-30'))).toEqual(['campaign.yaml:40:10 cohort-day']);
    // The last window closes on 25 September 2026.
    expect(problems(cohort('panel-2026', '2026-09-25'))).toEqual(['campaign.yaml:40:10 cohort-until']);
    expect(problems(cohort('panel-2026', '2026-09-26'))).toEqual([]);
    expect(problems(cohort('panel-2026', '2046-09-25'))).toEqual([]);
    expect(problems(cohort('panel-2026', '2046-09-26'))).toEqual(['campaign.yaml:40:10 cohort-until']);
  });

  it('refuses progress since itself, and of a domain that it has not', () => {
    const progress = (since: string, id: string) =>
      `progress:\n  since: ${since}\n  domains: { ${id}: lettres }\naccommodations:`;
    expect(problems([['accommodations:', progress('essai-2026', 'algebre')]])).toEqual([
      'campaign.yaml:39:10 progress-self',
      'campaign.yaml:40:23 progress-domain',
    ]);
    expect(problems([['accommodations:', progress('essai-2025', 'comprendre')]])).toEqual([]);
  });

  it('refuses a threshold above the maximum score', () => {
    expect(
      problems([
        ['items: [l1, l2, l3]\n    thresholds: [1, 2]', 'items: [l1, l2, l3]\n    thresholds: [1, 3.5]'],
      ]),
    ).toEqual(['campaign.yaml:29:21 threshold-above-maximum']);
  });

  it('says of an unsafe picture what is wrong with it, and not also that its item is in no sequence', () => {
    const items = join(folder, 'francais', 'items');
    writeFileSync(
      join(items, 'trace.svg'),
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    );
    writeFileSync(
      join(items, 'f1.xml'),
      choiceItem('f1').replace('<qti-item-body>', '<qti-item-body><p><img src="trace.svg" alt="x"/></p>'),
    );
    // Of the manifest's resource, not of the item.
    writeFileSync(
      join(folder, 'francais', 'imsmanifest.xml'),
      manifestXml(['f1', 'f2']).replaceAll('identifier="f1"', 'identifier="r1"'),
    );
    const found = problems([]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^francais\/items\/trace\.svg:/);
  });

  it('refuses what a teacher can not key in, and minutes or missing exercises at an entry level', () => {
    writeFileSync(
      join(folder, 'francais-cp', 'items', 'l2.xml'),
      choiceItem('l2')
        .replace(
          'cardinality="single" base-type="identifier"',
          'cardinality="multiple" base-type="identifier"',
        )
        .replace('max-choices="1"', 'max-choices="2"'),
    );
    expect(problems([])).toEqual(['campaign.yaml:16:21 item-entry-type']);
    const exercises = SAMPLE_SPEC.slice(
      SAMPLE_SPEC.indexOf('    exercises'),
      SAMPLE_SPEC.indexOf('  - id: francais\n'),
    );
    expect(problems([[exercises, '    minutes: 20\n    items: [l1, l3]\n']])).toEqual([
      'campaign.yaml:9:5 exercises-required',
      'campaign.yaml:13:14 minutes-entry',
      'campaign.yaml:26:17 item-other-sequence',
    ]);
  });

  it('refuses keys that are missing, unknown, given twice or of another kind, and names that are not allowed', () => {
    expect(
      problems([
        ['year: 2026', 'yearr: 2026'],
        ['address: https://evaluation.example/', 'address: http://evaluation.example/?a'],
        ['mode: entry }', 'mode: papier }'],
        ['- id: francais-cp', '- id: Français CP'],
        ['minutes: 30', 'minutes: "30"\n    level: cp'],
      ]),
    ).toEqual([
      'campaign.yaml:1:1 key-missing',
      'campaign.yaml:3:1 key-unknown',
      'campaign.yaml:4:10 address',
      'campaign.yaml:6:48 value-type',
      'campaign.yaml:9:9 sequence-name',
      'campaign.yaml:21:14 value-type',
      'campaign.yaml:22:5 key-twice',
    ]);
  });

  it.each(['\\0', '\\e', '\\x85', '\\L', '\\u202e', '\\u2066', '\\ud800'])(
    'refuses titles with a sign that nobody sees, which turns or hides what follows: %s',
    (sign) => {
      const title = /^title: .*$/m.exec(SAMPLE_SPEC)![0];
      expect(problems([[title, `title: { fr: "Essai ${sign} 12 %", en: "Test" }`]])).toEqual([
        expect.stringMatching(/^campaign\.yaml:\d+:14 text-sign$/),
      ]);
    },
  );

  it('refuses windows that overlap, go backwards, are missing or too many, and papers that do not cover', () => {
    expect(
      problems(
        [],
        [
          [
            'francais-cp: { opens: 2026-09-07T08:00, closes: 2026-09-25T18:00 }',
            'francais-cp: [{ opens: 2026-09-07T08:00, closes: 2026-09-25T18:00 }, { opens: 2026-09-20T08:00, closes: 2026-09-28T18:00 }]',
          ],
          ['francais: { opens: 2026-09-14T08:00', 'francais: { opens: 2026-09-26T08:00'],
          [
            'report:        { opens: 2026-09-07T08:00, closes: 2026-10-30T18:00 }',
            'report: { opens: 2026-09-07T08:00, closes: 2026-09-24T18:00 }',
          ],
          ['keyring:       { opens: 2026-08-25T08:00', 'keyring:       { opens: 2026-09-02T08:00'],
        ],
      ),
    ).toEqual([
      'calendar.yaml:5:72 window-overlap',
      'calendar.yaml:6:13 window-backwards',
      'calendar.yaml:9:18 keyring-short',
      'calendar.yaml:9:18 keyring-short',
      'calendar.yaml:9:18 keyring-short',
      'calendar.yaml:9:18 keyring-short',
      'calendar.yaml:13:46 report-early',
      'calendar.yaml:13:46 report-early',
    ]);
  });

  it('refuses zones, areas, prefixes, sequences and times that do not exist', () => {
    expect(
      problems(
        [],
        [
          ['zone: Europe/Paris', 'zone: Europe/Lutece'],
          ['departements: ["974"]', 'departements: [974]'],
          ['2026-09-07T08:00', '07/09/2026 08:00'],
        ],
      ),
    ).toEqual(['calendar.yaml:2:91 quoted-prefix', 'calendar.yaml:5:25 local-time']);
    expect(problems([], [['zone: Europe/Paris', 'zone: Europe/Lutece']])).toEqual([
      'calendar.yaml:3:20 zone-unknown',
    ]);
    // One fault hides no other: times of the area are read all the same.
    expect(
      problems(
        [],
        [
          ['zone: Europe/Paris', 'zone: Europe/Lutece'],
          ['2026-09-14T08:00', '2026-02-31T08:00'],
        ],
      ),
    ).toEqual(['calendar.yaml:3:20 zone-unknown', 'calendar.yaml:6:22 time-impossible']);
    expect(
      problems(
        [],
        [
          ['areas: { 1: {', 'areas: { 7: {'],
          ['  francais-cp:', '  maths-cp:'],
        ],
      ),
    ).toEqual([
      'calendar.yaml:5:3 window-missing',
      'calendar.yaml:5:13 sequence-unknown',
      'calendar.yaml:6:78 area-unknown',
    ]);
    expect(problems([], [['2026-09-14T08:00', '2026-03-29T02:30']])).toContain(
      'calendar.yaml:6:22 time-impossible',
    );
  });

  it.each([
    ['2026-02-31T08:00', 'le calendrier n’a pas ce jour'],
    ['2026-09-14T25:00', 'les heures vont de 00:00 à 23:59'],
    ['2026-03-29T02:30', 'à Europe/Paris, les horloges sautent cette heure ce jour-là'],
  ])('whose time %s cannot be, is told why', (time, why) => {
    // A day that its month does not have was blamed on the change to summer time.
    problems([], [['2026-09-14T08:00', time]]);
    const said = validateCampaign(folder).problems.filter(({ code }) => code === 'time-impossible');
    expect(said.map(({ words }) => words.fr)).toContain(`${time} n’existe pas : ${why}.`);
  });

  it('without its files, or with files that are not YAML or not UTF-8, says so', () => {
    rmSync(join(folder, 'calendar.yaml'));
    rmSync(join(folder, 'francais'), { recursive: true });
    const places = () => validateCampaign(folder).problems.map(({ file, code }) => `${file} ${code}`);
    expect(places()).toEqual(['calendar.yaml file-missing', 'campaign.yaml package-missing']);
    writeFileSync(join(folder, 'calendar.yaml'), Buffer.from([0x61, 0xe9]));
    writeFileSync(join(folder, 'campaign.yaml'), 'a: [1\nb: }');
    expect(places()).toContain('calendar.yaml file-encoding');
    const encoding = validateCampaign(folder).problems.find(({ code }) => code === 'file-encoding');
    expect(encoding?.words.fr).toContain('iconv -f WINDOWS-1252 -t UTF-8 calendar.yaml');
    expect(places()).toContain('campaign.yaml yaml-syntax');
    expect(() => validateCampaign(join(folder, 'none'))).toThrow('no folder');
    // « Il n’y a pas de dossier » was said of a file that is there.
    expect(() => validateCampaign(join(folder, 'campaign.yaml'))).toThrow(
      expect.objectContaining({
        code: 'folder-is-file',
        words: expect.objectContaining({ fr: expect.stringContaining(`calendar.yaml : ${folder}.`) }),
      }),
    );
  });

  it('keeps packages inside itself', () => {
    expect(problems([['package: francais-cp', 'package: ../francais-cp']])).toEqual([
      'campaign.yaml:12:14 package-path',
    ]);
  });

  it('with many items keeps their order, and takes a package from a zip', async () => {
    const { writeZip } = await import('@cloison/qti');
    const ids = Array.from({ length: 12 }, (_, i) => `q${i + 1}`);
    const files = new Map([['imsmanifest.xml', Buffer.from(manifestXml(ids))]]);
    for (const id of ids) files.set(`items/${id}.xml`, Buffer.from(choiceItem(id)));
    writeFileSync(join(folder, 'francais.zip'), writeZip(files));
    mkdirSync(join(folder, 'vide'));
    expect(
      problems([
        ['package: francais\n', 'package: francais.zip\n'],
        ['items: [f1, f2]', 'items: [q1, q12]'],
      ]),
    ).toEqual([]);
    expect(validateCampaign(folder).campaign!.spec.sequences[1]!.items).toEqual(ids);
  });

  it('shows problems as aligned lines, in French or English', () => {
    problems([['year: 2026', 'year: 1815']]);
    const { problems: found } = validateCampaign(folder);
    expect(renderProblems(found, 'fr')).toBe('campaign.yaml:3:7  « year » est hors des bornes (>=2000).');
    expect(renderProblems(found, 'en')).toContain('is out of bounds');
    expect(readFileSync(join(folder, 'campaign.yaml'), 'utf8')).toContain('1815');
  });
});
