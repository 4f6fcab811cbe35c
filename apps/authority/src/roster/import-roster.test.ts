import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@cloison/command/problem';
import type { Refusal } from '@cloison/command/refusal';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import {
  type SamplePupil,
  sampleIne,
  samplePupils,
  sampleUai,
  schoolsCsv,
  writeSampleRoster,
} from '@cloison/dev-env/authority/sample-roster.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PupilFacts, PupilRow } from '../vault/rows.ts';
import { importRoster } from './import-roster.ts';

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('campaign');
});
afterEach(() => office.remove());

const HEADER = 'uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements';
const A = sampleUai(750_001);

/** What an import of these texts or bytes is refused for: `line:column code`. */
async function faults(
  pupils: string | Uint8Array,
  schools: string | Uint8Array = schoolsCsv([A]),
): Promise<string[]> {
  const paths = { schools: join(office.folder, 's.csv'), pupils: join(office.folder, 'p.csv') };
  writeFileSync(paths.schools, schools);
  writeFileSync(paths.pupils, pupils);
  const campaign = await office.campaign();
  const error = await importRoster(campaign, paths).then(
    () => null,
    (refusal: Refusal) => refusal,
  );
  expect(error?.code).toBe('roster-invalid');
  expect(office.vault.count('SELECT count(*) FROM pupil')).toBe(0);
  expect(office.vault.count('SELECT count(*) FROM school')).toBe(0);
  return (error!.data.list as Problem[]).map(({ file, line, column, code }) => {
    const name = file.endsWith('s.csv') ? 's ' : '';
    return `${name}${line}:${column} ${code}`;
  });
}

function row(more: Partial<SamplePupil> = {}): string {
  const pupil = {
    uai: A,
    classe: '6e B',
    niveau: '6e',
    ine: sampleIne(1),
    nom: 'Petit',
    prenom: 'Zoé',
    naissance: '2015-01-02',
    sexe: 'F',
    amenagements: '',
    ...more,
  };
  return Object.values(pupil).join(',');
}

function factsOf(ine: string): PupilFacts & { state: string } {
  return allFacts().find((facts) => facts.ine === ine)!;
}

let sealer: Awaited<ReturnType<SampleOffice['campaign']>>['sealer'];
function allFacts() {
  return office.vault.all<PupilRow>('SELECT * FROM pupil').map((pupil) => ({
    ...sealer.open<PupilFacts>('pupil', 'sealed', pupil.id, pupil.sealed),
    state: pupil.state,
  }));
}

