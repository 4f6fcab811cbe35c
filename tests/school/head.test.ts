/** What a head prints: slips and cards, looked at as paper and read back by a machine. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, parseCode, parseDeskBody } from '@cloison/protocol';
import jsQR from 'jsqr';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowsers, IS_FIREFOX, openBrowser } from '../pupil/browser.ts';
import { examine } from './examine.ts';
import { School } from './harness.ts';
import { printCodes, signIn } from './steps.ts';

/** The package's types and its module form disagree about the default export. */
const readQr = jsQR as unknown as typeof jsQR.default;

let school: School;
let folder: string;
beforeAll(async () => {
  school = await School.start({ rehearsal: true });
  folder = mkdtempSync(join(tmpdir(), 'cloison-slips-'));
});
afterAll(async () => {
  await closeBrowsers();
  await school.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
}

/** Prints the page as a browser would, and gives each sheet of paper as a picture (150 dpi). */
async function paper(
  page: Page,
  name: string,
): Promise<{ pages: readonly Picture[]; texts: readonly string[] }> {
  const pdf = join(folder, `${name}.pdf`);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true });
  execFileSync('pdftoppm', ['-r', '150', pdf, join(folder, name)]);
  const count = Number(/Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [pdf], { encoding: 'utf8' }))![1]);
  const digits = String(count).length;
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return {
    pages: numbers.map((n) => readPpm(join(folder, `${name}-${String(n).padStart(digits, '0')}.ppm`))),
    texts: numbers.map((n) =>
      execFileSync('pdftotext', ['-layout', '-f', String(n), '-l', String(n), pdf, '-'], {
        encoding: 'utf8',
      }),
    ),
  };
}

/** Netpbm P6, eight bits. */
function readPpm(path: string): Picture {
  const bytes = readFileSync(path);
  const [, width, height, end] = /^P6\s+(\d+)\s+(\d+)\s+255(\s)/.exec(
    bytes.subarray(0, 40).toString('latin1'),
  )!;
  const start = bytes.subarray(0, 40).toString('latin1').indexOf(`255${end}`) + 4;
  const [w, h] = [Number(width), Number(height)];
  const rgba = new Uint8ClampedArray(w * h * 4).fill(255);
  for (let i = 0; i < w * h; i++) for (let c = 0; c < 3; c++) rgba[i * 4 + c] = bytes[start + i * 3 + c]!;
  return { width: w, height: h, rgba };
}

function crop({ width, rgba }: Picture, x: number, y: number, w: number, h: number): Picture {
  const part = new Uint8ClampedArray(w * h * 4);
  for (let row = 0; row < h; row++)
    part.set(rgba.subarray(((y + row) * width + x) * 4, ((y + row) * width + x + w) * 4), row * w * 4);
  return { width: w, height: h, rgba: part };
}

/** The QR code of each place of a sheet cut into columns and rows; null where there is none. */
function codesOf(sheet: Picture, columns: number, rows: number): (string | null)[] {
  const [w, h] = [Math.floor(sheet.width / columns), Math.floor(sheet.height / rows)];
  return Array.from({ length: columns * rows }, (_, i) => {
    const part = crop(sheet, (i % columns) * w, Math.floor(i / columns) * h, w, h);
    return readQr(part.rgba, part.width, part.height)?.data ?? null;
  });
}

