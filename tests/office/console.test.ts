/** The console in Chromium, in front of a real office and a real platform: a small campaign from its codes to its closing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningConsole } from '../../apps/authority/src/console/start-console.ts';
import { PASSPHRASE, type SmallCampaign, startSmallCampaign } from '../authority/small-campaign.ts';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { openConsole, sitDown } from './console-browser.ts';

let small: SmallCampaign;
let running: RunningConsole;

beforeAll(async () => {
  small = await startSmallCampaign();
  // Another process has the vault from here on.
  small.release();
  running = await openConsole(small, PASSPHRASE);
});
afterAll(async () => {
  await closeBrowsers();
  await running.close();
  await small.close();
});

describe('An agent at the desk', () => {
  it('opens the address once: the token leaves the address bar, and a second opening says why it is refused', async () => {
    const address = running.address();
    const first = await openBrowser();
    await first.page.goto(address);
    await first.page.getByRole('heading', { name: 'Où en est la campagne' }).waitFor();
    expect(first.page.url()).not.toContain('jeton');
    await first.page.reload();
    await first.page.getByRole('heading', { name: 'Où en est la campagne' }).waitFor();
    const second = await openBrowser();
    await second.page.goto(address);
    await second.page.getByText('Cette adresse a déjà servi').waitFor();
    expect(first.faults).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });

  it('sees what comes next, and why closing would be wrong now', async () => {
    const { page, faults, close } = await sitDown(running);
    await page.getByRole('heading', { name: 'Imprimer les lettres' }).waitFor();
    await page.getByRole('button', { name: /^Fermer/ }).click();
    await page.getByText('Rien n’est encore publié').waitFor();
    await page.getByText(/fermer maintenant détruirait leur travail/).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Where the campaign stands' }).waitFor();
    await page.getByRole('button', { name: 'Français' }).click();
    expect(faults).toEqual([]);
    await close();
  });
});
