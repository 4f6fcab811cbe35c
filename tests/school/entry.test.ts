/** A teacher keys booklets in: Chromium, the built app, the real platform, and what the authority then opens. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byName } from '../../apps/school/src/desk/pupil-identity.ts';
import { closeBrowsers, openBrowser, paste, TALL, WIDE } from '../pupil/browser.ts';
import { freshSchool, held, LETTERS } from './fresh-school.ts';
import { School, type SchoolClass } from './harness.ts';
import { currentCell, frenchKey, gridTexts, openEntry, settled, signIn, typeKeys } from './steps.ts';

let school: School;
let cp: SchoolClass;
let order: readonly string[];

beforeAll(async () => {
  school = await School.start();
  cp = school.classes[0]!;
  order = cp.roster.pupils
    .filter(({ left }) => !left)
    .toSorted(byName)
    .map(({ orderNumber }) => orderNumber);
});
afterAll(async () => {
  await closeBrowsers();
  await school.close();
});

const answer = (pupil: number, item: number) => 'abcd'[(pupil * 3 + item) % 4]!;

describe('Keying a class in with the keyboard alone', () => {
  it('by exercise: eight letters of ten pupils, each at the authority as it was keyed', async () => {
    const { page, faults, close } = await openBrowser();
    const code = await school.addStaff('teacher', [cp]);
    await page.goto(school.address);
    // Keys that are typed before the page is there are lost.
    await page.locator('input:focus').waitFor();
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Se déconnecter' }).waitFor();
    await page.getByRole('heading', { level: 1, name: /aucun cahier saisi sur 10/ }).waitFor();
    // Without a mouse: to the first thing to do, by Tab.
    const task = page.getByRole('link', { name: /^Saisir : Français, CP A/ });
    for (let tabs = 0; tabs < 20 && !(await task.evaluate((link) => link === document.activeElement)); tabs++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('grid').waitFor();
    for (let p = 0; p < 10; p++)
      await typeKeys(
        page,
        LETTERS.map((_, i) => answer(p, i)),
      );
    await page.getByText('Fin de l’exercice').waitFor();
    await settled(page);
    const texts = await gridTexts(page);
    expect(texts).toEqual(order.map((_, p) => LETTERS.map((_, i) => answer(p, i).toUpperCase())));
    for (const [p, pupil] of order.entries())
      expect(await held(school, cp, pupil, LETTERS)).toEqual(
        LETTERS.map((_, i) => `choix${'abcd'.indexOf(answer(p, i)) + 1}`),
      );
    await page.keyboard.press('Enter');
    expect(await page.getByRole('combobox', { name: 'Exercice' }).inputValue()).toBe('1');
    expect(faults).toEqual([]);
    await close();
  });

  it('by pupil, down the column, with numbers, the three facts, undo and redo', async () => {
    const { school: own, code, address, cp: ownCp } = await freshSchool();
    const { page, faults, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    await page.keyboard.press('Escape');
    await page.getByText('Par élève').click();
    await page.getByRole('gridcell').first().click();
    const pupil = ownCp.roster.pupils.toSorted(byName)[0]!.orderNumber;
    await typeKeys(page, ['a', 'b', '0', 'n', 'c', 'd']);
    // The upper row of a French keyboard, without Shift.
    await frenchKey(page, 'é', 'Digit2');
    await frenchKey(page, '&', 'Digit1');
    await page.keyboard.press('+');
    await page.keyboard.type('42,5');
    await page.keyboard.press('Enter');
    await page.getByText('Élève suivant').waitFor();
    await settled(page);
    expect(await held(own, ownCp, pupil, [...LETTERS, 's1', 's6', 'f1'])).toEqual([
      'choix1',
      'choix2',
      'noAnswer',
      'notTaught',
      'choix3',
      'choix4',
      'choix2',
      'choix1',
      'noAnswer',
      'noAnswer',
      '42,5',
    ]);
    // Back to the first pupil, undo the number and the filling up, do one of them again.
    await page.keyboard.press('Control+z');
    expect(await page.getByRole('combobox', { name: 'Élève' }).inputValue()).toBe('0');
    await page.keyboard.press('Control+z');
    await page.getByText(/Annulé.*6 cases/).waitFor();
    await page.keyboard.press('Control+y');
    await settled(page);
    expect(await held(own, ownCp, pupil, ['s1', 'f1'])).toEqual(['noAnswer', 'empty']);
    expect(faults).toEqual([]);
    await close();
    await own.close();
  });

  it('marks an absent pupil with one key and goes to the next, the sequence with another, and undoes both', async () => {
    const { school: own, code, address, cp: ownCp } = await freshSchool();
    const { page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    const [pupil, next, third] = ownCp.roster.pupils
      .filter(({ left }) => !left)
      .toSorted(byName)
      .map(({ orderNumber }) => orderNumber) as [string, string, string];
    // One answer, absent for the rest, then the next booklet: its answers are the next pupil's.
    await typeKeys(page, ['a', 'x', ...'bcdabcda']);
    await settled(page);
    expect(await held(own, ownCp, pupil, ['l1', 'l2', 's1'])).toEqual(['choix1', 'absent', 'empty']);
    expect(await held(own, ownCp, next, ['l1', 'l8'])).toEqual(['choix2', 'choix1']);
    // The third was away for the whole sequence.
    await page.keyboard.press('Shift+X');
    await settled(page);
    expect(await held(own, ownCp, third, ['l1', 's1', 'f1'])).toEqual(['absent', 'absent', 'absent']);
    expect(await currentCell(page)).toEqual([3, 0]);
    await page.keyboard.press('Control+z');
    await settled(page);
    expect(await held(own, ownCp, third, ['l1', 's1'])).toEqual(['empty', 'empty']);
    // For a day: the rhymes are of the next one.
    await page.keyboard.press('Shift+J');
    await page.getByText('Absent toute la journée').waitFor();
    await settled(page);
    expect(await held(own, ownCp, third, ['l1', 's1', 'f1'])).toEqual(['absent', 'empty', 'absent']);
    await page.keyboard.press('Control+z');
    await settled(page);
    expect(await held(own, ownCp, third, ['l1', 'f1'])).toEqual(['empty', 'empty']);
    // Back on the first row: answers are refused where the pupil was absent, in words, and X takes it back.
    await page.getByRole('gridcell').nth(3).click();
    await page.keyboard.press('b');
    await page.getByText('Élève absent : rien n’a changé').waitFor();
    expect(await currentCell(page)).toEqual([0, 3]);
    expect((await gridTexts(page))[0]!.slice(0, 4)).toEqual(['A', 'abs', 'abs', 'abs']);
    await page.keyboard.press('x');
    await settled(page);
    expect(await held(own, ownCp, pupil, ['l1', 'l2'])).toEqual(['choix1', 'empty']);
    await close();
    await own.close();
  });

  it('shows that it refuses a wrong key, moves nothing, and does not leave the key to the browser', async () => {
    const { school: own, code, address } = await freshSchool();
    const { page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    await page.evaluate(() => {
      document.addEventListener('keydown', ({ key, defaultPrevented }) => {
        if (!defaultPrevented) document.body.dataset.left = `${document.body.dataset.left ?? ''}${key}`;
      });
    });
    await typeKeys(page, ['a', 'z', "'", '"', '.']);
    expect(await currentCell(page)).toEqual([0, 1]);
    await page.getByText('La touche « . » n’est pas une réponse ici').waitFor();
    expect(await page.locator('.cell[data-refused]').count()).toBe(1);
    expect(await page.evaluate(() => document.body.dataset.left ?? '')).toBe('');
    await page.keyboard.press('b');
    expect(await page.locator('.cell[data-refused]').count()).toBe(0);
    expect((await gridTexts(page))[0]!.slice(0, 3)).toEqual(['A', 'B', '']);
    await close();
    await own.close();
  });

  it('lets no key land in the wrong exercise: at the end answers are refused, and Enter goes on', async () => {
    const { school: own, code, address, cp: ownCp } = await freshSchool();
    const { page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    const at = page.getByRole('combobox', { name: 'Exercice' });
    await at.selectOption({ index: 1 });
    await page.getByRole('gridcell').last().click();
    await page.keyboard.press('c');
    await page.getByText('Fin de l’exercice').waitFor();
    await typeKeys(page, 'ab');
    await page.getByText('L’exercice est fini : rien n’a changé').waitFor();
    expect((await gridTexts(page)).at(-1)!.at(-1)).toBe('C');
    await page.keyboard.press('Enter');
    expect(await at.inputValue()).toBe('2');
    // Numbers: Enter ends a number, and after the last one it never opens the cell again.
    for (const [i] of ownCp.roster.pupils.filter(({ left }) => !left).entries()) {
      await page.keyboard.type(String(20 + i));
      await page.keyboard.press('Enter');
    }
    await page.getByText('Fin de la séquence').waitFor();
    await typeKeys(page, ['Enter', '7', 'Enter']);
    expect((await gridTexts(page)).map(([text]) => text)).toEqual(
      Array.from({ length: 10 }, (_, i) => String(20 + i)),
    );
    expect(await page.locator('.cell-editor').count()).toBe(0);
    await close();
    await own.close();
  });

  it('says the same answer again with the space bar, and to the end of a run with Shift', async () => {
    const { school: own, code, address } = await freshSchool();
    const { page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    await typeKeys(page, ['c', ' ', ' ', 'd', 'Shift+ ']);
    expect((await gridTexts(page))[0]).toEqual(['C', 'C', 'C', 'D', 'D', 'D', 'D', 'D']);
    expect(await currentCell(page)).toEqual([1, 0]);
    await page.keyboard.press(' ');
    await page.getByText('Il n’y a pas de réponse juste avant').waitFor();
    await close();
    await own.close();
  });

  it('goes on keying after a button was pressed, and copies and pastes before a cell was pressed', async () => {
    const { school: own, code, address } = await freshSchool();
    const { page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    await page.keyboard.press('a');
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.keyboard.press('b');
    expect((await gridTexts(page))[0]!.slice(0, 2)).toEqual(['B', '']);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await paste(page, 'C');
    expect((await gridTexts(page))[0]!.slice(0, 2)).toEqual(['B', 'C']);
    await close();
    await own.close();
  });

  it('moves with every key of a spreadsheet, and gives the focus back with Escape and after the last cell', async () => {
    const { page, close } = await openBrowser();
    await signIn(page, school.address, await school.addStaff('teacher', [school.classes[1]!]));
    await openEntry(page);
    const at = () => currentCell(page);
    await page.keyboard.press('Control+Home');
    expect(await at()).toEqual([0, 0]);
    for (const [key, row, column] of [
      ['End', 0, 7],
      ['ArrowDown', 1, 7],
      ['Home', 1, 0],
      ['ArrowRight', 1, 1],
      ['Tab', 1, 2],
      ['Shift+Tab', 1, 1],
      ['ArrowUp', 0, 1],
      ['Enter', 0, 2],
      ['ArrowLeft', 0, 1],
      ['Control+End', 13, 7],
    ] as const) {
      await page.keyboard.press(key);
      expect(await at(), key).toEqual([row, column]);
    }
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('table'))).toBeNull();
    await page.getByRole('gridcell').first().click();
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.closest('.entry-tools') !== null)).toBe(true);
    await close();
  });

  it('shows the page of the booklet as tall as the window allows, and larger with a press or a key', async () => {
    const { page, close } = await openBrowser();
    await signIn(page, school.address, await school.addStaff('teacher', [school.classes[0]!]));
    await openEntry(page);
    const beside = page.locator('.booklet-page img');
    await beside.waitFor();
    const box = async (part: string) => (await page.locator(part).boundingBox())!;
    // The picture has its height once it is there.
    await expect
      .poll(async () => {
        const [room, shown] = [await box('.entry-beside'), (await beside.boundingBox())!];
        const [foot, legend] = [await box('.entry-foot'), await box('.legend')];
        const reachesDown = room.y + room.height >= foot.y - 16;
        return reachesDown && (shown.height > room.height - 2 || shown.width > legend.x - shown.x - 18);
      })
      .toBe(true);
    const dialog = page.getByRole('dialog', { name: /^Page du cahier/ });
    for (const open of [() => page.keyboard.press('F4'), () => page.locator('.booklet-page').click()]) {
      await open();
      await dialog.waitFor();
      const height = async () => (await dialog.getByRole('img').boundingBox())?.height ?? 0;
      await expect.poll(height).toBeGreaterThan(700);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    }
    await page.getByRole('gridcell').first().click();
    await page.keyboard.press('F4');
    await page.keyboard.press('F4');
    await dialog.waitFor({ state: 'hidden' });
    expect(await currentCell(page)).toEqual([0, 0]);
    await close();
  });

  it('times a minute of reading, takes the errors away, writes the number and goes to the next pupil', async () => {
    const { school: own, code, address, cp: ownCp } = await freshSchool();
    const { page, faults, close } = await openBrowser();
    await page.clock.install();
    await signIn(page, address, code);
    await openEntry(page);
    await page.getByRole('combobox', { name: 'Exercice' }).selectOption({ index: 2 });
    const timer = page.getByRole('timer');
    await page.getByRole('button', { name: 'Lancer la minute' }).click();
    await page.clock.runFor(30_000);
    await expect.poll(() => timer.textContent()).toBe('30 s');
    await page.clock.runFor(31_000);
    await page.getByRole('button', { name: 'Lancer la minute' }).waitFor();
    expect(await timer.textContent()).toBe('0 s');
    await page.getByLabel('Mots lus').fill('47');
    await page.getByLabel('Erreurs').fill('5');
    await page.getByRole('button', { name: 'Noter 42 mots bien lus' }).click();
    expect((await gridTexts(page))[0]).toEqual(['42']);
    expect(await page.getByLabel('Mots lus').inputValue()).toBe('');
    await page.clock.resume();
    await settled(page);
    const first = ownCp.roster.pupils.toSorted(byName)[0]!.orderNumber;
    expect(await held(own, ownCp, first, ['f1'])).toEqual(['42']);
    expect(faults).toEqual([]);
    await close();
    await own.close();
  });

  it('marks the item being keyed on the page beside the grid', async () => {
    const { page, close } = await openBrowser();
    await signIn(page, school.address, await school.addStaff('teacher', [school.classes[1]!]));
    await openEntry(page);
    const marker = page.locator('.booklet-page .item-marker');
    await page.getByRole('gridcell').nth(2).click();
    await marker.waitFor();
    const top = async () => (await marker.boundingBox())!.y;
    const third = await top();
    await page.keyboard.press('ArrowRight');
    await expect.poll(top).toBeGreaterThan(third + 5);
    const picture = (await page.locator('.booklet-page img').boundingBox())!;
    const box = (await marker.boundingBox())!;
    // The fourth line of the fixture's page: y = 110 + 3 × 74 − 6 of its height of 732.
    expect((box.y - picture.y) / picture.height).toBeCloseTo((110 + 3 * 74 - 6) / 732, 1);
    await close();
  });

  it('shows every column by exercise and by pupil, on a screen and on a tablet held upright', async () => {
    for (const viewport of [WIDE, TALL]) {
      const { page, close } = await openBrowser({ viewport });
      await signIn(page, school.address, await school.addStaff('teacher', [school.classes[0]!]));
      await openEntry(page);
      for (const view of ['Par exercice', 'Par élève']) {
        await page.getByText(view, { exact: true }).click();
        const cut = await page
          .locator('.grid-frame')
          .evaluate((frame) => frame.scrollWidth - frame.clientWidth);
        expect(cut, `${view} ${viewport.width}`).toBeLessThanOrEqual(0);
        const foot = (await page.locator('.entry-foot').boundingBox())!;
        expect(foot.height, `${view} ${viewport.width}`).toBeLessThanOrEqual(66);
      }
      await close();
    }
  });

  it('refuses a letter in a number, keeps the number in the field, and says why', async () => {
    const { page, close } = await openBrowser();
    await signIn(page, school.address, await school.addStaff('teacher', [school.classes[1]!]));
    await openEntry(page);
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    await page.keyboard.type('3x');
    await page.getByText('La touche « x » n’est pas une réponse ici').waitFor();
    expect(await page.locator('.cell-editor').inputValue()).toBe('3');
    await page.keyboard.type('0');
    await page.keyboard.press('Enter');
    await settled(page);
    expect((await gridTexts(page))[0]).toEqual(['30']);
    expect(await currentCell(page)).toEqual([1, 0]);
    await page.keyboard.type(',');
    await page.keyboard.press('Enter');
    await page.getByText('Ce n’est pas un nombre').waitFor();
    expect(await page.locator('.cell-editor').inputValue()).toBe(',');
    await close();
  });

  it('pastes a table from a spreadsheet as one gesture', async () => {
    const { school: own, code, address } = await freshSchool();
    const { page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    await paste(page, 'A\tb\tabs\r\n-\t4\tZ\r\n');
    await page.getByText(/5 cases collées.*1 valeur non comprise/).waitFor();
    const texts = await gridTexts(page);
    expect([texts[0]!.slice(0, 3), texts[1]!.slice(0, 3)]).toEqual([
      ['A', 'B', 'abs'],
      ['–', 'D', ''],
    ]);
    await page.keyboard.press('Control+z');
    expect((await gridTexts(page)).flat().every((text) => text === '')).toBe(true);
    await close();
    await own.close();
  });
});

describe('A pupil who arrives while the page is open', () => {
  it('is keyed in like the others: at the next opening of the entry, or at once where it is open', async () => {
    // The home page counted the pupil, the grid had no row or dropped what was keyed in it, until the code was typed again.
    const { school: own, code, address, cp: ownCp } = await freshSchool();
    const { page, faults, close } = await openBrowser();
    await signIn(page, address, code);
    await page.getByRole('heading', { level: 1, name: /aucun cahier saisi sur 10/ }).waitFor();
    const [one] = ownCp.roster.pupils;
    const newcomer = (orderNumber: string, lastName: string) => ({ ...one!, orderNumber, lastName });
    const first = newcomer('9000001', 'Aaron');
    await own.addPupils(ownCp, [first]);
    await page.getByRole('heading', { level: 1, name: /aucun cahier saisi sur 11/ }).waitFor();
    await openEntry(page);
    await typeKeys(page, 'abcdabcd');
    await settled(page);
    expect(await held(own, ownCp, first.orderNumber, LETTERS)).not.toContain('nothing');
    // While the grid is open, nothing moves under the hands: somebody asks for the new row.
    await typeKeys(page, 'ab');
    const second = newcomer('9000002', 'Abad');
    await own.addPupils(ownCp, [first, second]);
    await page.getByText('1 élève est arrivé dans la classe').waitFor();
    expect(await gridTexts(page)).toHaveLength(11);
    await page.getByRole('button', { name: 'Ajouter à la grille' }).click();
    await expect.poll(async () => (await gridTexts(page)).length).toBe(12);
    expect((await gridTexts(page))[0]).toEqual([...'ABCDABCD']);
    // The cursor is at the first cell that is empty: the second newcomer's.
    expect(await currentCell(page)).toEqual([1, 0]);
    await typeKeys(page, 'abcdabcd');
    await settled(page);
    expect(await held(own, ownCp, second.orderNumber, LETTERS)).not.toContain('nothing');
    expect(faults).toEqual([]);
    await close();
    await own.close();
  });
});

describe('Outside the sequence’s dates', () => {
  it('shows the grid and changes nothing, with the date', async () => {
    const { page, close } = await openBrowser();
    await signIn(page, school.address, await school.addStaff('teacher', [school.classes[1]!]));
    await page.goto(`${school.address}#/classe/0/saisie/maths-cp`);
    await page.getByText(/La saisie ouvre le/).waitFor();
    await page.getByRole('gridcell').first().click();
    await page.keyboard.press('5');
    await page.getByText('La saisie n’est pas ouverte').waitFor();
    expect((await gridTexts(page)).flat().every((text) => text === '')).toBe(true);
    await close();
  });
});

describe('The home page', () => {
  it('counts at once: complete and absent pupils, what is left', async () => {
    const { school: own, code, address } = await freshSchool();
    const { page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    await finishPupil(page);
    await page.goto(`${address}#/`);
    await page
      .getByRole('heading', { level: 1, name: /1 cahier saisi sur 10, il reste 135 cases à saisir/ })
      .waitFor();
    await close();
    await own.close();
  });
});

/** The whole sequence of the first pupil, by pupil. */
async function finishPupil(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByText('Par élève').click();
  await page.getByRole('gridcell').first().click();
  await typeKeys(page, 'abcdabcd');
  await typeKeys(page, 'abcabc');
  await page.keyboard.type('31');
  await page.keyboard.press('Enter');
  await settled(page);
}