describe('a roster with faults', () => {
  it('is refused whole, with the line and column of each fault of both files', async () => {
    const bad = [
      HEADER,
      row(),
      row({ uai: '0750001A', ine: sampleIne(2) }),
      row({ uai: sampleUai(750_099), ine: sampleIne(3) }),
      row({ niveau: '3e', ine: sampleIne(4) }),
      row({ ine: '12' }),
      row(),
      row({ ine: sampleIne(5), nom: ' ', prenom: '' }),
      row({ ine: sampleIne(6), naissance: '2015-02-30' }),
      row({ ine: sampleIne(7), naissance: '30/02/2015' }),
      row({ ine: sampleIne(8), naissance: '1915-02-03', sexe: 'X', amenagements: 'dys|loupe' }),
      `${A},6e B,6e`,
      row({ ine: sampleIne(9), nom: '"Le\nGrand"' }),
      `${A},6e B,6e,${sampleIne(10)},O"Hara,Zoé,2015-01-02,F,`,
      row({ ine: sampleIne(11), classe: `"${'x'.repeat(101)}"` }),
      // A label that looks like another's, told apart by a sign that nobody sees.
      row({ ine: sampleIne(12), classe: '6e\u200B B' }),
    ].join('\n');
    const schools = `uai,nom,commune,secteur,ep\n${A},École,Ville,PU,HEP\n${A},École,Ville,ZZ,REP-\n12,,Ville,PU,HEP\n`;
    expect(await faults(bad, schools)).toEqual([
      '3:1 uai-letter',
      '4:1 uai-unknown',
      '5:15 level-unknown',
      '6:18 ine-form',
      '7:18 ine-twice',
      '8:30 cell-empty',
      '8:32 cell-empty',
      '9:40 date-impossible',
      '10:40 date-form',
      '11:40 birth-year',
      '11:51 sex',
      '11:53 accommodation-unknown',
      '12:1 cell-count',
      '13:30 cell-control',
      '15:1 quote',
      '16:10 cell-long',
      '17:10 cell-control',
      's 3:1 uai-twice',
      's 3:22 sector',
      's 3:25 priority',
      's 4:1 uai-form',
      's 4:4 cell-empty',
    ]);
  });

  it.each(['\u0000', '\u001b', '\u0085', '\u2028', '\u202e', '\u2066'])(
    'refuses %j in a cell: it would reach terminals and files',
    async (symbol) => {
      const row = `${A},CP,cp,100000001AA,Du${symbol}rand,Anna,2020-02-10,F,`;
      expect(await faults(`${HEADER}\n${row}\n`)).toEqual([expect.stringMatching(/^2:\d+ cell-control$/)]);
    },
  );

  it('names columns that are missing, unknown or there twice', async () => {
    const header = HEADER.replace('sexe', 'genre').replace('nom,', 'nom,nom,');
    expect(await faults(`${header}\n`)).toEqual([
      '1:1 column-missing',
      '1:27 column-twice',
      '1:48 column-unknown',
    ]);
  });

  it('says that it is in Windows-1252, where and how to convert, and shows its other faults too', async () => {
    const bytes = Buffer.from(`${HEADER}\r\n${row({ nom: 'Œuvrard', sexe: 'X' })}\r\n`, 'utf8').toString(
      'utf8',
    );
    const windows = Buffer.from(bytes.replace('Œ', '\x8c').replace('é', '\xe9'), 'latin1');
    expect(await faults(windows)).toEqual(['2:30 encoding-1252', '2:53 sex']);
  });

  it('says that it is UTF-16, empty, missing, or separated by semicolons or tabs', async () => {
    for (const mark of ['\ufeff', ''])
      expect(await faults(Buffer.from(`${mark}${HEADER}\n`, 'utf16le'))).toEqual(['1:1 encoding-utf16']);
    expect(await faults('\n')).toEqual(['1:1 file-empty']);
    expect(await faults(`${HEADER}\n${row({ sexe: 'X' })}\n`.replaceAll(',', ';'))).toEqual([
      '1:4 separator-semicolon',
      '2:51 sex',
    ]);
    expect(await faults(`${HEADER}\n${row()}\n`.replaceAll(',', '\t'))).toEqual(['1:4 separator-tab']);
    const campaign = await office.campaign();
    await expect(importRoster(campaign, { schools: 'none.csv', pupils: 'none.csv' })).rejects.toMatchObject({
      code: 'roster-invalid',
    });
  });

  it('tells of a quote that never closes', async () => {
    expect(await faults(`${HEADER}\n${row({ nom: '"Petit' })}\n`)).toEqual(['2:1 quote-open']);
  });

  it.each(['', '"'])(
    'tells once of a line without end (%s), which it does not keep to read',
    async (quote) => {
      // A line of 400 MB took hours: all that had come was copied with each piece.
      const endless = `${HEADER}\n${quote}${'é'.repeat(2_000_000)}`;
      expect(await faults(endless)).toEqual(['2:1 cell-long']);
      // A sign that is cut by the end of a piece is still one; a byte that is none is found all the same.
      const faulty = Buffer.concat([Buffer.from(`${endless}a`), Buffer.of(0xe9), Buffer.from('\n')]);
      const codes = (await faults(faulty)).map((one) => one.split(' ')[1]);
      expect(codes).toEqual(['cell-long', 'encoding-mixed']);
    },
  );

  it('of two files that were swapped says so, not what each row lacks', async () => {
    const pupils = [1, 2, 3].map((n) => row({ ine: sampleIne(n) })).join('\n');
    expect(await faults(schoolsCsv([A]), `${HEADER}\n${pupils}\n`)).toEqual([
      '1:1 file-swapped',
      's 1:1 file-swapped',
    ]);
  });

  it('of one file that has the columns of both is not called swapped', async () => {
    const [schoolHeader = ''] = schoolsCsv([A]).split('\n');
    const own = new Set(HEADER.split(','));
    const both = [...own, ...schoolHeader.split(',').filter((column) => !own.has(column))].join(',');
    const codes = (await faults(`${both}\n`)).map((one) => one.split(' ').at(-1));
    expect(new Set(codes)).toEqual(new Set(['column-unknown']));
  });

  it('of a file of schools that cannot be read says so once, not that each pupil’s school is unknown', async () => {
    const pupils = `${HEADER}\n${[1, 2, 3].map((n) => row({ ine: sampleIne(n) })).join('\n')}\n`;
    expect(new Set(await faults(pupils, 'a,b\n1,2\n'))).toEqual(
      new Set(['s 1:1 column-missing', 's 1:1 column-unknown', 's 1:3 column-unknown']),
    );
    expect(await faults(pupils, '')).toEqual(['s 1:1 file-empty']);
  });

  it('of a file that is another one says which columns are missing, not what each row lacks', async () => {
    const other = await faults(`a,b\n${'1,2\n'.repeat(1_000)}`);
    expect(other).toHaveLength(11);
    expect(new Set(other.map((one) => one.split(' ')[1]))).toEqual(
      new Set(['column-missing', 'column-unknown']),
    );
  });
});

