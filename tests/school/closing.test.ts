/**
 * A page that is closed, left or reloaded at any moment, before anything was sent: every cell that was on screen
 * comes back.
 */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { School } from './harness.ts';
import { currentCellOf, gridTexts, openEntry, signIn } from './steps.ts';

const CLOSINGS = 36;
const SEED = 20_261_129;

/** How a page goes, and the page that comes after it. */
const WAYS: Readonly<Record<string, (page: Page, context: BrowserContext) => Promise<Page>>> = {
  closed: async (page, context) => {
    await page.close();
    return context.newPage();
  },
  left: async (page) => {
    await page.goto('about:blank');
    return page;
  },
  reloaded: async (page) => {
    await page.reload();
    return page;
  },
};

/** Numerical Recipes' linear congruential generator: a run can be played again. */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

afterAll(closeBrowsers);

it('loses no cell in 36 closings at random moments', async () => {
  const school = await School.start({ pupils: 25 });
  const code = await school.addStaff('teacher', [school.classes[0]!]);
  const { context, page: first, faults, close } = await openBrowser();
  // A page that closes may send requests that this does not see, so reading stays possible.
  await context.route('**/records/**', (route) =>
    route.request().method() === 'PUT' ? route.abort() : route.continue(),
  );
  // A page with unsent work asks before it is left. Leaving all the same loses nothing.
  context.on('dialog', (dialog) => void dialog.accept());
  const below = randomBelow(SEED);
  const lost: string[] = [];
  let typed: string[] = [];
  let page = first;
  for (let closing = 0; closing <= CLOSINGS; closing++) {
    await signIn(page, school.address, code);
    // A page that was reloaded is at the grid already.
    if (page.url().includes('/saisie/')) await currentCellOf(page).waitFor();
    else await openEntry(page);
    const kept = (await gridTexts(page)).flat().filter((text) => text !== '');
    if (kept.join('') !== typed.join(''))
      lost.push(`closing ${closing}: ${typed.join('')} → ${kept.join('')}`);
    typed = kept;
    if (closing === CLOSINGS) break;
    const keys = 1 + below(5);
    for (let key = 0; key < keys; key++) {
      const letter = 'abcd'[below(4)]!;
      await page.keyboard.press(letter);
      typed.push(letter.toUpperCase());
    }
    const pauseMs = [0, 0, 0, 5, 40][below(5)]!;
    if (pauseMs > 0) await page.waitForTimeout(pauseMs);
    const ways = Object.values(WAYS);
    page = await ways[below(ways.length)]!(page, context);
  }
  expect(lost).toEqual([]);
  expect(typed.length).toBeGreaterThan(CLOSINGS);
  expect(faults).toEqual([]);
  await close();
  await school.close();
});
