/**
 * Chromium on a profile that stays on disk, started as a person would start it: what it writes can be read
 * afterwards.
 */
import { spawn } from 'node:child_process';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { PATIENCE_MS } from '../pupil/browser.ts';

export interface ProfileBrowser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Closes it as a person does: everything is written. */
  readonly close: () => Promise<void>;
  /** kill -9 of the browser and all its children. */
  readonly kill: () => Promise<void>;
}

const ARGUMENTS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--lang=fr',
  '--window-size=1366,768',
  '--remote-debugging-port=0',
];

export async function openProfile(profile: string, address = 'about:blank'): Promise<ProfileBrowser> {
  const child = spawn('/usr/bin/chromium', [...ARGUMENTS, `--user-data-dir=${profile}`, address], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endpoint = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`chromium ended: ${said.slice(-500)}`)));
  });
  const killAll = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const browser = await chromium.connectOverCDP(endpoint, { timeout: PATIENCE_MS });
  const context = browser.contexts()[0];
  if (context === undefined) throw new Error('chromium has no window');
  context.setDefaultTimeout(PATIENCE_MS);
  return {
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    close: async () => {
      const session = await browser.newBrowserCDPSession();
      await session.send('Browser.close').catch(() => undefined);
      await gone;
      killAll();
      await browser.close().catch(() => undefined);
    },
    kill: async () => {
      killAll();
      await gone;
      await browser.close().catch(() => undefined);
    },
  };
}
