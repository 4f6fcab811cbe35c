/** What teachers and heads see. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Camera, TABLET, WIDE } from './camera.ts';
import { type Demonstration, headCode, teacherCode } from './demonstration.ts';

export const PRIMARY = '2026-cp-ce1';
export const SIXTH = '2026-6e';

export async function teacherScenes(demo: Demonstration, camera: Camera): Promise<void> {
  const address = schoolAddress(demo, PRIMARY);
  await camera.visit(WIDE, async (page, context) => {
    await page.goto(address);
    await page.getByRole('textbox', { name: 'Votre code d’accès' }).fill(teacherCode(demo, PRIMARY, 'CP A'));
    await camera.shoot(page, 'ecole-connexion');
    await page.getByRole('button', { name: 'Entrer' }).click();
    await page.getByRole('button', { name: 'Se déconnecter' }).waitFor();
    await page.getByRole('heading', { level: 1 }).getByText('Français').waitFor();
    await camera.shoot(page, 'enseignant-accueil');

    await page
      .getByRole('link', { name: /^Saisir : Français/ })
      .first()
      .click();
    await page.locator('.cell[data-current="true"]:focus').waitFor();
    await keys(page, 'bacbcab-aabc-abcab');
    await saved(page);
    await camera.shoot(page, 'saisie-exercice');
    await keys(page, '/');
    await saved(page);
    await camera.shoot(page, 'saisie-absent');

    await context.setOffline(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await keys(page, 'abca');
    await page.getByText('Pas de réseau').first().waitFor();
    await camera.shoot(page, 'saisie-hors-ligne');
    await context.setOffline(false);
    await saved(page);

    await page.getByText('Par élève').click();
    await camera.shoot(page, 'saisie-eleve');
  });
  await camera.visit(TABLET, async (page) => {
    await signIn(page, address, teacherCode(demo, PRIMARY, 'CP A'));
    await page
      .getByRole('link', { name: /^Saisir : Français/ })
      .first()
      .click();
    await page.getByRole('grid').waitFor();
    await camera.shoot(page, 'saisie-tablette');
  });
  await conflictScene(demo, camera);
}

/** Two colleagues key the same cell in at the same moment, one of them without network. */
async function conflictScene(demo: Demonstration, camera: Camera): Promise<void> {
  const [address, code] = [schoolAddress(demo, PRIMARY), teacherCode(demo, PRIMARY, 'CP A')];
  await camera.visit(WIDE, async (first, away) => {
    await signIn(first, address, code);
    await openEntry(first);
    await away.setOffline(true);
    await first.keyboard.press('End');
    await keys(first, 'a');
    await camera.visit(WIDE, async (second) => {
      await signIn(second, address, code);
      await openEntry(second);
      await second.keyboard.press('End');
      await keys(second, 'c');
      await saved(second);
    });
    await away.setOffline(false);
    await first.getByText(/à trancher/).waitFor();
    await first.keyboard.press('ArrowUp');
    await first.keyboard.press('End');
    await first.getByText('Deux saisies différentes pour cette case').waitFor();
    await camera.shoot(first, 'saisie-deux-collegues');
  });
}

/** The booklets of a class: the page that prints them, and two sides as they leave the printer. */
export async function bookletScenes(demo: Demonstration, camera: Camera): Promise<void> {
  const address = schoolAddress(demo, PRIMARY);
  await camera.visit(WIDE, async (page) => {
    await signIn(page, address, teacherCode(demo, PRIMARY, 'CP A'));
    await show(page, address, '#/classe/0/cahiers/francais-cp');
    await page.getByText(/recto verso$/).waitFor();
    await camera.shoot(page, 'cahiers-a-imprimer');
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    await sides(camera, 'cahier-imprime', pdf, demo);
    await show(page, address, '#/classe/0/presence');
    await page.getByText('Date, nom et signature de l’adulte présent').waitFor();
    printed(camera, 'feuille-presence', await page.pdf({ preferCSSPageSize: true }), demo);
  });
}

export async function resultScenes(demo: Demonstration, camera: Camera): Promise<void> {
  const primary = schoolAddress(demo, PRIMARY);
  await camera.visit(WIDE, async (page) => {
    await signIn(page, primary, teacherCode(demo, PRIMARY, 'CP-CE1'));
    await show(page, primary, '#/classe/0/resultats');
    await camera.shoot(page, 'resultats-classe');
    await show(page, primary, '#/classe/0/groupes/1');
    await camera.shoot(page, 'resultats-groupes');
    await show(page, primary, '#/classe/0/items');
    await camera.shoot(page, 'resultats-items');
    await show(page, primary, '#/classe/0/eleve/3');
    printed(camera, 'fiche-eleve', await page.pdf({ preferCSSPageSize: true, printBackground: true }), demo);
  });
  const sixth = schoolAddress(demo, SIXTH);
  await camera.visit(WIDE, async (page) => {
    await signIn(page, sixth, teacherCode(demo, SIXTH, '6B'));
    await camera.shoot(page, 'college-accueil');
    await show(page, sixth, '#/classe/0');
    await camera.shoot(page, 'college-suivi');
    await show(page, sixth, '#/classe/0/resultats');
    await camera.shoot(page, 'college-resultats');
  });
}

