/** What people do, as the tests do it. */
import type { Locator, Page } from 'playwright-core';

export async function signIn(page: Page, address: string, code: string): Promise<void> {
  if (!page.url().startsWith(address)) await page.goto(address);
  const field = page.getByRole('textbox', { name: 'Votre code d’accès' });
  await field.fill(code);
  await page.getByRole('button', { name: 'Entrer' }).click();
  await page.getByRole('button', { name: 'Se déconnecter' }).waitFor();
}

/** To another screen of a page that is open: the address changes a moment before what is shown does. */
export async function openScreen(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await drawn(page);
}

/** Once the page has drawn what happened so far. */
export function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

/** « Imprimer » of a page of codes, which asks the platform first; the browser's dialog of printing is left out. */
export async function printCodes(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.body.removeAttribute('data-printed');
    globalThis.print = () => document.body.setAttribute('data-printed', 'true');
  });
  await page.getByRole('button', { name: 'Imprimer' }).click();
  await page.locator('body[data-printed]').waitFor();
}

/** From a teacher's home to the grid of the first class's French. */
export async function openEntry(page: Page): Promise<void> {
  await page
    .getByRole('link', { name: /^Saisir : Français/ })
    .first()
    .click();
  await page.getByRole('grid').waitFor();
  await page.bringToFront();
  await currentCellOf(page).waitFor();
}

/** The cell under the cursor, once it has the focus. */
export function currentCellOf(page: Page): Locator {
  return page.locator('.cell[data-current="true"]:focus');
}

export async function typeKeys(page: Page, keys: Iterable<string>): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Everything is saved, and the screen says so. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.save-indicator[data-state="saved"]').waitFor();
}

/** What the cells of the grid say, row by row. */
export function gridTexts(page: Page): Promise<string[][]> {
  return page
    .getByRole('grid')
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.querySelectorAll('td.cell')].map(
          (cell) => cell.querySelector('.cell-text')?.textContent ?? '',
        ),
      ),
    );
}

/** Row and column, from 0, of the cell that has the focus. */
export function currentCell(page: Page): Promise<[number, number]> {
  return page.evaluate(() => {
    const cell = document.activeElement;
    const row = cell?.closest('tr');
    const rows = [...(row?.parentElement?.children ?? [])];
    const cells = [...(row?.querySelectorAll('td') ?? [])];
    return [rows.indexOf(row as Element), cells.indexOf(cell as HTMLTableCellElement)] as [number, number];
  });
}

/** A key whose character is not that of the test browser's own layout. */
export async function frenchKey(page: Page, key: string, code: string): Promise<void> {
  await page.evaluate(
    (init) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true })),
    { key, code },
  );
}
