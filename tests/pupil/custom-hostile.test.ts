/**
 * Modules that attack: what a portable custom interaction could try from its frame, in a browser, with servers that write down
 * whatever reaches them. Each claim of docs/qti.md ("What holds, and what does not") about frames is tried here.
 */
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeBrowsers, IS_FIREFOX, openBrowser } from './browser.ts';
import { registering, sequenceOf } from './custom-items.ts';
import { Campaign } from './harness.ts';
import { next, question, saved, signIn, startFrench } from './steps.ts';

const reached: string[] = [];
let spy: Server;
let tcp: TcpServer;
let campaign: Campaign;

const SOUND = `const box = document.createElement('input'); box.type = 'number'; dom.append(box);
  return { getResponse: () => ({ base: { integer: box.value === '' ? null : Number(box.value) } }), getState: () => null };`;

/** Tries one thing after another; its answer is how many it tried, its state which of them gave it something. */
function attempts(port: number, tcpPort: number): string {
  const to = `http://127.0.0.1:${port}`;
  return `
  const results = {};
  let isDone = false;
  const attempt = async (name, run) => {
    try { const got = await run(); results[name] = got === undefined || got === null || got === false ? 'nothing' : 'GOT ' + String(got).slice(0, 40); }
    catch { results[name] = 'refused'; }
  };
  const element = (name, fields, wait = true) => new Promise((resolve, reject) => {
    const one = Object.assign(document.createElement(name), fields);
    one.onload = () => resolve('loaded'); one.onerror = () => reject(new Error());
    document.head.append(one);
    if (!wait) setTimeout(resolve, 50);
    setTimeout(() => reject(new Error()), 700);
  });
  (async () => {
    await attempt('fetch', () => fetch('${to}/fetch', { mode: 'no-cors' }));
    await attempt('own host', () => fetch(document.referrer || parent.location.href));
    await attempt('xhr', () => new Promise((ok, no) => { const x = new XMLHttpRequest(); x.open('GET', '${to}/xhr'); x.onload = ok; x.onerror = no; x.send(); }));
    await attempt('picture', () => new Promise((ok, no) => { const i = new Image(); i.onload = () => ok('loaded'); i.onerror = no; i.src = '${to}/picture'; }));
    await attempt('script', () => element('script', { src: '${to}/script' }));
    await attempt('sheet', () => element('link', { rel: 'stylesheet', href: '${to}/sheet' }));
    await attempt('prefetch', () => element('link', { rel: 'prefetch', href: '${to}/prefetch' }));
    await attempt('preconnect', () => element('link', { rel: 'preconnect', href: 'http://127.0.0.1:${tcpPort}' }, false));
    await attempt('style', () => { const s = document.createElement('style'); s.textContent = '@import "${to}/import"; body { background: url(${to}/background) }'; document.head.append(s); });
    await attempt('font', () => new FontFace('x', 'url(${to}/font)').load());
    await attempt('socket', () => new Promise((ok, no) => { const w = new WebSocket('ws://127.0.0.1:${port}/socket'); w.onopen = () => ok('open'); w.onerror = no; }));
    await attempt('events', () => new Promise((ok, no) => { const w = new EventSource('${to}/events'); w.onopen = () => ok('open'); w.onerror = no; }));
    await attempt('beacon', () => { navigator.sendBeacon('${to}/beacon', 'x'); });
    await attempt('worker', () => new Promise((ok, no) => { const w = new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))); w.onmessage = () => ok('runs'); w.onerror = no; }));
    await attempt('webrtc', () => new RTCPeerConnection());
    await attempt('webrtc of a frame', () => { const f = document.createElement('iframe'); document.body.append(f); return new f.contentWindow.RTCPeerConnection(); });
    await attempt('eval', () => eval('1 + 1'));
    await attempt('parent', () => parent.document.title);
    await attempt('player', () => top.document.title);
    await attempt('player’s frame', () => top.frames[0].document.title);
    await attempt('storage', () => localStorage.length + 1);
    await attempt('session', () => sessionStorage.length + 1);
    await attempt('database', () => new Promise((ok, no) => { const r = indexedDB.open('x'); r.onsuccess = () => ok('open'); r.onerror = no; }));
    await attempt('caches', () => caches.keys());
    await attempt('cookie', () => { document.cookie = 'a=b'; return document.cookie; });
    await attempt('window', () => open('${to}/window'));
    await attempt('form', () => { const f = document.createElement('form'); f.action = '${to}/form'; document.body.append(f); f.submit(); });
    await attempt('top', () => { top.location.href = '${to}/top'; });
    await attempt('stage', () => { parent.location.href = '${to}/stage'; });
    await attempt('refresh', () => { const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=${to}/refresh'; document.head.append(m); });
    top.postMessage({ v: 1, kind: 'answer', value: '99', state: null }, '*');
    parent.postMessage({ v: 1, kind: 'stage' }, '*');
    isDone = true;
  })();
  const got = () => Object.keys(results).filter((name) => results[name].startsWith('GOT'));
  return { getResponse: () => ({ base: { integer: isDone ? Object.keys(results).length : null } }), getState: () => (isDone ? got().join() : null) };`;
}

