/** Keying without a network, and two teachers at once: Chromium, the built app, the real platform. */
import { afterAll, describe, expect, it } from 'vitest';
import { byName } from '../../apps/school/src/desk/pupil-identity.ts';
import { contentOf } from '../../apps/school/src/entry-records/cell-content.ts';
import { closeBrowsers, downloadAfter, openBrowser } from '../pupil/browser.ts';
import { examine } from './examine.ts';
import { freshSchool, held, LETTERS } from './fresh-school.ts';
import type { School, SchoolClass } from './harness.ts';
import { gridTexts, openEntry, settled, signIn, typeKeys } from './steps.ts';

afterAll(closeBrowsers);

describe('When the network breaks', () => {
  it('goes on keying, says how many wait, and saves by itself when the network is back', async () => {
    const { school: own, code, address, cp: ownCp } = await freshSchool();
    const { context, page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    await typeKeys(page, 'abcd');
    await settled(page);
    await context.setOffline(true);
    await typeKeys(page, 'abcdabcdabcd');
    await page
      .getByText(/Pas de réseau.*2 élèves en attente/)
      .first()
      .waitFor();
    expect((await gridTexts(page)).flat().filter((text) => text !== '')).toHaveLength(16);
    await context.setOffline(false);
    await settled(page);
    const pupils = ownCp.roster.pupils.toSorted(byName).map(({ orderNumber }) => orderNumber);
    expect(
      (await held(own, ownCp, pupils[1]!, LETTERS)).every((value) => String(value).startsWith('choix')),
    ).toBe(true);
    await close();
    await own.close();
  });

  it('opens the entry by itself once the records can be read, after an opening that failed in the middle', async () => {
    // It said that it could not be opened until the page was loaded again, for which the code is typed again.
    const { school: own, code, address } = await freshSchool();
    const before = await openBrowser();
    await signIn(before.page, address, code);
    await openEntry(before.page);
    await typeKeys(before.page, 'abcd');
    await settled(before.page);
    await before.close();
    const { page, close } = await openBrowser();
    const entryRecords = /\/records\/(?!desk$)/;
    await page.route(entryRecords, (route) => route.abort());
    await signIn(page, address, code);
    await page.goto(`${address}#/classe/0/saisie/francais-cp`);
    await page.getByText('La saisie n’a pas pu s’ouvrir').waitFor();
    await page.unroute(entryRecords);
    await page.getByRole('grid').waitFor();
    expect((await gridTexts(page)).flat().filter((text) => text !== '')).toHaveLength(4);
    await close();
    await own.close();
  });

  it('offers a rescue file of sealed envelopes that the platform takes from anybody of the staff', async () => {
    const { school: own, code, address } = await freshSchool();
    const { context, page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    await context.setOffline(true);
    await typeKeys(page, 'ab');
    await page
      .getByText(/Pas de réseau/)
      .first()
      .waitFor();
    const rescue = page.getByRole('button', { name: 'Fichier de secours' });
    const { path } = await downloadAfter(page, () => rescue.click());
    const other = await openBrowser();
    await signIn(other.page, own.address, await own.addStaff('head', own.classes));
    await other.page.getByRole('link', { name: 'Déposer un fichier de secours' }).click();
    await other.page.locator('input[type=file]').setInputFiles(path);
    await other.page.getByText(/Fichier reçu\s: [12] envois? transmis/).waitFor();
    await other.close();
    await close();
    await own.close();
  });

  it('sends from this very computer what a code that is known no more could not send, for anybody of the staff', async () => {
    // Only who typed the old code once more on that computer sent it; a rescue file had to be kept before the page was closed.
    const { school: own, code, address } = await freshSchool();
    const { context, page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    await context.setOffline(true);
    await typeKeys(page, 'ab');
    await page
      .getByText(/Pas de réseau/)
      .first()
      .waitFor();
    await page.close();
    await context.setOffline(false);
    const later = await context.newPage();
    await signIn(later, address, await own.addStaff('teacher', [own.classes[3]!]));
    await later.getByRole('link', { name: 'Déposer un fichier de secours' }).click();
    await later.getByText('Une copie ou une fiche saisie ici avec un autre code n’est pas partie.').waitFor();
    expect(await examine(later)).toEqual([]);
    const send = later.getByRole('button', { name: 'Envoyer ce qui attend ici' });
    await later.route('**/rescue', (route) => route.abort());
    await send.click();
    // It told to keep a file, which there is not.
    await later
      .getByText('la plateforme ne répond pas. Tout reste sur cet ordinateur : réessayez plus tard.')
      .waitFor();
    expect(await later.getByText('Gardez le fichier').count()).toBe(0);
    await later.unroute('**/rescue');
    const rescued = later.waitForRequest(/\/rescue$/);
    await send.click();
    await rescued;
    // As many as were said to wait there: a record may have two envelopes.
    await later.getByText('1 copie ou fiche de cet ordinateur transmise au service statistique.').waitFor();
    await later.getByText('Sur cet ordinateur').waitFor({ state: 'detached' });
    await later.reload();
    await signIn(later, address, code);
    await later.getByText('Choisir un fichier').waitFor();
    await later.waitForLoadState('networkidle');
    // The code is good after all: its own page sends it as ever.
    expect(await later.getByText('Sur cet ordinateur').count()).toBe(0);
    await close();
    await own.close();
  });

  it('loses nothing when the page is closed before anything was sent: the code typed again goes on', async () => {
    const { school: own, code, address, cp: ownCp } = await freshSchool();
    const { context, page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    await context.route('**/records/**', (route) => route.abort());
    await typeKeys(page, 'abcdabcd');
    await page
      .getByText(/Pas de réseau.*1 élève en attente/)
      .first()
      .waitFor();
    await page.close();
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    const again = await context.newPage();
    await signIn(again, address, code);
    await openEntry(again);
    await settled(again);
    expect((await gridTexts(again))[0]).toEqual(['A', 'B', 'C', 'D', 'A', 'B', 'C', 'D']);
    const pupil = ownCp.roster.pupils.toSorted(byName)[0]!.orderNumber;
    expect(await held(own, ownCp, pupil, ['l8'])).toEqual(['choix4']);
    await close();
    await own.close();
  });

  it('opens the grid by itself when a record could not be read at first', async () => {
    const { school: own, code, address } = await freshSchool();
    const first = await openBrowser();
    await signIn(first.page, address, code);
    await openEntry(first.page);
    await typeKeys(first.page, 'ab');
    await settled(first.page);
    await first.close();
    const { context, page, close } = await openBrowser();
    let cut = 0;
    await context.route('**/records/**', (route) => {
      cut++;
      return route.abort();
    });
    await signIn(page, address, code);
    await page.getByRole('heading', { level: 1, name: 'Chargement…' }).waitFor();
    while (cut === 0) await page.waitForTimeout(20);
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await openEntry(page);
    expect((await gridTexts(page))[0]!.slice(0, 2)).toEqual(['A', 'B']);
    await close();
    await own.close();
  });

  it('warns before signing out while answers wait', async () => {
    const { school: own, code, address } = await freshSchool();
    const { context, page, close } = await openBrowser();
    await signIn(page, address, code);
    await openEntry(page);
    await context.setOffline(true);
    await typeKeys(page, 'ab');
    await page
      .getByText(/Pas de réseau/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByText(/1 élève a des réponses qui attendent/).waitFor();
    await page.getByRole('button', { name: 'Rester' }).click();
    expect((await gridTexts(page))[0]!.slice(0, 2)).toEqual(['A', 'B']);
    await close();
    await own.close();
  });
});

describe('Two tabs of one browser', () => {
  it('lose nothing of each other: what is keyed in one before it has heard of the other is merged', async () => {
    // Each took what the other had saved for its own, and sealed over it.
    const { school: own, code, address, cp: ownCp } = await freshSchool();
    const { context, page: one, close } = await openBrowser();
    await signIn(one, address, code);
    await openEntry(one);
    const two = await context.newPage();
    await signIn(two, address, code);
    await openEntry(two);
    // It hears nothing of the other before it is keyed in.
    await two.route(/\/me$/, (route) => route.abort());
    await one.bringToFront();
    await typeKeys(one, 'abcd');
    await settled(one);
    await two.bringToFront();
    await two.keyboard.press('End');
    await typeKeys(two, 'd');
    await settled(two);
    const pupil = ownCp.roster.pupils.toSorted(byName)[0]!.orderNumber;
    expect(await held(own, ownCp, pupil, ['l1', 'l2', 'l3', 'l4', 'l8'])).toEqual(
      [1, 2, 3, 4, 4].map((choice) => `choix${choice}`),
    );
    await close();
    await own.close();
  });
});

describe('Two teachers of one class at the same time', () => {
  const both = async (own: School, ownCp: SchoolClass) =>
    // One after the other: in Firefox one window has the focus at a time.
    [await teacher(own, ownCp), await teacher(own, ownCp)];
  const teacher = async (own: School, ownCp: SchoolClass) => {
    const browser = await openBrowser();
    await signIn(browser.page, own.address, await own.addStaff('teacher', [ownCp]));
    await openEntry(browser.page);
    return browser;
  };

  it('see each other’s work, and nothing is overwritten', async () => {
    const { school: own, cp: ownCp } = await freshSchool();
    const [one, two] = await both(own, ownCp);
    await two!.page.keyboard.press('End');
    await Promise.all([typeKeys(one!.page, 'abc'), two!.page.keyboard.press('d')]);
    await Promise.all([settled(one!.page), settled(two!.page)]);
    const pupil = ownCp.roster.pupils.toSorted(byName)[0]!.orderNumber;
    expect(await held(own, ownCp, pupil, ['l1', 'l2', 'l3', 'l8'])).toEqual([
      'choix1',
      'choix2',
      'choix3',
      'choix4',
    ]);
    for (const { page } of [one!, two!]) {
      await page.waitForFunction(
        () =>
          [...document.querySelectorAll('tbody tr:first-child .cell-text')]
            .map((cell) => cell.textContent)
            .join('') === 'ABCD',
      );
    }
    await one!.close();
    await two!.close();
    await own.close();
  });

  it('are shown both values of a cell that they wrote differently, and one of them chooses', async () => {
    const { school: own, cp: ownCp } = await freshSchool();
    const [one, two] = await both(own, ownCp);
    await two!.context.setOffline(true);
    await typeKeys(two!.page, 'b');
    await typeKeys(one!.page, 'a');
    await settled(one!.page);
    await two!.context.setOffline(false);
    await settled(two!.page);
    await two!.page.getByText('1 case à trancher').waitFor();
    await two!.page.keyboard.press('Home');
    await two!.page.getByText('Deux saisies différentes pour cette case').waitFor();
    const panel = two!.page.getByRole('region', { name: 'Deux saisies différentes' });
    const choices = await panel.getByRole('button').allTextContents();
    expect(choices.map((words) => words.split(' ').at(-1)).toSorted()).toEqual(['A', 'B']);
    await panel.getByRole('button', { name: /A$/ }).click();
    await two!.page.getByText('1 case à trancher').waitFor({ state: 'detached' });
    await settled(two!.page);
    const body = await own.entryOf(
      ownCp,
      'francais-cp',
      ownCp.roster.pupils.toSorted(byName)[0]!.orderNumber,
    );
    expect(contentOf(body!, 'l1')).toEqual({ kind: 'value', value: 'choix1' });
    expect(body!.conflicts).toEqual([]);
    await one!.close();
    await two!.close();
    await own.close();
  });
});
