import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSitePages, sitePagesOf } from './site-pages.ts';
import { verifySite } from './verify-site.ts';

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'";
let folder: string;
let served: string;
let server: Server;
let address: string;
let headers: Record<string, string>;
/** Path → status that is answered instead. */
let statuses: Record<string, number>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-site-'));
  const built = join(folder, 'built');
  for (const app of ['pupil', 'school']) {
    mkdirSync(join(built, app, 'assets'), { recursive: true });
    writeFileSync(join(built, app, 'index.html'), `<!doctype html><title>${app}</title>`);
    writeFileSync(join(built, app, 'assets/page-1a2b3c4d.js'), `console.log('${app}')`);
  }
  served = join(folder, 'served');
  cpSync(built, served, { recursive: true });
  headers = { 'content-security-policy': POLICY };
  statuses = {};
  server = createServer((request, response) => {
    const path = request.url!.replace('/c/2026-6e/', '');
    const app = path.startsWith('ecole/') ? 'school' : 'pupil';
    const name = path.replace(/^ecole\//, '').replace(/^(?:preparer|controle|entrainement)?$/, 'index.html');
    if (statuses[path] !== undefined) {
      response.writeHead(statuses[path], { location: '/elsewhere' }).end();
      return;
    }
    response.writeHead(200, headers).end(readFileSync(join(served, app, name)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/c/2026-6e/`;
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const pages = () => sitePagesOf(join(folder, 'built'));
const faults = async () =>
  (await verifySite({ address, pages: pages() })).map(
    ({ address: at, fault, detail }) => `${fault} ${at.replace(address, '')} ${detail}`,
  );

describe('the pages of a site', () => {
  test('that are those of the list are told as such, each address once', async () => {
    const told: string[] = [];
    const onFile = (done: number, of: number) => told.push(`${done}/${of}`);
    expect(await verifySite({ address, pages: pages(), onFile })).toEqual([]);
    expect(told).toEqual(['1/7', '2/7', '3/7', '4/7', '5/7', '6/7', '7/7']);
  });

  test('of which a byte is another are named, all of them, under every address that serves them', async () => {
    for (const file of ['pupil/index.html', 'school/assets/page-1a2b3c4d.js']) {
      writeFileSync(join(served, file), `${readFileSync(join(served, file), 'utf8')} `);
    }
    const found = await faults();
    expect(found.map((line) => line.replace(/ [0-9a-f]{64}$/, ''))).toEqual([
      'altered ',
      'altered preparer',
      'altered controle',
      'altered entrainement',
      'altered ecole/assets/page-1a2b3c4d.js',
    ]);
  });

  test('that are not there, or lead elsewhere, are named with what is answered', async () => {
    statuses = { preparer: 404, 'ecole/': 302, 'assets/page-1a2b3c4d.js': 500 };
    expect(await faults()).toEqual([
      'status assets/page-1a2b3c4d.js 500',
      'status preparer 404',
      'status ecole/ 302',
    ]);
  });

  test.each([
    ['no policy', {}],
    ['script from elsewhere', { 'content-security-policy': `${POLICY}; script-src-elem https://x.example` }],
    ['script in the page', { 'content-security-policy': POLICY.replace("'self'", "'self' 'unsafe-inline'") }],
    ['the first of two', { 'content-security-policy': `script-src *; ${POLICY}` }],
    ['no default', { 'content-security-policy': "script-src 'self'" }],
    ['a page that moves on', { 'content-security-policy': POLICY, refresh: '0; url=https://x.example' }],
    [
      'a style from elsewhere',
      { 'content-security-policy': POLICY, link: '<https://x.example>; rel=stylesheet' },
    ],
  ])('whose headers let more happen are named: %s', async (_, given) => {
    headers = given as Record<string, string>;
    const found = await faults();
    expect(found.filter((line) => line.startsWith('header  ')).length).toBe(1);
    expect(found.every((line) => line.startsWith('header'))).toBe(true);
  });

  test('may have a strict policy beside others', async () => {
    headers = { 'content-security-policy': `frame-ancestors 'none', ${POLICY}` };
    expect(await faults()).toEqual([]);
  });

  test('are not judged where nothing answers, nor at an address that is no campaign’s', async () => {
    const refused = (code: string) => expect.objectContaining({ code });
    const check = (at: string) => verifySite({ address: at, pages: pages() });
    await expect(check('http://127.0.0.1:1/c/2026-6e/')).rejects.toEqual(refused('site-unreachable'));
    for (const at of [
      'evaluation.example',
      'file:///c/2026-6e/',
      address.slice(0, -1),
      `${address}?a`,
      `${address}ecole/`,
    ]) {
      await expect(check(at), at).rejects.toEqual(refused('site-address'));
    }
    const stopped = AbortSignal.abort();
    await expect(verifySite({ address, pages: pages(), signal: stopped })).rejects.toEqual(
      refused('site-interrupted'),
    );
  });
});

describe('a list of pages', () => {
  test('comes back as it was written, and is the same from a checkout’s built apps', () => {
    const path = join(folder, 'pages.json');
    writeFileSync(path, JSON.stringify(pages()));
    expect(readSitePages(path)).toEqual(pages());
    const checkout = join(folder, 'apps');
    for (const app of ['pupil', 'school']) {
      cpSync(join(folder, 'built', app), join(checkout, app, 'dist'), { recursive: true });
      writeFileSync(join(checkout, app, 'index.html'), '<script type="module" src="/src/main.tsx"></script>');
    }
    expect(sitePagesOf(checkout)).toEqual(pages());
    rmSync(join(checkout, 'school/dist'), { recursive: true });
    expect(() => sitePagesOf(checkout)).toThrow(expect.objectContaining({ code: 'pages-not-built' }));
  });

  test.each([
    ['no JSON', '{'],
    ['another kind', JSON.stringify({ v: 1, kind: 'closing', apps: {} })],
    ['an app without a page', JSON.stringify({ v: 1, kind: 'site-pages', apps: { pupil: {}, school: {} } })],
  ])('is refused when it is none: %s', (_, text) => {
    const path = join(folder, 'pages.json');
    writeFileSync(path, text);
    expect(() => readSitePages(path)).toThrow(expect.objectContaining({ code: 'pages-invalid' }));
  });

  test.each(['../secret', '/etc/passwd', 'a//b', 'https://x.example', 'a b', ''])(
    'names files below the app alone: %j is refused',
    (name) => {
      const apps = pages().apps;
      const path = join(folder, 'pages.json');
      const list = {
        v: 1,
        kind: 'site-pages',
        apps: { ...apps, pupil: { ...apps.pupil, [name]: '0'.repeat(64) } },
      };
      writeFileSync(path, JSON.stringify(list));
      expect(() => readSitePages(path)).toThrow(expect.objectContaining({ code: 'pages-invalid' }));
    },
  );
});
