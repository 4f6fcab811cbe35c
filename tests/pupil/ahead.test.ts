/**
 * A computer that was prepared ahead: what the opening moves over the network, what it does not, and what may go
 * wrong.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { axeFaults } from './axe-run.ts';
import { closeBrowsers, IS_FIREFOX, openBrowser, TALL, WIDE } from './browser.ts';
import { CAMPAIGN, Campaign } from './harness.ts';
import { question, saved, signIn, startFrench, typeCode } from './steps.ts';

/** Everything opens then. */
const OPENING_MS = 72 * 3_600_000;

let campaign: Campaign;
beforeEach(async () => {
  campaign = await Campaign.start({ ahead: true });
});
afterEach(() => campaign.close());
afterAll(closeBrowsers);

async function prepare(page: Page): Promise<void> {
  await page.goto(`${campaign.address}preparer`);
  await page.getByText('Cet ordinateur est prêt.').waitFor();
}

/**
 * What the platform is asked for from now on, and the bytes that it answers. Counted there: a driver names what the service
 * worker answers from what it keeps (Firefox's), or leaves out what it fetches itself.
 */
function traffic() {
  const paths: string[] = [];
  const sockets = new Map<Socket, number>();
  const { port } = new URL(campaign.platformUrl);
  const onRequest = (message: unknown) => {
    const { request, socket } = message as { request: IncomingMessage; socket: Socket };
    if (String(socket.localPort) !== port) return;
    const path = request.url?.split(CAMPAIGN)[1] ?? '';
    // The browser looks for a newer worker when it likes.
    if (path === '/service-worker.js') return;
    paths.push(`${request.method} ${path}`);
    if (!sockets.has(socket)) sockets.set(socket, socket.bytesWritten);
  };
  subscribe('http.server.request.start', onRequest);
  return {
    paths: () => paths,
    bytes: () => [...sockets].reduce((sum, [socket, before]) => sum + socket.bytesWritten - before, 0),
    end: () => unsubscribe('http.server.request.start', onRequest),
  };
}

/** The packs that the browser keeps; their number. With `isDamaging` a byte of each is flipped. */
function packsKept(page: Page, isDamaging = false): Promise<number> {
  return page.evaluate(
    async ([name, damages]) => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const open = indexedDB.open(name);
        open.onsuccess = () => resolve(open.result);
      });
      const store = db.transaction('content', 'readwrite').objectStore('content');
      const all = await new Promise<[string, Uint8Array][]>((resolve) => {
        const found: [string, Uint8Array][] = [];
        const cursor = store.openCursor();
        cursor.onsuccess = () => {
          const at = cursor.result;
          if (at === null) return resolve(found);
          found.push([String(at.key), at.value as Uint8Array]);
          at.continue();
        };
      });
      const packs = all.filter(([, bytes]) => new TextDecoder().decode(bytes.slice(0, 4)) === 'CLP1');
      for (const [key, bytes] of damages ? packs : []) {
        bytes[bytes.length - 20]! ^= 1;
        store.put(bytes, key);
      }
      await new Promise((resolve) => {
        store.transaction.oncomplete = resolve;
      });
      db.close();
      return packs.length;
    },
    [`cloison/${CAMPAIGN}`, isDamaging] as const,
  );
}

it('prepared the day before, at the opening it moves a ticket, a key and records, and no content', async () => {
  const pupil = await campaign.addPupil({ calendar: 4 });
  const { page, faults, close } = await openBrowser();
  await prepare(page);
  // Nothing opens before its time, prepared or not.
  await signIn(page, campaign.address, pupil);
  expect(await page.getByRole('button', { name: 'Commencer : Français' }).count()).toBe(0);
  campaign.laterByMs = OPENING_MS + 60_000;
  await campaign.release('francais');
  await campaign.release('maths');
  await page.goto(campaign.address);
  await page.getByLabel('Tape le code').waitFor();
  const seen = traffic();
  await typeCode(page, pupil.code);
  await startFrench(page);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await saved(page);
  const paths = seen.paths();
  expect(new Set(paths)).toEqual(
    new Set([
      'GET /me',
      'GET /documents/ticket',
      'GET /keys/francais',
      'GET /keys/maths',
      'PUT /records/francais',
    ]),
  );
  expect(paths.filter((path) => path.startsWith('GET /keys/'))).toHaveLength(2);
  // Three envelopes, two keys of 32 bytes; the rest are headers.
  expect(seen.bytes()).toBeLessThan(30_000);
  expect(seen.bytes()).toBeGreaterThan(1_000);
  seen.end();
  expect((await campaign.held(pupil, 'francais'))?.body.items.phare?.responses).toEqual({ RESPONSE: 'boat' });
  expect(faults).toEqual([]);
  await close();
});

