/** `cloison breach revoke` under roles: who may, with whose approval, and what nobody else sets off. */

import {
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { sampleUai } from '@cloison/dev-env/authority/sample-roster.ts';
import { silentTerminal } from '@cloison/dev-env/authority/silent-terminal.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assignCodes } from '../../codes/assign.ts';
import { mintCodes } from '../../codes/mint.ts';
import { journalLines } from '../../journal/journal.ts';
import { approve as keepApproval } from '../../roles/approvals.ts';
import { giveRole, ROLES } from '../../roles/roles.ts';
import { openVault, readVault } from '../../vault/vault.ts';
import { loadRoom } from '../load-room.ts';

const SCHOOL = sampleUai(750_000 + 1);
const CAMPAIGN = 'essai-2026';

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('roster');
  const campaign = await office.campaign();
  await mintCodes(campaign, { threads: 1 });
  await assignCodes(campaign);
  const chief = { who: 'chef', now: office.actor.now };
  giveRole(office.vault, chief, 'chef', 'custodian');
  giveRole(office.vault, chief, 'autre-chef', 'custodian');
  for (const role of ROLES) giveRole(office.vault, chief, role, role);
  office.vault.close();
});
afterEach(() => office.remove());

/** The code of the refusal; `done` when there is none. */
async function run(who: string, room: 'breach' | 'roles', name: string, options: object): Promise<string> {
  const verb = (await loadRoom(room)).verbs.find((one) => one.name === name);
  if (verb === undefined) throw new Error(name);
  const all = {
    vault: office.vaultFolder,
    keys: office.keysFolder,
    share: [],
    wait: 3,
    campaign: CAMPAIGN,
    ...options,
  };
  try {
    await verb.start(silentTerminal(who, SAMPLE_PASSPHRASE), all, `${room} ${name}`);
    return 'done';
  } catch (error) {
    return String((error as { code?: unknown }).code ?? error);
  }
}
const revoke = (who: string, options: object = { uai: SCHOOL, yes: true }) =>
  run(who, 'breach', 'revoke', options);
const approve = (who: string, act: string, subject?: string) =>
  run(who, 'roles', 'approve', { act, ...(subject === undefined ? {} : { subject }) });

function lines(): readonly { readonly what: string; readonly who: string; readonly detail: object }[] {
  using vault = readVault(office.vaultFolder);
  return [...journalLines(vault)].map((line) => JSON.parse(line));
}
function revokedHolders(): number {
  using vault = readVault(office.vaultFolder);
  return vault.count(`SELECT count(*) FROM holder WHERE state = 'revoked'`);
}

it('is refused to whoever has no role for it, with an approval or without', async () => {
  expect(await approve('chef', 'breach-revoke')).toBe('done');
  for (const who of ['support', 'statistician', 'personne']) expect(await revoke(who)).toBe('role-missing');
  expect(await approve('personne', 'breach-revoke')).toBe('role-missing');
  expect(revokedHolders()).toBe(0);
  expect(lines().filter(({ what }) => what === 'breach.revoke')).toEqual([]);
});

it('takes another person’s approval, of this act and this campaign, and replaces nothing before', async () => {
  expect(await revoke('agent')).toBe('approval-missing');
  // One's own, another act's, another campaign's.
  expect(await approve('agent', 'breach-revoke')).toBe('done');
  expect(await approve('chef', 'close')).toBe('done');
  // Of another campaign, which this vault has no more: the command refuses to approve it.
  expect(await approve('chef', 'breach-revoke', 'autre-2026')).toBe('approval-subject');
  {
    using vault = openVault(office.vaultFolder);
    keepApproval(vault, { who: 'chef', now: () => new Date() }, 'breach-revoke', 'autre-2026');
  }
  expect(await revoke('agent')).toBe('approval-missing');
  expect(revokedHolders()).toBe(0);
  expect(await approve('chef', 'breach-revoke')).toBe('done');
  expect(await revoke('agent', { uai: SCHOOL })).toBe('breach-unconfirmed');
  expect(revokedHolders()).toBe(0);
  expect(await revoke('agent')).toBe('done');
  // Of the one school: 3 pupils and 3 reserves of sixième, a head and two teachers, two classes and the school.
  expect(revokedHolders()).toBe(12);
  const kept = lines().filter(({ what }) => what === 'breach.revoke' || what === 'roles.approve');
  expect(kept.map(({ what, who }) => `${who} ${what}`)).toEqual([
    'agent roles.approve',
    'chef roles.approve',
    'chef roles.approve',
    'chef roles.approve',
    'agent breach.revoke',
  ]);
  expect(kept.at(-1)?.detail).toMatchObject({ scope: SCHOOL, schools: 1 });
});

it('a custodian may do it too, approved by an agent; an approval that was taken back with its role is none', async () => {
  expect(await approve('agent', 'breach-revoke')).toBe('done');
  expect(await run('chef', 'roles', 'take', { role: 'agent', from: 'agent' })).toBe('done');
  expect(await revoke('autre-chef', { all: true, yes: true })).toBe('approval-missing');
  expect(await approve('chef', 'breach-revoke')).toBe('done');
  expect(await revoke('autre-chef', { all: true, yes: true })).toBe('done');
  expect(lines().at(-1)).toMatchObject({
    what: 'breach.revoke',
    who: 'autre-chef',
    detail: { scope: 'campaign', schools: 2 },
  });
});