describe('a roster', () => {
  it('keeps text as it is written: accents, quotes, formulas, a byte order mark, Windows line ends, any order of columns', async () => {
    sealer = (await office.campaign()).sealer;
    const paths = { schools: join(office.folder, 's.csv'), pupils: join(office.folder, 'p.csv') };
    writeFileSync(paths.schools, schoolsCsv([A]));
    const columns = 'ine,uai,niveau,classe,amenagements,nom,prenom,sexe,naissance';
    const line = `${sampleIne(1).toLowerCase()},${A},6E, 6e B ,dys|tiers-temps|dys,"=HYPERLINK(""x"")",E\u0301lodie,f,2015-01-02`;
    writeFileSync(paths.pupils, `\ufeff${columns}\r\n${line}\r\n\r\n`);
    const done = await importRoster(await office.campaign(), paths);
    expect(done).toMatchObject({ applied: true, pupils: { total: 1, arrivals: 1 } });
    expect(factsOf(sampleIne(1))).toEqual({
      ine: sampleIne(1),
      lastName: '=HYPERLINK("x")',
      firstName: 'Élodie',
      birthDate: '2015-01-02',
      sex: 'F',
      accommodations: ['dys', 'tiers-temps'],
      state: 'present',
    });
  });

  it('imported again is an update: arrivals, departures, returns, moves, corrections', async () => {
    const pupils = [...samplePupils(5, 2)];
    sealer = (await office.campaign()).sealer;
    expect(await office.roster(pupils)).toMatchObject({
      applied: true,
      schools: { total: 5, added: 5 },
      classes: { added: 10 },
      pupils: { total: 20, arrivals: 20, departures: 0 },
    });
    expect(await office.roster(pupils)).toMatchObject({ applied: false, pupils: { unchanged: 20 } });
    const [first, second, third, ...others] = pupils;
    const changed = [
      { ...second!, nom: 'Autre' },
      { ...third!, classe: '6e C' },
      ...others,
      { ...first!, ine: sampleIne(99) },
    ];
    const update = await office.roster(changed);
    expect(update.pupils).toEqual({
      total: 20,
      arrivals: 1,
      returns: 0,
      departures: 1,
      moves: 1,
      changed: 1,
      unchanged: 17,
    });
    expect(factsOf(first!.ine).state).toBe('left');
    expect(factsOf(second!.ine)).toMatchObject({ lastName: 'Autre', state: 'present' });
    expect((await office.roster([...changed, first!])).pupils).toMatchObject({ returns: 1, unchanged: 20 });
    expect(office.vault.count('SELECT count(*) FROM pupil')).toBe(21);
  });

  it('is not applied when a fifth of the pupils would leave, unless that is accepted', async () => {
    const pupils = [...samplePupils(5, 2)];
    await office.roster(pupils);
    await expect(office.roster(pupils.slice(0, 15))).rejects.toMatchObject({
      code: 'roster-departures',
      data: { pupils: { departures: 5 } },
    });
    expect(office.vault.count(`SELECT count(*) FROM pupil WHERE state = 'left'`)).toBe(0);
    expect((await office.roster(pupils.slice(0, 16))).pupils.departures).toBe(4);
    expect((await office.roster(pupils.slice(0, 2), true)).pupils.departures).toBe(14);
  });

  it('numbers the rows of pupils in an order of its own, and classes as the file has them', async () => {
    const classes = ['6e A', '6e B', '6e C'];
    const rows = Array.from({ length: 90 }, (_, i) =>
      row({ ine: sampleIne(i + 1), nom: `Nom ${i}`, classe: classes[Math.floor(i / 30)]! }),
    );
    const paths = { schools: join(office.folder, 's.csv'), pupils: join(office.folder, 'p.csv') };
    writeFileSync(paths.schools, schoolsCsv([A]));
    writeFileSync(paths.pupils, `${HEADER}\n${rows.join('\n')}\n`);
    const campaign = await office.campaign();
    await importRoster(campaign, paths);
    const places = office.vault
      .all<PupilRow>('SELECT * FROM pupil ORDER BY id')
      .map(({ id, sealed }) => campaign.sealer.open<PupilFacts>('pupil', 'sealed', id, sealed).lastName)
      .map((name) => Number(name.slice(4)));
    expect(places.toSorted((a, b) => a - b)).toEqual(rows.map((_, i) => i));
    // By chance alone at most a few of 90 stand where the file has them; nine or more, once in a million runs.
    expect(places.filter((place, i) => place === i).length).toBeLessThan(9);
    const labels = office.vault
      .all<{ id: number; sealed: Uint8Array }>('SELECT id, sealed FROM class ORDER BY id')
      .map(({ id, sealed }) => campaign.sealer.open<{ label: string }>('class', 'sealed', id, sealed).label);
    expect(labels).toEqual(classes);
  });

  it('in a dry run counts the same and changes nothing', async () => {
    const pupils = [...samplePupils(2, 2)];
    const paths = writeSampleRoster(join(office.folder, 'r'), pupils);
    const campaign = await office.campaign();
    const dry = await importRoster(campaign, { ...paths, dryRun: true });
    expect(office.vault.count('SELECT count(*) FROM pupil')).toBe(0);
    expect({ ...dry, applied: true }).toEqual(await importRoster(campaign, paths));
  });

  it('is not half imported when the file changes meanwhile', async () => {
    const paths = writeSampleRoster(join(office.folder, 'r'), samplePupils(2, 2));
    const campaign = await office.campaign();
    // The first bar begins when the files' encodings are known, and nothing else is.
    let line = `${readFileSync(paths.pupils, 'utf8').split('\n')[1]}\n`;
    const progress = () => {
      appendFileSync(paths.pupils, line);
      line = '';
      return { update() {}, stop() {} };
    };
    await expect(importRoster(campaign, { ...paths, progress })).rejects.toMatchObject({
      code: 'roster-changed',
    });
    expect(office.vault.count('SELECT count(*) FROM pupil')).toBe(0);
  });
});