it('not prepared, or damaged since, it fetches the pack at the opening, and the pupil sees no difference', async () => {
  campaign.laterByMs = OPENING_MS + 60_000;
  await campaign.release('francais');
  const { page, close } = await openBrowser();
  const seen = traffic();
  const packs = () => seen.paths().filter((path) => path.startsWith('GET /content/')).length;
  await signIn(page, campaign.address, await campaign.addPupil({ calendar: 4 }));
  await startFrench(page);
  await page.getByRole('img', { name: /./ }).first().waitFor();
  // The manifest and two packs.
  await expect.poll(packs).toBe(3);
  // They are kept a moment after they came.
  await expect.poll(() => packsKept(page)).toBe(2);
  expect(await packsKept(page, true)).toBe(2);
  await page.goto('about:blank');
  await signIn(page, campaign.address, await campaign.addPupil({ calendar: 4 }));
  await startFrench(page);
  await expect.poll(packs).toBe(5);
  seen.end();
  await close();
});

it('a pack that the platform has altered is refused, and nothing of it is shown', async () => {
  campaign.laterByMs = OPENING_MS + 60_000;
  await campaign.release('francais');
  const { page, context, close } = await openBrowser();
  await context.route('**/content/*', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    if (body.subarray(0, 4).toString() === 'CLP1') body[body.length - 20]! ^= 1;
    await route.fulfill({ response, body });
  });
  await signIn(page, campaign.address, await campaign.addPupil({ calendar: 4 }));
  await page.getByRole('button', { name: 'Commencer : Français' }).click();
  await page.getByRole('heading', { name: 'Cette page ne sait pas lire ton évaluation.' }).waitFor();
  await page.goto(`${campaign.address}preparer`);
  await page.getByText('Ce qui est arrivé n’est pas ce qui devait arriver.').waitFor();
  await close();
});

// Firefox's driver refuses the reload without network here before the service worker is asked.
it.skipIf(IS_FIREFOX)(
  'when the key is a moment late, the page waits and goes on by itself; afterwards it does without network',
  async () => {
    const pupil = await campaign.addPupil({ calendar: 4 });
    const { page, context, close } = await openBrowser();
    await prepare(page);
    campaign.laterByMs = OPENING_MS + 1_000;
    await signIn(page, campaign.address, pupil);
    await page.getByRole('button', { name: 'Commencer : Français' }).click();
    await page.getByText('Ça s’ouvre à l’instant.').waitFor();
    await campaign.release('francais');
    await page.getByRole('button', { name: 'C’est parti' }).click();
    await question(page, 1);
    await saved(page);
    // The service worker has kept the app's files.
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await context.setOffline(true);
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await typeCode(page, pupil.code);
    await page.getByRole('button', { name: 'Reprendre : Français' }).click();
    await question(page, 1);
    await close();
  },
);

describe.each([
  ['1366 × 768', WIDE],
  ['768 × 1024', TALL],
])('the page that prepares, at %s', (size, viewport) => {
  it('says how it goes in plain words, with nothing for axe to find and nothing wider than the page', async () => {
    const { page, context, faults, close } = await openBrowser({ viewport });
    const look = async (what: string) => {
      expect(await axeFaults(page), what).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      const { CLOISON_PICTURES: folder } = process.env;
      if (folder !== undefined) {
        await page.screenshot({ path: `${folder}/${what}-${size.split(' ')[0]}.png`, fullPage: true });
      }
    };
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    await context.route('**/content/*', async (route) => {
      await held;
      await route.continue();
    });
    await context.route('**/campaign.json', (route) => route.abort());
    await page.goto(`${campaign.address}preparer`);
    await page.getByText('La plateforme ne répond pas.').waitFor();
    await look('preparer-sans-reponse');
    await context.unroute('**/campaign.json');
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await page.getByText('Chargement en cours').waitFor();
    await look('preparer-chargement');
    go();
    await page.getByText('Cet ordinateur est prêt.').waitFor();
    await page.getByText('2 séquences sont chargées').waitFor();
    await look('preparer-pret');
    await page.getByRole('button', { name: 'Vérifier à nouveau' }).click();
    await page.getByText('Cet ordinateur est prêt.').waitFor();
    await page
      .getByRole('radio', { name: 'English' })
      .or(page.getByRole('button', { name: 'English' }))
      .first()
      .click();
    await page.getByText('This computer is ready.').waitFor();
    expect(faults).toEqual([]);
    await close();
  });
});
