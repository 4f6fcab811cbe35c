import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request as plainRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSitePages, sitePagesOf } from './site-pages.ts';
import { verifySite } from './verify-site.ts';
import { type SitePass, watchSite } from './watch-site.ts';

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const HEADERS = {
  'content-security-policy': POLICY,
  'integrity-policy': 'blocked-destinations=(script)',
  'cross-origin-opener-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};
let folder: string;
let served: string;
let server: Server;
let address: string;
let headers: Record<string, string>;
let asked: IncomingMessage[];
/** Path → status that is answered instead. */
let statuses: Record<string, number>;
/** Path → how it says that it is compressed, which it is not. */
let encodings: Record<string, string>;
/** Path that is never answered. */
let silent: string | null;

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
  headers = HEADERS;
  statuses = {};
  encodings = {};
  silent = null;
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    const path = request.url!.replace('/c/2026-6e/', '');
    const app = path.startsWith('ecole/') ? 'school' : 'pupil';
    const name = path.replace(/^ecole\//, '').replace(/^(?:preparer|controle|entrainement)?$/, 'index.html');
    if (statuses[path] !== undefined) {
      response.writeHead(statuses[path], { location: '/elsewhere' }).end();
      return;
    }
    if (path === silent) return;
    const encoding = encodings[path];
    const all = encoding === undefined ? headers : { ...headers, 'content-encoding': encoding };
    response.writeHead(200, all).end(readFileSync(join(served, app, name)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/c/2026-6e/`;
});
afterEach(async () => {
  server.closeAllConnections();
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

  test('have one whose policy stands in its bytes: they are compared, whatever policy it is served with', async () => {
    for (const root of ['built', 'served'])
      writeFileSync(join(folder, root, 'pupil', 'module-frame.html'), '<!doctype html><title></title>');
    headers = {};
    expect((await faults()).filter((one) => one.includes('module-frame'))).toEqual([]);
    writeFileSync(join(served, 'pupil', 'module-frame.html'), '<!doctype html><title>x</title>');
    expect((await faults()).filter((one) => one.includes('altered module-frame.html'))).toHaveLength(1);
  });

  test('of which a byte is another are named, all of them, under every address that serves them', async () => {
    for (const file of ['pupil/index.html', 'school/assets/page-1a2b3c4d.js']) {
      writeFileSync(join(served, file), `${readFileSync(join(served, file), 'utf8')} `);
    }
    const found = await faults();
    expect(found.map((line) => line.replace(/ [0-9a-f]{64}$/, '')).toSorted()).toEqual([
      'altered ',
      'altered controle',
      'altered ecole/assets/page-1a2b3c4d.js',
      'altered entrainement',
      'altered preparer',
    ]);
  });

  test('that are not there, or lead elsewhere, are named with what is answered', async () => {
    statuses = { preparer: 404, 'ecole/': 302, 'assets/page-1a2b3c4d.js': 500 };
    expect((await faults()).toSorted()).toEqual([
      'status assets/page-1a2b3c4d.js 500',
      'status ecole/ 302',
      'status preparer 404',
    ]);
  });

  test('of which one comes in no shape that can be read are told of all the same, what else is altered with it', async () => {
    // The check ended there with “does not answer”, and what it had found was told to nobody.
    writeFileSync(join(served, 'pupil/index.html'), 'x');
    encodings = { 'assets/page-1a2b3c4d.js': 'gzip', 'ecole/assets/page-1a2b3c4d.js': 'x-own' };
    expect((await faults()).map((line) => line.replace(/ [0-9a-f]{64}$/, '')).toSorted()).toEqual([
      'altered ',
      'altered controle',
      'altered entrainement',
      'altered preparer',
      'missing assets/page-1a2b3c4d.js ',
      'missing ecole/assets/page-1a2b3c4d.js ',
    ]);
  });

  test('that are answered with another protocol than was asked for end the check', async () => {
    // Node tells nobody of such an answer, and the check waited for ever.
    silent = 'preparer';
    server.on('request', (request) => {
      if (!request.url!.endsWith('preparer')) return;
      request.socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n');
    });
    await expect(verifySite({ address, pages: pages(), answerMs: 60_000 })).rejects.toEqual(
      expect.objectContaining({
        code: 'site-unreachable',
        data: expect.objectContaining({ why: 'no-http' }),
      }),
    );
  });

  test('of which one never comes end the check there, which says what it had found', async () => {
    writeFileSync(join(served, 'pupil/index.html'), 'x');
    silent = 'assets/page-1a2b3c4d.js';
    const found = await verifySite({ address, pages: pages(), answerMs: 100 });
    expect(found.map(({ fault, address: at }) => `${fault} ${at.replace(address, '')}`)).toEqual([
      'altered ',
      'missing assets/page-1a2b3c4d.js',
    ]);
  });

  test.each([
    ['no policy', { 'content-security-policy': '' }],
    ['script from elsewhere', { 'content-security-policy': `${POLICY}; script-src-elem https://x.example` }],
    ['script in the page', { 'content-security-policy': POLICY.replace("'self'", "'self' 'unsafe-inline'") }],
    ['the first of two', { 'content-security-policy': `script-src *; ${POLICY}` }],
    ['no default', { 'content-security-policy': POLICY.replace("default-src 'none'; ", '') }],
    ['script made of text', { 'content-security-policy': POLICY.replace('require-trusted-types-for', 'x') }],
    ['a frame around it', { 'content-security-policy': POLICY.replace('frame-ancestors', 'x') }],
    ['scripts without hashes', { 'integrity-policy': 'blocked-destinations=(style)' }],
    ['a window that opened it', { 'cross-origin-opener-policy': 'unsafe-none' }],
    ['types that are guessed', { 'x-content-type-options': '' }],
    ['a page that moves on', { refresh: '0; url=https://x.example' }],
    ['a style from elsewhere', { link: '<https://x.example>; rel=stylesheet' }],
    ['a cookie, by which a browser is known again', { 'set-cookie': 'pupil=1' }],
  ])('whose headers let more happen are named: %s', async (_, given) => {
    headers = { ...HEADERS, ...(given as Record<string, string>) };
    const found = await faults();
    expect(found.filter((line) => line.startsWith('header  ')).length).toBe(1);
    expect(found.every((line) => line.startsWith('header'))).toBe(true);
  });

  test('may have a strict policy beside others', async () => {
    headers = { ...HEADERS, 'content-security-policy': `base-uri 'none', ${POLICY}` };
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

describe('a check', () => {
  const header = (request: IncomingMessage, name: string) => request.headers[name];

  test('asks as a browser loads a page: its order, its headers, one connection, and nothing of a program’s', async () => {
    const html =
      '<!doctype html><script src="./assets/start-00000000.js"></script><script type="module" crossorigin src="./assets/page-1a2b3c4d.js"></script>' +
      '<link rel="stylesheet" crossorigin href="./assets/style-00000000.css"><link rel="icon" href="./icon.svg">';
    for (const place of ['built', 'served']) {
      for (const [file, text] of [
        ['index.html', html],
        ['assets/start-00000000.js', ''],
        ['assets/style-00000000.css', ''],
        ['assets/argon2.worker-00000000.js', ''],
        ['assets/a-00000000.woff2', ''],
        ['icon.svg', ''],
        ['service-worker.js', ''],
      ] as const) {
        writeFileSync(join(folder, place, 'pupil', file), text);
      }
    }
    expect(await verifySite({ address, pages: pages(), random: () => 0 })).toEqual([]);
    expect(
      asked
        .slice(0, 8)
        .map((request) => [
          request.url!.replace('/c/2026-6e/', ''),
          ...['sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site', 'accept'].map((name) =>
            header(request, name),
          ),
        ]),
    ).toEqual([
      ['', 'document', 'navigate', 'none', expect.stringMatching(/^text\/html,application\/xhtml\+xml/)],
      ['assets/start-00000000.js', 'script', 'no-cors', 'same-origin', '*/*'],
      ['assets/page-1a2b3c4d.js', 'script', 'cors', 'same-origin', '*/*'],
      ['assets/style-00000000.css', 'style', 'cors', 'same-origin', 'text/css,*/*;q=0.1'],
      ['icon.svg', 'image', 'no-cors', 'same-origin', expect.stringMatching(/^image\/avif/)],
      ['assets/a-00000000.woff2', 'font', 'cors', 'same-origin', '*/*'],
      ['assets/argon2.worker-00000000.js', 'worker', 'same-origin', 'same-origin', '*/*'],
      ['service-worker.js', 'serviceworker', 'same-origin', 'same-origin', '*/*'],
    ]);
    for (const request of asked) {
      expect(header(request, 'user-agent')).toMatch(
        /^Mozilla\/5\.0 \(Windows NT 10\.0; Win64; x64\).* Chrome\/\d+/,
      );
      expect(header(request, 'accept-language')).toMatch(/^fr-FR,fr/);
      expect(header(request, 'accept-encoding')).toBe('gzip, deflate, br, zstd');
      expect(request.rawHeaders.slice(0, 3)).toEqual(['Host', new URL(address).host, 'Connection']);
    }
    expect(new Set(asked.map(({ socket }) => socket.remotePort)).size).toBe(1);
    asked = [];
    await verifySite({ address, pages: pages(), random: () => 0.99 });
    expect(header(asked[0]!, 'user-agent')).toContain('Firefox');
  });

  test('goes through the proxy that it is given, and sees what is served there', async () => {
    const through: string[] = [];
    const proxy = createServer((request, response) => {
      through.push(request.url!);
      const { method, headers: given } = request;
      plainRequest(request.url!, { method: method!, headers: given }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        if (request.url!.endsWith('.js')) response.end('other');
        else answer.pipe(response);
        answer.resume();
      }).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const place = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    headers = { ...headers, 'transfer-encoding': 'chunked' };
    const passes: SitePass[] = [];
    const waits: number[] = [];
    const all = await watchSite({
      address,
      pages: pages(),
      browsers: [null],
      via: [null, place],
      everyMs: 3_600_000,
      jitterMs: 1_800_000,
      passes: 3,
      random: () => 0.75,
      sleep: async (ms) => void waits.push(ms),
      onPass: (pass) => passes.push(pass),
    });
    expect(passes).toEqual(all);
    expect(passes.map(({ via, faults: found }) => [via, found.length])).toEqual([
      [null, 0],
      [place, 2],
      [null, 0],
      [place, 2],
      [null, 0],
      [place, 2],
    ]);
    expect(waits).toEqual([4_500_000, 4_500_000]);
    expect(through.every((url) => url.startsWith(address))).toBe(true);
    await new Promise((resolve) => proxy.close(resolve));
    // A way that is closed is told, and does not end the watch.
    const [closed, open] = await watchSite({
      address,
      pages: pages(),
      browsers: [null],
      via: [place, null],
      everyMs: 1,
      jitterMs: 0,
      passes: 1,
      random: () => 0.75,
      sleep: async () => {},
      onPass: () => {},
    });
    expect([closed!.via, closed!.unreachable?.code]).toEqual([place, 'site-unreachable']);
    expect([open!.via, open!.unreachable, open!.faults]).toEqual([null, null, []]);
  });

  test('lets the import map of the page by its hash, and no other', async () => {
    const map = '{"integrity":{}}';
    const html = `<!doctype html><script type="importmap">${map}</script>`;
    for (const place of ['built', 'served']) writeFileSync(join(folder, place, 'school/index.html'), html);
    const lets = (text: string) =>
      POLICY.replace("'self'", `'self' 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    headers = { ...HEADERS, 'content-security-policy': lets(map) };
    expect(await faults()).toEqual([
      `header  content-security-policy: ${lets(map)}`,
      `header preparer content-security-policy: ${lets(map)}`,
      `header controle content-security-policy: ${lets(map)}`,
      `header entrainement content-security-policy: ${lets(map)}`,
    ]);
    headers = { ...HEADERS, 'content-security-policy': lets('alert(1)') };
    expect((await faults()).filter((line) => line.startsWith('header'))).toHaveLength(5);
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

  test('is refused where it is no JSON, by line and column', () => {
    const path = join(folder, 'pages.json');
    writeFileSync(path, '{\n "v": 1,\n "kind" "site-pages"\n}');
    expect(() => readSitePages(path)).toThrow(`${path}:3:9 `);
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
