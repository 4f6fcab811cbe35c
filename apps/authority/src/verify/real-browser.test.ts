/** A site as Chromium loads it, from a host that tells programs from browsers by their handshake of TLS. */
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestCertificate, trustCertificate } from '@cloison/dev-env/platform/test-certificate.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sitePagesOf } from './site-pages.ts';
import { findBrowser } from './site-visit.ts';
import { verifySite } from './verify-site.ts';

const PAGE_SCRIPT = "navigator.serviceWorker?.register('./service-worker.js');";
const INTEGRITY = `sha256-${createHash('sha256').update(PAGE_SCRIPT).digest('base64')}`;
const FILES = {
  'pupil/index.html': `<!doctype html><link rel="manifest" href="./app.webmanifest"><script type="module" crossorigin integrity="${INTEGRITY}" src="./assets/page-1a2b3c4d.js"></script>`,
  'pupil/app.webmanifest': '{"name":"x"}',
  'pupil/module-frame.html': '<!doctype html><title></title>',
  'pupil/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'pupil/service-worker.js':
    "self.addEventListener('install', (event) => event.waitUntil(caches.open('1').then((cache) => cache.add('./assets/later-1a2b3c4d.js'))));",
  'pupil/assets/page-1a2b3c4d.js': PAGE_SCRIPT,
  'pupil/assets/later-1a2b3c4d.js': 'export const later = 1;',
  'pupil/assets/style-1a2b3c4d.css': 'body { color: black }',
  'pupil/assets/font-1a2b3c4d.woff2': 'no font, and none is needed',
  'pupil/assets/argon2.worker-1a2b3c4d.js': 'postMessage(1);',
  'school/index.html': '<!doctype html><title>school</title>',
} as const;
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json',
};
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; worker-src 'self'; manifest-src 'self'; connect-src 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'integrity-policy': 'blocked-destinations=(script)',
  'cross-origin-opener-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};
const chromium = findBrowser('chromium');

let folder: string;
let host: Server;
let servers: readonly Server[] = [];
let address: string;
let args: readonly string[];
/** What a browser is served instead; null: an honest host. */
let forBrowsers: Readonly<Record<string, string>> | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-site-'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { cert, key } = trusted();
  const site = (isBrowser: boolean) =>
    createTlsServer({ cert, key }, (request, response) => {
      const path = request.url!.replace('/c/2026-6e/', '');
      const name = path
        .replace(/^ecole\//, '')
        .replace(/^(?:preparer|controle|entrainement)?$/, 'index.html');
      const file = `${path.startsWith('ecole/') ? 'school' : 'pupil'}/${name}`;
      if (!Object.hasOwn(FILES, file)) return response.writeHead(404).end();
      const other = isBrowser ? forBrowsers?.[file] : undefined;
      const type = TYPES[file.split('.').at(-1)!] ?? 'application/octet-stream';
      response
        .writeHead(200, { ...HEADERS, 'content-type': type })
        .end(other ?? readFileSync(join(folder, file)));
    });
  const [toPrograms, toBrowsers] = [site(false), site(true)];
  await Promise.all([toPrograms, toBrowsers].map(listening));
  host = createServer((socket) => {
    socket.once('data', (hello) => {
      const to = (isOfBrowser(hello) ? toBrowsers : toPrograms).address() as AddressInfo;
      const onward = connect(to.port, '127.0.0.1');
      onward.write(hello);
      socket.pipe(onward).pipe(socket);
      for (const one of [socket, onward])
        one.on('error', () => [socket, onward].map((each) => each.destroy()));
    });
  });
  await listening(host);
  servers = [host, toPrograms, toBrowsers];
  address = `https://127.0.0.1:${(host.address() as AddressInfo).port}/c/2026-6e/`;
});
afterAll(async () => {
  for (const one of servers) one.close();
  rmSync(folder, { recursive: true });
});

const listening = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

/** Of TLS: browsers that come from Chromium put a reserved cipher suite first (GREASE, RFC 8701), Node does not. */
function isOfBrowser(hello: Buffer): boolean {
  const ciphers = 44 + hello[43]!;
  const first = hello.readUInt16BE(ciphers + 2);
  return (first & 0x0f0f) === 0x0a0a && first >> 8 === (first & 0xff);
}

function trusted() {
  const certificate = makeTestCertificate(folder, Date.now());
  trustCertificate(certificate);
  const spki = new X509Certificate(certificate.cert).publicKey.export({ type: 'spki', format: 'der' });
  const hash = createHash('sha256').update(spki).digest('base64');
  args = [`--ignore-certificate-errors-spki-list=${hash}`];
  return certificate;
}

const check = async (browser: Parameters<typeof verifySite>[0]['browser']) =>
  (await verifySite({ address, pages: sitePagesOf(folder), browser })).map(
    ({ address: at, fault }) => `${fault} ${at.replace(address, '')}`,
  );

test('a host that serves browsers other files, and Node the right ones, is found by a browser alone', async () => {
  if (chromium === null) throw new Error('no Chromium, Chrome or Edge on this machine');
  const browser = { ...chromium, args };
  forBrowsers = {
    'pupil/index.html': `${FILES['pupil/index.html']}<p>`,
    'pupil/assets/later-1a2b3c4d.js': 'export const later = 2;',
    'pupil/assets/argon2.worker-1a2b3c4d.js': 'postMessage(2);',
    'pupil/app.webmanifest': '{"name":"y"}',
    'pupil/service-worker.js': `${FILES['pupil/service-worker.js']};`,
  };
  expect(await check(undefined)).toEqual([]);
  // Every other file of the list was loaded too, or it would be named as missing.
  expect((await check(browser)).toSorted()).toEqual([
    'altered ',
    'altered app.webmanifest',
    'altered assets/argon2.worker-1a2b3c4d.js',
    'altered assets/later-1a2b3c4d.js',
    'altered controle',
    'altered entrainement',
    'altered preparer',
    'altered service-worker.js',
  ]);
});
