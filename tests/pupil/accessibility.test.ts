/** axe-core on every screen, at a school PC's size and a tablet's, in normal and in high contrast, light and dark. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults } from './axe-run.ts';
import { closeBrowsers, openBrowser, TALL, WIDE } from './browser.ts';
import { Campaign } from './harness.ts';
import { JARDIN, JARDIN_ASSETS } from './picture-items.ts';
import { next, reallyFinish, receipt, saved, signIn, startFrench, typeCode } from './steps.ts';

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start({ rehearsal: true });
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

/** Nothing on the page is wider than it: no scrolling sideways. */
async function fits(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}

const LOOKS = ['normal', 'high', 'dark', 'dark high'] as const;

/** Runs axe on the page in every look; adds what it finds. */
async function look(page: Page, screen: string, found: string[]): Promise<void> {
  for (const look of LOOKS) {
    await page.evaluate((wanted) => {
      document.documentElement.dataset.contrast = wanted.includes('high') ? 'high' : 'normal';
      document.documentElement.dataset.theme = wanted.includes('dark') ? 'dark' : 'light';
    }, look);
    // A colour that is still changing is not the colour that is read.
    await page.evaluate(async () => {
      await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    });
    // The page is the same in every look but for its colours.
    const faults = await axeFaults(page, look === 'normal' ? undefined : ['color-contrast']);
    found.push(...faults.map((fault) => `${screen}, ${look}: ${fault}`));
    if (!(await fits(page))) found.push(`${screen}, ${look}: wider than the page`);
  }
}

describe.each([
  ['1366 × 768', WIDE],
  ['768 × 1024', TALL],
])('at %s', (_size, viewport) => {
  it('axe finds nothing on any screen, and no screen scrolls sideways', async () => {
    const pupil = await campaign.addPupil({ calendar: 0, limitMs: 290_000 });
    const { page, context, faults, close } = await openBrowser({ viewport });
    // The last minutes are on the screen, and do not end while axe looks at one screen after the other.
    await page.addInitScript(() => {
      const real = performance.now.bind(performance);
      performance.now = () => real() / 50;
    });
    const found: string[] = [];
    const check = (screen: string) => look(page, screen, found);
    await page.goto(campaign.address);
    const field = page.getByLabel('Tape le code');
    await field.fill('K7M2Q');
    await check('code, begun');
    await field.fill('K7MU');
    await check('code, wrong symbol');
    await typeCode(page, (await campaign.addPupil({ calendar: 1 })).code);
    await page.getByText('Ce n’est pas encore ouvert').waitFor();
    await check('code, early');
    await signIn(page, campaign.address, pupil);
    await page.getByText('À faire').waitFor();
    await check('welcome');
    await page.getByRole('button', { name: 'Commencer : Français' }).click();
    await page.getByRole('button', { name: 'C’est parti' }).waitFor();
    await check('instructions');
    await page.getByRole('button', { name: 'Retour' }).click();
    await startFrench(page);
    await check('item 1');
    for (let number = 2; number <= 9; number++) {
      await next(page, number);
      await check(`item ${number}`);
    }
    await page.getByRole('textbox').fill('Maman !');
    await page.getByRole('button', { name: 'Outils' }).click();
    await page.getByRole('dialog').waitFor();
    await check('comfort');
    await page.getByRole('button', { name: 'Fermer' }).click();
    await page.getByRole('button', { name: /Toutes les questions/ }).click();
    await page.getByRole('dialog').waitFor();
    await check('list');
    await page.keyboard.press('Escape');
    await saved(page);
    await page.getByRole('button', { name: 'Relire et finir' }).click();
    await check('review');
    await context.setOffline(true);
    await reallyFinish(page);
    await page.getByRole('heading', { name: 'Tes réponses sont gardées. Il manque le réseau.' }).waitFor();
    await check('unsent');
    await context.setOffline(false);
    await receipt(page);
    await check('ending');
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
});

describe('interactions on pictures and with pieces', () => {
  let garden: Campaign;
  beforeAll(async () => {
    garden = await Campaign.start({ french: JARDIN, assets: JARDIN_ASSETS });
  });
  afterAll(() => garden.close());

  /** No button of the bars is cut by an edge of the screen, nor under another one. */
  const cut = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('.bar button')]
        .filter((button) => {
          const { left, right, top, bottom } = button.getBoundingClientRect();
          const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          const hidden = at === null || !(button.contains(at) || at.contains(button));
          return hidden || left < 0 || right > window.innerWidth || bottom > window.innerHeight;
        })
        .map((button) => button.textContent),
    );

  it.each([
    ['a telephone', 390, 844],
    ['a small laptop at 200 %', 683, 384],
    ['320 pixels', 320, 568],
  ])(
    'axe finds nothing, nothing scrolls sideways, and no button is cut on %s',
    async (_name, width, height) => {
      const pupil = await garden.addPupil();
      const { page, faults, close } = await openBrowser({ viewport: { width, height } });
      const found: string[] = [];
      await signIn(page, garden.address, pupil);
      await startFrench(page);
      for (let number = 1; number <= JARDIN.items.length; number++) {
        if (number > 1) await next(page, number);
        await look(page, `item ${number}`, found);
        found.push(...(await cut(page)).map((button) => `item ${number}: ${button} is cut`));
      }
      expect(found).toEqual([]);
      expect(faults).toEqual([]);
      await close();
    },
  );
});
