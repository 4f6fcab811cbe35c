/** A pupil at a keyboard, from the code to the receipt: every interaction, in Chromium, on the real platform. */
import { receiptOf } from '@cloison/protocol';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeBrowsers, IS_FIREFOX, openBrowser } from './browser.ts';
import { Campaign } from './harness.ts';
import { finish, next, receipt, saved, signIn, startFrench } from './steps.ts';

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start();
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

/** What the nine items should hold in the end. */
const EXPECTED = {
  phare: { RESPONSE: 'boat' },
  multiples: { RESPONSE: ['n18', 'n42'] },
  accords: { R1: 'b', R2: 'a' },
  calcul: { R1: '3,5', R2: 'quatre-vingts' },
  'vrai-faux': { RESPONSE: ['s1 false', 's2 true', 's3 unknown'] },
  contraires: { RESPONSE: ['begin finish', 'light heavy', 'up down'] },
  etapes: { RESPONSE: ['wait', 'climb', 'see', 'hug'] },
  nombres: { RESPONSE: ['b', 'e', 'c'] },
  redaction: { RESPONSE: 'Maman !\nJe t’ai vue de là-haut.' },
};

/** Moves the focus forward, as a pupil without a mouse does, until it is on what has this name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const { activeElement: at } = document;
      const words = at instanceof HTMLInputElement ? at.closest('label')?.textContent : at?.textContent;
      return (at?.getAttribute('aria-label') ?? words ?? '').replace(/\s+/g, ' ');
    });
    if (name.test(here)) return;
  }
  throw new Error(`not reached by keys: ${name}`);
}
const press = async (page: Page, name: RegExp, key = 'Space') => {
  await tabTo(page, name);
  await page.keyboard.press(key);
};

async function answerByKeys(page: Page): Promise<void> {
  const go = async (number: number) => {
    await press(page, /^Suivant$/, 'Enter');
    await page.getByRole('heading', { name: `Question ${number} sur 9` }).waitFor();
  };
  await press(page, /^Pour remplacer/);
  await page.keyboard.press('ArrowDown');
  await go(2);
  await press(page, /42/);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await go(3);
  await tabTo(page, /^Hier, les enfants$/);
  await page.keyboard.type('ont');
  await tabTo(page, /^couru vers le phare ; ils$/);
  await page.keyboard.press('ArrowDown');
  await go(4);
  await tabTo(page, /^Écris 7\/2 sous la forme d’un nombre décimal$/);
  await page.keyboard.type('3,5');
  await tabTo(page, /^Écris 80 en lettres$/);
  await page.keyboard.type('quatre-vingts');
  await go(5);
  await press(page, /bord d’un lac. : Vrai/);
  await page.keyboard.press('ArrowRight');
  await press(page, /partie en mer. : Vrai/);
  await press(page, /en été. : Vrai/);
  await page.keyboard.press('ArrowLeft');
  await go(6);
  for (const [source, target] of [
    ['commencer', 'finir'],
    ['léger', 'lourd'],
    ['monter', 'descendre'],
  ]) {
    await press(page, new RegExp(`^${source}$`));
    await press(page, new RegExp(`^${target}$`));
    // Back to the start of the item, to read it again in its order.
    await page.getByRole('heading', { level: 1 }).focus();
  }
  await go(7);
  await press(page, /^Déplacer « La nuit tombe/, 'ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.getByRole('heading', { level: 1 }).focus();
  await press(page, /^Descendre « Ilan aperçoit/);
  await go(8);
  for (const name of [/^Ajouter « 3,9 »$/, /^Ajouter « 3,2 »$/, /^Ajouter « 3,19 »$/]) {
    await page.getByRole('heading', { level: 1 }).focus();
    await press(page, name);
  }
  await go(9);
  await tabTo(page, /^$/);
  await page.keyboard.type('Maman !\nJe t’ai vue de là-haut.');
}

it('every interaction is answered by keys alone, saved, and sealed for the authority as it was meant', async () => {
  const pupil = await campaign.addPupil();
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await answerByKeys(page);
  await saved(page);
  const before = await campaign.held(pupil, 'francais');
  expect(before?.final).toBe(false);
  const answers = Object.entries(before!.body.items).map(([id, { responses }]) => [id, responses]);
  expect(Object.fromEntries(answers)).toEqual(EXPECTED);
  await finish(page);
  const shown = await receipt(page);
  const held = await campaign.held(pupil, 'francais');
  expect(held?.final).toBe(true);
  expect(shown).toBe(receiptOf(held!.hash));
  expect(held!.body.items.phare!.ms).toBeGreaterThan(0);
  expect(held!.body.items.phare!.visits).toBe(1);
  expect(await page.getByRole('button').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

it('a row is dragged by the pointer, and what is full says so', async () => {
  const pupil = await campaign.addPupil({ booklet: ['etapes', 'multiples', 'contraires'] });
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await page.getByText('Tu n’as pas encore répondu.').waitFor();
  const handle = page.getByRole('button', { name: /^Déplacer « La nuit tombe/ });
  const from = (await handle.boundingBox())!;
  const to = (await page.getByRole('button', { name: /^Déplacer « Ilan aperçoit/ }).boundingBox())!;
  await page.mouse.move(from.x + 10, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 10, to.y + 40, { steps: 8 });
  await page.mouse.move(to.x + 10, to.y - 4, { steps: 4 });
  await page.mouse.up();
  await saved(page);
  expect((await campaign.held(pupil, 'francais'))?.body.items.etapes?.responses).toEqual({
    RESPONSE: ['wait', 'see', 'climb', 'hug'],
  });
  // A mouse drags a row by its words, too.
  const row = (words: string) => page.locator('.order-content', { hasText: words });
  const words = (await row('Ilan serre sa mère').boundingBox())!;
  const above = (await row('La nuit tombe').boundingBox())!;
  await page.mouse.move(words.x + 10, words.y + 10);
  await page.mouse.down();
  await page.mouse.move(words.x + 10, above.y - 4, { steps: 8 });
  await page.mouse.up();
  await expect
    .poll(async () => (await campaign.held(pupil, 'francais'))?.body.items.etapes?.responses)
    .toEqual({ RESPONSE: ['hug', 'wait', 'see', 'climb'] });
  await next(page, 2);
  for (const name of ['16', '18']) await page.getByRole('checkbox', { name: new RegExp(name) }).check();
  await page.getByRole('checkbox', { name: /42/ }).click();
  await page.getByText('2 réponses au maximum').waitFor();
  expect(await page.getByRole('checkbox', { name: /42/ }).isChecked()).toBe(false);
  await next(page, 3);
  // From the right to the left works as well.
  await page.getByRole('button', { name: 'grand', exact: true }).click();
  await page.getByRole('button', { name: 'commencer', exact: true }).click();
  await page.getByRole('button', { name: 'Séparer « commencer » et « grand »' }).click();
  await saved(page);
  expect((await campaign.held(pupil, 'francais'))?.body.items.contraires?.responses).toEqual({});
  expect(faults).toEqual([]);
  await close();
});

// Firefox's driver drags with other events than a mouse.
it.skipIf(IS_FIREFOX)('choices are dragged to their places, along the places and back', async () => {
  const pupil = await campaign.addPupil({ booklet: ['nombres'] });
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  const place = (n: number) => page.locator('.order-list > li').nth(n - 1);
  const choice = (words: string) => page.locator('.order-bank').getByText(words, { exact: true });
  const drag = async (from: Locator, to: Locator) => {
    const [one, other] = [(await from.boundingBox())!, (await to.boundingBox())!];
    await page.mouse.move(one.x + one.width / 2, one.y + one.height / 2);
    await page.mouse.down();
    await page.mouse.move(other.x + other.width / 2, other.y + other.height / 2, { steps: 5 });
    await page.mouse.up();
  };
  await drag(choice('3,9'), place(1));
  await drag(choice('3,19'), place(3));
  await drag(choice('3,2'), place(2));
  const placed = () => expect.poll(() => page.locator('.order-list .order-content').allTextContents());
  await placed().toEqual(['3,9', '3,2', '3,19']);
  await drag(place(3).locator('.order-content'), place(1));
  await placed().toEqual(['3,19', '3,9', '3,2']);
  await drag(place(1).locator('.order-content'), page.locator('.order-bank'));
  await placed().toEqual(['3,9', '3,2']);
  await page.getByRole('button', { name: 'Place 3 : rien encore' }).click();
  await page.getByRole('button', { name: 'Place 3 : rien encore', pressed: true }).waitFor();
  await page.getByRole('button', { name: 'Ajouter « 3,091 »' }).click();
  await expect
    .poll(async () => (await campaign.held(pupil, 'francais'))?.body.items.nombres?.responses)
    .toEqual({ RESPONSE: ['b', 'e', 'd'] });
  expect(faults).toEqual([]);
  await close();
});

it('typing is saved within a second, without leaving the field', async () => {
  const pupil = await campaign.addPupil({ booklet: ['redaction'] });
  const { page, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await saved(page);
  // It is over in a second: looked for from before the first key.
  const saving = page.locator('.save-indicator[data-state="saving"]').waitFor();
  await page.getByRole('textbox').pressSequentially('Bonjour');
  await saving;
  await saved(page);
  expect((await campaign.held(pupil, 'francais'))?.body.items.redaction?.responses).toEqual({
    RESPONSE: 'Bonjour',
  });
  await close();
});

it('at the end of the time everything is saved and finished, and that is explained', async () => {
  const pupil = await campaign.addPupil({ limitMs: 300_000 });
  const { page, faults, close } = await openBrowser();
  await page.clock.install();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  // From here on time passes when the test says so.
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
  const last = page.getByText('Moins d’1 min').first();
  while (!(await last.isVisible())) await page.clock.runFor(10_000);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await page.clock.runFor(60_000);
  await page.clock.resume();
  await page.getByRole('heading', { name: 'Le temps est écoulé. C’est terminé !' }).waitFor();
  const held = await campaign.held(pupil, 'francais');
  expect(held?.final).toBe(true);
  expect(held?.body.items.phare?.responses).toEqual({ RESPONSE: 'boat' });
  expect(await receipt(page)).toBe(receiptOf(held!.hash));
  expect(faults).toEqual([]);
  await close();
});

it('the next sequence is offered only after a pause, and opens at its own instructions', async () => {
  const pupil = await campaign.addPupil({ calendar: 3 });
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  // Counted in the page, in the step in which the offer appears.
  const atFirst = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new MutationObserver((_, observer) => {
          if (document.querySelector('.ending-next') === null) return;
          observer.disconnect();
          resolve(document.querySelectorAll('button').length);
        }).observe(document.body, { childList: true, subtree: true });
      }),
  );
  await finish(page);
  await receipt(page);
  await page.getByText('Il te reste : Mathématiques.').waitFor();
  expect(await atFirst).toBe(0);
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByRole('heading', { name: 'Mathématiques' }).waitFor();
  await page.getByRole('button', { name: 'C’est parti' }).click();
  await page.getByRole('heading', { name: 'Question 1 sur 2' }).waitFor();
  await page.getByRole('checkbox', { name: /42/ }).check();
  await saved(page);
  expect((await campaign.held(pupil, 'maths'))?.body.items['multiples-2']?.responses).toEqual({
    RESPONSE: ['n42'],
  });
  expect(faults).toEqual([]);
  await close();
});

it('the end says what is still to do, also where it opens another day', async () => {
  // It said that nothing was left to do.
  const pupil = await campaign.addPupil({ calendar: 0 });
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await finish(page);
  await receipt(page);
  await page.getByText(/^Il te reste\s: Mathématiques\. Ça ouvre \S+ \d+ \S+ à \d+ h \d\d\.$/).waitFor();
  expect(await page.getByText('plus rien à faire').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});
