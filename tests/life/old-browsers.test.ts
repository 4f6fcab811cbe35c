/** The pages in the oldest browsers that are supported, and what they say in older ones: never nothing. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { Campaign, type Pupil } from '../pupil/harness.ts';
import * as pupilSteps from '../pupil/steps.ts';
import { School } from '../school/harness.ts';
import * as schoolSteps from '../school/steps.ts';
import { NEWER, REMOVE_NEWER } from './newer-than-supported.ts';

const APPS = join(import.meta.dirname, '../../apps');
let campaign: Campaign;
let pupil: Pupil;
let school: School;
let staffCode: string;
beforeAll(async () => {
  campaign = await Campaign.start();
  pupil = await campaign.addPupil();
  school = await School.start();
  staffCode = await school.addStaff('teacher', [school.classes[0]!]);
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
  await school.close();
});

/** Puts a script before the page's and before the worker's own. */
async function before(context: BrowserContext, script: string, where: 'page' | 'worker'): Promise<void> {
  if (where === 'page') await context.addInitScript(script);
  else
    await context.route('**/argon2.worker*.js', (route) => {
      const name = basename(new URL(route.request().url()).pathname);
      const [file] = globSync(join(APPS, `{pupil,school}/dist/assets/${name}`));
      const headers = {
        'content-type': 'text/javascript',
        // Without it a page that asks for isolation takes no worker.
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
      };
      return route.fulfill({ headers, body: script + readFileSync(file!, 'utf8') });
    });
}

/** A browser that has only what every supported browser has. */
async function openOldest() {
  const opened = await openBrowser();
  await before(opened.context, REMOVE_NEWER, 'page');
  await before(opened.context, REMOVE_NEWER, 'worker');
  return opened;
}

