import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils, sampleUai } from '@cloison/dev-env/authority/sample-roster.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { journalLines } from '../journal/journal.ts';
import { derivedTerritoriesOf } from './derived-territories.ts';
import { importAreas } from './import-areas.ts';
import { areasOf } from './territories.ts';

let office: SampleOffice;
let campaign: OpenCampaign;
beforeEach(async () => {
  office = await sampleOffice('campaign');
  // Four schools in Paris, one in Réunion.
  await office.roster(samplePupils(5, 1));
  campaign = await office.campaign();
});
afterEach(() => office.remove());

const [ONE, TWO, THREE] = [750_001, 750_002, 750_003].map(sampleUai);

function fileOf(...lines: readonly string[]): string {
  const path = join(office.folder, 'territoires.csv');
  writeFileSync(path, `territoire,type,nom,uai\n${lines.join('\n')}\n`);
  return path;
}

const refusalOf = (file: string) =>
  importAreas(campaign, { file }).then(
    () => null,
    (error) => error,
  );

describe('areas', () => {
  it('are those of the map without being declared: départements, académies, regions', () => {
    const areas = areasOf(campaign).map(({ code, schools }) => [code, schools.length]);
    expect(areas).toEqual([
      ['ac-la-reunion', 1],
      ['ac-paris', 4],
      ['dep-75', 4],
      ['dep-974', 1],
      ['region-ile-de-france', 4],
      ['region-la-reunion', 1],
    ]);
    // A collectivity overseas has no académie of the thirty.
    expect(derivedTerritoriesOf('9880001A').map(({ code }) => code)).toEqual(['dep-988']);
  });

  it('are declared by a file, may overlap, and may name schools that are not of the campaign', async () => {
    const lines = [
      `paris-1,circonscription,Paris 1,${ONE}`,
      `paris-1,circonscription,Paris 1,${TWO}`,
      `reseau,autre,"Réseau, nord",${TWO}`,
      `reseau,autre,"Réseau, nord",${sampleUai(590_001)}`,
      `lille-1,circonscription,Lille 1,${sampleUai(590_001)}`,
    ];
    const trial = await importAreas(campaign, { file: fileOf(...lines), dryRun: true });
    expect(trial).toMatchObject({ areas: 3, added: 3, elsewhere: 2, empty: ['lille-1'], applied: false });
    expect(areasOf(campaign).filter(({ declared }) => declared)).toEqual([]);
    expect(await importAreas(campaign, { file: fileOf(...lines) })).toMatchObject({ applied: true });
    const declared = areasOf(campaign).filter((area) => area.declared);
    expect(declared.map(({ code, label, schools }) => [code, label, schools.map(({ uai }) => uai)])).toEqual([
      ['lille-1', 'Lille 1', []],
      ['paris-1', 'Paris 1', [ONE, TWO]],
      ['reseau', 'Réseau, nord', [TWO]],
    ]);
    expect(await importAreas(campaign, { file: fileOf(...lines) })).toMatchObject({
      unchanged: 3,
      applied: false,
    });
    const last = [...journalLines(campaign.vault)].at(-1)!;
    expect(JSON.parse(last)).toMatchObject({ what: 'areas.import', detail: { areas: 3, schools: 5 } });
  });

  it('follow the last file: what is no longer in it is gone', async () => {
    await importAreas(campaign, { file: fileOf(`a,autre,A,${ONE}`, `b,autre,B,${TWO}`) });
    const done = await importAreas(campaign, { file: fileOf(`b,autre,B,${TWO}`, `b,autre,B,${THREE}`) });
    expect(done).toMatchObject({ areas: 1, added: 0, changed: 1 });
    expect(
      areasOf(campaign)
        .filter(({ declared }) => declared)
        .map(({ code }) => code),
    ).toEqual(['b']);
  });

  it('are all refused for one fault, and every fault has its line and column', async () => {
    const file = fileOf(
      `paris-1,circonscription,Paris 1,${ONE}`,
      `paris-1,academie,Paris un,${TWO}`,
      `Équipe,autre,Équipe,${TWO}`,
      `dep-75,departement,Paris,${TWO}`,
      `paris-2,arrondissement,Paris 2,0750001B`,
      `paris-1,circonscription,Paris 1,${ONE}`,
      `paris-3,autre,,${THREE}`,
    );
    const { code, data } = await refusalOf(file);
    expect(code).toBe('areas-invalid');
    expect(
      data.problems.map((one: { line: number; column: number; code: string }) => [
        one.line,
        one.column,
        one.code,
      ]),
    ).toEqual([
      [3, 9, 'area-differs'],
      [3, 18, 'area-differs'],
      [4, 1, 'area-code'],
      [5, 1, 'area-reserved'],
      [6, 9, 'area-kind'],
      [6, 32, 'uai-letter'],
      [7, 33, 'area-uai-twice'],
      [8, 15, 'cell-empty'],
    ]);
    expect(areasOf(campaign).filter(({ declared }) => declared)).toEqual([]);
    expect((await refusalOf(join(office.folder, 'none.csv'))).data.problems).toMatchObject([
      { code: 'file-missing' },
    ]);
  });

  it('do not change any more once figures were released', async () => {
    await importAreas(campaign, { file: fileOf(`a,autre,A,${ONE}`) });
    campaign.vault.run(
      `INSERT INTO figures VALUES (?, 'lire', 1, '2026-09-30T08:00:00Z', '{}', '{}')`,
      campaign.name,
    );
    expect(await importAreas(campaign, { file: fileOf(`a,autre,A,${ONE}`) })).toMatchObject({ unchanged: 1 });
    expect(await refusalOf(fileOf(`a,autre,A,${ONE}`, `a,autre,A,${TWO}`))).toMatchObject({
      code: 'areas-released',
    });
    expect(await refusalOf(fileOf(`b,autre,B,${ONE}`))).toMatchObject({ code: 'areas-released' });
  });
});
