/** Pages of a head and of teachers that stay open while the roster, the codes and the records of classes change. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { examine } from './examine.ts';
import { School } from './harness.ts';
import { openScreen, signIn } from './steps.ts';

let school: School;
let headCode: string;
let teacherCode: string;
beforeAll(async () => {
  school = await School.start();
  headCode = await school.addStaff('head', school.classes);
  teacherCode = await school.addStaff('teacher', [school.classes[3]!]);
});
afterAll(async () => {
  await closeBrowsers();
  await school.close();
});

/** A page at which the head has gone from home to another screen. */
async function headAt(hash: string) {
  const browser = await openBrowser();
  await signIn(browser.page, school.address, headCode);
  await browser.page.getByText(/onnexion .* avec ce code/).waitFor();
  await browser.page.waitForLoadState('networkidle');
  await openScreen(browser.page, `${school.address}${hash}`);
  return browser;
}

const combobox = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
const pupilsOffered = (page: Page) => combobox(page, 'Élève').locator('option').allTextContents();
const hasPupils = (page: Page) =>
  expect.poll(async () => (await pupilsOffered(page)).length).toBeGreaterThan(26);
const askForTime = (page: Page) =>
  combobox(page, 'Demande').selectOption({ label: 'Plus de temps, après une coupure' });

describe('The page of slips', () => {
  it('shows the code in force once one is replaced, and stays with its class when another is added before it', async () => {
    // Whoever printed from a page that had been open gave out codes that open nothing, or those of another class.
    const { page, faults, close } = await headAt('#/codes/etiquettes/0');
    await page.getByRole('heading', { level: 1, name: 'Étiquettes de 6e 3' }).waitFor();
    const code = page.locator('.slip-code').first();
    const before = await code.textContent();
    await school.publishSlips();
    await expect.poll(() => code.textContent()).not.toBe(before);
    const now = await code.textContent();
    await school.publishSlips(['5e 1']);
    await expect.poll(() => code.textContent()).not.toBe(now);
    await page.getByRole('heading', { level: 1, name: 'Étiquettes de 6e 3' }).waitFor();
    expect(await page.locator('.slip-stub', { hasText: '6e 3' }).count()).toBe(26);
    expect(faults).toEqual([]);
    await close();
  });

  it('says that classes are missing, where the platform does not give the codes of one', async () => {
    // The other classes alone were listed: the teachers of that class had no card.
    const { page, close } = await openBrowser();
    await page.route('**/documents/slips/1', (route) => route.abort());
    await signIn(page, school.address, headCode);
    await openScreen(page, `${school.address}#/codes/enseignants`);
    await page.getByText('Les codes d’une classe ne sont pas arrivés').waitFor();
    await openScreen(page, `${school.address}#/codes`);
    await page.getByText('Les codes d’une classe ne sont pas arrivés').waitFor();
    await page.unroute('**/documents/slips/1');
    await page.getByText('Les codes d’une classe ne sont pas arrivés').waitFor({ state: 'detached' });
    await page.getByText('Étiquettes de CP-CE1 B').waitFor();
    await close();
  });

  it.each([
    ['#/codes/etiquettes/0', '.slip'],
    ['#/codes/enseignants', '.card'],
  ] as const)(
    'shows no code of %s any more, and prints none, once the head’s own code was replaced',
    async (hash, one) => {
      // They stayed under the banner: whoever printed them handed out codes that open nothing.
      const { page, faults, close } = await headAt(hash);
      await page.locator(one).first().waitFor();
      await page.evaluate(() => {
        globalThis.print = () => document.body.setAttribute('data-printed', 'true');
      });
      // As the platform answers a holder that was revoked. Before the page’s next look by itself.
      const refused = page.waitForResponse(/\/me$/);
      await page.route(/\/me$/, (route) => route.fulfill({ status: 401, json: { code: 'unknown-code' } }));
      await page.getByRole('button', { name: 'Imprimer' }).click();
      await refused;
      await page
        .locator('.notice[data-tone="warning"]', { hasText: 'les codes qui étaient affichés ici ne servent' })
        .waitFor();
      // Above it stood when to print them.
      expect(await page.getByText('Imprimez-les quand il le faut').count()).toBe(0);
      expect(await page.locator(`${one}, .slip-code`).count()).toBe(0);
      expect(await page.getByRole('button', { name: 'Imprimer' }).count()).toBe(0);
      expect(await page.locator('body').getAttribute('data-printed')).toBeNull();
      expect(await examine(page)).toEqual([]);
      expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
      await close();
    },
  );

  it('comes by itself when the platform answers again', async () => {
    const { context, page, close } = await openBrowser();
    await signIn(page, school.address, headCode);
    await page.getByRole('link', { name: 'Imprimer les étiquettes des élèves' }).waitFor();
    await context.setOffline(true);
    await page.getByRole('link', { name: 'Imprimer les étiquettes des élèves' }).click();
    await page.getByText(/votre travail est gardé sur cet ordinateur/).waitFor();
    await context.setOffline(false);
    await page.getByRole('link', { name: /Étiquettes de 6e 3/ }).waitFor();
    await page.getByText(/votre travail est gardé sur cet ordinateur/).waitFor({ state: 'detached' });
    await close();
  });
});

