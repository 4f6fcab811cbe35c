/** Saves a picture of every page, at every size, for a person to look at: `node tests/office/look.ts FOLDER [PAGE …]`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_PASSPHRASE } from '@cloison/dev-env/authority/sample-office.ts';
import type { Page } from 'playwright-core';
import type { OpenCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { assignCodes } from '../../apps/authority/src/codes/assign.ts';
import { holderOfSchool } from '../../apps/authority/src/codes/holders.ts';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import { keepRequest, type RequestEntry } from '../../apps/authority/src/desk/requests.ts';
import { numberedPupilsOfSchool } from '../../apps/authority/src/roster/pupils.ts';
import { allSchools } from '../../apps/authority/src/roster/schools.ts';
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

/** Of each school: what a person decides, and an incident. */
async function keepRequests(campaign: OpenCampaign): Promise<void> {
  await mintCodes(campaign, { threads: 1 });
  await assignCodes(campaign);
  for (const { id: school } of allSchools(campaign)) {
    const holder = holderOfSchool(campaign.vault, school);
    if (holder === null) continue;
    const orderNumbers = numberedPupilsOfSchool(campaign, school)
      .slice(0, 3)
      .map(({ orderNumber }) => orderNumber);
    const sequence = campaign.spec.sequences[0]?.id ?? '';
    const edit: RequestEntry['edit'] = [1, '01'.repeat(8)];
    const note =
      'Coupure de courant pendant la séquence : les ordinateurs se sont éteints, et trois élèves ont perdu dix minutes.';
    const about = { orderNumbers, sequence, withdrawn: false, edit };
    const entries: readonly RequestEntry[] = [
      { kind: 'more-time', ...about, minutes: 10, note },
      { kind: 'reopen', ...about, note: 'Terminé par erreur.' },
      { kind: 'teacher-code', label: '6e A', rank: 1, note: '', withdrawn: false, edit },
      { kind: 'incident', ...about, minute: 29_825_000, note: 'Alarme incendie à 10 h 15.' },
    ];
    for (const [at, entry] of entries.entries())
      keepRequest(campaign, holder, school, `r-${school}-${at}`, entry, `2026-09-16T0${6 + at}:12:00Z`);
  }
}

const now = new Date('2026-09-16T12:20:00Z');
const actor = { who: 'c.lambert', now: () => now };
const country = await countryOffice(now);
const analysed = await analysedOffice(12);
await keepRequests(await analysed.office.campaign());
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
    ['demandes', 'dossiers', 'items', 'resultats', 'travaux'],
    async (page, address) => {
      if (address === 'dossiers') {
        await page.getByLabel('Numéro d’ordre').fill('au');
        await page.getByRole('button', { name: 'Chercher' }).click();
        await page.getByRole('row').nth(2).waitFor();
        await page.getByRole('row').nth(2).getByRole('button').last().click();
      }
      if (address === 'demandes') {
        await page.getByRole('button', { name: 'Plus de temps', exact: true }).first().click();
        await page.getByLabel('Accorder', { exact: true }).check();
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
