/** A phone, and a small laptop at 200 %: the grid keeps its rows, the head of the page stays small. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { School } from './harness.ts';
import { openEntry, signIn, typeKeys } from './steps.ts';

let school: School;
let code: string;
beforeAll(async () => {
  school = await School.start({ pupils: 25 });
  code = await school.addStaff('teacher', [school.classes[0]!]);
});
afterAll(async () => {
  await closeBrowsers();
  await school.close();
});

describe.each([
  { width: 390, height: 844 },
  { width: 683, height: 384 },
])('At $width × $height', (viewport) => {
  it('shows at least five whole rows of the grid while a wrong key is told, and a small head elsewhere', async () => {
    const { page, close } = await openBrowser({ viewport });
    await signIn(page, school.address, code);
    const head = (await page.locator('.desk-head').boundingBox())!;
    expect(head.height).toBeLessThanOrEqual(viewport.height / 5);
    await openEntry(page);
    await typeKeys(page, 'az');
    await page.getByText('La touche « z » n’est pas une réponse ici').waitFor();
    const rows = await page.evaluate(() => {
      const bottom = Math.min(
        document.querySelector('.grid-frame')!.getBoundingClientRect().bottom,
        document.querySelector('.entry-foot')!.getBoundingClientRect().top,
      );
      const top = document.querySelector('.grid thead')!.getBoundingClientRect().bottom;
      return [...document.querySelectorAll('.grid tbody tr')].filter((row) => {
        const box = row.getBoundingClientRect();
        return box.top >= top - 1 && box.bottom <= bottom + 1;
      }).length;
    });
    expect(rows).toBeGreaterThanOrEqual(5);
    await close();
  });

  it('shows a pupil’s page without a column over another, and scrolls nowhere sideways', async () => {
    const { page, close } = await openBrowser({ viewport });
    await signIn(page, school.address, code);
    await page.goto(`${school.address}#/classe/0/eleve/0`);
    await page.locator('.sheet').waitFor();
    const overlaps = await page.evaluate(() => {
      const texts = document.createTreeWalker(document.querySelector('.sheet')!, NodeFilter.SHOW_TEXT);
      const boxes: { text: string; box: DOMRect }[] = [];
      for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
        if (text.parentElement?.closest('.only-heard, svg') !== null) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const box of range.getClientRects())
          boxes.push({ text: String(text.nodeValue).slice(0, 30), box });
      }
      return boxes.flatMap((a, i) =>
        boxes
          .slice(i + 1)
          .filter(
            (b) =>
              a.box.left < b.box.right - 1 &&
              b.box.left < a.box.right - 1 &&
              a.box.top < b.box.bottom - 2 &&
              b.box.top < a.box.bottom - 2,
          )
          .map((b) => `${a.text} / ${b.text}`),
      );
    });
    expect(overlaps).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await close();
  });
});
