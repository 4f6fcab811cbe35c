import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@cloison/command/problem';
import type { Refusal } from '@cloison/command/refusal';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { sampleIne, sampleUai, schoolsCsv } from '@cloison/dev-env/authority/sample-roster.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClassFacts, ClassRow, PupilFacts, PupilRow } from '../vault/rows.ts';
import { CompactMap } from './compact-map.ts';
import { importRoster, type RosterImport } from './import-roster.ts';

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('campaign');
});
afterEach(() => office.remove());

const A = sampleUai(750_001);
const B = sampleUai(750_002);

type Files = Readonly<Record<string, string | Uint8Array>>;
interface More {
  readonly accommodations?: string;
  readonly levelWords?: ReadonlyMap<string, string>;
}

/** Imports a folder of these files; `accommodations` is the text of that file. */
async function importFiles(files: Files, more: More = {}): Promise<RosterImport> {
  const schools = join(office.folder, 's.csv');
  writeFileSync(schools, schoolsCsv([A, B]));
  const pupils = join(office.folder, 'exports');
  mkdirSync(pupils, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(pupils, name), content);
  const accommodations = more.accommodations === undefined ? undefined : join(office.folder, 'a.csv');
  if (accommodations !== undefined) writeFileSync(accommodations, more.accommodations!);
  const levelWords = more.levelWords ?? new Map();
  return importRoster(await office.campaign(), { schools, pupils, accommodations, levelWords });
}

/** `file line:column code`, sorted. */
async function faults(files: Files): Promise<string[]> {
  const error = await importFiles(files).then(
    () => null,
    (refusal: Refusal) => refusal,
  );
  expect(error?.code).toBe('roster-invalid');
  expect(office.vault.count('SELECT count(*) FROM pupil')).toBe(0);
  return (error!.data.list as Problem[]).map(
    ({ file, line, column, code }) => `${file.split('/').at(-1)} ${line}:${column} ${code}`,
  );
}

/** By number. */
async function pupils(): Promise<(PupilFacts & { readonly label: string; readonly uai: string })[]> {
  const { sealer } = await office.campaign();
  const sql = `SELECT p.*, v.class, v.uai FROM pupil p JOIN pupil_view v ON v.id = p.id`;
  const found = office.vault.all<PupilRow & { class: number; uai: string }>(sql).map((row) => {
    const place = office.vault.get<ClassRow>('SELECT * FROM class WHERE id = ?', row.class)!;
    const { label } = sealer.open<ClassFacts>('class', 'sealed', place.id, place.sealed);
    return { ...sealer.open<PupilFacts>('pupil', 'sealed', row.id, row.sealed), label, uai: row.uai };
  });
  return found.sort((a, b) => (a.ine < b.ine ? -1 : 1));
}

const reasons = (done: RosterImport) =>
  done.leftOut.map(({ reason, value, count }) => [reason, value, count]);

const ONDE =
  "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Cycle;Niveau;Libellé classe;Identifiant classe";

