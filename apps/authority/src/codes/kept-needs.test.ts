import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils } from '@cloison/dev-env/authority/sample-roster.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { campaignRow } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { numberedPupils } from '../roster/pupils.ts';
import { assignCodes } from './assign.ts';
import { KeptNeeds, rosterNeeds } from './kept-needs.ts';
import { mintCodes } from './mint.ts';
import { giveReserve } from './reserve.ts';
import { revokeStaff } from './revoke.ts';

let office: SampleOffice;
let campaign: OpenCampaign;
beforeEach(async () => {
  office = await sampleOffice('roster');
  campaign = await office.campaign();
});
afterEach(() => office.remove());

const version = () => campaignRow(office.vault, campaign.name).roster_version;

it('stays the same object while nothing changed, and is what counting again gives after each act', async () => {
  const kept = new KeptNeeds();
  const now = () => kept.of(campaign, version());
  const isTrue = () => expect(now()).toEqual(rosterNeeds(campaign));
  const first = now();
  isTrue();
  expect(first.codes.pupil).toBeGreaterThan(0);
  // Codes that are nobody's change nothing that is needed.
  await mintCodes(campaign, { threads: 1 });
  expect(now()).toBe(first);
  await assignCodes(campaign);
  isTrue();
  expect(now()).toEqual({ codes: { pupil: 0, staff: 0 }, others: 0 });
  const online = office.vault.all<{ class_level: number }>(
    'SELECT DISTINCT class_level FROM pupil p WHERE EXISTS (SELECT 1 FROM holder h WHERE h.pupil = p.id)',
  );
  const [pupil] = numberedPupils(campaign, online[0]!.class_level, 'present');
  giveReserve(campaign, pupil!.orderNumber, 'lost');
  isTrue();
  expect(now().codes.pupil).toBe(1);
  await mintCodes(campaign, { stock: { staff: 1 }, threads: 1 });
  await revokeStaff(campaign, { role: 'head', uai: '0750001U' });
  isTrue();
  const before = now();
  await office.roster(samplePupils(1, 2), true);
  isTrue();
  expect(now()).not.toBe(before);
});
