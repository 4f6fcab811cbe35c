/** `cloison qti preview` in a browser: the player's item view, with the keys beside it, while an author edits. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningPreview, startPreview } from '../../apps/authority/src/preview/start-preview.ts';
import { campaignFolder } from '../../examples/src/answers.ts';
import { closeBrowsers, openBrowser } from './browser.ts';

let folder: string;
let running: RunningPreview;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-preview-'));
  cpSync(join(campaignFolder('6e'), 'maths'), join(folder, 'maths'), { recursive: true });
  const pages = join(import.meta.dirname, '../../apps/pupil/preview-dist');
  running = await startPreview({ path: join(folder, 'maths'), pages });
});
afterAll(async () => {
  await closeBrowsers();
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

it('shows an item as a pupil sees it, scores what is answered, and scores it again with the key that was just saved', async () => {
  const { page, faults, close } = await openBrowser();
  await page.goto(`${running.address}#ma-nombres-1`);
  const score = page.locator('.preview-score');
  await page.locator('.preview-item input').fill('2,7');
  await expect.poll(() => score.textContent()).toBe('1 / 1');
  expect(await page.locator('.preview-keys').textContent()).toContain('2.7');
  // The picture of the item, from the package.
  const picture = page.locator('.preview-item img').first();
  await expect
    .poll(() => picture.evaluate((element) => (element as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);
  const path = join(folder, 'maths', 'items', 'ma-nombres-1.xml');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('<qti-value>2.7</qti-value>', '<qti-value>2.8</qti-value>'),
  );
  await expect.poll(() => score.textContent()).toBe('0 / 1');
  // What was typed is still there: the page was not loaded again.
  expect(await page.locator('.preview-item input').inputValue()).toBe('2,7');
  expect(faults).toEqual([]);
  await close();
});

it('shows a module in its frame, before any campaign names it, and scores what it answers', async () => {
  const pages = join(import.meta.dirname, '../../apps/pupil/preview-dist');
  const workshop = await startPreview({ path: join(campaignFolder('6e'), '../atelier/atelier'), pages });
  const { page, faults, close } = await openBrowser();
  await page.goto(`${workshop.address}#at-barre-1`);
  const bar = page.frameLocator('iframe.own-frame').frameLocator('iframe');
  for (const n of [1, 2, 3]) await bar.getByRole('button', { name: `Part ${n} sur 4` }).click();
  await expect.poll(() => page.locator('.preview-score').textContent()).toBe('1 / 1');
  expect(faults).toEqual([]);
  await close();
  await workshop.close();
});

it('plays an adaptive item whose key decides what comes next, with its feedback, attempt after attempt', async () => {
  const pages = join(import.meta.dirname, '../../apps/pupil/preview-dist');
  const fixtures = await startPreview({
    path: join(import.meta.dirname, '../../packages/qti/fixtures'),
    pages,
  });
  const { page, faults, close } = await openBrowser();
  await page.goto(`${fixtures.address}#deux-essais`);
  const answer = async (number: string) => {
    await page.locator('.preview-item input').fill(number);
    await page.getByRole('button', { name: 'Valider ma réponse' }).click();
  };
  await answer('5');
  await page.getByText('SECRET-PLUS-GRAND').waitFor();
  await expect.poll(() => page.locator('.preview-attempts').textContent()).toBe('Essais terminés : 1');
  await answer('7');
  await page.getByText('Cette question est finie.').waitFor();
  await expect.poll(() => page.locator('.preview-score').textContent()).toBe('1 / 2');
  expect(await page.locator('.preview-item input').getAttribute('readonly')).not.toBeNull();
  await page.getByRole('button', { name: 'Effacer les réponses' }).click();
  await page.getByRole('button', { name: 'Valider ma réponse' }).waitFor();
  expect(faults).toEqual([]);
  await close();
  await fixtures.close();
});
