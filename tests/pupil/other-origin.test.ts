/**
 * The apps served by a machine of the authority (nginx, on another origin): what is allowed, and what it costs at
 * nine o'clock.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyOfApp } from '@cloison/dev-env/platform/app-pages.ts';
import { freePort } from '@cloison/dev-env/platform/free-ports.ts';
import { mintCode } from '@cloison/protocol';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SitePages, sitePagesOf } from '../../apps/authority/src/verify/site-pages.ts';
import { verifySite } from '../../apps/authority/src/verify/verify-site.ts';
import { writePagesElsewhere } from '../../apps/platform/src/web/pages-elsewhere.ts';
import { closeBrowsers, openBrowser } from './browser.ts';
import { CAMPAIGN, Campaign, random } from './harness.ts';
import { finish, goOnHere, receipt, saved, signIn, startFrench, typeCode } from './steps.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloison-pages-'));
let campaign: Campaign;
let nginx: ChildProcess;
let pages: string;

beforeAll(async () => {
  const port = await freePort();
  pages = `http://127.0.0.1:${port}`;
  campaign = await Campaign.start({ ahead: true, appOrigins: [pages] });
  await campaign.release('francais');
  await campaign.release('maths');
  const app = await copyOfApp('pupil', join(folder, 'app'));
  const schoolApp = await copyOfApp('school', join(folder, 'app-school'));
  const out = join(folder, 'out');
  writePagesElsewhere({ pupilApp: app, schoolApp, platform: campaign.platformUrl, out });
  nginx = await startNginx(port, join(out, 'nginx.conf'));
});
afterAll(async () => {
  await closeBrowsers();
  const gone = new Promise((resolve) => nginx.once('exit', resolve));
  nginx.kill();
  await gone;
  await campaign.close();
  rmSync(folder, { recursive: true, force: true });
});

async function startNginx(port: number, locations: string): Promise<ChildProcess> {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  const file = join(folder, 'whole.conf');
  writeFileSync(
    file,
    `daemon off; master_process off; pid ${folder}/nginx.pid; events {} http { access_log off; ${temporary}
     server { listen 127.0.0.1:${port}; include ${locations}; } }`,
  );
  const child = spawn('/usr/sbin/nginx', ['-e', 'stderr', '-p', folder, '-c', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  process.once('exit', () => child.kill());
  for (let tries = 0; tries < 3_000; tries++) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`);
    const answer = await fetch(`http://127.0.0.1:${port}/c/${CAMPAIGN}/`).catch(() => null);
    if (answer?.status === 200) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nginx does not answer: ${said}`);
}

/**
 * Every call to the platform that leaves the browser, preflights too: Playwright hides those, the protocol does not.
 */
async function watchCalls(
  context: BrowserContext,
  page: Page,
): Promise<{ calls: string[]; session: CDPSession }> {
  const session = await context.newCDPSession(page);
  const calls: string[] = [];
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', ({ request }) => {
    if (request.url.startsWith(campaign.platformUrl)) {
      calls.push(`${request.method} ${new URL(request.url).pathname.split(CAMPAIGN)[1]}`);
    }
  });
  return { calls, session };
}
const preflights = (calls: readonly string[]) => calls.filter((call) => call.startsWith('OPTIONS'));

/**
 * Waits until the page has asked for all that it will call: for each path twice, the browser's own question and the page's. A
 * question that came later would be taken for one that a call cost.
 */
async function allAsked(calls: readonly string[], ...paths: readonly string[]): Promise<void> {
  await expect
    .poll(() => preflights(calls).toSorted())
    .toEqual(paths.flatMap((path) => [`OPTIONS /${path}`, `OPTIONS /${path}`]).toSorted());
}
const OF_PUPILS = [
  'me',
  'documents/ticket',
  'records/francais',
  'keys/francais',
  'records/maths',
  'keys/maths',
] as const;

it('costs no preflight after the code is typed: not before the first item, not before a save', async () => {
  const pupil = await campaign.addPupil({ calendar: 3 });
  const { page, context, faults, close } = await openBrowser();
  const { calls } = await watchCalls(context, page);
  await page.goto(`${pages}/c/${CAMPAIGN}/`);
  await page.getByLabel('Tape le code').waitFor();
  await allAsked(calls, ...OF_PUPILS);
  // No code was looked up, so no request waited in the queue of unknown codes.
  expect(
    calls.filter((call) => / \/(?:me|documents|records|keys)/.test(call) && !call.startsWith('OPTIONS')),
  ).toEqual([]);
  calls.length = 0;
  await typeCode(page, pupil.code);
  await startFrench(page);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await saved(page);
  await finish(page);
  expect(await receipt(page)).toMatch(/\S/);
  expect(calls).toContain('GET /keys/francais');
  expect(calls.filter((call) => call === 'PUT /records/francais').length).toBeGreaterThan(1);
  expect(preflights(calls)).toEqual([]);
  expect((await campaign.held(pupil, 'francais'))?.final).toBe(true);
  // A pupil who comes back on another computer reads the record first: that request is warmed up too.
  expect(faults).toEqual([]);
  await close();
});