describe('Pupils’ slips', () => {
  // Read from the PDF's text, which Firefox's has not for bold letters.
  it.skipIf(IS_FIREFOX)(
    'come ten to an A4 page, each with its name, its code in groups and a QR of the code alone',
    async () => {
      const { page, faults, close } = await openBrowser();
      await signIn(page, school.address, await school.addStaff('head', school.classes));
      await page.getByRole('link', { name: 'Imprimer les étiquettes des élèves' }).click();
      await page.getByRole('link', { name: /Étiquettes de 6e 3/ }).click();
      await page.locator('.slip').first().waitFor();
      await printCodes(page);
      const { pages, texts } = await paper(page, 'slips');
      expect(pages.map(({ width, height }) => Math.round((height / width) * 100))).toEqual([141, 141, 141]);
      const codes = pages.map((sheet) => codesOf(sheet, 2, 5));
      expect(codes.map((sheet) => sheet.filter((code) => code !== null).length)).toEqual([10, 10, 6]);
      const printed = codes.flat().filter((code) => code !== null);
      expect(new Set(printed).size).toBe(26);
      const words = texts.join('\n');
      for (const code of printed) {
        expect(parseCode(code, 'pupil').text).toBe(code);
        expect(words).toContain(code);
      }
      for (const { lastName, orderNumber } of school.classes[3]!.roster.pupils) {
        expect(words).toContain(lastName.toUpperCase());
        expect(words).toContain(orderNumber);
      }
      expect(await page.locator('.slip .address').allTextContents()).toEqual(
        printed.map(() => 'evaluation.example/c/2026-ecole/'),
      );
      // Paper may break it after a slash, nowhere else.
      expect(words.match(/evaluation\.example\/\s*c\/\s*2026-ecole\/(?!\s*c\/)/g)).toHaveLength(26);
      expect(words.match(/CAMPAGNE BLANCHE/g)).toHaveLength(26);
      // On the part that the child keeps: the order number again, and a line for the receipt.
      for (const { orderNumber } of school.classes[3]!.roster.pupils)
        expect(words.match(new RegExp(`N°\\s*d’ordre ${orderNumber}`, 'g')), orderNumber).toHaveLength(1);
      expect(words.match(/Reçu, Français/g)).toHaveLength(26);
      expect(words).not.toContain('Se déconnecter');
      expect(faults).toEqual([]);
      await close();
    },
  );

  it('have the code in 16-point type of one width', async () => {
    const { page, close } = await openBrowser();
    await signIn(page, school.address, await school.addStaff('head', school.classes));
    await page.goto(`${school.address}#/codes/etiquettes/0`);
    const code = page.locator('.slip-code').first();
    await code.waitFor();
    const { size, family } = await code.evaluate((element) => {
      const style = getComputedStyle(element);
      return { size: Number.parseFloat(style.fontSize) * 0.75, family: style.fontFamily };
    });
    expect(size).toBeCloseTo(16, 1);
    expect(family).toMatch(/mono/i);
    await close();
  });
});

describe('Codes that the browser’s own menu prints', () => {
  // Read from the PDF's text, which Firefox's has not for bold letters.
  it.skipIf(IS_FIREFOX)(
    'are none: what was replaced since the last look would be among them. Ctrl-P asks the platform first',
    async () => {
      const { page, faults, close } = await openBrowser();
      await signIn(page, school.address, await school.addStaff('head', school.classes));
      for (const [hash, one, sheets] of [
        ['#/codes/etiquettes/0', '.slip', 3],
        ['#/codes/enseignants', '.card', 1],
      ] as const) {
        await page.goto(`${school.address}${hash}`);
        await page.locator(one).first().waitFor();
        const code = (await page.locator('.slip-code').first().textContent())!;
        const menu = await paper(page, 'menu');
        expect(menu.pages).toHaveLength(1);
        expect(menu.texts[0]).toContain('appuyez sur « Imprimer » dans la page');
        expect(menu.texts[0]).not.toContain(code);
        await page.evaluate(() => {
          document.body.removeAttribute('data-printed');
          globalThis.print = () => document.body.setAttribute('data-printed', 'true');
        });
        const asked = page.waitForRequest(/\/me$/);
        await page.keyboard.press('Control+p');
        await asked;
        await page.locator('body[data-printed]').waitFor();
        const checked = await paper(page, 'checked');
        expect(checked.pages).toHaveLength(sheets);
        expect(checked.texts[0]).toContain(code);
        expect(checked.texts.join()).not.toContain('appuyez sur');
        await page.evaluate(() => dispatchEvent(new Event('afterprint')));
        expect((await paper(page, 'later')).texts[0]).not.toContain(code);
      }
      expect(faults).toEqual([]);
      await close();
    },
  );
});

