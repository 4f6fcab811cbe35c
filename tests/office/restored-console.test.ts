/**
 * The console of a vault that was put back from a backup of before its campaign was closed: it says what happened, and closes by
 * the certificate, to two persons at consoles of their own.
 */
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { campaignState } from '../../apps/authority/src/campaign/campaign-row.ts';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { withdrawUngiven } from '../../apps/authority/src/codes/withdraw-ungiven.ts';
import type { RunningConsole } from '../../apps/authority/src/console/start-console.ts';
import { journalLinesOf } from '../../apps/authority/src/journal/journal.ts';
import { copyKey } from '../../apps/authority/src/keys/copies.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { approve } from '../../apps/authority/src/roles/approvals.ts';
import { giveRole } from '../../apps/authority/src/roles/roles.ts';
import { backupVault } from '../../apps/authority/src/vault/backup-vault.ts';
import { restoreVault } from '../../apps/authority/src/vault/restore-vault.ts';
import { openVault, readVault } from '../../apps/authority/src/vault/vault.ts';
import { axeFaults } from '../pupil/axe-run.ts';
import { closeBrowsers } from '../pupil/browser.ts';
import { openConsole, showPage, sitDown } from './console-browser.ts';

const SIZES = [
  [1366, 768],
  [768, 1024],
  [390, 844],
  [683, 384],
] as const;

let small: SmallCampaign;
let restored: string;
let certificate: string;
let stick: string;
const consoles: RunningConsole[] = [];
const faults: string[][] = [];

beforeAll(async () => {
  small = await startSmallCampaign();
  const { vault, keys, actor, campaign, folder, platform } = small;
  for (const [who, role] of [
    ['m.durand', 'custodian'],
    ['c.lambert', 'agent'],
  ] as const)
    giveRole(vault, { ...actor, who: 'm.durand' }, who, role);
  await publishCampaign(campaign, keys, { platform: platform.url });
  const backup = await backupVault(small.vaultFolder, small.keysFolder, join(folder, 'backups'), actor.now);
  stick = join(folder, 'stick');
  mkdirSync(stick);
  await copyKey(vault, keys, actor, 'identity', NAME, join(stick, 'copy.json'));
  renameSync(stick, `${stick}-pulled`);
  approve(vault, { ...actor, who: 'm.durand' }, 'close', NAME);
  const agent = { ...actor, who: 'c.lambert' };
  const closed = await closeCampaign(vault, keys, agent, NAME, { platform: platform.url, leaveCopies: true });
  certificate = join(folder, 'certificat.json');
  writeFileSync(certificate, JSON.stringify(closed.certificate));
  restored = join(folder, 'restored');
  await restoreVault(backup.folder, restored, () => 0);
  const again = openVault(restored);
  withdrawUngiven(again, actor, { of: actor.now().toISOString(), line: 1 });
  again.close();
});
afterAll(async () => {
  await closeBrowsers();
  for (const own of consoles) await own.close();
  await small.close();
});

async function atClosing(who: string): Promise<Page> {
  const { keysFolder, keys, actor } = small;
  const running = await openConsole({ vaultFolder: restored, keysFolder, keys, actor }, PASSPHRASE, who);
  consoles.push(running);
  const desk = await sitDown(running);
  faults.push(desk.faults);
  await showPage(desk.page, NAME, 'fermeture');
  return desk.page;
}

/** No fault by axe, and nothing to scroll sideways for, at each size. */
async function examine(page: Page, name: string): Promise<void> {
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    expect(await axeFaults(page), `${name} at ${width}`).toEqual([]);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider, `${name} at ${width}`).toBeLessThanOrEqual(0);
    const folder = process.env.CLOISON_PICTURES;
    if (folder !== undefined)
      await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: width !== 683 });
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}

const fileField = (page: Page) => page.getByLabel('Fichier du certificat, sur cette machine');
async function read(page: Page, path: string): Promise<void> {
  await fileField(page).fill(path);
  await fileField(page).press('Enter');
}

