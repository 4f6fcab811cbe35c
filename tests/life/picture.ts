/** Pictures of screens for a person to look at: `PICTURES=folder npx vitest run tests/life`. Nothing otherwise. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { TALL, WIDE } from '../pupil/browser.ts';

export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const [form, viewport] of [
    ['tall', TALL],
    ['wide', WIDE],
  ] as const) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: join(folder, `${name}-${form}.png`) });
  }
}
