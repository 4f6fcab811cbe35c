import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { sampleIne, sampleUai, schoolsCsv } from '@cloison/dev-env/authority/sample-roster.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RenameWish } from './class-renames.ts';
import { importRoster } from './import-roster.ts';
import { classesOfSchool, schoolOfUai } from './schools.ts';

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('campaign');
});
afterEach(() => office.remove());

const [A, B] = [sampleUai(750_001), sampleUai(750_002)];
/** Numbers of the pupils of each class, by label; `uai` is A unless the label says B. */
type Classes = Readonly<Record<string, readonly number[]>>;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function importFolder(
  files: Readonly<Record<string, string>>,
  more: { readonly renames?: readonly RenameWish[]; readonly noRenames?: boolean } = {},
) {
  const schools = join(office.folder, 's.csv');
  writeFileSync(schools, schoolsCsv([A, B]));
  const pupils = join(office.folder, 'files');
  rmSync(pupils, { recursive: true, force: true });
  mkdirSync(pupils);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(pupils, name), text);
  return importRoster(await office.campaign(), { schools, pupils, allowDepartures: true, ...more });
}

const own = (classes: Classes): Readonly<Record<string, string>> => ({
  'p.csv': [
    'uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements',
    ...Object.entries(classes).flatMap(([label, numbers]) =>
      numbers.map(
        (n) => `${label.startsWith('B') ? B : A},${label},CP,${sampleIne(n)},Nom${n},Zoé,2019-01-02,F,`,
      ),
    ),
  ].join('\n'),
});
const onde = (classes: Classes): Readonly<Record<string, string>> => ({
  [`${A}.csv`]: [
    'Nom élève;Prénom élève;Date naissance;Sexe;INE;Niveau;Libellé classe',
    ...Object.entries(classes).flatMap(([label, numbers]) =>
      numbers.map((n) => `Nom${n};Zoé;02/01/2019;F;${sampleIne(n)};CP;${label}`),
    ),
  ].join('\r\n'),
});
const siecle = (classes: Classes): Readonly<Record<string, string>> => {
  const all = Object.entries(classes).flatMap(([label, numbers]) => numbers.map((n) => [label, n] as const));
  return {
    'e.xml': `<?xml version="1.0" encoding="UTF-8"?><BEE_ELEVES><PARAMETRES><UAJ>${A}</UAJ></PARAMETRES><DONNEES><ELEVES>${all
      .map(
        ([, n]) =>
          `<ELEVE ELEVE_ID="${n}"><ID_NATIONAL>${sampleIne(n)}</ID_NATIONAL><NOM_DE_FAMILLE>Nom${n}</NOM_DE_FAMILLE><PRENOM>Zoé</PRENOM><DATE_NAISS>02/01/2015</DATE_NAISS><CODE_SEXE>2</CODE_SEXE><CODE_MEF>10010012110</CODE_MEF></ELEVE>`,
      )
      .join('')}</ELEVES><STRUCTURES>${all
      .map(
        ([label, n]) =>
          `<STRUCTURES_ELEVE ELEVE_ID="${n}"><STRUCTURE><CODE_STRUCTURE>${label}</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>`,
      )
      .join('')}</STRUCTURES></DONNEES></BEE_ELEVES>`,
  };
};
const oneRoster = (classes: Classes, idOf = (label: string) => label): Readonly<Record<string, string>> => {
  const all = Object.entries(classes).flatMap(([label, numbers]) => numbers.map((n) => [label, n] as const));
  const table = (head: string, rows: readonly string[]) => `${[head, ...rows].join('\n')}\n`;
  return {
    'manifest.csv': table('propertyName,value', [
      'oneroster.version,1.2',
      ...['orgs', 'users', 'classes', 'enrollments', 'demographics'].map((one) => `file.${one},bulk`),
    ]),
    'orgs.csv': table('sourcedId,identifier', [`o1,${A}`]),
    'classes.csv': table(
      'sourcedId,status,title,grades,classType,schoolSourcedId',
      Object.keys(classes).map((label) => `${idOf(label)},,${label},06,homeroom,o1`),
    ),
    'users.csv': table(
      'sourcedId,status,identifier,givenName,familyName,grades',
      all.map(([, n]) => `u${n},,${sampleIne(n)},Zoé,Nom${n},06`),
    ),
    'enrollments.csv': table(
      'sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate',
      all.map(([label, n]) => `e${n},,${idOf(label)},o1,u${n},student,,`),
    ),
    'demographics.csv': table(
      'sourcedId,status,birthDate,sex',
      all.map(([, n]) => `u${n},,2015-01-02,female`),
    ),
  };
};

