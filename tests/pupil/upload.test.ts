/** Files as answers: a photo loses what the camera wrote, and fits; what does not fit is refused before anything is sealed. */
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeBrowsers, openBrowser } from './browser.ts';
import { UPLOADS } from './custom-items.ts';
import { Campaign } from './harness.ts';
import { next, question, saved, signIn, startFrench, typeCode } from './steps.ts';

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start({ french: UPLOADS, assets: {} });
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

/** A PNG, 600 by 400, with a text that says who took it. */
function photo(): Buffer {
  const [width, height] = [600, 400];
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let i = 0; i < rows.length; i++) {
    const [y, x] = [Math.floor(i / (1 + 3 * width)), (i % (1 + 3 * width)) - 1];
    rows[i] = x < 0 ? 0 : (x >> 4) + (y >> 2);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from('Author\0Camille Canari, 48.85 N')),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** PNG (W3C), annex D. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** What the platform has of a pupil, by item. */
const responsesOf = (pupil: Awaited<ReturnType<typeof campaign.addPupil>>) => async (item: string) =>
  (await campaign.held(pupil, 'francais'))?.body.items[item]?.responses.RESPONSE as string | undefined;

it('a photo is drawn anew within its limit, a text goes as it is, and what is refused changes nothing', async () => {
  const pupil = await campaign.addPupil();
  const { page, faults, close } = await openBrowser();
  const responses = responsesOf(pupil);
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await page.getByText('Aucun fichier pour le moment.').waitFor();
  const input = page.locator('input[type="file"]');
  await input.setInputFiles({ name: 'Camille Canari.png', mimeType: 'image/png', buffer: photo() });
  await page.getByText('Ton fichier est ta réponse').waitFor();
  await saved(page);
  await expect.poll(() => responses('photo')).toMatch(/^data:image\/jpeg;base64,/);
  const sealed = Buffer.from((await responses('photo'))!.split(',')[1]!, 'base64');
  expect(sealed.length).toBeLessThanOrEqual(6_000);
  expect(sealed.length).toBeGreaterThan(500);
  expect(sealed.toString('latin1')).not.toMatch(/Canari|48\.85/);
  expect(JSON.stringify((await campaign.held(pupil, 'francais'))!.body)).not.toContain('Canari');

  // Another kind, and what only says that it is a picture: the photo stays.
  const before = await responses('photo');
  await input.setInputFiles({
    name: 'devoir.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7'),
  });
  await page.getByText('n’est pas d’une sorte acceptée ici').waitFor();
  await input.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('<script>') });
  await page.getByText('ne peut pas être lu').waitFor();
  expect(await responses('photo')).toBe(before);

  await next(page, 2);
  await input.setInputFiles({ name: 'long.txt', mimeType: 'text/plain', buffer: Buffer.alloc(6_001, 'a') });
  await page.getByText('Ce fichier est trop gros').waitFor();
  expect(await responses('texte')).toBeUndefined();
  await input.setInputFiles({
    name: 'a.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Il était une fois'),
  });
  await page.getByText('Un document peut contenir le nom').waitFor();
  await expect
    .poll(() => responses('texte'))
    .toBe(`data:text/plain;base64,${Buffer.from('Il était une fois').toString('base64')}`);

  // It is there after a reload, and goes when it is taken away.
  await page.reload();
  await typeCode(page, pupil.code);
  await page
    .getByRole('button', { name: /Français/ })
    .first()
    .click();
  await question(page, 2);
  await page.getByText('Ton fichier est ta réponse').waitFor();
  await page.getByRole('button', { name: 'Enlever le fichier' }).click();
  await expect.poll(() => responses('texte')).toBeUndefined();
  await page.getByRole('button', { name: 'Précédent' }).click();
  await page.getByAltText('L’image que tu as choisie').waitFor();
  expect(faults).toEqual([]);
  await close();
});

it('a file that is read for long is the answer to its own question, although the pupil has gone on', async () => {
  // It was the answer to the question that was on screen by then, in place of what the pupil had answered there.
  const pupil = await campaign.addPupil();
  const { page, faults, close } = await openBrowser();
  const responses = responsesOf(pupil);
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await page.evaluate(() => {
    const { createImageBitmap: read } = window;
    const slow = new Promise((resolve) => window.addEventListener('go-on', resolve));
    window.createImageBitmap = (async (file: Blob) => {
      await slow;
      return read(file);
    }) as typeof read;
  });
  const input = page.locator('input[type="file"]');
  await input.setInputFiles({ name: 'affiche.png', mimeType: 'image/png', buffer: photo() });
  await page.getByText('Le fichier est lu').waitFor();
  await next(page, 2);
  await input.setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('Il était') });
  await page.getByText('Ton fichier est ta réponse').waitFor();
  await page.evaluate(() => window.dispatchEvent(new Event('go-on')));
  await expect.poll(() => responses('photo')).toMatch(/^data:image\/jpeg;base64,/);
  await saved(page);
  expect(await responses('texte')).toMatch(/^data:text\/plain;base64,/);
  expect(faults).toEqual([]);
  await close();
});
