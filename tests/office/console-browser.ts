/** A console in front of an office, and Chromium at its page, watched for whatever must not happen. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type RunningConsole, startConsole } from '../../apps/authority/src/console/start-console.ts';
import type { Actor } from '../../apps/authority/src/journal/journal.ts';
import type { KeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { openBrowser } from '../pupil/browser.ts';

export const PAGES = join(import.meta.dirname, '../../apps/office/dist');

export interface OfficeToOpen {
  readonly vaultFolder: string;
  readonly keysFolder: string;
  readonly keys: KeyStore;
  readonly actor: Actor;
}

export function openConsole(office: OfficeToOpen, passphrase: string, who?: string): Promise<RunningConsole> {
  const { vaultFolder, keysFolder, keys, actor } = office;
  return startConsole({
    vaultFolder,
    keysFolder,
    keys,
    passphrase,
    actor: who === undefined ? actor : { ...actor, who },
    waitMs: 30_000,
    pages: PAGES,
    onError: (error) => process.stderr.write(`${(error as Error).stack ?? error}\n`),
  });
}

/** A person at the desk: inside, at the first page. */
export async function sitDown(
  running: RunningConsole,
  viewport = { width: 1366, height: 768 },
): Promise<{ readonly page: Page; readonly faults: string[]; readonly close: () => Promise<void> }> {
  const browser = await openBrowser({ viewport });
  await browser.page.goto(running.address());
  await browser.page.getByRole('heading', { level: 1 }).waitFor();
  await browser.page.getByText('Chargement…').waitFor({ state: 'hidden' });
  return browser;
}

export async function showPage(page: Page, campaign: string, address: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${campaign}/${address}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByText('Chargement…').first().waitFor({ state: 'hidden' });
}
