/**
 * A site as a real browser of this machine loads it, so that a host cannot tell the check from a school by its handshake,
 * its headers or their order: Chromium, Chrome or Edge without a window. The pages are opened as a person opens them, one new
 * profile each; then whatever is loaded later is asked for by the elements that the pages use for it. What came is read from
 * the browser's own log of its network.
 *
 * Known limits: Safari is not driven (Firefox: `firefox-visit.ts`), and hosts that look for what only a person does (a code that is typed, a
 * mouse) can tell. A run as root has no sandbox.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Answer } from './browser-request.ts';
import { readNetLog } from './net-log.ts';
import { LAUNCH_MS, LOAD_LATER, type Opened, PAGE_MS, REST_MS, type SiteVisit } from './site-visit.ts';

/** Runs in the page. */
const REGISTER = `async (url) => {
  await navigator.serviceWorker?.register(url).catch(() => null);
  await Promise.race([
    navigator.serviceWorker?.ready.then(() => null),
    new Promise((resolve) => setTimeout(resolve, ${REST_MS})),
  ]);
}`;
/** Of the log: beyond it the oldest is dropped, and files count as not loaded. */
const LOG_MB = 200;

/** Everything that came over the network, by address. Throws what the browser says when a page cannot be reached at all. */
export async function visit(asked: SiteVisit): Promise<ReadonlyMap<string, readonly Answer[]>> {
  const { chromium } = await import('playwright-core');
  const folder = mkdtempSync(join(tmpdir(), 'cloison-navigateur-'));
  const log = join(folder, 'net-log.json');
  let browser: Browser | null = null;
  const stop = () => void browser?.close();
  try {
    asked.signal?.throwIfAborted();
    browser = await chromium.launch({
      executablePath: asked.program,
      // None of those that a driver usually sets: some can be seen from outside.
      ignoreDefaultArgs: true,
      args: argumentsOf(asked, folder, log),
      timeout: LAUNCH_MS,
    });
    asked.signal?.addEventListener('abort', stop, { once: true });
    for (const page of asked.pages) await openPage(browser, page);
    asked.signal?.throwIfAborted();
    // The log is whole once the browser has ended.
    await browser.close();
    return readNetLog(log);
  } finally {
    asked.signal?.removeEventListener('abort', stop);
    await browser?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function argumentsOf({ program, proxy, args = [] }: SiteVisit, folder: string, log: string): string[] {
  return [
    '--headless=new',
    '--remote-debugging-pipe',
    `--user-data-dir=${join(folder, 'profile')}`,
    `--log-net-log=${log}`,
    '--net-log-capture-mode=Everything',
    `--net-log-max-size-mb=${LOG_MB}`,
    // Without a window it would say so.
    `--user-agent=${userAgentOf(program)}`,
    '--accept-lang=fr-FR,fr,en-US,en',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--password-store=basic',
    ...(proxy === null
      ? ['--no-proxy-server']
      : [`--proxy-server=${proxy}`, '--proxy-bypass-list=<-loopback>']),
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...args,
  ];
}

/** What the same browser says of itself with a window: Chromium's reduced form, which has the first number alone. */
function userAgentOf(program: string): string {
  const said = execFileSync(program, ['--version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const version = /(\d+)\.\d+\.\d+/.exec(said)?.[1] ?? '0';
  const edge = said.includes('Edge') ? ` Edg/${version}.0.0.0` : '';
  return `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36${edge}`;
}

async function openPage(browser: Browser, { url, later, serviceWorker }: Opened): Promise<void> {
  await inProfile(browser, {}, async (page) => {
    await page.goto(url, { timeout: PAGE_MS });
    await atRest(page);
  });
  if (serviceWorker !== null) {
    await inProfile(browser, { bypassCSP: true }, async (page) => {
      await page.goto(url, { timeout: PAGE_MS });
      await page.evaluate(`(${REGISTER})(${JSON.stringify(serviceWorker)})`);
    });
  }
  if (later.length === 0) return;
  // Its own profile, in which nothing is there yet and no service worker answers in the host's place.
  await inProfile(browser, { bypassCSP: true, serviceWorkers: 'block' }, async (page) => {
    await page.goto(url, { timeout: PAGE_MS });
    await atRest(page);
    const files = later.map(({ hash, ...file }) => ({ ...file, integrity: integrityOf(hash) }));
    await page.evaluate(`(${LOAD_LATER})(${JSON.stringify({ files, timeoutMs: REST_MS })})`);
    // A browser asks for it where an app could be installed.
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Page.getAppManifest').catch(() => undefined);
    await atRest(page);
  });
}

const integrityOf = (hash: string) => `sha256-${Buffer.from(hash, 'hex').toString('base64')}`;

async function inProfile(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0] & object,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: null, ...options });
  try {
    await use(await context.newPage());
  } finally {
    await context.close();
  }
}

async function atRest(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: REST_MS }).catch(() => undefined);
}
