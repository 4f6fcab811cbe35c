/** What a pupil finds again: the place in a text between its questions, what is left before the end, and what was finished. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeBrowsers, IS_FIREFOX, openBrowser } from './browser.ts';
import { FRANCAIS, PICTURES } from './fixture-items.ts';
import { Campaign, pictures } from './harness.ts';
import { next, receipt, saved, signIn, startFrench } from './steps.ts';

const [lighthouse] = FRANCAIS.items;
if (lighthouse === undefined) throw new Error('no item');
const long = Array.from({ length: 12 }, (_, index) => ({
  kind: 'element' as const,
  name: 'p' as const,
  attributes: {},
  children: [
    { kind: 'text' as const, text: `${index + 1}. Le vent soufflait sur la pointe, et la mer montait.` },
  ],
}));
/** Two questions on one long text, then others. */
const FRENCH = {
  ...FRANCAIS,
  items: [
    { ...lighthouse, id: 'phare-1', body: [...long, ...lighthouse.body] },
    { ...lighthouse, id: 'phare-2', body: [...long, ...lighthouse.body] },
    ...FRANCAIS.items.slice(1, 4),
    ...FRANCAIS.items.slice(5, 8),
  ],
};

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start({ french: FRENCH, assets: pictures(PICTURES) });
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

const scrolled = (page: Page) => page.locator('.item-support').evaluate((text) => text.scrollTop);

it('a text beside its questions stays where it was, and a new one starts at its head', async () => {
  const pupil = await campaign.addPupil();
  const { page, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await page.locator('.item-support').evaluate((text) => text.scrollTo(0, 200));
  await expect.poll(() => scrolled(page)).toBe(200);
  await next(page, 2);
  await expect.poll(() => scrolled(page)).toBe(200);
  await next(page, 3);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(0);
  await close();
});

it('on a telephone text and question are one touch apart, and a second question on the text comes first', async () => {
  const pupil = await campaign.addPupil();
  const { page, close } = await openBrowser({ viewport: { width: 390, height: 844 } });
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  const question = page.getByRole('group', { name: 'Pourquoi Ilan' });
  const inSight = async () => {
    const box = await question.boundingBox();
    return box !== null && box.y > 0 && box.y < 500;
  };
  expect(await inSight()).toBe(false);
  await page.getByRole('button', { name: 'Aller à la question' }).click();
  await expect.poll(inSight).toBe(true);
  await page.getByRole('button', { name: 'Revoir le texte' }).click();
  await expect.poll(inSight).toBe(false);
  await next(page, 2);
  await expect.poll(inSight).toBe(true);
  await close();
});

it('blanks and half answers are told apart, an early end is asked twice, and the end says whose it is', async () => {
  const pupil = await campaign.addPupil();
  const { page, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await page.getByText('Enregistré', { exact: true }).waitFor({ state: 'detached' });
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await saved(page);
  await page.getByText('Enregistré', { exact: true }).waitFor();
  await next(page, 2);
  await next(page, 3);
  await page.getByRole('checkbox', { name: '18' }).check();
  await page.getByRole('button', { name: /Toutes les questions/ }).click();
  await page.getByText('Tu as répondu à 1 question sur 8').last().waitFor();
  await page.getByRole('button', { name: 'Relire et finir' }).click();
  await page.getByText('6 questions sans réponse').waitFor();
  await page.getByText('1 question à compléter').waitFor();
  await page.getByRole('button', { name: 'J’ai terminé' }).click();
  await page.getByRole('alertdialog', { name: 'Tu veux vraiment finir maintenant ?' }).waitFor();
  expect((await campaign.held(pupil, 'francais'))?.final).toBe(false);
  await page.getByRole('button', { name: 'Revenir aux questions' }).last().click();
  await page.getByRole('button', { name: 'J’ai terminé' }).click();
  await page.getByRole('button', { name: 'Finir quand même' }).click();
  await page.getByText(`Français, élève n° ${pupil.ticket.orderNumber}`).waitFor();
  expect(await receipt(page)).toMatch(/^\S{6,7}$/);
  await close();
});

// Keys are pressed with another layout by Chromium's protocol.
it.skipIf(IS_FIREFOX)('a code is typed on the upper row of a French keyboard without Shift', async () => {
  const { page, context, close } = await openBrowser();
  await page.goto(campaign.address);
  const field = page.getByLabel('Tape le code');
  await field.focus();
  const keyboard = await context.newCDPSession(page);
  for (const [code, key] of [
    ['KeyK', 'k'],
    ['Digit3', '"'],
    ['Digit6', '-'],
    ['Digit8', '_'],
    ['Digit2', 'é'],
    ['Digit1', '&'],
    ['Digit0', 'à'],
  ] as const) {
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', code, key, text: key });
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', code, key });
  }
  expect(await field.inputValue()).toBe('K3682-10');
  // A hyphen of another key stays a hyphen, which codes do without.
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', code: 'Minus', key: '-', text: '-' });
  expect(await field.inputValue()).toBe('K3682-10');
  await close();
});

it('a figure of the text is enlarged, and closed with a key', async () => {
  const pupil = await campaign.addPupil();
  const { page, faults, close } = await openBrowser({ viewport: { width: 390, height: 844 } });
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  const figure = page.locator('.item-support img');
  const before = (await figure.boundingBox())!.width;
  await page.getByRole('button', { name: 'Agrandir l’image' }).press('Enter');
  const large = page.getByRole('dialog').getByRole('img', { name: 'Un phare blanc' });
  await expect.poll(async () => ((await large.boundingBox())?.width ?? 0) > before).toBe(true);
  await page.keyboard.press('Escape');
  await large.waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});

it('spacing is wider when a pupil asks for it, and on a telephone nothing is cut then at twice the size', async () => {
  const pupil = await campaign.addPupil({ accommodations: { zoom: 2 } });
  const { page, close } = await openBrowser({ viewport: { width: 390, height: 844 } });
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await page.getByRole('button', { name: 'Outils' }).click();
  await page.getByRole('group', { name: 'Espacement' }).getByRole('button', { name: 'Large' }).click();
  await page.getByRole('button', { name: 'Fermer' }).click();
  const style = await page.locator('.item').evaluate((item) => {
    const { fontSize, letterSpacing } = getComputedStyle(item);
    return Number.parseFloat(letterSpacing) / Number.parseFloat(fontSize);
  });
  expect(style).toBeCloseTo(0.12, 2);
  for (let number = 1; number <= 8; number++) {
    if (number > 1) await next(page, number);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    const button = page.getByRole('button', { name: number === 8 ? 'Relire et finir' : 'Suivant' }).last();
    const box = (await button.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(390);
    expect(box.y + box.height).toBeLessThanOrEqual(844);
  }
  await close();
});