export async function headScenes(demo: Demonstration, camera: Camera): Promise<void> {
  const address = schoolAddress(demo, SIXTH);
  await camera.visit(WIDE, async (page) => {
    await signIn(page, address, headCode(demo, SIXTH));
    await page.getByRole('heading', { name: 'Participation' }).waitFor();
    await page.getByRole('table').waitFor();
    await camera.shoot(page, 'direction-accueil');
    await show(page, address, '#/codes/etiquettes/0');
    await page.locator('.slip').first().waitFor();
    // What is printed otherwise than by the page's button has no codes.
    await page.evaluate(() => {
      globalThis.print = () => document.body.setAttribute('data-printed', 'true');
    });
    await page.getByRole('button', { name: 'Imprimer' }).click();
    await page.locator('body[data-printed]').waitFor();
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    printed(camera, 'etiquettes-imprimees', pdf, demo);
    await show(page, address, '#/codes/enseignants');
    await page.locator('.card').first().waitFor();
    await camera.shoot(page, 'direction-cartes');
    await show(page, address, '#/resultats');
    await camera.shoot(page, 'direction-resultats');
  });
  await camera.visit(TABLET, async (page) => {
    await signIn(page, address, headCode(demo, SIXTH));
    await page.getByRole('table').waitFor();
    await camera.shoot(page, 'direction-tablette');
  });
  // The code has been used on two other computers by now.
  await camera.visit({ ...WIDE, height: 930 }, async (page) => {
    await signIn(page, address, headCode(demo, SIXTH));
    await show(page, address, '#/codes');
    await page.getByRole('heading', { name: 'Dernière connexion avec chaque code' }).waitFor();
    await page.getByText(/^Lecture des classes/).waitFor({ state: 'hidden' });
    await camera.shoot(page, 'direction-codes');
  });
}

/** The first page of a PDF, as a picture. */
export function printed(camera: Camera, name: string, pdf: Uint8Array, demo: Demonstration): void {
  const file = join(demo.folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  pictureOf(camera, name, file, demo);
}

/** The first sides of a PDF beside each other, as they lie on a table. */
async function sides(camera: Camera, name: string, pdf: Uint8Array, demo: Demonstration): Promise<void> {
  const file = join(demo.folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  const numbers = [1, 2, 3];
  const sheets = numbers.map((number) => {
    const root = join(demo.folder, `${name}-${number}`);
    const at = String(number);
    execFileSync('pdftoppm', ['-png', '-r', '50', '-f', at, '-l', at, '-singlefile', file, root]);
    return `<img alt="" src="data:image/png;base64,${readFileSync(`${root}.png`).toString('base64')}">`;
  });
  // An A4 page at 50 dots an inch is 413 by 585.
  await camera.visit({ width: 413 * numbers.length + 96, height: 585 + 48 }, async (table) => {
    await table.setContent(
      `<style>body{margin:24px;display:flex;gap:24px;background:#e9e9ee}</style>${sheets.join('')}`,
    );
    await camera.shoot(table, name);
  });
}

export function pictureOf(camera: Camera, name: string, pdf: string, demo: Demonstration): void {
  const root = join(demo.folder, name);
  execFileSync('pdftoppm', ['-png', '-r', '80', '-f', '1', '-l', '1', '-singlefile', pdf, root]);
  camera.keep(name, readFileSync(`${root}.png`));
}

export function schoolAddress(demo: Demonstration, campaign: string): string {
  return `${demo.platform}/c/${campaign}/ecole/`;
}

export async function signIn(page: Page, address: string, code: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('textbox', { name: 'Votre code d’accès' }).fill(code);
  await page.getByRole('button', { name: 'Entrer' }).click();
  await page.getByRole('button', { name: 'Se déconnecter' }).waitFor();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

async function openEntry(page: Page): Promise<void> {
  await page
    .getByRole('link', { name: /^Saisir : Français/ })
    .first()
    .click();
  await page.locator('.cell[data-current="true"]:focus').waitFor();
}

/** Goes to an address of the app, and waits until nothing is loading. */
export async function show(page: Page, address: string, hash: string): Promise<void> {
  await page.goto(`${address}${hash}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByText('Chargement…').waitFor({ state: 'hidden' });
}

async function keys(page: Page, all: string): Promise<void> {
  for (const key of all) await page.keyboard.press(key);
}

async function saved(page: Page): Promise<void> {
  await page.locator('.save-indicator[data-state="saved"]').waitFor();
}
