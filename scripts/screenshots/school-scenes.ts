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

export async function resultScenes(demo: Demonstration, camera: Camera): Promise<void> {
  const primary = schoolAddress(demo, PRIMARY);
  await camera.visit(WIDE, async (page) => {
    await signIn(page, primary, teacherCode(demo, PRIMARY, 'CP-CE1'));
    await show(page, primary, '#/classe/0/resultats');
    await camera.shoot(page, 'resultats-classe');
    await show(page, primary, '#/classe/0/groupes/0');
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
    await show(page, address, '#/codes');
    await camera.shoot(page, 'direction-codes');
    await show(page, address, '#/codes/etiquettes/0');
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    printed(camera, 'etiquettes-imprimees', pdf, demo);
    await show(page, address, '#/codes/enseignants');
    await camera.shoot(page, 'direction-cartes');
    await show(page, address, '#/resultats');
    await camera.shoot(page, 'direction-resultats');
  });
  await camera.visit(TABLET, async (page) => {
    await signIn(page, address, headCode(demo, SIXTH));
    await page.getByRole('table').waitFor();
    await camera.shoot(page, 'direction-tablette');
  });
}

/** The first page of a PDF, as a picture. */
export function printed(camera: Camera, name: string, pdf: Uint8Array, demo: Demonstration): void {
  const file = join(demo.folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  pictureOf(camera, name, file, demo);
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
