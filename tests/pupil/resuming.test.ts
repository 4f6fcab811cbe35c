/** The same code elsewhere: after a crash, beside another computer, after the end. */
import { receiptOf } from '@cloison/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SIZES } from '../school/examine.ts';
import { axeFaults } from './axe-run.ts';
import { closeBrowsers, openBrowser, openKillableBrowser } from './browser.ts';
import { Campaign } from './harness.ts';
import { finish, goOnHere, next, question, receipt, saved, signIn, startFrench } from './steps.ts';

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start();
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

it('a browser is killed in mid-sequence; another computer goes on at the same item with every acknowledged answer', async () => {
  const pupil = await campaign.addPupil();
  const first = await openKillableBrowser();
  await signIn(first.page, campaign.address, pupil);
  await startFrench(first.page);
  await first.page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await next(first.page, 2);
  await first.page.getByRole('checkbox', { name: /42/ }).check();
  await next(first.page, 3);
  await next(first.page, 4);
  await first.page.getByRole('textbox', { name: 'sous la forme d’un nombre décimal' }).fill('3,5');
  await saved(first.page);
  await first.kill();

  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await page.getByText('Commencée').waitFor();
  await page.getByRole('button', { name: 'Reprendre : Français' }).click();
  await goOnHere(page);
  await question(page, 4);
  expect(await page.getByRole('textbox', { name: 'sous la forme d’un nombre décimal' }).inputValue()).toBe(
    '3,5',
  );
  for (let back = 3; back >= 1; back--) {
    await page.getByRole('button', { name: 'Précédent' }).click();
    await question(page, back);
    if (back === 2) expect(await page.getByRole('checkbox', { name: /42/ }).isChecked()).toBe(true);
  }
  expect(await page.getByRole('radio', { name: 'Pour voir si le bateau' }).isChecked()).toBe(true);
  await finish(page);
  const shown = await receipt(page);
  const held = await campaign.held(pupil, 'francais');
  expect(held?.final).toBe(true);
  expect(shown).toBe(receiptOf(held!.hash));
  expect(held?.body.items.multiples?.responses).toEqual({ RESPONSE: ['n42'] });
  expect(faults).toEqual([]);
  await close();
});

it('a page is closed in the middle of a word, ten times, without a network: what was typed is there again', async () => {
  const pupil = await campaign.addPupil();
  const { context, page: first, close } = await openBrowser();
  let page = first;
  await context.route('**/records/**', (route) =>
    route.request().method() === 'PUT' ? route.abort() : route.continue(),
  );
  // Sealing takes its time, as on a slow computer: the page is gone before it is done.
  await context.addInitScript(() => {
    const seal = SubtleCrypto.prototype.encrypt;
    SubtleCrypto.prototype.encrypt = async function (...given) {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return seal.apply(this, given);
    };
  });
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  for (const number of [2, 3, 4]) await next(page, number);
  const field = () => page.getByRole('textbox', { name: 'sous la forme d’un nombre décimal' });
  for (let closing = 0; closing < 10; closing++) {
    await field().pressSequentially(String(closing));
    await page.close();
    page = await context.newPage();
    await signIn(page, campaign.address, pupil);
    await page.getByRole('button', { name: 'Reprendre : Français' }).click();
    await question(page, 4);
    expect(await field().inputValue()).toBe('0123456789'.slice(0, closing + 1));
    await field().press('End');
  }
  await close();
});

it('two tabs of one browser: each is asked, and no answer of one is lost to the other', async () => {
  // The tab that was behind took what the other had saved for its own, and could seal over it.
  const pupil = await campaign.addPupil();
  const { context, page: one, close } = await openBrowser();
  await signIn(one, campaign.address, pupil);
  await startFrench(one);
  await one.getByRole('radio', { name: 'Pour remplacer' }).check();
  await saved(one);
  const two = await context.newPage();
  await signIn(two, campaign.address, pupil);
  await two.getByRole('button', { name: 'Reprendre : Français' }).click();
  await goOnHere(two);
  await question(two, 1);
  await next(two, 2);
  await two.getByRole('checkbox', { name: /18/ }).check();
  await saved(two);
  // The first tab has answered as often since, without having heard of it.
  await one.bringToFront();
  for (const choice of ['Pour regarder', 'Pour sauver', 'Pour remplacer'])
    await one
      .getByRole('radio', { name: choice })
      .check({ force: true })
      .catch(() => undefined);
  const asked = one.getByRole('alertdialog', { name: /aussi ouvert/ });
  await asked.waitFor();
  await asked.getByRole('button', { name: 'Continuer ici' }).click();
  await question(one, 2);
  expect(await one.getByRole('checkbox', { name: /18/ }).isChecked()).toBe(true);
  await saved(one);
  const held = await campaign.held(pupil, 'francais');
  expect(held?.body.items.multiples?.responses).toEqual({ RESPONSE: ['n18'] });
  await close();
});