beforeAll(async () => {
  spy = createServer((request, response) => {
    reached.push(request.url ?? '');
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
  });
  spy.on('upgrade', (request, socket) => {
    reached.push(request.url ?? '');
    socket.destroy();
  });
  tcp = createTcpServer((socket) => {
    reached.push('tcp');
    socket.on('error', () => undefined);
    socket.end();
  });
  for (const server of [spy, tcp])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = spy.address() as AddressInfo;
  const { port: tcpPort } = tcp.address() as AddressInfo;
  campaign = await Campaign.start(
    sequenceOf({
      curieux: registering('curieux', attempts(port, tcpPort)),
      voyageur: registering(
        'voyageur',
        `dom.addEventListener('focusin', () => setTimeout(() => { location.href = 'http://127.0.0.1:${port}/self'; }, 300)); ${SOUND}`,
      ),
      bavard: registering(
        'bavard',
        `const answer = () => { for (let i = 0; i < 500; i++) dom.dispatchEvent(new Event('input', { bubbles: true })); };
         setTimeout(() => { const real = MessagePort.prototype.postMessage; let port; MessagePort.prototype.postMessage = function (...given) { port = this; return real.apply(this, given); };
           setTimeout(() => { for (let i = 0; i < 5000; i++) real.call(port, { v: 1, kind: 'answer', value: String(i), state: null }); }, 2500); }, 100); ${SOUND}`,
      ),
      menteur: registering(
        'menteur',
        `let n = 0; return { getResponse: () => ({ base: { integer: ['trois', '<b>', 'x'.repeat(1e6), { a: 1 }, [1, 2, 3]][n++ % 5] } }), getState: () => 'y'.repeat(1e6) };`,
      ),
      muet: registering('muet', 'return undefined;'),
      casse: 'throw new Error("casse");',
      boucle: registering(
        'boucle',
        `dom.addEventListener('focusin', () => setTimeout(() => { for (;;); }, 300)); ${SOUND}`,
      ),
    }),
  );
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
  for (const server of [spy, tcp]) await new Promise((resolve) => server.close(resolve));
});

const frame = (page: Page) => page.frameLocator('iframe.own-frame').frameLocator('iframe');
const gone = (page: Page) => page.getByText('Cette activité ne répond pas.');

// A module that never returns stops the page in Firefox, which runs the frame in its process: docs/qti.md says so.
it.skipIf(IS_FIREFOX)(
  'no module reaches a network, the player or its storage, and none keeps the pupil from the next question',
  async () => {
    const pupil = await campaign.addPupil();
    const { page, close } = await openBrowser({ isWhole: true });
    await signIn(page, campaign.address, pupil);
    await startFrench(page);

    // All that it tries is refused. (The driver stops frames that a module makes, so its page is not looked at.)
    await expect
      .poll(async () => (await campaign.held(pupil, 'francais'))?.body.items.curieux)
      .toMatchObject({ responses: { RESPONSE: '30' } });
    expect((await campaign.held(pupil, 'francais'))?.body.items.curieux?.states).toBeUndefined();

    // One that leaves gets nowhere.
    await next(page, 2);
    await frame(page).locator('input').focus();
    await page.waitForTimeout(1_000);
    expect(page.url()).toBe(campaign.address);

    // A flood is cut off, and the page goes on.
    await next(page, 3);
    await gone(page).waitFor();
    await page.getByRole('button', { name: 'Rouvrir l’activité' }).click();
    await frame(page).locator('input').waitFor();

    // Answers that are none are not answers.
    await next(page, 4);
    await page.waitForTimeout(1_500);

    // One that is never ready, one that throws: the pupil goes on at once.
    await next(page, 5);
    await page.getByText('L’activité s’ouvre…').waitFor();
    await next(page, 6);
    await gone(page).waitFor();

    // One that never returns runs in a process of its own: the page answers, and gives it up.
    await next(page, 7);
    await frame(page).locator('input').focus();
    await gone(page).waitFor();
    await next(page, 8);
    await page.getByLabel('Et après ?').fill('la suite');
    await saved(page);
    const body = (await campaign.held(pupil, 'francais'))!.body;
    expect(body.items.apres?.responses).toEqual({ RESPONSE: 'la suite' });
    for (const name of ['voyageur', 'menteur', 'muet', 'casse', 'boucle'])
      expect([name, body.items[name]?.responses, body.items[name]?.states]).toEqual([name, {}, undefined]);
    expect(reached).toEqual([]);

    // A page that is loaded again after a module hung does not begin it unasked.
    await page.evaluate(() => sessionStorage.setItem('cloison module boucle', '1'));
    await page.getByRole('button', { name: 'Précédent' }).click();
    await question(page, 7);
    await gone(page).waitFor();
    await close();
  },
);
