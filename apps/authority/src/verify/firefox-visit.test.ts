/**
 * A site as Firefox loads it, from a host that serves Firefox other files. Starting Firefox costs as much as a hundred other
 * tests: `npm run test:firefox` asks for it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sitePagesOf } from './site-pages.ts';
import { findBrowser } from './site-visit.ts';
import { verifySite } from './verify-site.ts';

const FILES = {
  'pupil/index.html':
    '<!doctype html><link rel="manifest" href="./app.webmanifest"><script type="module" crossorigin src="./assets/page-1a2b3c4d.js"></script>',
  'pupil/app.webmanifest': '{"name":"x"}',
  'pupil/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'pupil/service-worker.js': 'self.x = 1;',
  'pupil/assets/page-1a2b3c4d.js': "navigator.serviceWorker?.register('./service-worker.js');",
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
};
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; manifest-src 'self'; connect-src 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'integrity-policy': 'blocked-destinations=(script)',
  'cross-origin-opener-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

let folder: string;
let host: Server;
let address: string;
/** What Firefox is served instead. */
let forFirefox: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-site-'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  host = createServer((request, response) => {
    const path = (request.url ?? '').replace('/c/2026-6e/', '');
    const name = path.replace(/^ecole\//, '').replace(/^(?:preparer|controle|entrainement)?$/, 'index.html');
    const file = `${path.startsWith('ecole/') ? 'school' : 'pupil'}/${name}`;
    if (!Object.hasOwn(FILES, file)) return void response.writeHead(404).end();
    const other = request.headers['user-agent']?.includes('Firefox/') ? forFirefox[file] : undefined;
    const type = TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    response
      .writeHead(200, { ...HEADERS, 'content-type': type })
      .end(other ?? readFileSync(join(folder, file)));
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(host.address() as AddressInfo).port}/c/2026-6e/`;
});
afterAll(() => {
  host.closeAllConnections();
  host.close();
  rmSync(folder, { recursive: true });
});

const firefox = findBrowser('firefox');

test.skipIf(firefox === null || process.env.CLOISON_TEST_BROWSER !== 'firefox')(
  'a host that serves Firefox other files is found by Firefox, which loads every file of the list',
  async () => {
    const check = async () =>
      (await verifySite({ address, pages: sitePagesOf(folder), browser: firefox ?? undefined }))
        .map(({ address: at, fault }) => `${fault} ${at.replace(address, '')}`)
        .toSorted();
    expect(await check()).toEqual([]);
    forFirefox = {
      'pupil/index.html': `${FILES['pupil/index.html']}<p>`,
      'pupil/app.webmanifest': '{"name":"y"}',
      'pupil/service-worker.js': 'self.x = 2;',
      'pupil/assets/later-1a2b3c4d.js': 'export const later = 2;',
      'pupil/assets/argon2.worker-1a2b3c4d.js': 'postMessage(2);',
    };
    expect(await check()).toEqual([
      'altered ',
      'altered app.webmanifest',
      'altered assets/argon2.worker-1a2b3c4d.js',
      'altered assets/later-1a2b3c4d.js',
      'altered controle',
      'altered entrainement',
      'altered preparer',
      'altered service-worker.js',
    ]);
  },
  120_000,
);
