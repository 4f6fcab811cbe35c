/** Answer booklets of CP and CE1, as a teacher prints them: read back from the PDF, side by side. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowsers, IS_FIREFOX, openBrowser, type PupilBrowser } from '../pupil/browser.ts';
import { examine } from './examine.ts';
import { CAMPAIGN, School } from './harness.ts';
import { present } from './school-class.ts';
import { signIn } from './steps.ts';

/** A cover, letters, rhymes, and a blank side; reading aloud has no page. */
const SIDES = 4;

let school: School;
let browser: PupilBrowser;
let folder: string;
beforeAll(async () => {
  school = await School.start({ pupils: 3 });
  folder = mkdtempSync(join(tmpdir(), 'cloison-booklets-'));
  browser = await openBrowser();
  await signIn(browser.page, school.address, await school.addStaff('teacher', [school.classes[0]!]));
});
afterAll(async () => {
  await closeBrowsers();
  await school.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The text of each side of the paper. */
async function printed(page: Page): Promise<readonly string[]> {
  const pdf = join(folder, 'booklets.pdf');
  await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true });
  const sides = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).split('\f');
  return sides.slice(0, -1);
}

describe('Booklets to print', () => {
  it('wait for every picture: without one of them there is a sentence, and nothing to print', async () => {
    const { page } = browser;
    const { hash } = (await school.manifest()).files['assets/francais-cp/pages/rimes.svg']!;
    const rhymes = `**/c/${CAMPAIGN}/content/${hash}`;
    await page.route(rhymes, (route) => route.abort());
    await page.goto(`${school.address}#/classe/0`);
    await page.getByRole('link', { name: /^Imprimer les cahiers : Français/ }).click();
    await page.getByText(/Trouver les rimes\. Rien ne sera imprimé/).waitFor();
    expect(await page.getByRole('button', { name: 'Imprimer' }).count()).toBe(0);
    expect(await page.locator('.booklet-side').count()).toBe(0);
    await page.unroute(rhymes);
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await page.getByRole('button', { name: 'Imprimer' }).waitFor();
    expect(await page.locator('.booklets-count').textContent()).toBe('3 cahiers, 6 feuilles recto verso');
    expect(await page.getByText('Sans page dans le cahier : Lire à voix haute.').count()).toBe(1);
  });

  // The bold letters of Firefox's PDF are drawings: no program reads them as text.
  it.skipIf(IS_FIREFOX)(
    'are whole sheets a pupil, with the order number on every side and no name',
    async () => {
      const { page, faults } = browser;
      const pupils = present(school.classes[0]!).toSorted((a, b) =>
        a.lastName.localeCompare(b.lastName, 'fr'),
      );
      const sides = await printed(page);
      expect(sides).toHaveLength(pupils.length * SIDES);
      const inside = [
        'Cahier de l’élève',
        'Entoure la lettre',
        'Entoure le mot qui rime',
        'Cette page est vide',
      ];
      for (const [i, words] of sides.entries()) {
        const { orderNumber } = pupils[Math.floor(i / SIDES)]!;
        expect(new Set(words.match(/\b4\d{6}\b/g)), `side ${i + 1}`).toEqual(new Set([orderNumber]));
        expect(words).toContain(`page ${(i % SIDES) + 1} / ${SIDES}`);
        expect(words).toContain(inside[i % SIDES]);
        for (const { firstName, lastName } of pupils)
          for (const name of [firstName, lastName])
            expect(words.toLowerCase()).not.toContain(name.toLowerCase());
        expect(words).not.toContain('CP A');
      }
      expect(execFileSync('pdfinfo', [join(folder, 'booklets.pdf')], { encoding: 'utf8' })).toMatch(/A4/);
      expect(faults).toEqual([]);
    },
  );

  it.skipIf(IS_FIREFOX)('come for one pupil whose booklet is missing', async () => {
    const { page } = browser;
    const { orderNumber } = present(school.classes[0]!)[1]!;
    await page.getByLabel('Pour qui').selectOption(orderNumber);
    await page.getByText('1 cahier, 2 feuilles recto verso').waitFor();
    const sides = await printed(page);
    expect(sides).toHaveLength(SIDES);
    for (const words of sides) expect(words).toContain(orderNumber);
  });

  it('say where the campaign has no pictures of the pages', async () => {
    const { page } = browser;
    await page.goto(`${school.address}#/classe/0/cahiers/maths-cp`);
    await page.getByText('La campagne n’a pas d’images des pages de ce cahier').waitFor();
    expect(await page.getByRole('button', { name: 'Imprimer' }).count()).toBe(0);
  });

  it('can be prepared on a phone, a tablet and at 200 %', async () => {
    const { page } = browser;
    await page.goto(`${school.address}#/classe/0/cahiers/francais-cp`);
    await page.locator('.booklet-side').first().waitFor();
    expect(await examine(page)).toEqual([]);
  });
});