test('a campaign that was closed elsewhere is closed by its certificate, by two persons, from the keyboard', async () => {
  const agent = await atClosing('c.lambert');
  const asked = agent.getByRole('heading', { level: 2, name: 'Cette campagne a-t-elle déjà été fermée ?' });
  await asked.waitFor();
  await agent.getByText(/Ce coffre a été repris d’une sauvegarde le/).waitFor();
  await examine(agent, 'explained');
  // What is no certificate says so, with what to do.
  await read(agent, join(small.folder, 'nowhere.json'));
  await agent.getByText(/ne se lit pas sur cette machine \(ENOENT\)/).waitFor();
  writeFileSync(join(small.folder, 'other.json'), '{"statement":');
  await read(agent, join(small.folder, 'other.json'));
  await agent.getByText(/ce n’est pas du JSON en UTF-8/).waitFor();
  // Another path is typed while the first one is read: what the certificate says is not shown as that of the other file.
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await agent.route('**/api/readCertificate', async (route) => {
    await held;
    await route.continue();
  });
  await read(agent, certificate);
  await fileField(agent).fill(join(small.folder, 'other.json'));
  const answered = agent.waitForResponse('**/api/readCertificate');
  letThrough();
  await (await answered).finished();
  await agent.unroute('**/api/readCertificate');
  await fileField(agent).press('Enter');
  await agent.getByText(/ce n’est pas du JSON en UTF-8/).waitFor();
  expect(await agent.getByRole('region', { name: 'Ce que dit ce certificat' }).count()).toBe(0);
  await read(agent, certificate);
  const says = agent.getByRole('region', { name: 'Ce que dit ce certificat' });
  await says.getByText(join(stick, 'copy.json')).waitFor();
  await examine(agent, 'read');
  // Without the other person all is verified, and the medium of a copy that the closing left is asked for first.
  const verify = agent.getByRole('button', { name: 'Tout vérifier, sans rien détruire' }).first();
  await verify.focus();
  await agent.keyboard.press('Enter');
  await agent.getByText(/Des copies de la clé, que la fermeture n’a pas détruites/).waitFor();
  renameSync(`${stick}-pulled`, stick);
  await verify.focus();
  await agent.keyboard.press('Enter');
  await agent.getByText(/Il faut deux personnes : quelqu’un d’autre/).waitFor();
  await agent.getByText('La fermer ici comme une autre, sans certificat').click();
  await agent.getByRole('heading', { level: 2, name: 'Ce qui sera détruit' }).waitFor();
  await examine(agent, 'verified');
  expect(journal('roles.approve')).toBe(0);

  // The other person reads English.
  const custodian = await atClosing('m.durand');
  await custodian.getByRole('button', { name: 'English' }).click();
  await custodian.getByRole('heading', { level: 2, name: 'Was this campaign closed already?' }).waitFor();
  const field = custodian.getByLabel('File of the certificate, on this machine');
  await field.fill(certificate);
  await field.press('Enter');
  await custodian.getByRole('region', { name: 'What this certificate says' }).waitFor();
  await examine(custodian, 'english');
  await custodian
    .getByRole('region', { name: 'Two persons' })
    .getByRole('button', { name: 'Approve the closing for another person' })
    .click();
  await custodian
    .getByText(/You have approved/)
    .first()
    .waitFor();

  const confirm = agent
    .getByRole('form', { name: 'Fermer d’après ce certificat' })
    .getByLabel(`Écrivez ${NAME}`);
  await confirm.waitFor();
  await examine(agent, 'approved');
  await confirm.fill(NAME);
  await confirm.press('Enter');
  await agent.getByText('La campagne est fermée.').first().waitFor();
  await agent.getByText(/Campagne fermée dans ce coffre aussi/).waitFor();
  await examine(agent, 'closed');
  const vault = readVault(restored);
  expect(campaignState({ vault, name: NAME })).toBe('closed');
  vault.close();
  expect(journal('campaign.close-recognised')).toBe(1);
  expect(readdirSync(stick)).toEqual([]);
  expect(faults.flat()).toEqual([]);
});

function journal(what: string): number {
  const vault = readVault(restored);
  const lines = [...journalLinesOf(vault, what)].length;
  vault.close();
  return lines;
}
