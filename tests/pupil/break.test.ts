/** Pages that stay open between two sequences: what opens, what comes back, and a code that is replaced meanwhile. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closeBrowsers, openBrowser } from './browser.ts';
import { Campaign, type Pupil } from './harness.ts';
import { finish, receipt, saved, signIn, startFrench } from './steps.ts';

const HOUR_MS = 3_600_000;

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start();
});
afterEach(() => {
  campaign.laterByMs = 0;
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

/** French is ended, and its receipt is on the screen. */
async function endFrench(page: Page, pupil: Pupil): Promise<void> {
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await page.getByRole('radio').first().check();
  await saved(page);
  await finish(page);
  await receipt(page);
}
/** As when a person comes back to the page. */
const lookAgain = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

it('the page of the receipt offers the next sequence once it has opened', async () => {
  // “Ça ouvre à 10 h” stood there all morning, with nothing to press.
  const pupil = await campaign.addPupil({ calendar: 5 });
  const { page, faults, close } = await openBrowser();
  // Pages ask at moments spread by chance: this one asks first.
  await page.addInitScript(() => {
    Math.random = () => 0;
  });
  campaign.laterByMs = HOUR_MS - 25_000;
  await endFrench(page, pupil);
  await page.getByText('Il te reste : Mathématiques.').waitFor();
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByRole('button', { name: 'C’est parti' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

it('a code that is replaced in the break leads to the new one, not to a sequence that does not open', async () => {
  const pupil = await campaign.addPupil({ calendar: 5 });
  const { page, faults, close } = await openBrowser();
  await endFrench(page, pupil);
  await page.getByText('Il te reste : Mathématiques. Ça ouvre').waitFor();
  await campaign.revoke(pupil);
  campaign.laterByMs = HOUR_MS + 1_000;
  await lookAgain(page);
  await page.getByRole('heading', { name: 'Ton code a été remplacé, ou n’est plus valable.' }).waitFor();
  // What was ended stays on the screen.
  await receipt(page);
  // Its lines were centred as those of the receipt are, its sign and its edge were not.
  const notice = page.locator('.notice', { hasText: 'Ton code a été remplacé' });
  expect(await notice.evaluate((one) => getComputedStyle(one).textAlign)).toBe('start');
  await page.getByRole('button', { name: 'Taper mon nouveau code' }).click();
  await page.getByLabel('Tape le nouveau code que ton enseignant t’a donné').waitFor();
  expect(faults).toEqual([]);
  await close();
});

it('that a code was replaced is seen at 200 %, wherever the page was scrolled to', async () => {
  // What could be pressed was gone, and why was out of sight: above the sequences, below the receipt.
  const { page, close } = await openBrowser({ viewport: { width: 683, height: 384 } });
  const isSeen = async () => {
    const notice = page.locator('.notice', { hasText: 'Ton code a été remplacé' });
    const box = async () => (await notice.boundingBox()) ?? { y: -1, height: 0 };
    await expect
      .poll(async () => {
        const { y, height } = await box();
        return y >= 0 && y + height <= 384;
      })
      .toBe(true);
  };
  const waiting = await campaign.addPupil({ calendar: 3 });
  await signIn(page, campaign.address, waiting);
  await page.getByRole('button', { name: 'Commencer : Mathématiques' }).waitFor();
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await campaign.revoke(waiting);
  await lookAgain(page);
  await isSeen();
  const ended = await campaign.addPupil({ calendar: 3 });
  await page.reload();
  await endFrench(page, ended);
  await page.getByText('Il te reste : Mathématiques.').waitFor();
  await campaign.revoke(ended);
  await lookAgain(page);
  await isSeen();
  await close();
});

it('the page of the sequences says that there is no network as long as it is so', async () => {
  // For up to a minute after it had come back.
  const pupil = await campaign.addPupil();
  const { page, context, close } = await openBrowser();
  // What it asks for each minute does not count here.
  await page.addInitScript(() => {
    const { setInterval: real } = window;
    window.setInterval = ((run: () => void, ms: number) =>
      ms === 60_000 ? 0 : real(run, ms)) as typeof setInterval;
  });
  await signIn(page, campaign.address, pupil);
  await context.setOffline(true);
  await lookAgain(page);
  const banner = page.getByText('Pas de réseau. Tu peux continuer');
  await banner.waitFor();
  await context.setOffline(false);
  await banner.waitFor({ state: 'detached' });
  await close();
});
