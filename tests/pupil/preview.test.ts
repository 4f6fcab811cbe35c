/** `cloison qti preview` in a browser: the player's item view, with the keys beside it, while an author edits. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePackage } from '@cloison/qti';
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

it('shows what is there before a pupil answers, and a field for a text with markup', async () => {
  const own = mkdtempSync(join(tmpdir(), 'cloison-preview-own-'));
  const files = new Map<string, Uint8Array>();
  const item = (id: string, declaration: string, body: string) =>
    files.set(
      `items/${id}.xml`,
      new TextEncoder().encode(
        `<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="${id}" title="${id}" xml:lang="fr" time-dependent="false">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string">${declaration}</qti-response-declaration>
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
<qti-item-body>${body}</qti-item-body>
<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>`,
      ),
    );
  const key = (text: string) => `<qti-correct-response><qti-value>${text}</qti-value></qti-correct-response>`;
  item(
    'corrige',
    `${key('Il a mangé.')}<qti-default-value><qti-value>Il a manger.</qti-value></qti-default-value>`,
    '<p>Corrige : <qti-text-entry-interaction response-identifier="RESPONSE" expected-length="20"/></p>',
  );
  item(
    'redige',
    key('&lt;p>Un &lt;strong>mot&lt;/strong>&lt;/p>&lt;ul>&lt;li>puis un autre&lt;/li>&lt;/ul>'),
    '<qti-extended-text-interaction response-identifier="RESPONSE" format="xhtml"><qti-prompt>Écris.</qti-prompt></qti-extended-text-interaction>',
  );
  const pages = join(import.meta.dirname, '../../apps/pupil/preview-dist');
  writeFileSync(join(own, 'own.zip'), writePackage(files));
  const preview = await startPreview({ path: join(own, 'own.zip'), pages });
  const { page, faults, close } = await openBrowser();
  await page.goto(`${preview.address}#corrige`);
  const score = page.locator('.preview-score');
  const input = page.locator('.preview-item input');
  await expect.poll(() => input.inputValue()).toBe('Il a manger.');
  await input.fill('Il a mangé.');
  await expect.poll(() => score.textContent()).toBe('1 / 1');
  await input.fill('');
  await expect.poll(() => score.textContent()).toBe('0 / 1');
  expect(await input.inputValue()).toBe('');

  // An address that differs in its name alone is not loaded again.
  await page.goto('about:blank');
  await page.goto(`${preview.address}#redige`);
  const field = page.getByRole('textbox', { name: 'Écris.' });
  await field.pressSequentially('Un ');
  await page.getByRole('button', { name: 'Gras' }).click();
  await field.pressSequentially('mot');
  await page.getByRole('button', { name: 'Gras' }).click();
  await field.press('Enter');
  await page.getByRole('button', { name: 'Liste à puces' }).click();
  await field.pressSequentially('puis un autre');
  await expect.poll(() => score.textContent()).toBe('1 / 1');
  expect(faults).toEqual([]);
  await close();
  await preview.close();
  rmSync(own, { recursive: true, force: true });
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
