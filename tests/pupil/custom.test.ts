/** Portable custom interactions in a browser: the example's module by mouse and by keys, and what is left of it after a reload. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFaults } from './axe-run.ts';
import { closeBrowsers, IS_FIREFOX, openBrowser } from './browser.ts';
import { workshop } from './custom-items.ts';
import { Campaign, type Pupil } from './harness.ts';
import { goOnHere, next, question, saved, signIn, startFrench, typeCode } from './steps.ts';

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start(workshop());
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

const held = async (pupil: Pupil, item: string) => (await campaign.held(pupil, 'francais'))?.body.items[item];

it('a module is answered by mouse and by keys, its answer is saved with its state, and both are there again after a reload', async () => {
  const pupil = await campaign.addPupil();
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  const bar = page.frameLocator('iframe.own-frame').frameLocator('iframe');
  for (const n of [1, 2, 4]) await bar.getByRole('button', { name: `Part ${n} sur 4` }).click();
  await bar.getByText('3 sur 4').waitFor();
  await saved(page);
  await expect
    .poll(() => held(pupil, 'at-barre-1'))
    .toMatchObject({
      responses: { RESPONSE: '0.75' },
      states: { RESPONSE: '{"full":[1,1,0,1]}' },
    });

  await next(page, 2);
  // By keys alone, from the head of the question into the frame, and out of it.
  await page.frameLocator('iframe.own-frame').frameLocator('iframe').getByText('4 parts égales').waitFor();
  await page.getByRole('button', { name: 'Entrer dans l’activité' }).focus();
  await page.keyboard.press('Enter');
  await expect
    .poll(() => bar.locator(':focus').getAttribute('aria-label'))
    .toBe('Partager en moins de parts');
  await page.keyboard.press('Enter');
  await bar.getByText('3 parts égales').waitFor();
  for (const key of ['Tab', 'Tab', 'Space', 'Tab', 'Space']) await page.keyboard.press(key);
  await bar.getByText('2 sur 3').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator(':focus').textContent()).toContain('Fin de l’activité');
  await expect
    .poll(() => held(pupil, 'at-barre-2'))
    .toMatchObject({
      responses: { RESPONSE: '0.666667' },
      states: { RESPONSE: '{"full":[1,1,0]}' },
    });

  await page.reload();
  await typeCode(page, pupil.code);
  await page
    .getByRole('button', { name: /Français/ })
    .first()
    .click();
  await question(page, 2);
  await bar.getByText('2 sur 3').waitFor();
  await page.getByRole('button', { name: 'Précédent' }).click();
  await question(page, 1);
  // The third part is empty, as it was: the response alone could not say so.
  await bar.getByText('3 sur 4').waitFor();
  expect(
    await bar.locator('.bar button').evaluateAll((parts) => parts.map((part) => part.ariaPressed)),
  ).toEqual(['true', 'true', 'false', 'true']);
  // The frame is as high as what it holds.
  const height = await page.locator('iframe.own-frame').evaluate((frame) => frame.clientHeight);
  expect(height).toBeGreaterThan(120);
  expect(height).toBeLessThan(400);
  expect(faults).toEqual([]);
  await close();
});

// What the driver of Firefox cuts off, its service worker does not see.
it.skipIf(IS_FIREFOX)(
  'the network may go once the first item is there: the next module opens and its answer is kept',
  async () => {
    const pupil = await campaign.addPupil();
    const { page, context, faults, close } = await openBrowser();
    await signIn(page, campaign.address, pupil);
    await startFrench(page);
    const bar = page.frameLocator('iframe.own-frame').frameLocator('iframe');
    await bar.getByText('4 parts égales').waitFor();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await context.setOffline(true);
    await next(page, 2);
    await bar.getByRole('button', { name: 'Part 1 sur 4' }).click();
    await bar.getByText('1 sur 4').waitFor();
    await context.setOffline(false);
    await expect.poll(() => held(pupil, 'at-barre-2')).toMatchObject({ responses: { RESPONSE: '0.25' } });
    expect(faults).toEqual([]);
    await close();
  },
);

it('a second computer goes on with what the module kept', async () => {
  const pupil = await campaign.addPupil();
  const first = await openBrowser();
  await signIn(first.page, campaign.address, pupil);
  await startFrench(first.page);
  const part = first.page
    .frameLocator('iframe.own-frame')
    .frameLocator('iframe')
    .getByRole('button', { name: 'Part 3 sur 4' });
  await part.click();
  await expect
    .poll(() => held(pupil, 'at-barre-1'))
    .toMatchObject({ states: { RESPONSE: '{"full":[0,0,1,0]}' } });
  await first.close();
  const second = await openBrowser();
  await signIn(second.page, campaign.address, pupil);
  await second.page
    .getByRole('button', { name: /Français/ })
    .first()
    .click();
  await goOnHere(second.page);
  const bar = second.page.frameLocator('iframe.own-frame').frameLocator('iframe');
  await bar.getByText('1 sur 4').waitFor();
  expect(await bar.getByRole('button', { name: 'Part 3 sur 4, coloriée' }).count()).toBe(1);
  await second.close();
});

it('a module shows what the other computer did, once its page goes on from there', async () => {
  const pupil = await campaign.addPupil();
  const [one, two] = [await openBrowser(), await openBrowser()];
  const barOf = (page: typeof one.page) => page.frameLocator('iframe.own-frame').frameLocator('iframe');
  const colour = (page: typeof one.page, part: number) =>
    barOf(page)
      .getByRole('button', { name: `Part ${part} sur 4` })
      .click();
  await signIn(one.page, campaign.address, pupil);
  await startFrench(one.page);
  await colour(one.page, 1);
  await saved(one.page);
  await signIn(two.page, campaign.address, pupil);
  await two.page
    .getByRole('button', { name: /Français/ })
    .first()
    .click();
  await goOnHere(two.page);
  await barOf(two.page).getByText('1 sur 4').waitFor();
  await colour(two.page, 3);
  await colour(two.page, 4);
  await saved(two.page);

  await colour(one.page, 2);
  await one.page.getByRole('alertdialog', { name: /aussi ouvert ailleurs/ }).waitFor();
  await one.page.getByRole('button', { name: 'Continuer ici' }).click();
  // What was coloured meanwhile and nobody saved is not there.
  await barOf(one.page).getByText('3 sur 4').waitFor();
  expect(
    await barOf(one.page)
      .locator('.bar button')
      .evaluateAll((parts) => parts.map((part) => part.ariaPressed)),
  ).toEqual(['true', 'false', 'true', 'true']);
  await colour(one.page, 2);
  await expect
    .poll(() => held(pupil, 'at-barre-1'))
    .toMatchObject({ states: { RESPONSE: '{"full":[1,1,1,1]}' } });
  expect([...one.faults, ...two.faults]).toEqual([]);
  await one.close();
  await two.close();
});

it('a module and a file are clean by axe and fit, on four sizes, the frame under the words that ask for it', async () => {
  const found: string[] = [];
  for (const [width, height] of [
    [1366, 768],
    [768, 1024],
    [390, 844],
    [683, 384],
  ] as const) {
    const pupil = await campaign.addPupil();
    const { page, close } = await openBrowser({ viewport: { width, height } });
    const look = async (what: string) => {
      const faults = await axeFaults(page);
      for (const frame of page.frames().slice(1)) faults.push(...(await axeFaults(frame)));
      if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth))
        faults.push('wider than the page');
      found.push(...faults.map((fault) => `${what} ${width}: ${fault}`));
    };
    await signIn(page, campaign.address, pupil);
    await startFrench(page);
    const bar = page.frameLocator('iframe.own-frame').frameLocator('iframe');
    await bar.getByRole('button', { name: 'Part 1 sur 4' }).click();
    await bar.getByText('1 sur 4').waitFor();
    expect(await page.locator('iframe.own-frame').getAttribute('title')).toBe(
      'Colorie trois quarts de la barre.',
    );
    await look('module');
    // What the frame holds is not cut.
    const inner = page.frames().at(-1)!;
    expect(await inner.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    for (const n of [2, 3, 4]) await next(page, n);
    await page.getByText('Aucun fichier pour le moment.').waitFor();
    await look('file');
    await close();
  }
  expect(found).toEqual([]);
});