describe('an export of ONDE', () => {
  it('is read in Windows-1252, with French dates, semicolons, usual names, and levels and pupils that are not for the campaign', async () => {
    const text = [
      ONDE,
      `Petit;Le Goff;Zoé;02/01/2019;F;${sampleIne(1)};CYCLE II;CP;"CP-CE1 ; Mme Œuvrard";7`,
      `Dupré;;Noël;2019-03-04;M;${sampleIne(2)};CYCLE II;CE1;CP-CE1;7`,
      `Durand;;Lou;05/03/2019;F;;CYCLE II;CP;CP A;8`,
      `Durand;;Ali;05/03/2019;M;${sampleIne(3)};CYCLE II;CP;;8`,
    ].join('\r\n');
    const bytes = Buffer.from(text.replace('Œ', '\x8c'), 'latin1');
    const done = await importFiles(
      { [`${A}-2026-09-14.csv`]: bytes },
      { accommodations: `ine,amenagements\n${sampleIne(1)},dys|tiers-temps\n` },
    );
    expect(await pupils()).toEqual([
      {
        ...{ ine: sampleIne(1), lastName: 'Le Goff', firstName: 'Zoé', birthDate: '2019-01-02', sex: 'F' },
        ...{ accommodations: ['dys', 'tiers-temps'], label: 'CP-CE1 ; Mme Œuvrard', uai: A },
      },
    ]);
    expect(reasons(done)).toEqual([
      ['level', 'CE1', 1],
      ['no-ine', '', 1],
      ['no-class', '', 1],
    ]);
    expect(done.leftOut[1]).toMatchObject({ line: 4 });
  });

  it('takes schools from a column, and a folder of several files', async () => {
    const own = `UAI;${ONDE}\n${B};Petit;;Zoé;02/01/2019;F;${sampleIne(1)};II;CP;CP;7\n`;
    const done = await importFiles({
      'academie.csv': own,
      [`${A}.csv`]: `\ufeff${ONDE}\nRoy;;Luc;02/01/2019;M;${sampleIne(2)};II;CP;CP;7\n`,
    });
    expect(done.pupils.arrivals).toBe(2);
    expect((await pupils()).map(({ uai }) => uai)).toEqual([B, A]);
  });

  it('with a column UAI is refused where a school has a pupil twice, and not where two schools have', async () => {
    const header = `UAI;${ONDE}`;
    const line = (uai: string, number: number, label = 'CP') =>
      `${uai};Petit;;Zoé;02/01/2019;F;${sampleIne(number)};II;CP;${label};7`;
    const text = [header, line(A, 1), line(B, 1), line(A, 2), line(B, 1, 'CP B'), line(A, 2)].join('\n');
    expect(await faults({ 'academie.csv': text })).toEqual([
      'academie.csv 5:34 ine-twice',
      'academie.csv 6:34 ine-twice',
    ]);
    const done = await importFiles({ 'academie.csv': `${header}\n${line(A, 1)}\n${line(B, 1)}\n` });
    expect(reasons(done)).toEqual([['two-schools', '', 1]]);
  });

  it('with a column UAI is refused where a file of one of its schools has the pupil too', async () => {
    const line = `Petit;;Zoé;02/01/2019;F;${sampleIne(1)};II;CP;CP;7`;
    const files = { [`${A}.csv`]: `${ONDE}\n${line}\n`, 'academie.csv': `UAI;${ONDE}\n${A};${line}\n` };
    expect(await faults(files)).toEqual(['academie.csv 2:34 ine-elsewhere']);
  });

  it('is refused whole, with every fault of every file at its place', async () => {
    const line = (ine: string, more = 'F') => `Petit;;Zoé;02/01/2019;${more};${ine};II;CP;CP;7`;
    expect(
      await faults({
        'ecole.csv': `${ONDE}\n${line(sampleIne(1))}\n${line(sampleIne(2))}\n`,
        [`${sampleUai(750_099)}.csv`]: `${ONDE}\n${line(sampleIne(3))}\n`,
        [`${A}.csv`]: `${ONDE}\n${line('12')}\n${line(sampleIne(4))}\n${line(sampleIne(4))}\nPetit;;Zoé;31/02/2019;X;${sampleIne(5)};II;CP;CP;7\nPetit;;;2/1/19;F;${sampleIne(6)};II;CP;CP;7\n`,
        [`${B}.csv`]: `${ONDE.replace('Sexe;', '')}\n`,
      }),
    ).toEqual([
      `${A}.csv 2:25 ine-form`,
      `${A}.csv 4:25 ine-twice`,
      `${A}.csv 5:12 date-impossible`,
      `${A}.csv 5:23 sex`,
      `${A}.csv 6:8 cell-empty`,
      `${A}.csv 6:9 date-french`,
      `${B}.csv 1:1 column-missing`,
      `${sampleUai(750_099)}.csv 1:1 uai-unknown`,
      'ecole.csv 1:1 onde-uai',
    ]);
  });
});

