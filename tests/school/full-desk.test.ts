/** The list of what a school asks and reports has an end: who writes beyond it is told so, and keeps what was typed. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { random, School } from './harness.ts';
import { openScreen, signIn } from './steps.ts';

let school: School;
beforeAll(async () => {
  school = await School.start();
});
afterAll(async () => {
  await closeBrowsers();
  await school.close();
});

/** Text that no deflate makes much shorter. */
const dense = (length: number) =>
  Array.from(new Uint16Array(random(2 * length).buffer), (two) =>
    String.fromCharCode(0x4e00 + (two % 0x5000)),
  ).join('');
const full = (page: Page) => page.locator('.tell-state', { hasText: 'Non gardé : il n’y a plus de place.' });

/** Says it again and again, until there is no room; returns what was said last. */
async function sayUntilFull(
  page: Page,
  say: (note: string) => Promise<void>,
  length: number,
): Promise<string> {
  const kept = page.locator('.telling');
  const arrived = page.locator('.tell-state[data-state="saved"]');
  for (;;) {
    const note = dense(length);
    const before = await kept.count();
    await say(note);
    const isKept = async () => (await kept.count()) > before && (await arrived.isVisible());
    await expect.poll(async () => (await full(page).isVisible()) || (await isKept())).toBe(true);
    if (await full(page).isVisible()) return note;
  }
}

it('a head is not told that a request has left which found no room, and keeps its words', async () => {
  // “Demande envoyée” stood above “Non gardé”, and the form was empty.
  const { page, faults, close } = await openBrowser({ viewport: { width: 683, height: 384 } });
  await signIn(page, school.address, await school.addStaff('head', school.classes));
  await openScreen(page, `${school.address}#/demandes`);
  const pupil = page.getByRole('combobox', { name: 'Élève', exact: true });
  const words = page.getByRole('textbox', { name: /^Précision/ });
  await expect.poll(() => pupil.locator('option').count()).toBeGreaterThan(5);
  const ask = async (note: string) => {
    await pupil.selectOption({ index: 3 });
    await words.fill(note);
    await page.getByRole('button', { name: 'Demander', exact: true }).click();
  };
  await ask('Étiquette perdue.');
  await page.getByText('Demande envoyée.').waitFor();
  await page.getByRole('button', { name: /^Retirer/ }).click();
  await ask('Étiquette perdue.');
  const last = await sayUntilFull(page, ask, 500);
  await expect.poll(() => words.inputValue()).toBe(last);
  expect(await pupil.inputValue()).not.toBe('');
  expect(await page.getByText('Demande envoyée.').count()).toBe(0);
  // It stood below the form, out of sight of what had been pressed.
  const said = (await full(page).boundingBox())!;
  expect(said.y).toBeGreaterThanOrEqual(0);
  expect(said.y + said.height).toBeLessThanOrEqual(384);
  expect(faults).toEqual([]);
  await close();
});

it('a teacher gets back the report that found no room', async () => {
  // The window closed over it, and two thousand symbols were gone.
  const { page, faults, close } = await openBrowser();
  await signIn(page, school.address, await school.addStaff('teacher', [school.classes[3]!]));
  await openScreen(page, `${school.address}#/classe/0/salle`);
  const report = async (note: string) => {
    await page.getByRole('button', { name: 'Signaler un incident' }).click();
    await page.getByRole('textbox', { name: /Ce qui s’est passé/ }).fill(note);
    await page.getByRole('button', { name: 'Envoyer' }).click();
  };
  const last = await sayUntilFull(page, report, 2_000);
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Non gardé : il n’y a plus de place.').waitFor();
  expect(await dialog.getByRole('textbox').inputValue()).toBe(last);
  expect(faults).toEqual([]);
  await close();
});