it('resumes on another computer without a preflight either, and the page that prepares works', async () => {
  const pupil = await campaign.addPupil({ calendar: 3 });
  const first = await openBrowser();
  await signIn(first.page, `${pages}/c/${CAMPAIGN}/`, pupil);
  await startFrench(first.page);
  await saved(first.page);
  await first.close();
  const { page, context, faults, close } = await openBrowser();
  const { calls } = await watchCalls(context, page);
  await page.goto(`${pages}/c/${CAMPAIGN}/preparer`);
  await page.getByText('Cet ordinateur est prêt.').waitFor();
  await page.getByRole('link', { name: 'Aller à la page des élèves' }).click();
  await page.getByLabel('Tape le code').waitFor();
  await allAsked(calls, ...OF_PUPILS);
  calls.length = 0;
  await typeCode(page, pupil.code);
  await page.getByRole('button', { name: 'Reprendre : Français' }).click();
  await goOnHere(page);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await saved(page);
  expect(calls).toContain('GET /records/francais');
  expect(preflights(calls)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

it('serves the school’s pages too, which call the platform and have asked before a code is typed', async () => {
  const { page, context, faults, close } = await openBrowser();
  const { calls } = await watchCalls(context, page);
  await page.goto(`${pages}/c/${CAMPAIGN}/ecole/`);
  const code = page.getByRole('textbox').first();
  await code.waitFor();
  await allAsked(calls, 'me', 'documents/keyring');
  calls.length = 0;
  await code.fill(mintCode('staff', random).text);
  await page.keyboard.press('Enter');
  // Nobody has this code: the answer comes from the platform, and can be read.
  await page
    .getByText(/n’est pas valable|n’est pas, ou n’est plus|inconnu/)
    .first()
    .waitFor();
  expect(calls).toContain('GET /documents/keyring');
  expect(preflights(calls)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

it('lets declared origins alone call, for what browsers call alone, and shows them tags and waiting times', async () => {
  const url = (path: string) => `${campaign.platformUrl}${path}`;
  const preflight = (path: string, origin: string) =>
    fetch(url(path), {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const me = `/api/1/${CAMPAIGN}/me`;
  const good = await preflight(me, pages);
  expect(good.status).toBe(204);
  const of = (response: Response, name: string) => response.headers.get(`access-control-${name}`);
  expect([of(good, 'allow-origin'), of(good, 'max-age'), of(good, 'allow-credentials')]).toEqual([
    pages,
    '86400',
    null,
  ]);
  expect(of(good, 'allow-methods')).toContain('PUT');
  expect(of(good, 'allow-headers')).toContain('authorization');
  for (const origin of ['https://ailleurs.example', 'null', pages.replace('http:', 'https:'), `${pages}0`]) {
    const bad = await preflight(me, origin);
    expect([bad.status, of(bad, 'allow-origin')]).toEqual([404, null]);
    const plain = await fetch(url(`/c/${CAMPAIGN}/campaign.json`), { headers: { origin } });
    expect([of(plain, 'allow-origin'), plain.headers.get('vary')]).toEqual([null, 'origin']);
  }
  const refused = await fetch(url(me), { headers: { origin: pages } });
  expect([refused.status, of(refused, 'allow-origin'), of(refused, 'expose-headers')]).toEqual([
    401,
    pages,
    'date, etag, retry-after, server-timing',
  ]);
  expect(refused.headers.get('timing-allow-origin')).toBe(pages);
  for (const path of [`/authority/1/${CAMPAIGN}/key`, '/healthz']) {
    expect(of(await preflight(path, pages), 'allow-origin')).toBeNull();
    expect(of(await fetch(url(path), { headers: { origin: pages } }), 'allow-origin')).toBeNull();
  }
  // The page may call there and nowhere else.
  const page = await fetch(`${pages}/c/${CAMPAIGN}/`);
  expect(page.headers.get('content-security-policy')).toContain(
    `connect-src 'self' ${campaign.platformUrl};`,
  );
  const asset = /src="\.\/(assets\/[^"]+)"/.exec(await page.text())![1]!;
  const script = await fetch(`${pages}/c/${CAMPAIGN}/${asset}`);
  expect([script.status, script.headers.get('content-type'), script.headers.get('cache-control')]).toEqual([
    200,
    'text/javascript',
    'public, max-age=31536000, immutable',
  ]);
});

it('serves what the published list of pages says, as the platform itself does with the app that it has', async () => {
  const address = `${pages}/c/${CAMPAIGN}/`;
  const elsewhere = sitePagesOf(join(folder, 'out'));
  expect(await verifySite({ address, pages: elsewhere })).toEqual([]);
  const own = join(folder, 'own');
  cpSync(join(folder, 'app'), join(own, 'pupil'), { recursive: true });
  cpSync(join(folder, 'app-school'), join(own, 'school'), { recursive: true });
  const onPlatform = async (list: SitePages) =>
    (await verifySite({ address: campaign.address, pages: list })).map(
      ({ address, fault }) =>
        `${fault} ${address.replace(campaign.address, '').replace(/(?<=^ecole\/).*/, '')}`,
    );
  // The school's app is not installed there.
  expect(new Set(await onPlatform(sitePagesOf(own)))).toEqual(new Set(['status ecole/']));
  // Elsewhere the page says where its platform is.
  expect(new Set(await onPlatform(elsewhere))).toEqual(
    new Set(['altered ', 'altered preparer', 'altered controle', 'altered entrainement', 'status ecole/']),
  );
});