describe('The page of requests', () => {
  it('offers the pupils of a class as soon as its list is there', async () => {
    const { page, faults, close } = await headAt('#/demandes');
    await hasPupils(page);
    expect(faults).toEqual([]);
    await close();
  });

  it('asks for more time for one pupil once, however often the button is pressed, and never for the class', async () => {
    // The form went back to “the whole class”, and the second press of a double click asked for that.
    const { page, faults, close } = await headAt('#/demandes');
    await askForTime(page);
    await hasPupils(page);
    const pupil = (await pupilsOffered(page))[5]!;
    await combobox(page, 'Élève').selectOption({ label: pupil });
    await page.getByRole('button', { name: 'Demander' }).dblclick();
    await page.locator('.telling', { hasText: pupil }).waitFor();
    await page.getByText('Tout est envoyé.').waitFor();
    expect(await page.locator('.telling').count()).toBe(1);
    await combobox(page, 'Élève').selectOption({ label: 'Toute la classe' });
    await page.getByRole('button', { name: 'Demander' }).click();
    await page.locator('.telling', { hasText: '26 élèves' }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('keeps the keyboard on the button that was pressed, and says what became of the request', async () => {
    // The focus went to the page: the next Tab began at the top again.
    const { page, faults, close } = await headAt('#/demandes');
    await hasPupils(page);
    await combobox(page, 'Élève').selectOption({ index: 9 });
    const before = await page.locator('.telling').count();
    const said = await page.locator('.ask-send [role="status"]').elementHandles();
    const ask = page.getByRole('button', { name: 'Demander' });
    await ask.press('Enter');
    await page.getByText('Demande envoyée. La réponse s’affichera ci-dessous.').waitFor();
    // What speaks was there before it spoke: else nothing is read out.
    const heard = await Promise.all(said.map((one) => one.textContent()));
    expect(heard).toEqual(['Tout est envoyé.', 'Demande envoyée. La réponse s’affichera ci-dessous.']);
    expect(await ask.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await ask.isDisabled()).toBe(true);
    expect(await examine(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Retirer/);
    expect(await ask.evaluate((one: HTMLButtonElement) => one.disabled)).toBe(true);
    await page.waitForLoadState('networkidle');
    expect(await page.locator('.telling').count()).toBe(before + 1);
    await page
      .getByRole('button', { name: /^Retirer/ })
      .first()
      .click();
    // It was still called sent, with an answer to come.
    await page.getByText('Retirée').first().waitFor();
    await page.getByText('Tout est envoyé.').waitFor();
    expect(await page.getByText('Demande envoyée. La réponse').count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  });

  it('asks for one new code of a teacher, however often the button is pressed', async () => {
    // The card that was printed after the first answer opened nothing after the second.
    const { page, close } = await headAt('#/demandes');
    await combobox(page, 'Demande').selectOption({ label: 'Un nouveau code d’enseignant : code perdu' });
    await combobox(page, 'Classe').selectOption({ label: '6e 3' });
    await page.getByRole('button', { name: 'Demander' }).dblclick();
    const asked = page.locator('.telling', { hasText: 'Code d’enseignant' });
    await asked.first().waitFor();
    await page.getByText('Tout est envoyé.').waitFor();
    expect(await asked.count()).toBe(1);
    await page.getByRole('button', { name: 'Retirer Code d’enseignant' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Demander' }).isDisabled()).toBe(false);
    await close();
  });

  it('asks nothing for a pupil who left the class while the request was being written', async () => {
    // The request for one pupil became one for the whole class.
    const own = school.classes[3]!;
    const { page, faults, close } = await headAt('#/demandes');
    await askForTime(page);
    await hasPupils(page);
    const [leaving, ...others] = own.roster.pupils;
    await combobox(page, 'Élève').selectOption(leaving!.orderNumber);
    await page.getByRole('textbox', { name: /^Précision/ }).fill('Coupure de courant.');
    await school.publishPupils(own, [{ ...leaving!, left: true }, ...others]);
    const option = combobox(page, 'Élève').locator(`option[value="${leaving!.orderNumber}"]`);
    await option.waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Demander' }).isDisabled()).toBe(true);
    await school.publishPupils(own, own.roster.pupils);
    expect(faults).toEqual([]);
    await close();
  });

  it('asks nothing for a class whose list has not come: nobody could read a request without pupils', async () => {
    const { page, close } = await openBrowser();
    await page.route('**/documents/roster', (route) => route.abort());
    await signIn(page, school.address, headCode);
    await openScreen(page, `${school.address}#/demandes`);
    await askForTime(page);
    await combobox(page, 'Élève').selectOption({ label: 'Toute la classe' });
    expect(await page.getByRole('button', { name: 'Demander' }).isDisabled()).toBe(true);
    await close();
  });

  it('keeps the class that was chosen when another kind of request is', async () => {
    // Classes were counted among those of the kind: the code of another class's teacher was replaced.
    const { page, close } = await headAt('#/demandes');
    await combobox(page, 'Classe').selectOption({ label: '6e 3' });
    await combobox(page, 'Demande').selectOption({ label: 'Un nouveau code d’enseignant : code perdu' });
    expect(await combobox(page, 'Classe').locator('option:checked').textContent()).toBe('6e 3');
    await close();
  });
});

describe('The page of the day', () => {
  it('shows what the staff of a class report while it is open', async () => {
    // It was drawn again with the school's own news alone: incidents of classes were not on the page that is kept.
    const head = await headAt('#/journee');
    await head.page.getByRole('row', { name: /^6e 3/ }).waitFor();
    const teacher = await openBrowser();
    await signIn(teacher.page, school.address, teacherCode);
    await openScreen(teacher.page, `${school.address}#/classe/0/salle`);
    await teacher.page.getByRole('button', { name: 'Signaler un incident' }).click();
    await teacher.page.getByRole('textbox', { name: /Ce qui s’est passé/ }).fill('Alarme à dix heures.');
    await teacher.page.getByRole('button', { name: 'Envoyer' }).click();
    await teacher.page.getByText('Tout est envoyé.').waitFor();
    await head.page.getByText('Alarme à dix heures.').waitFor();
    expect(head.faults).toEqual([]);
    await teacher.close();
    await head.close();
  });
});

describe('The page of the day, where the platform does not give what was told', () => {
  it('says that it is not complete, until everything has come', async () => {
    // It was printed and kept as a day without incidents.
    const { page, close } = await openBrowser();
    await page.route('**/records/desk', (route) =>
      route.request().method() === 'GET'
        ? route.fulfill({ status: 503, json: { code: 'busy' } })
        : route.continue(),
    );
    await signIn(page, school.address, headCode);
    await openScreen(page, `${school.address}#/journee`);
    await page.getByText('cette page n’est pas complète').waitFor();
    await page.unroute('**/records/desk');
    await page.getByText('cette page n’est pas complète').waitFor({ state: 'detached' });
    await page.getByText('Alarme à dix heures.').waitFor();
    await close();
  });
});

describe('The room', () => {
  it('says that participation has not arrived, and not that nobody has begun', async () => {
    // Each pupil was said not to have begun, and the whole class counted so.
    const { page, close } = await openBrowser();
    const participation = '**/documents/participation';
    await page.route(participation, (route) => route.fulfill({ status: 404, json: { code: 'not-found' } }));
    await signIn(page, school.address, teacherCode);
    await openScreen(page, `${school.address}#/classe/0/salle`);
    await page.getByText('La participation n’est pas encore arrivée.').waitFor();
    await page.getByRole('button', { name: 'Plus de temps pour tous' }).waitFor();
    expect(await page.getByText('Pas commencé').count()).toBe(0);
    await page.unroute(participation);
    await page.locator('.room-card[data-state="finished"]').first().waitFor();
    await close();
  });
});

describe('Signing out', () => {
  it('says first that a request has not been sent', async () => {
    // Only keyed answers were counted: the request stayed on a computer to which the head did not come back.
    const { context, page, close } = await headAt('#/demandes');
    await hasPupils(page);
    await context.setOffline(true);
    await combobox(page, 'Élève').selectOption(school.classes[3]!.roster.pupils[7]!.orderNumber);
    await page.getByRole('button', { name: 'Demander' }).click();
    await page.getByText('partira avec le réseau').waitFor();
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/déclarations ou des demandes.*attendent le réseau/).waitFor();
    await dialog.getByRole('button', { name: 'Rester' }).click();
    await context.setOffline(false);
    await page.getByText('Tout est envoyé.').waitFor();
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('textbox', { name: 'Votre code d’accès' }).waitFor();
    await close();
  });
});

describe('A pupil’s sheet', () => {
  it('stays that pupil’s when another pupil arrives in the class', async () => {
    // The sheet of another child came up in front of whoever read it.
    const own = school.classes[0]!;
    const { page, faults, close } = await openBrowser();
    await signIn(page, school.address, await school.addStaff('teacher', [own]));
    await openScreen(page, `${school.address}#/classe/0/eleve/3`);
    const sheet = page.locator('.sheet h2');
    await sheet.waitFor();
    const before = await sheet.textContent();
    const arrival = { ...own.roster.pupils[0]!, orderNumber: '4999999', lastName: 'Abadie' };
    await school.publishPupils(own, [arrival, ...own.roster.pupils]);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByRole('link', { name: 'Précédent' }).and(page.locator('[href$="/3"]')).waitFor();
    expect(await sheet.textContent()).toBe(before);
    await school.publishPupils(own, own.roster.pupils);
    expect(faults).toEqual([]);
    await close();
  });
});
