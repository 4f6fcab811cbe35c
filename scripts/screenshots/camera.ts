/** Chromium that looks at the demonstration and keeps pictures, small enough for documents. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM } from '../prepare/debian-packages.ts';
import { shrinkPng } from './shrink-png.ts';

export const WIDE = { width: 1366, height: 768 };
/** A tablet held upright. */
export const TABLET = { width: 768, height: 1024 };
const LARGEST_BYTES = 150 * 1024;
/** Wait before a picture, so that images have decoded and animations have ended. */
const SETTLE_MS = 700;
/** Generous: the machine may have other work. */
const TIMEOUT_MS = 90_000;

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export class Camera {
  readonly folder: string;
  readonly #browser: Browser;
  #bytes = 0;

  private constructor(folder: string, browser: Browser) {
    this.folder = folder;
    this.#browser = browser;
  }

  static async open(folder: string): Promise<Camera> {
    mkdirSync(folder, { recursive: true });
    return new Camera(folder, await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS }));
  }

  /** A browser that nobody has used yet; `use` gets its page, and its context to cut the network. */
  async visit(
    viewport: typeof WIDE,
    use: (page: Page, context: BrowserContext) => Promise<void>,
  ): Promise<void> {
    const context = await this.#browser.newContext({
      viewport,
      locale: 'fr-FR',
      timezoneId: 'Europe/Paris',
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(TIMEOUT_MS);
    try {
      await use(await context.newPage(), context);
    } finally {
      await context.close();
    }
  }

  async shoot(page: Page, name: string): Promise<void> {
    // Move the pointer away, so that nothing is hovered.
    await page.mouse.move(1, 1);
    await page.waitForTimeout(SETTLE_MS);
    this.keep(name, await page.screenshot({ animations: 'disabled' }));
  }

  /** Keeps a picture; throws when it is too large for a document. */
  keep(name: string, png: Uint8Array): void {
    const path = join(this.folder, `${name}.png`);
    writeFileSync(path, shrinkPng(png));
    const bytes = statSync(path).size;
    if (bytes > LARGEST_BYTES) throw new Error(`${name}.png takes ${bytes} bytes: crop it`);
    this.#bytes += bytes;
    process.stdout.write(`  ${name}.png  ${Math.ceil(bytes / 1024)} KiB\n`);
  }

  get bytes(): number {
    return this.#bytes;
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
