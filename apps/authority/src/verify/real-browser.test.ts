/** A site as Chromium loads it, from a host that tells programs from browsers by their handshake of TLS. */
import { createHash, X509Certificate } from 'node:crypto';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { makeTestCertificate, trustCertificate } from '@cloison/dev-env/platform/test-certificate.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MadeUpSite, SITE_PATH } from './made-up-site.test.fixture.ts';
import { sitePagesOf } from './site-pages.ts';
import { findBrowser } from './site-visit.ts';
import { verifySite } from './verify-site.ts';

const PAGE_SCRIPT = "navigator.serviceWorker?.register('./service-worker.js');";
const INTEGRITY = `sha256-${createHash('sha256').update(PAGE_SCRIPT).digest('base64')}`;
const site = new MadeUpSite({
  'pupil/index.html': `<!doctype html><link rel="manifest" href="./app.webmanifest"><script type="module" crossorigin integrity="${INTEGRITY}" src="./assets/page-1a2b3c4d.js"></script>`,
  'pupil/module-frame.html': '<!doctype html><title></title>',
  'pupil/service-worker.js':
    "self.addEventListener('install', (event) => event.waitUntil(caches.open('1').then((cache) => cache.add('./assets/later-1a2b3c4d.js'))));",
  'pupil/assets/page-1a2b3c4d.js': PAGE_SCRIPT,
});
const chromium = findBrowser('chromium');

let host: Server;
let servers: readonly Server[] = [];
let address: string;
let args: readonly string[];
/** What a browser is served instead; null: an honest host. */
let forBrowsers: Readonly<Record<string, string>> | null = null;

beforeAll(async () => {
  const { cert, key } = trusted();
  const served = (isBrowser: boolean) =>
    createTlsServer({ cert, key }, (request, response) =>
      site.answer(request, response, isBrowser ? forBrowsers : null),
    );
  const [toPrograms, toBrowsers] = [served(false), served(true)];
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
  address = `https://127.0.0.1:${(host.address() as AddressInfo).port}${SITE_PATH}`;
});
afterAll(async () => {
  for (const one of servers) one.close();
  site.remove();
});

const listening = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

/** Of TLS: browsers that come from Chromium put a reserved cipher suite first (GREASE, RFC 8701), Node does not. */
function isOfBrowser(hello: Buffer): boolean {
  const ciphers = 44 + hello[43]!;
  const first = hello.readUInt16BE(ciphers + 2);
  return (first & 0x0f0f) === 0x0a0a && first >> 8 === (first & 0xff);
}

function trusted() {
  const certificate = makeTestCertificate(site.folder, Date.now());
  trustCertificate(certificate);
  const spki = new X509Certificate(certificate.cert).publicKey.export({ type: 'spki', format: 'der' });
  const hash = createHash('sha256').update(spki).digest('base64');
  args = [`--ignore-certificate-errors-spki-list=${hash}`];
  return certificate;
}

const check = async (browser: Parameters<typeof verifySite>[0]['browser']) =>
  (await verifySite({ address, pages: sitePagesOf(site.folder), browser })).map(
    ({ address: at, fault }) => `${fault} ${at.replace(address, '')}`,
  );

test('a host that serves browsers other files, and Node the right ones, is found by a browser alone', async () => {
  if (chromium === null) throw new Error('no Chromium, Chrome or Edge on this machine');
  const browser = { ...chromium, args };
  forBrowsers = {
    'pupil/index.html': `${site.files['pupil/index.html']}<p>`,
    'pupil/assets/later-1a2b3c4d.js': 'export const later = 2;',
    'pupil/assets/argon2.worker-1a2b3c4d.js': 'postMessage(2);',
    'pupil/app.webmanifest': '{"name":"y"}',
    'pupil/service-worker.js': `${site.files['pupil/service-worker.js']};`,
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
