import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils, sampleUai } from '@cloison/dev-env/authority/sample-roster.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { areaKeyrings } from '../documents/area-keyrings.ts';
import { journalLines } from '../journal/journal.ts';
import { printLetters } from '../print/print-letters.ts';
import { importAreas } from '../territories/import-areas.ts';
import type { HolderRow } from '../vault/rows.ts';
import { assignCodes } from './assign.ts';
import { assignAreas } from './assign-areas.ts';
import { holderSecret } from './holder-secret.ts';
import { inspectorsOf } from './holders.ts';
import { mintCodes } from './mint.ts';
import { replaceLeakedCodes } from './replace-leaked.ts';
import { revokeStaff } from './revoke.ts';

let office: SampleOffice;
let campaign: OpenCampaign;
beforeEach(async () => {
  office = await sampleOffice('campaign');
  // Four schools in Paris, one in Réunion.
  await office.roster(samplePupils(5, 1));
  campaign = await office.campaign();
});
afterEach(() => office.remove());

const holders = (where: string) => office.vault.all<HolderRow>(`SELECT * FROM holder WHERE ${where}`);
const issuedCodes = () =>
  [...journalLines(office.vault)]
    .map((line) => JSON.parse(line))
    .filter(({ what, detail }) => what === 'codes.assign' && detail.what === 'areas')
    .reduce((sum, { detail }) => sum + detail.count, 0);

async function declare() {
  const file = join(office.folder, 'territoires.csv');
  const line = (code: string, uai: number) =>
    `${code},circonscription,Circonscription ${code},${sampleUai(uai)}`;
  writeFileSync(
    file,
    `territoire,type,nom,uai\n${line('paris-1', 750_001)}\n${line('loin', 9_740_005)}\n${line('vide', 590_001)}\n`,
  );
  await importAreas(campaign, { file });
}

describe('codes of areas', () => {
  it('go to those that were declared and have a school, once, and leave the codes of heads and teachers', async () => {
    await declare();
    await mintCodes(campaign, { threads: 1 });
    expect(await assignAreas(campaign, {})).toEqual({ assigned: ['loin', 'paris-1'], unchanged: 0 });
    expect(await assignAreas(campaign, {})).toEqual({ assigned: [], unchanged: 2 });
    expect(issuedCodes()).toBe(2);
    await expect(assignCodes(campaign)).resolves.toMatchObject({ heads: 5, teachers: 10 });
    expect(holders(`kind = 'territory'`)).toHaveLength(2);
    for (const row of inspectorsOf(campaign)) expect(holderSecret(campaign, row).code).not.toBeNull();
  });

  it('go to a kind of those on the map, or to one; never to one that is not there or has no school', async () => {
    await declare();
    const kinds = await assignAreas(campaign, { kinds: ['academie', 'departement'] });
    expect(kinds.assigned).toEqual(['ac-la-reunion', 'ac-paris', 'dep-75', 'dep-974']);
    expect((await assignAreas(campaign, { areas: ['region-ile-de-france', 'dep-75'] })).unchanged).toBe(1);
    await expect(assignAreas(campaign, { areas: ['dep-69'] })).rejects.toMatchObject({
      code: 'area-unknown',
    });
    await expect(assignAreas(campaign, { areas: ['vide'] })).rejects.toMatchObject({ code: 'area-empty' });
  });

  it('have the windows of the schools: those of Réunion open and close by its own clock', async () => {
    await assignAreas(campaign, { areas: ['dep-75', 'dep-974'] });
    const [paris, reunion] = inspectorsOf(campaign).map(({ calendar }) => calendar!);
    const { areas, calendars } = campaign.calendars;
    expect(areas[calendars[paris!]!.area]!.zone).toBe('Europe/Paris');
    expect(areas[calendars[reunion!]!.area]!.zone).toBe('Indian/Reunion');
  });

  it('open the root of their area alone; a lost one is replaced with its root', async () => {
    await assignAreas(campaign, { areas: ['dep-75', 'dep-974'] });
    const rootsBefore = areaKeyrings(campaign).map(({ body }) => (body as { root: string }).root);
    expect(new Set(rootsBefore).size).toBe(2);
    const [before] = inspectorsOf(campaign);
    await mintCodes(campaign, { stock: { staff: 1 } });
    expect(await revokeStaff(campaign, { role: 'inspector', area: 'dep-75' })).toEqual({ newRoots: 1 });
    const after = inspectorsOf(campaign);
    expect(after).toHaveLength(2);
    const fresh = after.find(({ territory }) => territory === before!.territory)!;
    expect(fresh.replaces).toEqual(before!.holder_id);
    const rootsAfter = areaKeyrings(campaign).map(({ body }) => (body as { root: string }).root);
    expect(rootsAfter.filter((root) => rootsBefore.includes(root))).toHaveLength(1);
    expect(holders(`kind = 'territory' AND state = 'revoked'`)).toHaveLength(1);
    await expect(revokeStaff(campaign, { role: 'inspector', area: 'dep-69' })).rejects.toMatchObject({
      code: 'area-unknown',
    });
    // After a leak of everything, areas get new codes and roots like everybody.
    await assignCodes(campaign).catch(() =>
      mintCodes(campaign, { threads: 1 }).then(() => assignCodes(campaign)),
    );
    await replaceLeakedCodes(campaign);
    const last = areaKeyrings(campaign).map(({ body }) => (body as { root: string }).root);
    expect(last.filter((root) => [...rootsBefore, ...rootsAfter].includes(root))).toEqual([]);
  });

  it('come in a letter, which says what they open and what they do not', async () => {
    const out = join(office.folder, 'letters');
    await expect(printLetters(campaign, { out, areas: true })).rejects.toMatchObject({
      code: 'letters-areas',
    });
    await assignAreas(campaign, { areas: ['dep-75', 'ac-la-reunion'] });
    expect((await printLetters(campaign, { out, areas: true })).letters).toBe(2);
    expect(readdirSync(out).sort()).toEqual(['lettre-ac-la-reunion.pdf', 'lettre-dep-75.pdf']);
    expect(
      readFileSync(join(out, 'lettre-dep-75.pdf'))
        .toString('latin1')
        .match(/\/Type \/Page\b/g),
    ).toHaveLength(1);
  });
});