describe('Teachers’ cards', () => {
  // Read from the PDF's text, which Firefox's has not for bold letters.
  it.skipIf(IS_FIREFOX)(
    'are one for each teacher, with the address of the school’s pages and a code that can be typed',
    async () => {
      const { page, close } = await openBrowser();
      await signIn(page, school.address, await school.addStaff('head', school.classes));
      await page.goto(`${school.address}#/codes/enseignants`);
      await page.locator('.card').first().waitFor();
      await printCodes(page);
      const { pages, texts } = await paper(page, 'cards');
      const codes = codesOf(pages[0]!, 2, 2).filter((code) => code !== null);
      expect(codes).toHaveLength(4);
      // Two cards of a class are told apart.
      expect(texts[0]!.match(/· carte\s[12]/gu)).toHaveLength(2);
      expect(pages).toHaveLength(1);
      for (const code of codes) {
        expect(parseCode(code, 'staff').text).toBe(code);
        expect(texts[0]).toContain(code);
      }
      expect(await page.locator('.card .address').allTextContents()).toEqual(
        codes.map(() => 'evaluation.example/c/2026-ecole/ecole/'),
      );
      expect(texts[0]!.match(/evaluation\.example\/\s*c\/\s*2026-ecole\/\s*ecole\//g)).toHaveLength(4);
      await close();
    },
  );
});

describe('An attendance sheet', () => {
  // Read from the PDF's text, which Firefox's has not for bold letters.
  it.skipIf(IS_FIREFOX)(
    'has every pupil of the class by name on one page, with a box for each sequence',
    async () => {
      const { page, close } = await openBrowser();
      await signIn(page, school.address, await school.addStaff('teacher', [school.classes[0]!]));
      await page.getByRole('link', { name: /^Liste des élèves/ }).click();
      await page.getByRole('link', { name: 'Feuille de présence' }).click();
      await page.locator('.attendance').waitFor();
      const { pages, texts } = await paper(page, 'attendance');
      expect(pages).toHaveLength(1);
      for (const { lastName, orderNumber, left } of school.classes[0]!.roster.pupils)
        if (!left) expect(texts[0]).toMatch(new RegExp(`${orderNumber}\\s+${lastName.toUpperCase()}`));
      expect(texts[0]).toMatch(/Français\s+Mathématiques\s+Observations/);
      await close();
    },
  );
});

describe('A head', () => {
  it('sees participation by class, and opens each class’s own pages', async () => {
    const { page, close } = await openBrowser();
    await signIn(page, school.address, await school.addStaff('head', school.classes));
    await page.getByRole('heading', { level: 1, name: /passations sur \d+ sont terminées/ }).waitFor();
    const table = page.getByRole('table');
    expect(await table.getByRole('row').count()).toBe(1 + 6);
    await table.getByRole('link', { name: '6e 3' }).click();
    await page.getByRole('heading', { level: 1, name: '6e 3' }).waitFor();
    await page.getByText('K7M2QX').first().waitFor();
    await close();
  });

  it('keeps the place of the keyboard when news change the link under it, and when they take it away', async () => {
    const { page, faults, close } = await openBrowser();
    await signIn(page, school.address, await school.addStaff('head', school.classes));
    const task = page.locator('.task', { hasText: /^6e 3/ });
    const before = await task.textContent();
    await task.focus();
    const news = async (moreComplete: number) => {
      await school.publishSchoolParticipation(moreComplete);
      await page.evaluate(() => dispatchEvent(new Event('online')));
    };
    await news(1);
    await expect.poll(() => task.textContent()).not.toBe(before);
    expect(await task.evaluate((link) => link === document.activeElement)).toBe(true);
    await news(100);
    await task.waitFor({ state: 'detached' });
    await page.locator('.tasks:focus').waitFor();
    await news(0);
    await task.waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('sees when each code was last used and at how many computers; whoever has a code, its use elsewhere', async () => {
    const own = await School.start();
    const cp = own.classes[0]!;
    const [first, second] = [
      await own.addStaff('teacher', [cp], { rank: 1 }),
      await own.addStaff('teacher', [cp], { rank: 2 }),
    ];
    const visit = async (code: string, says: RegExp) => {
      const { page, faults, close } = await openBrowser();
      await signIn(page, own.address, code);
      await page.getByText(says).waitFor();
      expect(faults).toEqual([]);
      return { page, close };
    };
    const morning = await visit(first, /Première connexion notée/);
    // Computers of a teacher’s code in what the platform has.
    const computers = async (rank: number) => {
      const bytes = await own.recordOf(cp, 'desk');
      if (bytes === null) return 0;
      const { body } = await open(cp.holder, bytes, { kind: 'record-or-final', name: 'desk' });
      const entry = parseDeskBody(body).entries[`u-${rank}`];
      return entry?.kind === 'code-use' ? entry.computers.length : 0;
    };
    await expect.poll(() => computers(1)).toBe(1);
    const elsewhere = /Connexion précédente avec ce code\s: (aujourd’hui|hier) à \d+\sh\s\d\d, sur un autre/u;
    const evening = await visit(first, elsewhere);
    await expect.poll(() => computers(1)).toBe(2);
    await evening.close();
    // The other teacher’s code is another one.
    const colleague = await visit(second, /Première connexion notée/);
    await expect.poll(() => computers(2)).toBe(1);
    await colleague.close();
    await morning.page.reload();
    await signIn(morning.page, own.address, first);
    await morning.page.getByText(/prévenez la direction/).waitFor();
    await morning.close();

    const head = await visit(await own.addStaff('head', own.classes), /Première connexion notée/);
    await head.page.getByRole('link', { name: 'Imprimer les étiquettes des élèves' }).click();
    const table = head.page.getByRole('region', { name: 'Dernière connexion avec chaque code' });
    const row = async (name: string) => {
      const cells = table.getByRole('row', { name }).getByRole('cell');
      const times = await cells.allInnerTexts();
      return times.map((cell) => cell.replace(/(aujourd’hui|hier) à \d+\sh\s\d\d/gu, 'alors').split('\n'));
    };
    await expect
      .poll(() => row('Enseignant ou enseignante de CP A, carte 1'))
      .toEqual([['alors'], ['alors']]);
    expect(await row('Enseignant ou enseignante de CP A, carte 2')).toEqual([['alors'], ['']]);
    expect(await row('Enseignant ou enseignante de 6e 3')).toEqual([['Aucune connexion'], ['']]);
    expect(await row('Direction')).toEqual([['alors (cet ordinateur)'], ['']]);
    await head.page.getByRole('link', { name: 'Faire remplacer un code d’enseignant' }).click();
    await head.page.getByRole('heading', { level: 1, name: 'Demandes au service' }).waitFor();
    // Either card of the class is replaced, not always the first.
    const ask = (name: string) => head.page.getByRole('combobox', { name, exact: true });
    await ask('Demande').selectOption({ label: 'Un nouveau code d’enseignant : code perdu' });
    await ask('Classe').selectOption({ label: 'CP A' });
    await ask('Carte').selectOption({ label: 'carte 2' });
    await head.page.getByRole('button', { name: 'Demander' }).click();
    await head.page.getByText('CP A, carte 2').waitFor();
    await head.close();
    await own.close();
  });

  it('sees the school’s results by class and domain, in words as in colours', async () => {
    const { page, close } = await openBrowser();
    await signIn(page, school.address, await school.addStaff('head', school.classes));
    await page.getByRole('link', { name: 'Lire les résultats de l’établissement' }).click();
    await page
      .getByRole('img', { name: /\d+ à besoins, \d+ fragiles?, \d+ satisfaisants?/ })
      .first()
      .waitFor();
    await page.getByText('Restitution rééditée le 12 octobre 2026').waitFor();
    // What the service released of the country and of what is near stands below, in percent; the rest says that it was not.
    const cells = async (name: string) => {
      const texts = await page.locator('tr', { hasText: name }).first().locator('td').allTextContents();
      return texts.map((cell) => cell.replace(/\s/gu, ' '));
    };
    expect(await cells('France')).toEqual(Array(4).fill('22 % · 29 % · 49 %'));
    expect(await cells('Département 75')).toEqual(['15 % · 25 % · 60 %', ...Array(3).fill('Non diffusé')]);
    expect(await cells('Même type : public, hors éducation prioritaire')).toHaveLength(4);
    await page
      .getByRole('img', { name: /22.% à besoins, 29.% fragiles, 49.% satisfaisants/u })
      .first()
      .waitFor();
    // Who changed group since September: all classes together, then each.
    const progress = page.locator('.progress-table').first();
    await progress.getByText('6 montent · 4 restent · 2 descendent').waitFor();
    const byClass = page.getByRole('region', { name: 'Progrès par classe' });
    await byClass.getByRole('row', { name: /CP A.*6 montent/ }).waitFor();
    await byClass.getByRole('row', { name: /CP-CE1 B.*Moins de 5 élèves/ }).waitFor();
    expect(await examine(page)).toEqual([]);
    await page.getByRole('link', { name: 'CP A' }).click();
    await page.getByRole('heading', { level: 1, name: /Résultats.*CP A/ }).waitFor();
    await close();
  });
});
