/** What people do, as the tests do it. */
import type { Page } from 'playwright-core';

export async function signIn(page: Page, address: string, code: string): Promise<void> {
  if (!page.url().startsWith(address)) await page.goto(address);
  const field = page.getByRole('textbox', { name: 'Votre code d’accès' });
  await field.fill(code);
  await page.getByRole('button', { name: 'Entrer' }).click();
  await page.getByRole('button', { name: 'Se déconnecter' }).waitFor();
}

export async function typeKeys(page: Page, keys: Iterable<string>): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** What the cells of the grid say, row by row. */
export function gridTexts(page: Page): Promise<string[][]> {
  return page
    .getByRole('grid')
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td.cell')].map((cell) => cell.textContent ?? '')),
    );
}
