/** A booklet drawn at random is keyed twice by keyboard, compared, and settled with the paper in hand. */
import { drawKeyedTwice, open, parseDeskBody } from '@cloison/protocol';
import { expect, it } from 'vitest';
import { byName } from '../../apps/school/src/desk/pupil-identity.ts';
import { contentOf } from '../../apps/school/src/entry-records/cell-content.ts';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { examine } from './examine.ts';
import { CAMPAIGN, School } from './harness.ts';
import { gridTexts, openEntry, settled, signIn, typeKeys } from './steps.ts';

const RULE = { seed: 3, perClass: 1 };

it('is keyed again without sight of the first keying; the cells that differ are settled, and the office is told how many', async () => {
  const school = await School.start({ pupils: 3, doubleEntry: RULE });
  const cp = school.classes[0]!;
  const present = cp.roster.pupils.filter(({ left }) => !left).toSorted(byName);
  const orders = present.map(({ orderNumber }) => orderNumber);
  const [drawn] = (await drawKeyedTwice(RULE, CAMPAIGN, 'francais-cp', orders)) as [string];
  const code = await school.addStaff('teacher', [cp]);
  const { page, faults, close } = await openBrowser();
  await signIn(page, school.address, code);
  expect(await page.getByRole('link', { name: /Seconde saisie/ }).count()).toBe(0);

  await openEntry(page);
  await typeKeys(page, [...'abcdabcd'.repeat(3), 'Enter', ...'abcabc'.repeat(3), 'Enter']);
  for (let pupil = 0; pupil < 3; pupil++) {
    await page.keyboard.type('12');
    await page.keyboard.press('Enter');
  }
  await settled(page);
  await page.getByRole('link', { name: 'Accueil' }).click();
  const task = page.getByRole('link', { name: /^Seconde saisie : Français, CP A.*1 cahier tiré au sort/ });
  await task.press('Enter');
  // The title is read out first; from there on by Tab.
  await page.locator('h1:focus').waitFor();
  await page.getByRole('link', { name: 'Saisir de nouveau' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  // One booklet, the drawn one, and nothing of the first keying in it.
  await page.getByRole('grid').waitFor();
  await page.locator('.cell[data-current="true"]:focus').waitFor();
  expect(await page.getByRole('combobox', { name: 'Élève' }).locator('option').allTextContents()).toEqual([
    expect.stringContaining(drawn),
  ]);
  expect((await gridTexts(page)).flat().join('')).toBe('');
  // The second letter is keyed otherwise, and the number as another person would write it.
  await typeKeys(page, [...'aacdabcd', ...'abcabc']);
  await page.keyboard.type('12,0');
  await page.keyboard.press('Enter');
  await settled(page);
  await page.getByRole('link', { name: 'Cahiers saisis deux fois' }).click();
  await page.getByRole('button', { name: 'Comparer les deux saisies' }).press('Enter');
  await page.getByText('Accord entre les deux saisies : 93,3 %').waitFor();

  const cell = page.getByRole('group', { name: /Reconnaître les lettres, Item 2$/ });
  expect(await page.locator('.difference').count()).toBe(1);
  expect(await examine(page)).toEqual([]);
  const both = ((await cell.textContent()) ?? '').replaceAll(/\s+/g, ' ');
  expect(both).toContain('Première saisie : BSeconde saisie : A');
  await cell.getByRole('radio', { name: /Seconde saisie/ }).press('Space');
  await page.getByText('comparé', { exact: true }).waitFor();
  const firstKeying = async () => contentOf((await school.entryOf(cp, 'francais-cp', drawn))!, 'l2');
  await expect.poll(firstKeying).toEqual({ kind: 'value', value: 'choix1' });
  // Neither was right.
  await cell.getByRole('radio', { name: 'Autre réponse' }).press('Space');
  await cell.getByRole('combobox').selectOption({ label: 'D' });
  await expect.poll(firstKeying).toEqual({ kind: 'value', value: 'choix4' });
  // A choice can be taken back, and how many cells differed stays.
  await cell.getByRole('radio', { name: /Première saisie/ }).press('Space');
  await expect.poll(firstKeying).toEqual({ kind: 'value', value: 'choix2' });
  await page.getByText('Accord entre les deux saisies : 93,3 %').waitFor();
  const told = async () => {
    const bytes = await school.recordOf(cp, 'desk');
    const { body } = await open(cp.holder, bytes!, { kind: 'record-or-final', name: 'desk' });
    return Object.values(parseDeskBody(body).entries).filter(({ kind }) => kind === 'double-entry');
  };
  await expect.poll(told).toMatchObject([
    {
      ...{ kind: 'double-entry', orderNumber: drawn, sequence: 'francais-cp', cells: 15 },
      differing: [{ item: 'l2', kept: 'first' }],
    },
  ]);
  await page.getByRole('link', { name: 'Accueil' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.getByRole('link', { name: /Seconde saisie/ }).count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
  await closeBrowsers();
  await school.close();
});
