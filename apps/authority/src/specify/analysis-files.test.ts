/** What a campaign's folder may bring for its analysis: every fault with file, line and column. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_SPEC, writeSampleCampaign } from '@cloison/dev-env/authority/sample-folder.ts';
import { temporaryFolder } from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateCampaign } from './validate-campaign.ts';

let folder: string;
beforeEach(() => {
  folder = writeSampleCampaign(join(temporaryFolder(), 'campaign'));
  write('ref.json', calibration(['l1', 'l2', 'l3']));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

function calibration(ids: readonly string[], scale = { mean: 250, sd: 50 }): string {
  return JSON.stringify({
    format: 'cloison-calibration/1',
    items: ids.map((id) => ({
      id,
      parameters: { kind: 'partialCredit', slope: 1, scores: [0, 1], intercepts: [0, 0] },
    })),
    groups: [{ label: 'all', mean: 0, sd: 1, persons: 100 }],
    scale: { ...scale, referenceMean: 0, referenceSd: 1 },
  });
}

/** `file:line:column code` with these keys in the domain of CP (from line 31 on), and these at the end. */
function problems(domain: string, end = ''): string[] {
  const spec = SAMPLE_SPEC.replace('    testSpecific: true\n', `    testSpecific: true\n${domain}`);
  writeFileSync(join(folder, 'campaign.yaml'), spec + end);
  const { campaign, problems: found } = validateCampaign(folder);
  expect(campaign === null).toBe(found.length > 0);
  for (const { words } of found) expect(words.fr + words.en).not.toContain('{');
  return found.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);
}

describe('a reference year', () => {
  it('that is right has its common items filled in, and its file goes into the vault', () => {
    expect(problems('    reference: { file: ref.json }\n')).toEqual([]);
    const { campaign } = validateCampaign(folder);
    expect(campaign?.spec.domains[0]?.reference).toEqual({
      file: 'ref.json',
      method: 'stocking-lord',
      items: ['l1', 'l2', 'l3'],
      drift: true,
      responses: null,
    });
    expect([...(campaign?.sources.keys() ?? [])]).toContain('~/ref.json');
  });

  it('is refused where it says what is not so', () => {
    write('few.json', calibration(['l1', 'l2', 'x9']));
    write('bad.json', '{"format": "autre"}');
    write('other.json', calibration(['l1', 'l2', 'l3'], { mean: 500, sd: 100 }));
    expect(problems('    reference: { file: none.json }\n')).toEqual(['campaign.yaml:31:24 file-absent']);
    expect(problems('    reference: { file: ../ref.json }\n')).toEqual(['campaign.yaml:31:24 file-path']);
    expect(problems('    reference: { file: bad.json }\n')).toEqual(['campaign.yaml:31:24 reference-bad']);
    expect(problems('    reference: { file: few.json }\n')).toEqual(['campaign.yaml:31:24 reference-few']);
    expect(problems('    reference: { file: other.json }\n')).toEqual(['campaign.yaml:1:1 reference-scale']);
    expect(problems('    reference: { file: few.json, items: [l1, l3, f1] }\n')).toEqual([
      'campaign.yaml:31:41 reference-few',
      'campaign.yaml:31:46 reference-item',
      'campaign.yaml:31:50 reference-item-domain',
    ]);
    expect(problems('    reference: { file: ref.json, method: concurrent }\n')).toEqual([
      'campaign.yaml:31:42 reference-responses',
    ]);
    expect(problems('    reference: { file: ref.json, method: magie }\n')).toEqual([
      'campaign.yaml:31:42 value-type',
    ]);
  });

  it('may bring its answers, read cell by cell', () => {
    write('answers.csv', 'l1,l2,sexe,l3\n1,0,F,1\n1,x,M,\n0,1,F\n61,1,F,1\n');
    expect(
      problems('    reference: { file: ref.json, method: concurrent, responses: answers.csv }\n'),
    ).toEqual([
      'answers.csv:3:3 table-number',
      'answers.csv:4:1 table-cells',
      'answers.csv:5:1 table-number',
    ]);
    write('answers.csv', 'a,b\n1,0\n');
    expect(
      problems('    reference: { file: ref.json, method: concurrent, responses: answers.csv }\n'),
    ).toEqual(['answers.csv:1:1 table-header']);
  });
});