/** Row of each class of school A, by label. */
async function classesNow(uai = A): Promise<Readonly<Record<string, number>>> {
  const campaign = await office.campaign();
  return Object.fromEntries(
    classesOfSchool(campaign, schoolOfUai(campaign, uai)!.id).map(({ id, label }) => [label, id]),
  );
}

describe('a class that an update calls otherwise', () => {
  it.each([
    ['our own format', own],
    ['ONDE', onde],
    ['SIECLE', siecle],
    ['OneRoster', oneRoster],
  ])('keeps its row, and every pupil theirs: %s', async (_, write) => {
    await importFolder(write({ 'CP A': range(1, 9), 'CP B': range(11, 15) }));
    const before = await classesNow();
    // One has left, one has come.
    const done = await importFolder(write({ 'CP 1': [...range(2, 9), 10], 'CP B': range(11, 15) }));
    expect(done.classes.renamed).toMatchObject([{ uai: A, from: 'CP A', to: 'CP 1', pupils: 8, of: 9 }]);
    expect(done.classes.added).toBe(0);
    expect(done.pupils).toMatchObject({ arrivals: 1, departures: 1, moves: 0, unchanged: 13 });
    expect(await classesNow()).toEqual({ 'CP 1': before['CP A'], 'CP B': before['CP B'] });
    expect(office.vault.count('SELECT count(*) FROM pupil')).toBe(15);
    // And back: whoever wrote the wrong name corrects it.
    const again = await importFolder(write({ 'CP A': [...range(2, 9), 10], 'CP B': range(11, 15) }));
    expect(again.classes.renamed).toMatchObject([{ from: 'CP 1', to: 'CP A' }]);
  });

  it('is not guessed where the pupils were divided, the old name is still there, or too few are left', async () => {
    await importFolder(own({ 'CP A': range(1, 10), 'CP B': range(11, 20), 'CP U': [21, 22] }));
    const done = await importFolder(
      own({
        'CP 1': range(1, 5),
        'CP 2': range(6, 10),
        'CP B': [11],
        'CP 3': range(12, 20),
        'CP 4': [21, 22],
      }),
    );
    expect(done.classes).toEqual({ added: 4, renamed: [] });
    expect(done.pupils.moves).toBe(21);
    expect(done.remarks).toEqual([
      { kind: 'schools-empty', count: 1, uai: B },
      { kind: 'class-gone', uai: A, from: 'CP A', to: 'CP 1', pupils: 5, of: 10 },
      { kind: 'class-gone', uai: A, from: 'CP A', to: 'CP 2', pupils: 5, of: 10 },
      { kind: 'class-gone', uai: A, from: 'CP U', to: 'CP 4', pupils: 2, of: 2 },
    ]);
  });

  it('is what the agent says, and nothing is imported where that cannot be', async () => {
    await importFolder(own({ 'CP A': range(1, 10), 'B A': range(11, 14) }));
    const before = await classesNow();
    const half = own({ 'CP 1': range(1, 5), 'CP 2': range(6, 10), 'B A': range(11, 14) });
    const wish = { uai: A, from: 'CP A', to: 'CP 2' };
    for (const wrong of [
      { ...wish, to: 'CP 9' },
      { ...wish, from: 'B A' },
      { ...wish, uai: B },
    ])
      await expect(importFolder(half, { renames: [wrong] })).rejects.toMatchObject({ code: 'roster-rename' });
    expect(await classesNow()).toEqual(before);
    const done = await importFolder(half, { renames: [wish] });
    expect(done.classes.renamed).toMatchObject([{ from: 'CP A', to: 'CP 2', by: 'wish', pupils: 5, of: 10 }]);
    expect(done.pupils).toMatchObject({ moves: 5, unchanged: 9 });
  });

  it('is another class where the agent wants none recognised', async () => {
    await importFolder(own({ 'CP A': range(1, 9) }));
    const done = await importFolder(own({ 'CP 1': range(1, 9) }), { noRenames: true });
    expect(done.classes).toEqual({ added: 1, renamed: [] });
    expect(done.pupils.moves).toBe(9);
  });

  it('is known by its sourcedId in OneRoster, however few of its pupils are left', async () => {
    await importFolder(
      oneRoster({ '6A': range(1, 9), '6B': range(11, 15) }, (label) => (label === '6A' ? 'c1' : 'c2')),
    );
    const before = await classesNow();
    const done = await importFolder(
      oneRoster({ '6e 1': [1, 2, ...range(20, 29)], '6B': range(11, 15) }, (label) =>
        label === '6B' ? 'c2' : 'c1',
      ),
    );
    expect(done.classes.renamed).toMatchObject([
      { from: '6A', to: '6e 1', by: 'identifier', pupils: 2, of: 9 },
    ]);
    expect((await classesNow())['6e 1']).toBe(before['6A']);
  });
});
