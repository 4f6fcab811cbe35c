/** A host that lies in the headers of its answers, to the real page in a browser: what it says once must not outlive it. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Alter, http, RawHost } from '../liar/matrix/raw-host.ts';
import { closeBrowsers, IS_FIREFOX, openBrowser } from './browser.ts';
import { CAMPAIGN, Campaign, type Pupil } from './harness.ts';
import { finish, receipt, saved, signIn, startFrench, typeCode } from './steps.ts';

let campaign: Campaign;
let host: RawHost;
beforeAll(async () => {
  campaign = await Campaign.start();
});
beforeEach(async () => {
  host = await RawHost.start(() => campaign.platformUrl);
});
afterEach(() => host.close());
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

const address = () => `${host.url}c/${CAMPAIGN}/`;
/** Of what a pupil's page asks with its code. */
const isCall = (path: string) => path.startsWith('/api/');
const lie = (alter: Alter) => host.tell({ swallow: null, alter });

async function isHeld(pupil: Pupil): Promise<boolean> {
  return (await campaign.held(pupil, 'francais'))?.final === true;
}

it.each([
  [
    'is to be kept for a year',
    (honest: Parameters<Alter>[1]) =>
      http({
        ...honest,
        headers: { ...honest.headers, 'cache-control': 'public, max-age=31536000, immutable' },
      }),
  ],
  [
    'has moved for ever',
    () =>
      http({
        status: 308,
        headers: { location: '/nowhere', 'cache-control': 'public, max-age=31536000, immutable' },
        body: Buffer.alloc(0),
      }),
  ],
  [
    'is gone for a year',
    () =>
      http({
        status: 410,
        headers: {
          'content-type': 'application/json',
          'cache-control': 'public, max-age=31536000, immutable',
        },
        body: Buffer.from('{"code":"already-purged"}'),
      }),
  ],
])('an answer that %s is asked for again by the next page', async (_, told) => {
  // The browser kept the lie, and gave it to the page when the host had long been honest.
  const pupil = await campaign.addPupil();
  const { context, page } = await openBrowser({ hasServiceWorker: false });
  lie(({ method, path }, honest) => (method === 'GET' && isCall(path) ? told(honest) : null));
  await page.goto(address());
  await typeCode(page, pupil.code);
  await expect.poll(() => host.told, { timeout: 120_000 }).toBeGreaterThan(1);
  const asked: string[] = [];
  lie(({ method, path, route }) => {
    if (method === 'GET' && isCall(path)) asked.push(route);
    return null;
  });
  const later = await context.newPage();
  await signIn(later, address(), pupil);
  expect(asked).toContain('me');
  expect(asked).toContain('documents/ticket');
  await startFrench(later);
  await saved(later);
  await finish(later);
  expect(await receipt(later)).not.toBe('');
  expect(await isHeld(pupil)).toBe(true);
  await context.close();
});

it.skipIf(IS_FIREFOX)(
  'an answer that says “clear what this site has stored” clears nothing of what was not sent',
  async () => {
    const pupil = await campaign.addPupil();
    const { context, page } = await openBrowser({ hasServiceWorker: false });
    await signIn(page, address(), pupil);
    await startFrench(page);
    await saved(page);
    lie(({ method, path }) =>
      isCall(path)
        ? http({
            status: method === 'PUT' ? 500 : 503,
            headers: { 'clear-site-data': '"*", "storage", "cache", "cookies"', 'set-cookie': 'a=b' },
            body: Buffer.alloc(0),
          })
        : null,
    );
    await page.getByRole('radio').first().check({ force: true });
    await expect.poll(() => host.told, { timeout: 120_000 }).toBeGreaterThan(1);
    await page.close({ runBeforeUnload: false });
    host.beHonest();
    const later = await context.newPage();
    await signIn(later, address(), pupil);
    await later.getByRole('button', { name: 'Reprendre : Français' }).click();
    await expect
      .poll(
        async () => JSON.stringify((await campaign.held(pupil, 'francais'))?.body.items.phare?.responses),
        {
          timeout: 120_000,
        },
      )
      .toContain('RESPONSE');
    expect(await context.cookies()).toEqual([]);
    await context.close();
  },
);
