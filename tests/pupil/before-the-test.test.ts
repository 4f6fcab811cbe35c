/** What comes before a test: practising, with and without a code, and the check of a school's computer. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFaults } from './axe-run.ts';
import { closeBrowsers, IS_FIREFOX, openBrowser } from './browser.ts';
import { Campaign } from './harness.ts';
import { signIn } from './steps.ts';

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start();
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

/** What axe finds, and whether the page is wider than the window. */
async function faultsOf(page: Page): Promise<string[]> {
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  return [...(await axeFaults(page)), ...(isWide ? ['wider than the page'] : [])];
}

it('a pupil practises after the code, by keys, and nothing of it is sent or kept', async () => {
  const pupil = await campaign.addPupil();
  const { page, context, faults, close } = await openBrowser({ viewport: { width: 390, height: 844 } });
  await signIn(page, campaign.address, pupil);
  const sent: string[] = [];
  context.on('request', (request) => {
    if (request.url().includes('/api/') && !request.url().endsWith('/me')) sent.push(request.url());
  });
  await page.getByRole('button', { name: 'M’entraîner avant de commencer' }).press('Enter');
  await page.getByText('Ici, rien n’est enregistré.').waitFor();
  await page.getByRole('radio', { name: 'Trois' }).press('Space');
  await page.getByText('Ta réponse est choisie.').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Suivant' }).press('Enter');
  await page.getByText('Essai 2 sur 3').waitFor();
  await page.getByRole('button', { name: /^Descendre « l’éléphant »/ }).press('Enter');
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Suivant' }).press('Enter');
  await page.getByRole('button', { name: 'Je n’entends rien' }).press('Enter');
  await page.getByText('Branche le casque').waitFor();
  await page.getByRole('button', { name: 'Écouter les notes' }).press('Enter');
  await page.getByRole('textbox', { name: 'Écris le nombre de notes' }).fill('3');
  await page.getByText('Le son marche.').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'J’ai compris' }).press('Enter');
  await page.getByRole('heading', { name: 'Tu sais répondre !' }).waitFor();
  await page.getByRole('button', { name: 'Retour' }).press('Enter');
  await page.getByRole('button', { name: 'Commencer : Français' }).waitFor();
  expect(sent).toEqual([]);
  expect(await campaign.held(pupil, 'francais')).toBeNull();
  expect(faults).toEqual([]);
  await close();
});

it('a class practises without a code, in English too, and finds the way to the test', async () => {
  const { page, faults, close } = await openBrowser();
  await page.goto(`${campaign.address}entrainement`);
  await page.getByRole('radio', { name: 'Deux' }).check();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Practise' }).waitFor();
  // What was answered stays.
  expect(await page.getByRole('radio', { name: 'Two' }).isChecked()).toBe(true);
  await page.getByRole('link', { name: 'Type my code' }).click();
  await page.getByLabel('Tape le code').waitFor();
  expect(faults).toEqual([]);
  await close();
});

it('a school checks a computer before the day: browser, storage, clock, line and voices in plain words', async () => {
  const { page, context, faults, close } = await openBrowser();
  await page.goto(`${campaign.address}controle`);
  await page.getByText(/^Cet ordinateur convient/).waitFor();
  const said = ((await page.locator('.checks').textContent()) ?? '').replace(/\s+/g, ' ');
  expect(said).toMatch(IS_FIREFOX ? /Firefox \d+ convient\./ : /Chrome \d+ convient\./);
  expect(said).toContain('Les réponses sont gardées si le réseau tombe');
  expect(said).toContain('L’heure est juste.');
  expect(said).toMatch(/répond en \d+ ms ; le débit mesuré est de [\d,]+ Mbit\/s\./);
  await page.getByLabel('Élèves qui commencent en même temps').fill('300');
  await page.getByText(/^Pour 300 élèves\s: environ \d+ (secondes?|minutes?)/).waitFor();
  await page.getByRole('button', { name: 'Je les entends' }).click();
  await page.getByText('Le son marche.').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  // A clock that is wrong, and a platform that does not answer.
  await page.clock.setSystemTime(Date.now() + 12 * 60_000);
  await context.route('**/campaign.json', (route) => route.abort());
  await page.getByRole('button', { name: 'Contrôler à nouveau' }).click();
  await page.getByText('L’horloge avance de 12 minutes.').waitFor();
  await page.getByText('Cet ordinateur ne convient pas encore.').waitFor();
  await page.getByText('La plateforme ne répond pas.').waitFor();
  expect(faults).toEqual([]);
  await close();
});
