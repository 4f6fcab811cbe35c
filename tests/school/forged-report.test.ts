/** A colleague who has the class's secret and the host put a made-up report before the others. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { School } from './harness.ts';
import { signIn } from './steps.ts';

let school: School;
const start = async (signed: boolean) => {
  school = await School.start({ signed });
  return school.addStaff('teacher', school.classes.slice(0, 1));
};
let code: string;
beforeEach(async () => {
  code = await start(true);
});
afterEach(() => school.close());
afterAll(closeBrowsers);

const UNSIGNED =
  'CP A, résultats : la plateforme présente une version que le service statistique n’a pas signée.';

async function readReport() {
  const browser = await openBrowser();
  await signIn(browser.page, school.address, code);
  await browser.page.goto(`${school.address}#/classe/0/resultats`);
  return browser;
}

/** Has the page ask again at once, as it does when the network comes back. */
const askAgain = (page: Page) => page.evaluate(() => dispatchEvent(new Event('online')));

describe('A class report that a colleague made up', () => {
  it.each([
    ['without a signature', false],
    ['with a signature of their own', true],
  ])('%s is refused and named, and the one that the office signed stays on the screen', async (_, signed) => {
    const { page, close } = await readReport();
    await page.getByText('L’item 3 des rimes ne compte plus').waitFor();
    expect(await page.getByText('n’a pas signée').count()).toBe(0);
    await school.forgeReport(school.classes[0]!, await school.manifest(), signed);
    await askAgain(page);
    await page.getByText(UNSIGNED).waitFor();
    expect(await page.getByText('L’item 3 des rimes ne compte plus').count()).toBe(1);
    expect(await page.getByText('Rapport fabriqué').count()).toBe(0);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('the platform shows a version that the statistics office did not sign').waitFor();
    // The office's next version clears the message.
    await school.publishReport(school.classes[0]!, await school.manifest());
    await askAgain(page);
    await page.getByText('the statistics office did not sign').waitFor({ state: 'detached' });
    await close();
  });

  it('is not shown to a browser that has seen no other either', async () => {
    await school.forgeReport(school.classes[0]!, await school.manifest(), true);
    const { page, close } = await readReport();
    await page.getByText(UNSIGNED).waitFor();
    expect(await page.getByText('Rapport fabriqué').count()).toBe(0);
    expect(await page.getByRole('table').count()).toBe(0);
    await close();
  });
});

describe('An authority that has replaced its key', () => {
  it('is believed by a page that is open once its keyring says so, and whoever has the old key no longer is', async () => {
    const { page, close } = await readReport();
    await page.getByText('L’item 3 des rimes ne compte plus').waitFor();
    school.replaceAuthority();
    await school.publishReport(school.classes[0]!, await school.manifest());
    await askAgain(page);
    // The publication has not come to the keyrings yet.
    await page.getByText(UNSIGNED).waitFor();
    expect(await page.getByText('L’item 3 des rimes ne compte plus').count()).toBe(1);
    await school.publishKeyrings();
    await askAgain(page);
    await page.getByText(UNSIGNED).waitFor({ state: 'detached' });
    expect(await page.getByText('L’item 3 des rimes ne compte plus').count()).toBe(1);
    await school.forgeWithOldKey(school.classes[0]!, await school.manifest());
    await askAgain(page);
    await page.getByText(UNSIGNED).waitFor();
    expect(await page.getByText('Rapport fabriqué').count()).toBe(0);
    await close();
  });
});

describe('A campaign that began before documents were signed', () => {
  it('is read to its end, by a keyring without a key', async () => {
    await school.close();
    code = await start(false);
    const { page, close } = await readReport();
    await page.getByText('L’item 3 des rimes ne compte plus').waitFor();
    await close();
  });
});

describe('A record of declarations that the platform shows and nobody can read', () => {
  it('is named and stops nothing else: the desk goes on asking, and the next good version clears the message', async () => {
    // It ended the page's questions to the platform, and was an error that nobody caught.
    const { page, faults, close } = await openBrowser();
    const rubbish = Buffer.alloc(400, 'x');
    await page.route('**/records/desk', (route) =>
      route.request().method() === 'GET'
        ? route.fulfill({ status: 200, contentType: 'application/octet-stream', body: rubbish })
        : route.continue(),
    );
    await signIn(page, school.address, code);
    await page.goto(`${school.address}#/classe/0/resultats`);
    await page.getByText('CP A, déclarations et demandes : la plateforme présente une version').waitFor();
    await page.getByText('L’item 3 des rimes ne compte plus').waitFor();
    await page.unroute('**/records/desk');
    await askAgain(page);
    await page.getByText('déclarations et demandes').waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
    await close();
  });
});
