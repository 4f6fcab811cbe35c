/**
 * What a screen reader has of the pages, from the browser's accessibility tree: in which order, under which names. A pupil who
 * hears the page hears the text, then the question, then what answers it, and every field by what it is asked by.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeBrowsers, openBrowser } from './browser.ts';
import { Campaign } from './harness.ts';
import { next, signIn, startFrench } from './steps.ts';

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start();
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

/** Lines of the accessibility tree of a part of the page, in reading order, without their depth. */
async function heard(page: Page, part: string): Promise<string[]> {
  const tree = await page.locator(part).ariaSnapshot();
  // Lines with a colon in a name are quoted, as YAML wants.
  return tree.split('\n').map((line) =>
    line
      .trim()
      .replace(/^- /, '')
      .replace(/:$/, '')
      .replace(/^'(.*)'$/, '$1'),
  );
}

/** The lines that begin with these, each once, in the order in which they are heard. */
function orderOf(lines: readonly string[], wanted: readonly string[]): string[] {
  return lines.flatMap((line) => wanted.filter((start) => line.startsWith(start)));
}

it('is heard in the order in which it is worked on, every field under the words that ask for it', async () => {
  const pupil = await campaign.addPupil();
  const { page, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  const first = [
    'heading "Question 1 sur 9" [level=1]',
    'region "Texte et documents"',
    'heading "Le phare" [level=2]',
    'img "Un phare blanc et rouge sur un rocher"',
    'button "Agrandir l’image"',
    'region "Question"',
    'group "Pourquoi Ilan monte-t-il en haut du phare ?"',
    'radio "Pour remplacer l’ampoule cassée"',
    'radio "Pour regarder l’orage"',
    'contentinfo',
    'button "Précédent"',
    'button "Suivant"',
  ];
  expect(orderOf(await heard(page, '#app'), first)).toEqual(first);
  await next(page, 2);
  await next(page, 3);
  const named = ['combobox "Hier, les enfants"', 'combobox "couru vers le phare ; ils"'];
  expect(orderOf(await heard(page, 'main'), ['combobox', ...named])).toEqual(
    named.flatMap((name) => ['combobox', name]),
  );
  await next(page, 4);
  const fields = ['textbox "Écris 7/2 sous la forme d’un nombre décimal"', 'textbox "Écris 80 en lettres"'];
  expect(orderOf(await heard(page, 'main'), ['textbox', ...fields])).toEqual(
    fields.flatMap((name) => ['textbox', name]),
  );
  await next(page, 5);
  const table = await heard(page, 'main');
  expect(table.filter((line) => line.startsWith('radio')).slice(0, 3)).toEqual(
    ['Vrai', 'Faux', 'On ne sait pas'].map((name) => `radio "Le phare est au bord d’un lac. : ${name}"`),
  );
  for (let number = 6; number <= 9; number++) {
    await next(page, number);
    // Nothing that is pressed or filled in is without a name.
    const nameless = (await heard(page, 'main')).filter((line) =>
      /^(button|textbox|radio|checkbox|combobox|slider|img|group)( \[|$)/.test(line),
    );
    expect(nameless).toEqual([]);
  }
  await close();
});