it('two computers: the one that is behind is asked, may look only, may go on exactly where the other is', async () => {
  const pupil = await campaign.addPupil();
  const one = await openBrowser();
  await signIn(one.page, campaign.address, pupil);
  await startFrench(one.page);
  await one.page.getByRole('radio', { name: 'Pour remplacer' }).check();
  await saved(one.page);
  const two = await openBrowser();
  await signIn(two.page, campaign.address, pupil);
  await two.page.getByRole('button', { name: 'Reprendre : Français' }).click();
  await goOnHere(two.page);
  await question(two.page, 1);
  await two.page.getByRole('radio', { name: 'Pour sauver' }).check();
  await next(two.page, 2);
  await two.page.getByRole('checkbox', { name: /18/ }).check();
  await saved(two.page);

  await one.page.getByRole('radio', { name: 'Pour regarder' }).check();
  const asked = one.page.getByRole('alertdialog', { name: /aussi ouvert ailleurs/ });
  await asked.waitFor();
  await one.page.getByRole('button', { name: 'Seulement regarder' }).click();
  await one.page.getByText('Lecture seule : cette séquence se poursuit').waitFor();
  await one.page.getByRole('radio', { name: 'Pour remplacer' }).click({ force: true });
  await next(one.page, 2);
  const untouched = await campaign.held(pupil, 'francais');
  expect(untouched?.body.items.phare?.responses).toEqual({ RESPONSE: 'bird' });

  await one.page.getByRole('button', { name: 'Continuer ici' }).click();
  await one.page.getByText('Lecture seule : cette séquence se poursuit').waitFor({ state: 'detached' });
  await question(one.page, 2);
  expect(await one.page.getByRole('checkbox', { name: /18/ }).isChecked()).toBe(true);
  await one.page.getByRole('checkbox', { name: /42/ }).check();
  await saved(one.page);
  const held = await campaign.held(pupil, 'francais');
  expect(held?.body.items.phare?.responses).toEqual({ RESPONSE: 'bird' });
  expect(held?.body.items.multiples?.responses).toEqual({ RESPONSE: ['n18', 'n42'] });
  expect([...one.faults, ...two.faults]).toEqual([]);
  await one.close();
  await two.close();
});

it('a pupil who only reads is told too when another computer goes on', async () => {
  const pupil = await campaign.addPupil();
  const one = await openBrowser();
  await signIn(one.page, campaign.address, pupil);
  await startFrench(one.page);
  await one.page.getByRole('radio', { name: 'Pour remplacer' }).check();
  await saved(one.page);
  const two = await openBrowser();
  await signIn(two.page, campaign.address, pupil);
  await two.page.getByRole('button', { name: 'Reprendre : Français' }).click();
  // Asked first, and nothing is taken over as long as nobody has answered.
  await two.page.getByRole('heading', { name: 'Cette séquence est déjà commencée' }).waitFor();
  const lookAgain = () => one.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await lookAgain();
  await two.page.getByRole('button', { name: 'Retour' }).click();
  await saved(one.page);
  expect(await one.page.getByRole('alertdialog').count()).toBe(0);
  await two.page.getByRole('button', { name: 'Reprendre : Français' }).click();
  await goOnHere(two.page);
  await question(two.page, 1);
  await saved(two.page);
  await lookAgain();
  await one.page.getByRole('alertdialog', { name: /aussi ouvert ailleurs/ }).waitFor();
  expect([...one.faults, ...two.faults]).toEqual([]);
  await one.close();
  await two.close();
});

it('a new sequence opens without asking for what is not there', async () => {
  const pupil = await campaign.addPupil();
  const { page, close } = await openBrowser();
  const missing: string[] = [];
  page.on('response', (response) => {
    if (response.status() === 404) missing.push(response.url());
  });
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await page.getByRole('radio', { name: 'Pour remplacer' }).check();
  await saved(page);
  expect((await campaign.held(pupil, 'francais'))?.body.items.phare).toBeDefined();
  expect(missing).toEqual([]);
  expect(said).toEqual([]);
  await close();
});

it('who comes back after the end sees the receipt again', async () => {
  const pupil = await campaign.addPupil();
  const { page, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await finish(page);
  const shown = await receipt(page);
  await page.reload();
  await signIn(page, campaign.address, pupil);
  await page.getByText('Terminée').waitFor();
  await page.getByRole('button', { name: 'Voir le reçu : Français' }).click();
  expect(await receipt(page)).toBe(shown);
  await close();
});

it('who had ended with a code that was replaced is told that the receipt on paper holds, and is given no other', async () => {
  // “Voir le reçu” ended the sequence once more, under the new code: the receipt was not the one that the pupil had copied.
  const first = await campaign.addPupil();
  const before = await openBrowser();
  await signIn(before.page, campaign.address, first);
  await startFrench(before.page);
  await finish(before.page);
  await receipt(before.page);
  await before.close();
  const ended = (await campaign.held(first, 'francais'))?.body;
  const pupil = await campaign.addPupil({ resume: { francais: ended } });
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await page.getByText('Si tu as noté un reçu, il reste bon').waitFor();
  expect(await page.getByRole('button', { name: /: Français$/ }).count()).toBe(0);
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    expect(await axeFaults(page)).toEqual([]);
  }
  expect(await campaign.held(pupil, 'francais')).toBeNull();
  expect(faults).toEqual([]);
  await close();
});
