/**
 * The browser of the tests: each has a fresh profile by default, and everything that must not happen is written down.
 *
 * `CLOISON_TEST_BROWSER` names another than the default: `chromium`, with the parts that draw windows, or `firefox`, Debian's
 * Firefox ESR, for which `npm run test:firefox` asks.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
];
const CHROMIUM = '/usr/bin/chromium';
/** Chromium's engine without windows: the same pages, network and storage for half of the processor's time. */
const SHELL = '/usr/bin/chromium-headless-shell';
const BROWSER = process.env.CLOISON_TEST_BROWSER !== 'chromium' && existsSync(SHELL) ? SHELL : CHROMIUM;
/** Tests of what only Chromium lets a driver do (its debugging protocol, its service worker's requests) leave Firefox out by this. */
export const IS_FIREFOX = process.env.CLOISON_TEST_BROWSER === 'firefox';

export const WIDE = { width: 1366, height: 768 };
export const TALL = { width: 768, height: 1024 };

export interface PupilBrowser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors, page errors and policy violations, but for requests that the test itself cut. */
  readonly faults: string[];
  readonly close: () => Promise<void>;
}

/** How long anything is waited for: the driver's own half minute is short on a machine that does much else. */
export const PATIENCE_MS = 120_000;

/** By the program that runs; one of each is enough for a file. */
const launched = new Map<string, Promise<Browser>>();

/**
 * A browser of its own for one pupil: no storage shared with others.
 *
 * `isWhole`: Chromium as people have it, which gives a sandboxed frame a process of its own. Its shell does not.
 * `hasServiceWorker`: by default yes. Once it has taken over a page, whenever that is, it answers from its cache what a test
 * would have the network refuse.
 */
export async function openBrowser(
  options: { viewport?: typeof WIDE; hasTouch?: boolean; isWhole?: boolean; hasServiceWorker?: boolean } = {},
): Promise<PupilBrowser> {
  const program = options.isWhole === true ? CHROMIUM : BROWSER;
  const running =
    launched.get(program) ??
    (IS_FIREFOX ? launchFirefox() : chromium.launch({ executablePath: program, args: ARGUMENTS }));
  launched.set(program, running);
  const browser = await running;
  const context = await browser.newContext({
    viewport: options.viewport ?? WIDE,
    hasTouch: options.hasTouch ?? false,
    serviceWorkers: options.hasServiceWorker === false ? 'block' : 'allow',
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
    colorScheme: 'light',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  if (IS_FIREFOX) typeInstead(page);
  const faults = await watch(page);
  return { context, page, faults, close: () => context.close() };
}

/** Where Firefox puts what is downloaded, of which its driver says nothing. */
let downloads = '';

/** Its driver is an older version, which still speaks with this Firefox (docs/browsers.md). The objects are the same. */
async function launchFirefox(): Promise<Browser> {
  downloads = mkdtempSync(join(tmpdir(), 'cloison-downloads-'));
  // Loaded where it is used: a third of a second for each file of tests that takes Chromium.
  const { firefox } = await import('playwright-core-firefox');
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath: '/usr/bin/firefox-esr',
    downloadsPath: downloads,
  });
  return browser as unknown as Browser;
}

/** The driver's `fill` does not reach fields in Firefox ESR: it is made of keys there. */
function typeInstead(page: Page): void {
  const locator = Object.getPrototypeOf(page.locator('body')) as {
    fill: (this: ReturnType<Page['locator']>, text: string) => Promise<void>;
  };
  locator.fill = async function (text) {
    await this.click();
    await this.press('Control+a');
    if (text === '') await this.press('Delete');
    else await this.pressSequentially(text);
  };
}

/** The file that is downloaded when `act` has been done: its suggested name, and where it is. */
export async function downloadAfter(
  page: Page,
  act: () => Promise<void>,
): Promise<{ readonly name: string; readonly path: string }> {
  if (!IS_FIREFOX) {
    const [download] = await Promise.all([page.waitForEvent('download'), act()]);
    return { name: download.suggestedFilename(), path: await download.path() };
  }
  const before = new Set(readdirSync(downloads));
  await act();
  for (let tries = 0; tries < PATIENCE_MS / 100; tries += 1) {
    const fresh = readdirSync(downloads).filter((name) => !before.has(name));
    const [name] = fresh;
    if (name !== undefined && fresh.every((one) => !one.endsWith('.part')))
      return { name, path: join(downloads, name) };
    await page.waitForTimeout(100);
  }
  throw new Error('nothing was downloaded');
}

/** Pastes into what has the focus, or the page: by keys in Firefox, which takes no clipboard that a script made. */
export async function paste(page: Page, text: string): Promise<void> {
  if (!IS_FIREFOX) {
    await page.evaluate((words) => {
      const data = new DataTransfer();
      data.setData('text/plain', words);
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true });
      (document.activeElement ?? document.body).dispatchEvent(event);
    }, text);
    return;
  }
  const focused = await page.evaluateHandle((words) => {
    const { activeElement } = document;
    const field = document.createElement('textarea');
    field.id = 'clipboard';
    field.value = words;
    document.body.append(field);
    field.focus();
    field.select();
    return activeElement;
  }, text);
  await page.keyboard.press('Control+c');
  await focused.evaluate((element) => {
    document.getElementById('clipboard')?.remove();
    (element as HTMLElement | null)?.focus();
  });
  await page.keyboard.press('Control+v');
}

export async function closeBrowsers(): Promise<void> {
  for (const running of launched.values()) await (await running).close();
  launched.clear();
  if (downloads !== '') rmSync(downloads, { recursive: true, force: true });
  downloads = '';
}

async function watch(page: Page): Promise<string[]> {
  const faults: string[] = [];
  page.on('console', (message) => {
    const words = message.text();
    // The browser itself reports each answer that is not a success, and each request without network.
    if (/Failed to load resource|net::ERR_/.test(words)) return;
    if (message.type() === 'error' || message.type() === 'warning') faults.push(words);
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.exposeFunction('reportViolation', (words: string) => faults.push(words));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (globalThis as unknown as { reportViolation: (words: string) => void }).reportViolation;
      report(
        `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
      );
    });
  });
  return faults;
}

/** A browser as a process that can be killed the hard way. */
export interface KillableBrowser {
  readonly page: Page;
  /** kill -9 of the browser and all its children. */
  readonly kill: () => Promise<void>;
}

export async function openKillableBrowser(): Promise<KillableBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'cloison-chromium-'));
  const child = spawn(
    BROWSER,
    [
      ...ARGUMENTS,
      '--headless=new',
      `--user-data-dir=${profile}`,
      '--remote-debugging-port=0',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const browser = await chromium.connectOverCDP(await debuggerOf(child), { timeout: PATIENCE_MS });
  const context = browser.contexts()[0];
  if (context === undefined) throw new Error('no context');
  context.setDefaultTimeout(PATIENCE_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.setViewportSize(WIDE);
  return {
    page,
    kill: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await gone;
      await browser.close().catch(() => undefined);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function debuggerOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`chromium ended: ${said.slice(-500)}`)));
  });
}
