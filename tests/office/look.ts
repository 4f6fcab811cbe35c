/** Saves a picture of every page, at every size, for a person to look at: `node tests/office/look.ts FOLDER [PAGE …]`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_PASSPHRASE } from '@cloison/dev-env/authority/sample-office.ts';
import { closeBrowsers } from '../pupil/browser.ts';
import { openConsole, showPage, sitDown } from './console-browser.ts';
import { countryOffice } from './country-office.ts';

const SIZES = [
  [1366, 768],
  [768, 1024],
  [390, 844],
  [683, 384],
] as const;

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say where to keep the pictures');
mkdirSync(folder, { recursive: true });
const now = new Date('2026-09-16T12:20:00Z');
const office = await countryOffice(now);
const running = await openConsole(
  { ...office, actor: { who: 'c.lambert', now: () => now } },
  SAMPLE_PASSPHRASE,
);
try {
  for (const [width, height] of SIZES) {
    const { page, faults, close } = await sitDown(running, { width, height });
    const pages = await page
      .getByRole('navigation')
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.split('/').at(-1) ?? ''));
    for (const address of pages) {
      if (wanted.length > 0 && !wanted.includes(address)) continue;
      await showPage(page, 'essai-2026', address);
      await page.waitForTimeout(700);
      await page.screenshot({ path: join(folder, `${width}-${address}.png`), fullPage: width !== 683 });
    }
    for (const fault of faults) console.log(`${width}: ${fault}`);
    await close();
  }
} finally {
  await closeBrowsers();
  await running.close();
  office.remove();
}
