/**
 * A site as Firefox loads it, from a host that serves Firefox other files. Starting Firefox costs as much as a hundred other
 * tests: `npm run test:firefox` asks for it.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MadeUpSite, SITE_PATH } from './made-up-site.test.fixture.ts';
import { sitePagesOf } from './site-pages.ts';
import { findBrowser } from './site-visit.ts';
import { verifySite } from './verify-site.ts';

const site = new MadeUpSite();
let host: Server;
let address: string;
/** What Firefox is served instead. */
let forFirefox: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  host = createServer((request, response) => {
    const isFirefox = request.headers['user-agent']?.includes('Firefox/') ?? false;
    site.answer(request, response, isFirefox ? forFirefox : null);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(host.address() as AddressInfo).port}${SITE_PATH}`;
});
afterAll(() => {
  host.closeAllConnections();
  host.close();
  site.remove();
});

const firefox = findBrowser('firefox');

test.skipIf(firefox === null || process.env.CLOISON_TEST_BROWSER !== 'firefox')(
  'a host that serves Firefox other files is found by Firefox, which loads every file of the list',
  async () => {
    const check = async () =>
      (await verifySite({ address, pages: sitePagesOf(site.folder), browser: firefox ?? undefined }))
        .map(({ address: at, fault }) => `${fault} ${at.replace(address, '')}`)
        .toSorted();
    expect(await check()).toEqual([]);
    forFirefox = {
      'pupil/index.html': `${site.files['pupil/index.html']}<p>`,
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