describe('files that people have had in their hands', () => {
  const line = (number: number, more = '') =>
    `Petit;;Zoé;02/01/2019;F;${sampleIne(number)};II;CP;CP;7${more}`;

  it('are read with rows of nothing, separators after the last cell, bare quotes, and empty columns', async () => {
    const header = `${ONDE};Adresse;;`;
    const rows = [line(1, ';lieu-dit "Le Bas";;'), ';;;;;;;;;;;;', line(2, ';"12, rue du ""Bac""";;;;'), ''];
    const done = await importFiles({ [`${A}.csv`]: `${header}\r\n${rows.join('\r\n')}\r\n;;\r\n` });
    expect(done.pupils.arrivals).toBe(2);
    expect(done.leftOut).toEqual([]);
  });

  it('are refused where two encodings were put together: each place, and no name guessed', async () => {
    const latin = Buffer.from(`${line(2)}\n${line(3)}\n`, 'latin1');
    const mixed = Buffer.concat([Buffer.from(`${ONDE}\n${line(1)}\n`), latin]);
    expect(await faults({ [`${A}.csv`]: mixed })).toEqual([
      `${A}.csv 3:10 encoding-mixed`,
      `${A}.csv 4:10 encoding-byte`,
    ]);
  });

  it('are refused where an archive or a workbook is among them, which passed over would be a school without pupils', async () => {
    const good = `${ONDE}\n${line(1)}\n`;
    expect(
      await faults({
        [`${A}.csv`]: good,
        [`${B}.csv`]: Buffer.from('PK\x03\x04\x14\x00'),
        'ExportXML_ElevesSansAdresses.zip': 'PK',
        'liste.xlsx': 'PK',
      }),
    ).toEqual([
      `${B}.csv 0:0 file-not-text`,
      'ExportXML_ElevesSansAdresses.zip 0:0 file-not-text',
      'liste.xlsx 0:0 file-not-text',
    ]);
  });

  it('are refused where two of them are of one school and both have a pupil', async () => {
    const files = {
      [`${A}-2026-09-01.csv`]: `${ONDE}\n${line(1)}\n`,
      [`${A}-2026-09-14.csv`]: `${ONDE}\n${line(2)}\n${line(1)}\n`,
    };
    expect(await faults(files)).toEqual([`${A}-2026-09-14.csv 3:25 ine-elsewhere`]);
  });
});

function eleve(id: number, cells: Readonly<Record<string, string>> = {}): string {
  const all = {
    ...{ ID_NATIONAL: sampleIne(id), NOM_DE_FAMILLE: 'Petit', PRENOM: 'Zoé', DATE_NAISS: '02/01/2015' },
    ...{ CODE_SEXE: '2', CODE_MEF: '10010012110' },
    ...cells,
  };
  const tags = Object.entries(all).map(([tag, text]) => `<${tag}>${text}</${tag}>`);
  return `<ELEVE ELEVE_ID="${id}">${tags.join('')}<SCOLARITE_AN_DERNIER><CODE_STRUCTURE>CM2</CODE_STRUCTURE><NOM>Autre</NOM></SCOLARITE_AN_DERNIER></ELEVE>`;
}

function siecle(eleves: readonly string[], classes: Readonly<Record<number, string>>, uai = A): Buffer {
  const structures = Object.entries(classes).map(
    ([id, label]) =>
      `<STRUCTURES_ELEVE ELEVE_ID="${id}"><STRUCTURE><CODE_STRUCTURE>G1</CODE_STRUCTURE><TYPE_STRUCTURE>G</TYPE_STRUCTURE></STRUCTURE><STRUCTURE><CODE_STRUCTURE>${label}</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>`,
  );
  const text = `<?xml version="1.0" encoding="ISO-8859-15"?>
<BEE_ELEVES VERSION="5.0"><PARAMETRES><UAJ>${uai}</UAJ></PARAMETRES><DONNEES><ELEVES>
${eleves.join('\n')}
</ELEVES><STRUCTURES>${structures.join('')}</STRUCTURES></DONNEES></BEE_ELEVES>`;
  return Buffer.from(text.replaceAll('Œ', '\xbc'), 'latin1');
}

