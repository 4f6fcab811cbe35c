/** A screen looked at by axe, at the four sizes that people have. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { IS_FIREFOX } from '../pupil/browser.ts';
import { drawn } from './steps.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A small laptop, a tablet, a phone, and the laptop at 200 %. */
export const SIZES = [
  [1366, 768],
  [768, 1024],
  [390, 844],
  [683, 384],
] as const;

/** Past the page's policy: by the debugging protocol of Chromium; Firefox's driver has a way of its own. */
async function loadAxe(page: Page): Promise<void> {
  if (IS_FIREFOX) {
    await page.evaluate(AXE);
    return;
  }
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Runtime.evaluate', { expression: AXE });
  await cdp.detach();
}

/** Faults that axe finds, and whether anything has to be scrolled sideways, at each size. */
export async function examine(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await drawn(page);
    await loadAxe(page);
    const faults = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
      const { violations } = await axe.run(document, { resultTypes: ['violations'] });
      const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
      return [...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), ...(wide ? ['wide'] : [])];
    });
    found.push(...faults.map((fault) => `${width}×${height} ${fault}`));
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  return found;
}
