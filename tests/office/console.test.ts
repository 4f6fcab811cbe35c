/** The console in Chromium, in front of a real office and a real platform: a whole small campaign, from its folder on. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningConsole } from '../../apps/authority/src/console/start-console.ts';
import { pupilsOf, sit } from '../authority/simulated-people.ts';
import { PASSPHRASE } from '../authority/small-campaign.ts';
import { closeBrowsers, openBrowser, type PupilBrowser } from '../pupil/browser.ts';
import { openConsole, sitDown } from './console-browser.ts';
import { type FreshOffice, startFreshOffice } from './fresh-office.ts';

let office: FreshOffice;
let running: RunningConsole;
let desk: Pick<PupilBrowser, 'page' | 'faults' | 'close'>;

beforeAll(async () => {
  office = await startFreshOffice();
  running = await openConsole(office, PASSPHRASE);
  desk = await sitDown(running);
  desk.page.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await closeBrowsers();
  await running.close();
  await office.close();
});

async function step(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Étapes' }).click();
  await page
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .first()
    .click();
  await page.getByRole('heading', { level: 2, name }).waitFor();
}

/** Presses, and waits until the work that it starts says what came of it. */
async function press(page: Page, button: string, outcome: RegExp): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByText(spaced(outcome)).first().waitFor();
}

/** French puts narrow and unbreakable spaces before its signs. */
const spaced = ({ source }: RegExp) => new RegExp(source.replaceAll(' ', '\\s'));

describe('An agent at the desk', () => {
  it('opens the address once: the token leaves the address bar, and a second opening says why it is refused', async () => {
    const address = running.address();
    const first = await openBrowser();
    await first.page.goto(address);
    await first.page.getByRole('heading', { name: 'Nouvelle campagne' }).waitFor();
    expect(first.page.url()).not.toContain('jeton');
    await first.page.reload();
    await first.page.getByRole('heading', { name: 'Nouvelle campagne' }).waitFor();
    const second = await openBrowser();
    await second.page.goto(address);
    await second.page.getByText('Cette adresse a déjà servi').waitFor();
    expect(first.faults).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });

  it('checks a folder as a whole, with file and line, and takes a valid one into the vault', async () => {
    const { page } = desk;
    const folder = page.getByLabel('Dossier de la campagne');
    await folder.fill(join(office.source, 'maths'));
    await press(page, 'Vérifier', /Dossier non valable/);
    await page
      .getByRole('rowheader', { name: /campaign\.yaml/ })
      .first()
      .waitFor();
    await folder.fill(office.source);
    await press(page, 'Vérifier', /Dossier valable : campagne petite-2026/);
    await press(page, 'Prendre au coffre', /Campagne petite-2026 créée/);
  });

  it('imports, mints, assigns, prints and publishes, each when it is its turn', async () => {
    const { page } = desk;
    await page.getByRole('link', { name: 'Étapes' }).click();
    await page.getByRole('heading', { level: 2, name: 'Importer élèves et écoles' }).waitFor();
    await page.getByLabel('Fichier des écoles').fill(join(office.source, 'schools.csv'));
    await page.getByLabel('Fichier des élèves').fill(join(office.source, 'schools.csv'));
    await press(page, 'Vérifier sans rien changer', /schools\.csv:1/);
    await page.getByLabel('Fichier des élèves').fill(join(office.source, 'pupils.csv'));
    await press(page, 'Vérifier sans rien changer', /rien n’est changé : 11 élèves/);
    await press(page, 'Importer', /Importé : 11 élèves/);
    await step(page, 'Créer les codes');
    await press(page, 'Créer les codes qui manquent', /Créés : \d+ codes d’élèves/);
    await step(page, 'Attribuer les codes');
    await press(page, 'Attribuer les codes', /Attribués : 6 élèves, 2 directions/);
    await step(page, 'Imprimer les lettres');
    await page.getByLabel('Dossier où écrire').fill(join(office.folder, 'letters'));
    await press(page, 'Imprimer les lettres', /2 lettre\(s\) imprimée/);
    await step(page, 'Publier');
    await page.getByLabel('Adresse de la plateforme').fill(office.platform.url);
    await press(page, 'Compter sans envoyer', /Rien n’a été envoyé/);
    await press(page, 'Publier', /Publié : \d+ fichiers/);
  });

  it('sees why closing would be wrong now, in English too', async () => {
    const { page } = desk;
    await step(page, 'Fermer');
    await page.getByText(/fermer maintenant détruirait leur travail/).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText(/closing now would destroy their work/).waitFor();
    await page.getByRole('button', { name: 'Français' }).click();
  });

  it('collects once, and continuously: the work goes on while the page is left, is found again, and is stopped', async () => {
    const { page } = desk;
    const { small, close } = await office.campaign();
    const pupils = await pupilsOf(small);
    await sit(small, pupils.get('Anna')!, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
    await sit(small, pupils.get('Bilal')!, { m1: 'B', m2: 'C' }, false);
    close();
    await step(page, 'Recueillir');
    await press(page, 'Un passage', /1 passage\(s\) : 2 envois reçus, 2 passations/);
    await press(page, 'Recueillir en continu', /En cours/);
    await page
      .getByText(/0 reçus, 0 passations calculées/)
      .first()
      .waitFor();
    await page.goto(page.url().replace(/#.*/, '#/petite-2026/travaux'));
    await page
      .getByRole('link', { name: /Recueil et restitution/ })
      .first()
      .waitFor();
    await press(page, 'Arrêter', /passage\(s\) : 0 envois reçus/);
    expect(desk.faults).toEqual([]);
  });
});
