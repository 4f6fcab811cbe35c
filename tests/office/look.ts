/** Saves a picture of every page, at every size, for a person to look at: `node tests/office/look.ts FOLDER [PAGE …]`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_PASSPHRASE } from '@cloison/dev-env/authority/sample-office.ts';
import type { Page } from 'playwright-core';
import { analysedOffice } from '../authority/analysed-office.ts';
import { closeBrowsers } from '../pupil/browser.ts';
import { type OfficeToOpen, openConsole, showPage, sitDown } from './console-browser.ts';
import { countryOffice } from './country-office.ts';

const SIZES = [
  [1366, 768],
  [768, 1024],
  [390, 844],
  [683, 384],
] as const;

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say where to keep the pictures');
mkdirSync(folder, { recursive: true });

/** Every page of a console, at every size; `prepare` is what a person presses first. */
async function look(
  office: OfficeToOpen,
  pages: readonly string[],
  prepare: (page: Page, address: string) => Promise<void> = async () => {},
): Promise<void> {
  const running = await openConsole(office, SAMPLE_PASSPHRASE);
  try {
    for (const [width, height] of SIZES) {
      const { page, faults, close } = await sitDown(running, { width, height });
      for (const address of pages) {
        if (wanted.length > 0 && !wanted.includes(address)) continue;
        await showPage(page, 'essai-2026', address);
        await prepare(page, address);
        await page.waitForTimeout(700);
        await page.screenshot({
          path: join(folder ?? '', `${width}-${address}.png`),
          fullPage: width !== 683,
        });
      }
      for (const fault of faults) console.log(`${width}: ${fault}`);
      await close();
    }
  } finally {
    await running.close();
  }
}

const now = new Date('2026-09-16T12:20:00Z');
const actor = { who: 'c.lambert', now: () => now };
const country = await countryOffice(now);
const analysed = await analysedOffice(12);
analysed.office.vault.close();
try {
  await look({ ...country, actor }, [
    'etapes',
    'participation',
    'ecoles',
    'incidents',
    'fermeture',
    'nouvelle',
  ]);
  await look(
    { ...analysed.office, actor },
    ['dossiers', 'items', 'resultats', 'travaux'],
    async (page, address) => {
      if (address === 'dossiers') {
        await page.getByLabel('Numéro d’ordre').fill('au');
        await page.getByRole('button', { name: 'Chercher' }).click();
        await page.getByRole('row').nth(2).waitFor();
        await page.getByRole('row').nth(2).getByRole('button').last().click();
      }
      if (address === 'items') {
        await page.getByRole('button', { name: /Lire/ }).click();
        await page.getByText('passations lues').waitFor();
        if (page.viewportSize()?.width === 390)
          await page.getByRole('button', { name: 'n1', exact: true }).click();
      }
    },
  );
} finally {
  await closeBrowsers();
  country.remove();
  analysed.office.remove();
}