describe('a judges’ table', () => {
  const bookmark = '    standard: { method: bookmark, file: s.csv }\n';
  const angoff = '    standard: { method: angoff, file: s.csv }\n';

  it('of bookmarks takes pages, items, items with a score, and the end; in French or in English', () => {
    write('s.csv', '\uFEFFjuge;seuil1;seuil2\r\nA;l1;3\r\nB;1;fin\r\n');
    expect(problems(bookmark)).toEqual([]);
    write('s.csv', 'judge,threshold 1,threshold 2\nA,l1/1,end\n');
    expect(problems(bookmark)).toEqual([]);
  });

  it('of bookmarks is refused with the place of each fault', () => {
    write('s.csv', 'juge,seuil1,seuil2\nA,l9,2\nA,1,2\n,2,1\nD,0,l2\nE,3,2\nF,1\nG,l1!,l2\n');
    expect(problems(bookmark)).toEqual([
      's.csv:2:3 table-item',
      's.csv:3:1 table-judge-twice',
      's.csv:4:1 table-judge',
      's.csv:5:3 table-mark',
      's.csv:6:5 table-order',
      's.csv:7:1 table-cells',
      's.csv:8:3 table-mark',
    ]);
    write('s.csv', 'nom,un,deux\nA,1,2\n');
    expect(problems(bookmark)).toEqual(['s.csv:1:1 table-header']);
    write('s.csv', 'juge,seuil1,seuil2\n');
    expect(problems(bookmark)).toEqual(['s.csv:1:1 table-empty']);
    write('s.csv', 'juge,seuil1,seuil2\n"A,1,2\n');
    expect(problems(bookmark)).toEqual(['s.csv:2:1 table-quote']);
  });

  it('of Angoff ratings has a row for each judge and threshold, a column for each item', () => {
    write('s.csv', 'juge,seuil,l1,l2,l3\nA,1,0.2,0.3,0.4\nA,2,0.6,0.7,0.8\n');
    expect(problems(angoff)).toEqual([]);
    write(
      's.csv',
      'juge,seuil,l1,l2,f1\nA,1,0.2,x,0.4\nA,2,0.6,0.7,0.8\nB,1,0.5,1.5,0.5\nC,3,0,0,0\nD,1,0.9,0.9,0.9\nD,2,0.1,0.1,0.1\n',
    );
    expect(problems(angoff)).toEqual([
      's.csv:1:1 table-item-missing',
      's.csv:1:18 table-item',
      's.csv:2:9 table-number',
      's.csv:4:1 table-judge-half',
      's.csv:4:9 table-range',
      's.csv:5:3 table-threshold',
      's.csv:6:1 table-order',
    ]);
  });
});

describe('the analysis', () => {
  it('has its defaults, and nothing when it is not asked for', () => {
    expect(problems('', 'analysis: { dif: [sexe], plausible: { background: [secteur] } }\n')).toEqual([]);
    expect(validateCampaign(folder).campaign?.spec.analysis).toEqual({
      model: 'auto',
      groups: null,
      weight: null,
      clusters: null,
      notReached: 'wrong',
      dif: ['sexe'],
      plausible: { values: 5, seed: 1, background: ['secteur'] },
    });
    expect(
      problems('', 'analysis: { regression: [sexe, { column: departement, reference: "59" }] }\n'),
    ).toEqual([]);
    expect(validateCampaign(folder).campaign?.spec.analysis?.regression).toEqual([
      { column: 'sexe', reference: null },
      { column: 'departement', reference: '59' },
    ]);
    expect(problems('')).toEqual([]);
    expect(validateCampaign(folder).campaign?.spec).not.toHaveProperty('analysis');
  });

  it('is refused with the place of each fault', () => {
    const at = SAMPLE_SPEC.split('\n').length;
    expect(
      problems(
        '',
        'analysis: { model: 5pl, groups: taille, dif: [sexe, prenom], plausible: { values: 1 }, autre: 1 }\n',
      ),
    ).toEqual([
      `campaign.yaml:${at}:20 value-type`,
      `campaign.yaml:${at}:33 value-type`,
      `campaign.yaml:${at}:53 value-type`,
      `campaign.yaml:${at}:83 value-range`,
      `campaign.yaml:${at}:88 key-unknown`,
    ]);
    expect(problems('', 'analysis: { dif: [sexe, ep, sexe] }\n')).toEqual([
      `campaign.yaml:${at}:29 column-again`,
    ]);
    expect(
      problems(
        '',
        'analysis: { regression: [ep, { column: secteur, reference: prive }, { column: ep }, taille] }\n',
      ),
    ).toEqual([`campaign.yaml:${at}:85 value-type`]);
    expect(
      problems('', 'analysis: { regression: [ep, { column: secteur, reference: prive }, { column: ep }] }\n'),
    ).toEqual([`campaign.yaml:${at}:60 regression-reference`, `campaign.yaml:${at}:69 column-again`]);
  });
});
