/** Saves a picture of every screen, for a person to look at: `node tests/school/look.ts FOLDER`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { closeBrowsers, openBrowser, TALL, WIDE } from '../pupil/browser.ts';
import { School } from './harness.ts';
import { openEntry, printCodes, settled, signIn } from './steps.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('Say where to keep the pictures');
mkdirSync(folder, { recursive: true });
const school = await School.start({ pupils: 25 });
const [cp, both, ce1, sixth] = school.classes;
const teacher = await school.addStaff('teacher', [cp!, both!, ce1!]);
const head = await school.addStaff('head', school.classes);
const inspector = (await school.addInspector()).code;
try {
  for (const [name, viewport] of [
    ['wide', WIDE],
    ['tall', TALL],
  ] as const) {
    const { page, faults, close } = await openBrowser({ viewport });
    const shot = (title: string) => page.screenshot({ path: join(folder, `${name}-${title}.png`) });
    await page.goto(school.address);
    await page.getByRole('textbox').waitFor();
    await shot('1-sign-in');
    await page.getByRole('textbox').fill('ABCD-EFGH-JKMN-PQRS-TVWX');
    await shot('1b-sign-in-check');
    await signIn(page, school.address, teacher);
    await page.getByRole('heading', { level: 1 }).getByText('Français').waitFor();
    await page.waitForTimeout(500);
    await shot('2-teacher-home');
    await page.getByRole('link', { name: /^Saisir : Français, CP A/ }).click();
    await page.getByRole('grid').waitFor();
    await page.waitForTimeout(400);
    for (const key of 'abcdabcdaab-cdabbcc'.split('')) await page.keyboard.press(key);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('/');
    await page.waitForTimeout(600);
    await shot('3-entry-exercise');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('b');
    await page.waitForTimeout(400);
    await shot('4-entry-rhymes');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('3');
    await page.keyboard.type('5,5x');
    await page.keyboard.press('Enter');
    await shot('5-entry-number');
    await page.keyboard.press('Escape');
    await page.getByText('Par élève').click();
    await page.waitForTimeout(300);
    await shot('6-entry-pupil');
    const colleague = await openBrowser();
    await signIn(colleague.page, school.address, teacher);
    await openEntry(colleague.page);
    await page.getByText('Par exercice').click();
    await page.getByRole('combobox').selectOption({ index: 0 });
    await page.getByRole('gridcell').nth(37).click();
    await page.context().setOffline(true);
    await page.keyboard.press(name === 'wide' ? 'c' : 'd');
    await page
      .getByText(/Pas de réseau/)
      .first()
      .waitFor();
    await shot('6b-waiting');
    await colleague.page.getByRole('gridcell').nth(37).click();
    await colleague.page.keyboard.press(name === 'wide' ? 'a' : 'b');
    await settled(colleague.page);
    await colleague.close();
    await page.context().setOffline(false);
    await settled(page);
    await page.keyboard.press('ArrowLeft');
    await page.waitForTimeout(500);
    await shot('6c-conflict');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('Autres touches').or(page.getByText('Other keys')).click();
    await shot('6d-english');
    await page.getByRole('button', { name: 'Français' }).click();
    await page.goto(`${school.address}#/classe/0`);
    await page.waitForTimeout(500);
    await shot('7-class');
    for (const [title, hash] of [
      ['8-results', '#/classe/0/resultats'],
      ['9-groups', '#/classe/0/groupes/1'],
      ['10-items', '#/classe/0/items'],
      ['11-pupil', '#/classe/0/eleve/0'],
      ['12-pupil-missing', '#/classe/0/eleve/8'],
      ['13-rescue', '#/secours'],
    ] as const) {
      await page.goto(`${school.address}${hash}`);
      await page.waitForTimeout(400);
      await shot(title);
    }
    if (name === 'wide') {
      await page.goto(`${school.address}#/classe/0/fiches`);
      await page.waitForTimeout(600);
      await page.pdf({ path: join(folder, 'sheets.pdf'), preferCSSPageSize: true, printBackground: true });
    }
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await signIn(page, school.address, head);
    await page.waitForTimeout(700);
    await shot('20-head-home');
    for (const [title, hash] of [
      ['21-codes', '#/codes'],
      ['22-slips', '#/codes/etiquettes/0'],
      ['23-cards', '#/codes/enseignants'],
      ['24-school-results', '#/resultats'],
      ['25-class-online', '#/classe/3'],
      ['26-results-online', '#/classe/3/resultats'],
    ] as const) {
      await page.goto(`${school.address}${hash}`);
      await page.waitForTimeout(700);
      await shot(title);
    }
    if (name === 'wide') {
      await page.goto(`${school.address}#/codes/etiquettes/0`);
      await printCodes(page);
      await page.pdf({ path: join(folder, 'slips.pdf'), preferCSSPageSize: true, printBackground: true });
      await page.goto(`${school.address}#/codes/enseignants`);
      await printCodes(page);
      await page.pdf({ path: join(folder, 'cards.pdf'), preferCSSPageSize: true, printBackground: true });
    }
    for (const fault of faults) console.log(`${name}: ${fault}`);
    await close();
  }
  for (const viewport of [WIDE, TALL, { width: 390, height: 844 }, { width: 683, height: 384 }]) {
    const { page, close } = await openBrowser({ viewport });
    await signIn(page, school.address, inspector);
    for (const [hash, title] of [
      ['#/', 'area-home'],
      ['#/resultats', 'area-results'],
    ] as const) {
      await page.goto(`${school.address}${hash}`);
      await page.locator('.data-table').first().waitFor();
      await page.screenshot({ path: join(folder, `${viewport.width}-${title}.png`) });
    }
    await close();
  }
} finally {
  await closeBrowsers();
  await school.close();
}
console.log(`${folder}: done, ${sixth?.label}`);
