/**
 * A CP teacher with a keyboard and nothing else: types the code, keys in one exercise, then the whole sequence, and finds
 * the three groups in the results while the authority is at work; nobody asked for a computation.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareFolder } from '../../scripts/demo/campaign-folder.ts';
import { closeBrowsers, openBrowser, type PupilBrowser } from '../pupil/browser.ts';
import { settled, typeKeys } from '../school/steps.ts';
import { type LivingCampaign, slipsOf, startCampaign } from './living-campaign.ts';
import { picture } from './picture.ts';

const NAMES = ['ABADIE Inès', 'BRUNO Tom', 'CHEVALIER Lina', 'DIALLO Awa', 'ESTEVE Hugo'];
const ROSTERS = {
  schoolsCsv: 'uai,nom,commune,secteur,ep\r\n0630001J,École des Essais,Montclair,PU,HEP\r\n',
  pupilsCsv: [
    'uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements',
    ...NAMES.map((name, i) => {
      const [last, first] = name.split(' ');
      return `0630001J,CP A,cp,19000000${i + 1}AB,${last},${first},2020-03-0${i + 1},F,`;
    }),
    '',
  ].join('\r\n'),
};

/** The booklet's right answers, as keys; `w`: what is keyed instead for a wrong one. */
const KEYS = {
  lettres: { right: [...'bdacbcda'], wrong: [...'aabaaaab'] },
  sons: { right: [...'bcabcabc'], wrong: [...'aabaabaa'] },
  syllabes: { right: [...'12312332'], wrong: [...'44444444'] },
} as const;
type Exercise = keyof typeof KEYS;

/**
 * How many each pupil has right. Thresholds of campaign.yaml: letters 5 and 7, sounds 4 and 7, syllables 4 and 7. Hugo was
 * absent.
 */
const RIGHT: Readonly<Record<Exercise, readonly (number | 'absent')[]>> = {
  lettres: [8, 6, 4, 7, 'absent'],
  sons: [3, 4, 7, 8, 'absent'],
  syllabes: [0, 6, 7, 3, 'absent'],
};
const GROUPS: Readonly<Record<Exercise, readonly string[]>> = {
  lettres: ['Satisfaisant', 'Fragile', 'À besoins', 'Satisfaisant', 'Absent'],
  sons: ['À besoins', 'Fragile', 'Satisfaisant', 'Satisfaisant', 'Absent'],
  syllabes: ['À besoins', 'Fragile', 'Satisfaisant', 'À besoins', 'Absent'],
};
const COLUMN: Readonly<Record<Exercise, number>> = { lettres: 0, sons: 1, syllabes: 2 };

let campaign: LivingCampaign;
let browser: PupilBrowser;
beforeAll(async () => {
  campaign = await startCampaign({
    rosters: ROSTERS,
    prepare: (parent, address) =>
      prepareFolder('cp-ce1', parent, { address, nowMs: Date.now(), openDays: 2 }),
    serveEveryMs: 1_000,
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await closeBrowsers();
  await campaign.close();
});

/** Tab, as often as it takes, then Enter. */
async function follow(page: Page, name: RegExp): Promise<void> {
  const link = page.getByRole('link', { name }).first();
  await link.waitFor();
  for (let tabs = 0; tabs < 60; tabs++) {
    if (await link.evaluate((element) => element === document.activeElement)) {
      await page.keyboard.press('Enter');
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`not reached by Tab: ${name}`);
}

async function keyIn(page: Page, exercise: Exercise): Promise<void> {
  const { right, wrong } = KEYS[exercise];
  for (const score of RIGHT[exercise]) {
    if (score === 'absent') {
      // For the whole sequence, so that the other exercises need nothing.
      if (exercise === 'lettres') await page.keyboard.press('=');
      continue;
    }
    for (const [i, key] of right.entries()) {
      await page.keyboard.press(i < score ? key : wrong[i]!);
      if (exercise === 'syllabes') await page.keyboard.press('Enter');
    }
  }
  await settled(page);
}

/** Rows of the map of results: a pupil, then a cell for each domain. */
async function results(page: Page): Promise<readonly (readonly string[])[]> {
  return page
    .locator('.heat-table tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')),
    );
}
const column = async (page: Page, exercise: Exercise) =>
  (await results(page)).map((cells) => cells[1 + COLUMN[exercise]]);

describe('a teacher of CP without a mouse', () => {
  it('keys in the first exercise and sees its three groups, with no other result', async () => {
    const { page } = browser;
    await page.goto(campaign.schoolAddress);
    // Keys that are typed before the field has the focus are lost.
    await page.locator('input:focus').waitFor();
    await page.keyboard.type(slipsOf(campaign, 'CP A').teachers[0]!.code);
    await page.keyboard.press('Enter');
    await follow(page, /^Saisir : Français, CP A/);
    await page.locator('.cell[data-current="true"]:focus').waitFor();
    await keyIn(page, 'lettres');
    await picture(page, 'booklet-1-letters');
    await page.keyboard.press('Escape');
    await backHome(page, 1);
    await follow(page, /^Lire les résultats de CP A/);
    await expect.poll(() => column(page, 'lettres')).toEqual(GROUPS.lettres);
    for (const other of ['sons', 'syllabes'] as const)
      for (const cell of await column(page, other)) expect(['Commencé', 'Absent']).toContain(cell);
    await picture(page, 'booklet-2-results-of-one');
  });

  it('goes on where the booklet was left, to the end, and sees every group of the sequence', async () => {
    const { page, faults } = browser;
    await backHome(page, 2);
    await follow(page, /^Saisir : Français, CP A/);
    await page.locator('.cell[data-current="true"]:focus').waitFor();
    expect(await page.getByRole('combobox', { name: 'Exercice' }).inputValue()).toBe('1');
    await keyIn(page, 'sons');
    await typeKeys(page, ['PageDown']);
    expect(await page.getByRole('combobox', { name: 'Exercice' }).inputValue()).toBe('2');
    await keyIn(page, 'syllabes');
    await picture(page, 'booklet-3-syllables');
    await page.keyboard.press('Escape');
    await backHome(page, 1);
    await expect.poll(() => page.getByRole('link', { name: /^Saisir : Français, CP A/ }).count()).toBe(0);
    await picture(page, 'booklet-4-home');
    await follow(page, /^Lire les résultats de CP A/);
    for (const exercise of ['lettres', 'sons', 'syllabes'] as const)
      await expect.poll(() => column(page, exercise)).toEqual(GROUPS[exercise]);
    const names = (await results(page)).map(([name]) => name);
    expect(names).toEqual(NAMES);
    await picture(page, 'booklet-5-results');
    expect(faults).toEqual([]);
  });
});

/** By the links above the titles: from the entry grid one, from the results two. */
async function backHome(page: Page, links: number): Promise<void> {
  for (let link = 0; link < links; link++) {
    await page.locator('.page-up').waitFor();
    const onUp = () => page.evaluate(() => document.activeElement?.matches('.page-up') === true);
    for (let tabs = 0; tabs < 60 && !(await onUp()); tabs++) await page.keyboard.press('Shift+Tab');
    expect(await onUp()).toBe(true);
    // The address changes before the screen does: a key in between would still go to the link of the screen that leaves.
    const left = await page.locator('h1').elementHandle();
    await page.keyboard.press('Enter');
    await left!.waitForElementState('hidden');
    await page.locator('h1:focus').waitFor();
  }
  await page.getByRole('heading', { name: 'À faire' }).waitFor();
}
