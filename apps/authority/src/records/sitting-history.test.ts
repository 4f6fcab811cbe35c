import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils } from '@cloison/dev-env/authority/sample-roster.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { assignCodes } from '../codes/assign.ts';
import { mintCodes } from '../codes/mint.ts';
import { giveReserve } from '../codes/reserve.ts';
import { journalLines } from '../journal/journal.ts';
import { approve } from '../roles/approvals.ts';
import { giveRole } from '../roles/roles.ts';
import { findPupils } from '../roster/find-pupils.ts';
import { orderNumberOf } from '../roster/pupils.ts';
import type { PupilRow } from '../vault/rows.ts';
import { sittingHistory, sittingSubject } from './sitting-history.ts';

let office: SampleOffice;
let campaign: OpenCampaign;
beforeEach(async () => {
  office = await sampleOffice('campaign');
  const pupils = [...samplePupils(2, 3)].map((pupil, i) => ({
    ...pupil,
    nom: i === 0 ? 'Quetzalcóatl-Dupré' : `Nom${i}`,
    prenom: i === 0 ? 'Éloïse' : `Prénom${i}`,
  }));
  await office.roster(pupils);
  campaign = await office.campaign();
  await mintCodes(campaign, { threads: 1 });
  await assignCodes(campaign);
});
afterEach(() => office.remove());

const last = () => JSON.parse([...journalLines(office.vault)].at(-1)!) as { what: string; detail: object };

it('finds a pupil by parts of the name or by order number, and nobody is read without a line', async () => {
  const { found, pupils } = await findPupils(campaign, 'eloise dupre');
  expect([found, pupils[0]?.lastName]).toEqual([1, 'Quetzalcóatl-Dupré']);
  expect(last()).toMatchObject({ what: 'roster.find', detail: { by: 'name', found: 1 } });
  const order = pupils[0]!.order!;
  expect((await findPupils(campaign, order)).pupils).toEqual(pupils);
  expect(last()).toMatchObject({ what: 'roster.find', detail: { by: 'order', found: 1 } });
  expect(await findPupils(campaign, 'nom', { limit: 2 })).toMatchObject({
    found: expect.any(Number),
    pupils: [{}, {}],
  });
  expect((await findPupils(campaign, 'nom', { uai: 'nowhere' })).found).toBe(0);
  expect((await findPupils(campaign, ' - ')).found).toBe(0);
});

it('tells the codes of a pupil’s sittings, to two persons once roles are given, and keeps no number in clear', () => {
  // One who answers online: pupils of an entry level have no code of their own.
  const { pupil } = office.vault.get<{ pupil: number }>('SELECT pupil FROM holder WHERE pupil IS NOT NULL')!;
  const row = office.vault.get<PupilRow>('SELECT * FROM pupil WHERE id = ?', pupil)!;
  const order = orderNumberOf(campaign, row)!;
  giveReserve(campaign, order, 'lost');
  const history = sittingHistory(campaign, order);
  expect(history.codes.map(({ state, reason }) => [state, reason])).toEqual([
    ['revoked', 'lost'],
    ['assigned', null],
  ]);
  expect(last().what).toBe('roster.sitting');
  expect(() => sittingHistory(campaign, '0')).toThrow(expect.objectContaining({ code: 'order-unknown' }));
  const { vault, actor } = office;
  giveRole(vault, actor, 'ada', 'custodian');
  const refused = expect.objectContaining({ code: 'approval-missing' });
  expect(() => sittingHistory(campaign, order)).toThrow(refused);
  approve(vault, { ...actor, who: 'ada' }, 'read-sitting', sittingSubject(campaign, order));
  expect(sittingHistory(campaign, order).codes).toHaveLength(2);
  const files = readdirSync(office.vaultFolder).map((name) => readFileSync(join(office.vaultFolder, name)));
  for (const text of [order, 'Quetzalc', 'Éloïse']) {
    expect(files.some((file) => file.includes(text))).toBe(false);
  }
});