describe('an export of SIECLE', () => {
  it('gives the division, this year’s names, and levels by MEF; leaves out who has left or is of another level', async () => {
    const done = await importFiles(
      {
        'a.xml': siecle(
          [
            eleve(1, { NOM_USAGE: 'Œuvrard', INE_RNIE: sampleIne(90) }),
            eleve(2, { DATE_SORTIE: '19/08/2026' }),
            eleve(3, { CODE_MEF: '16410001110' }),
            eleve(4, { CODE_MEF: '10210001110' }),
            eleve(5, { ID_NATIONAL: '', INE_RNIE: sampleIne(50), DATE_SORTIE: '30/09/2026' }),
            eleve(6),
          ],
          { 1: '6A', 2: '6A', 3: '6S', 4: '4A', 5: '6B' },
        ),
      },
      { levelWords: new Map([['164', '6e']]) },
    );
    expect((await pupils()).map(({ ine, lastName, label }) => [ine, lastName, label])).toEqual([
      [sampleIne(1), 'Œuvrard', '6A'],
      [sampleIne(3), 'Petit', '6S'],
      [sampleIne(50), 'Petit', '6B'],
    ]);
    expect(reasons(done)).toEqual([
      ['departed', '', 1],
      ['level', '10210001110', 1],
      ['no-class', '', 1],
    ]);
  });

  it('keeps who is on the lists of two schools where they came last', async () => {
    const files = {
      'a.xml': siecle([eleve(1, { DATE_ENTREE: '07/09/2026' })], { 1: '6A' }),
      'b.xml': siecle([eleve(1, { DATE_ENTREE: '01/09/2026' })], { 1: '6C' }, B),
    };
    const done = await importFiles(files);
    expect(reasons(done)).toEqual([['two-schools', '', 1]]);
    expect((await pupils()).map(({ uai }) => uai)).toEqual([A]);
  });

  it('is refused with the place of the fault: broken, of another kind, in an encoding that is not read', async () => {
    const good = siecle([eleve(1, { DATE_NAISS: '31/02/2015' }), eleve(2, { CODE_SEXE: '3' })], {
      1: '6A',
      2: '6A',
    });
    expect(
      await faults({
        'a.xml': good,
        'b.xml': '<?xml version="1.0"?>\n<BEE_ELEVES><DONNEES>\n<ELEVES></DONNEES></BEE_ELEVES>',
        'c.xml': '<?xml version="1.0"?><STS_EDT/>',
        'd.xml': '<?xml version="1.0" encoding="EBCDIC"?><BEE_ELEVES/>',
        'e.xml': siecle([eleve(9)], { 9: '6A' }, 'douze'),
      }),
    ).toEqual([
      'a.xml 3:129 date-impossible',
      'a.xml 4:163 sex',
      'b.xml 3:19 xml-broken',
      'c.xml 1:32 xml-root',
      'd.xml 1:1 xml-encoding',
      'e.xml 2:44 uai-form',
    ]);
  });

  it('is read with a namespace, and in UTF-8 whatever an editor left in its declaration', async () => {
    const plain = siecle([eleve(1, { NOM_DE_FAMILLE: 'Béranger' })], { 1: '6 É' }).toString('latin1');
    const prefixed = plain
      .replaceAll(/<(\/?)(?=[A-Z])/g, '<$1s:')
      .replace('<s:BEE_ELEVES', '<s:BEE_ELEVES xmlns:s="urn:siecle"');
    await importFiles({ 'a.xml': Buffer.from(prefixed, 'utf8') });
    expect((await pupils()).map(({ lastName, label }) => [lastName, label])).toEqual([['Béranger', '6 É']]);
  });

  it('is refused with each place where it says UTF-8 and is not', async () => {
    const latin = siecle([eleve(1), eleve(2)], { 1: '6A', 2: '6A' }).toString('latin1');
    const said = Buffer.from(latin.replace('ISO-8859-15', 'UTF-8'), 'latin1');
    expect(await faults({ 'a.xml': said })).toEqual([
      'a.xml 3:107 encoding-1252',
      'a.xml 4:107 encoding-byte',
    ]);
  });

  it('is refused where nobody has a class yet', async () => {
    expect(await faults({ 'a.xml': siecle([eleve(1), eleve(2)], {}) })).toEqual([
      'a.xml 3:21 siecle-structures',
    ]);
  });

  it('gives nobody the class of a structure that names no pupil', async () => {
    const text = siecle([eleve(2), eleve(3)], { 2: '6A', 3: '6B' }).toString('latin1');
    const done = await importFiles({ 'a.xml': Buffer.from(text.replaceAll('ELEVE_ID="3"', ''), 'latin1') });
    expect(reasons(done)).toEqual([['no-class', '', 1]]);
  });

  it('reads no entity and no outside file', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><BEE_ELEVES><PARAMETRES><UAJ>&x;</UAJ></PARAMETRES></BEE_ELEVES>`;
    expect(await faults({ 'a.xml': bomb })).toEqual([expect.stringMatching(/^a\.xml 1:\d+ xml-entity$/)]);
  });
});

function oneRoster(change: Readonly<Record<string, string>> = {}): Record<string, string> {
  const users = [
    `u1,,,true,u1,{INE:${sampleIne(1)}},Zoé,Petit,,,06`,
    `u2,,,true,u2,,Luc,Roy,,${sampleIne(2)},`,
    `u3,tobedeleted,,true,u3,,Ana,Roy,,${sampleIne(3)},06`,
    `t1,,,true,t1,,Anne,Martin,,,`,
  ];
  return {
    'manifest.csv': 'propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.users,bulk\n',
    'orgs.csv': `sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\no1,,,Collège,school,${A},\n`,
    'classes.csv': `sourcedId,status,title,grades,classType,schoolSourcedId\nc1,,6A,06,homeroom,o1\nc2,,Anglais,06,scheduled,o1\n`,
    'users.csv': `sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,grades\n${users.join('\n')}\n`,
    'enrollments.csv': `sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\ne0,,c2,o1,u1,student,2026-09-01,\ne1,,c1,o1,u1,student,2026-09-01,\ne2,,c2,o1,u2,student,,\ne3,,c1,o1,u3,student,,\ne4,,c1,o1,t1,teacher,,\n`,
    'demographics.csv': 'sourcedId,status,birthDate,sex\nu1,,2015-01-02,female\nu2,,2015-05-06,male\n',
    ...change,
  };
}

describe('a OneRoster 1.2 folder', () => {
  it('joins users, enrolments, classes and births: the homeroom first, the only class else', async () => {
    const done = await importFiles(oneRoster());
    expect(done.formats).toEqual(['oneroster']);
    expect((await pupils()).map(({ ine, sex, birthDate, label }) => [ine, sex, birthDate, label])).toEqual([
      [sampleIne(1), 'F', '2015-01-02', '6A'],
      [sampleIne(2), 'M', '2015-05-06', 'Anglais'],
    ]);
  });

  it('is refused when one of its files is a folder or a pipe, which nobody may ever write to', async () => {
    const { 'users.csv': _, ...others } = oneRoster();
    const users = join(office.folder, 'exports', 'users.csv');
    mkdirSync(users, { recursive: true });
    expect(await faults(others)).toEqual(['users.csv 0:0 file-missing']);
    rmSync(users, { recursive: true });
    execFileSync('mkfifo', [users]);
    expect(await faults(others)).toEqual(['users.csv 0:0 file-missing']);
  });

  it('is refused with every fault at its place', async () => {
    expect(
      await faults(
        oneRoster({
          'manifest.csv': 'propertyName,value\noneroster.version,1.1\nfile.users,delta\n',
          'classes.csv':
            'sourcedId,status,title,grades,classType,schoolSourcedId\nc1,,6A,06,homeroom,o1\nc1,,6A,06,homeroom,o1\nc3,,6B,06,homeroom,o9\n',
          'demographics.csv': 'sourcedId,status,birthDate,sex\nu1,,02/01/2015,unspecified\n',
        }),
      ),
    ).toEqual([
      'classes.csv 3:1 oneroster-twice',
      'classes.csv 4:20 oneroster-reference',
      'demographics.csv 2:5 date-form',
      'enrollments.csv 2:5 oneroster-reference',
      'enrollments.csv 4:5 oneroster-reference',
      'manifest.csv 2:19 oneroster-version',
      'manifest.csv 3:12 oneroster-delta',
      'users.csv 2:1 cell-empty',
      'users.csv 2:1 sex',
    ]);
  });

  it('passes over guardians, deleted lines and enrolments that ended, with a byte order mark and words in capitals', async () => {
    const base = oneRoster();
    await importFiles({
      ...base,
      'users.csv': `\ufeff${base['users.csv']}g1,,,true,g1,,Jean,Petit,,,\n`,
      'classes.csv': base['classes.csv']!.replace('homeroom', 'Homeroom'),
      'enrollments.csv': `${base['enrollments.csv']!.replaceAll('student', 'Student')}e5,,c1,o1,u2,student,2026-06-01,2026-07-05\ne6,tobedeleted,c1,o1,u2,student,,\n`,
    });
    expect((await pupils()).map(({ lastName, label }) => [lastName, label])).toEqual([
      ['Petit', '6A'],
      ['Roy', 'Anglais'],
    ]);
  });

  it('names the files that are missing', async () => {
    expect(await faults({ 'manifest.csv': 'propertyName,value\n' })).toHaveLength(5);
  });
});

describe('CompactMap', () => {
  it('keeps what a Map keeps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.nat(4_294_967_295), fc.nat(9))),
        (entries) => {
          const [ours, map] = [new CompactMap(), new Map<string, object>()];
          for (const [key, first, second] of entries) {
            ours.set(key, { first, second });
            map.set(key, { first, second });
          }
          expect(ours.size).toBe(map.size);
          for (const [key, value] of map) expect(ours.get(key)).toEqual(value);
          expect(ours.get('never set')).toBeNull();
        },
      ),
    );
    const many = new CompactMap();
    for (let i = 0; i < 5_000; i++) many.set(`u${i}`, { first: i, second: 1 });
    for (let i = 0; i < 5_000; i++) expect(many.get(`u${i}`)?.first).toBe(i);
  });
});
