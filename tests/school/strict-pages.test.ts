/** What a page's own policy keeps from running, tried in the page: text as markup, strange workers, scripts without a hash. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowsers, openBrowser, type PupilBrowser } from '../pupil/browser.ts';
import { School } from './harness.ts';

let school: School;
let browser: PupilBrowser;
const asked = new Set<string>();
beforeAll(async () => {
  school = await School.start();
  browser = await openBrowser();
  browser.page.on('request', (request) => asked.add(new URL(request.url()).origin));
  await browser.page.goto(school.address);
  await browser.page.getByRole('textbox').waitFor();
  await browser.page.waitForLoadState('networkidle');
});
afterAll(async () => {
  await closeBrowsers();
  await school.close();
});

/** `ran`, or the name of the error. The policy is expected to be broken here. */
const tried = (what: string) =>
  browser.page.evaluate<string>(
    `(async () => { try { await (${what})(); return 'ran'; } catch (error) { return error.name; } })()`,
  );

describe('A page', () => {
  it('asks nobody but its own site for anything', () => {
    expect([...asked]).toEqual([new URL(school.url).origin]);
  });

  it.each([
    ['markup from text', `() => { document.body.innerHTML = '<p>x</p>'; }`, 'TypeError'],
    ['markup from a parser', `() => new DOMParser().parseFromString('<p>x</p>', 'text/html')`, 'TypeError'],
    ['a policy of somebody else’s', `() => trustedTypes.createPolicy('mine', {})`, 'TypeError'],
    ['a worker from elsewhere', `() => new Worker('https://elsewhere.example/x.js')`, 'TypeError'],
    ['a worker of content', `() => new Worker('/c/2026-ecole/content/${'0'.repeat(64)}')`, 'TypeError'],
    [
      'a script of its own folder without a hash',
      `async () => {
        const { href } = new URL('./assets/', location.href);
        const name = performance.getEntriesByType('resource').map(({ name }) => name).find((name) => name.includes('argon2.worker'));
        await import(name);
      }`,
      'TypeError',
    ],
  ])('does not take %s', async (_, what, error) => {
    expect(await tried(what)).toBe(error);
  });

  it('loads later scripts by the hashes that it names', async () => {
    expect(
      await tried(`async () => {
        const { integrity } = JSON.parse(document.querySelector('script[type=importmap]').textContent);
        const later = Object.keys(integrity).filter((name) => !document.querySelector('script[src="' + name + '"]'));
        if (later.length === 0) throw new Error('nothing is loaded later');
        for (const name of later) await import(new URL(name, location.href));
      }`),
    ).toBe('ran');
  });
});
