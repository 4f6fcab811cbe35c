/** What is done and what is left: counted the same way everywhere, and one press away. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { School } from './harness.ts';
import { currentCell, gridTexts, openEntry, settled, signIn, typeKeys } from './steps.ts';

let school: School;
beforeAll(async () => {
  school = await School.start();
});
afterAll(async () => {
  await closeBrowsers();
  await school.close();
});

it('counts cells and booklets, absent pupils among them, and leads to the first empty cell of a booklet', async () => {
  const { page, faults, close } = await openBrowser();
  await signIn(page, school.address, await school.addStaff('teacher', [school.classes[0]!]));
  await page
    .getByRole('heading', { level: 1, name: /aucun cahier saisi sur 10, il reste 150 cases/ })
    .waitFor();
  // What needs doing is offered once: the class's card does not offer it again.
  await page.getByRole('link', { name: /^Saisir : Français, CP A/ }).waitFor();
  const addresses = await page
    .getByRole('main')
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(addresses).toEqual([...new Set(addresses)]);
  await openEntry(page);
  // The first pupil away for the sequence, the second with three letters.
  await typeKeys(page, ['Shift+X', 'a', 'b', 'c']);
  await settled(page);
  await page.getByRole('link', { name: 'Accueil' }).click();
  await page.getByRole('heading', { level: 1, name: /1 cahier saisi sur 10, il reste 132 cases/ }).waitFor();
  await page.getByText('1 cahier saisi sur 10, dont 1 absent ; il reste 132 cases à saisir').waitFor();
  await page.getByText(/il reste 9 cahiers à saisir, jusqu’au/).waitFor();
  await page.getByRole('link', { name: /^Liste des élèves/ }).click();
  const rows = page.locator('tbody tr');
  await rows.nth(1).getByText('Commencé', { exact: true }).waitFor();
  expect(await rows.nth(0).getByText('Absent').count()).toBe(1);
  expect(await rows.nth(0).getByRole('link').count()).toBe(0);
  await rows
    .nth(1)
    .getByRole('link', { name: /^Compléter le cahier de/ })
    .click();
  await page.locator('.cell[data-current="true"]:focus').waitFor();
  expect(await currentCell(page)).toEqual([0, 3]);
  expect((await gridTexts(page))[0]!.slice(0, 4)).toEqual(['A', 'B', 'C', '']);
  // The number that is on the booklet stands beside the name.
  const chosen = page.getByRole('combobox', { name: 'Élève' }).locator('option:checked');
  expect(await chosen.textContent()).toMatch(/^[A-ZÀ-Ý’ -]+ \S.* · \d{7}$/);
  expect(faults).toEqual([]);
  await close();
});

it('a class of whom no participation has come says so, and not for ever that it is loading', async () => {
  const { page, faults, close } = await openBrowser();
  await page.route('**/me', async (route) => {
    const answer = await route.fetch();
    const me = (await answer.json()) as { documents: readonly { name: string }[] };
    const documents = me.documents.filter(({ name }) => name !== 'participation');
    await route.fulfill({ response: answer, json: { ...me, documents } });
  });
  await signIn(page, school.address, await school.addStaff('teacher', [school.classes[3]!]));
  await page.getByRole('link', { name: /^Liste des élèves/ }).click();
  await page.getByText('La participation n’est pas encore arrivée.').waitFor();
  expect(await page.locator('tbody tr').count()).toBe(26);
  expect(await page.getByText('Chargement').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});