describe('Without anything that came after the oldest supported browsers', () => {
  it('a pupil plays a sitting to its receipt', async () => {
    const { page, faults, close } = await openOldest();
    await pupilSteps.signIn(page, campaign.address, pupil);
    await pupilSteps.startFrench(page);
    await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
    await pupilSteps.next(page, 2);
    await page.getByRole('checkbox', { name: /42/ }).check();
    await pupilSteps.next(page, 3);
    await pupilSteps.next(page, 4);
    await page.getByRole('textbox', { name: 'sous la forme d’un nombre décimal' }).fill('3,5');
    await pupilSteps.saved(page);
    await pupilSteps.finish(page);
    expect(await pupilSteps.receipt(page)).toMatch(/^[0-9A-Z]{6}$/);
    expect(faults).toEqual([]);
    await close();
  });

  it('a teacher keys a row in, sees it saved, and reads results', async () => {
    const { page, faults, close } = await openOldest();
    await schoolSteps.signIn(page, school.address, staffCode);
    await schoolSteps.openEntry(page);
    await schoolSteps.typeKeys(page, 'abcdabcd');
    await schoolSteps.settled(page);
    // By class: Playwright's search by role needs a function that was taken away.
    const row = page.locator('.grid tbody tr:first-child .cell-text');
    expect(await row.allTextContents()).toEqual(['A', 'B', 'C', 'D', 'A', 'B', 'C', 'D']);
    await page.evaluate(() => {
      location.hash = '#/classe/0/resultats';
    });
    await page.locator('.domain-bar, .results-map, table').first().waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('is what these tests have: the list takes away all that it names', async () => {
    const { page, close } = await openOldest();
    await page.goto(school.address);
    const left = await page.evaluate(
      (names) =>
        names.filter((path) => {
          const parts = path.split('.');
          const last = parts.pop()!;
          const owner = parts.reduce<unknown>(
            (object, part) => (object as Record<string, unknown> | undefined)?.[part],
            globalThis,
          );
          return owner !== undefined && owner !== null && last in (owner as object);
        }),
      NEWER.map(([name]) => name),
    );
    expect(left).toEqual([]);
    await close();
  });

  it('the scripts hold no expression that Safari 16 cannot read', () => {
    const scripts = globSync(join(APPS, '{pupil,school}/dist/assets/*.js'));
    expect(scripts.length).toBeGreaterThan(5);
    // Lookbehind came with Safari 16.4, and the flag v with Chrome 112. The build lowers syntax, but not regular expressions.
    const newer = scripts.filter((file) =>
      /\(\?<[=!]|\/[dgimsuy]*v[dgimsuy]*\.(?:test|exec)\(/.test(readFileSync(file, 'utf8')),
    );
    expect(newer).toEqual([]);
  });
});

const apps: readonly [name: string, address: () => string][] = [
  ['pupils', () => campaign.address],
  ['the school', () => school.address],
];

/** What stands on a page that could not start. */
async function complaint(page: Page): Promise<string> {
  const box = page.locator('#app .cannot-start');
  await box.waitFor();
  return (await box.textContent()) ?? '';
}

describe.each(apps)('The page of %s', (_name, address) => {
  it.each([
    [
      'has no WebAssembly',
      'delete globalThis.WebAssembly;',
      /interdit WebAssembly[\s\S]*forbids WebAssembly/,
    ],
    ['is older than 2022', 'delete Object.hasOwn', /trop ancien[\s\S]*Rien n’est perdu[\s\S]*too old/],
    ['has no WebCrypto, as over http', 'delete Crypto.prototype.subtle', /trop ancien[\s\S]*too old/],
  ])('says what to do in a browser that %s', async (_what, script, words) => {
    const { context, page, close } = await openBrowser();
    await before(context, script, 'page');
    await page.goto(address());
    expect(await complaint(page)).toMatch(words);
    await close();
  });

  it.each([
    ['cannot be read', { body: 'const a = #;', contentType: 'text/javascript' }, /trop ancien[\s\S]*too old/],
    [
      'fails as it starts',
      { body: 'throw new Error()', contentType: 'text/javascript' },
      /pas pu s’ouvrir[\s\S]*could not open/,
    ],
    ['does not come', null, /Vérifiez le réseau[\s\S]*Check the network/],
  ])('says what to do when its script %s', async (_what, answer, words) => {
    const { context, page, close } = await openBrowser();
    await context.route('**/assets/index-*.js', (route) =>
      answer === null ? route.abort() : route.fulfill(answer),
    );
    // The page as it would have been built with that script: with its own hash.
    if (answer !== null)
      await context.route(address(), async (route) => {
        const response = await route.fetch();
        const hash = `sha384-${createHash('sha384').update(answer.body).digest('base64')}`;
        const html = (await response.text()).replace(
          /integrity="[^"]*"(?= src="\.\/assets\/index-)/,
          `integrity="${hash}"`,
        );
        expect(html).toContain(hash);
        await route.fulfill({ response, body: html });
      });
    await page.goto(address());
    expect(await complaint(page)).toMatch(words);
    await close();
  });

  it('says so when its script is not the one that was built', async () => {
    const { context, page, close } = await openBrowser();
    await context.route('**/assets/index-*.js', (route) =>
      route.fulfill({ body: 'document.title = "other"', contentType: 'text/javascript' }),
    );
    await page.goto(address());
    expect(await complaint(page)).toMatch(/pas pu s’ouvrir[\s\S]*could not open/);
    expect(await page.title()).not.toBe('other');
    await close();
  });

  it('says so in the form when the worker of the codes cannot work', async () => {
    const { context, page, close } = await openBrowser();
    await before(context, 'delete self.WebAssembly;', 'worker');
    await page.goto(address());
    const code = address() === school.address ? staffCode : pupil.code;
    await page.getByRole('textbox').first().fill(code);
    await page.keyboard.press('Enter');
    await page.getByText(/Ce navigateur est trop ancien, ou un réglage/).waitFor();
    expect((await page.getByRole('textbox').first().inputValue()).replace(/\W/g, '')).toBe(
      code.replace(/\W/g, ''),
    );
    await close();
  });

  it('is not blank when a screen fails', async () => {
    const { page, close } = await openBrowser();
    await page.goto(address());
    await page.getByRole('button', { name: 'English' }).waitFor();
    await page.evaluate(() => {
      const english = [...document.querySelectorAll('button')].find(
        ({ textContent }) => textContent === 'English',
      )!;
      // The first thing that is drawn from now on fails: pressed in the same step, before anything else is drawn.
      Array.prototype.map = () => {
        throw new Error('a screen that fails');
      };
      english.click();
    });
    await page.getByText('Cette page ne s’affiche pas.').waitFor();
    await page.getByText('This page cannot be shown.').waitFor();
    await close();
  });
});
