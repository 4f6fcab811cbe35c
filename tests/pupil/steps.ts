/** What a pupil does on the screens, in the words that the pupil reads. */
import type { Page } from 'playwright-core';
import type { Pupil } from './harness.ts';

export async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel(/^Tape le (nouveau )?code/).fill(code);
  await page.getByRole('button', { name: /^(Commencer|Réessayer)$/ }).click();
}

export async function signIn(page: Page, address: string, pupil: Pupil): Promise<void> {
  await page.goto(address);
  await typeCode(page, pupil.code);
  await page.getByRole('heading', { name: 'C’est bien toi ?' }).waitFor();
}

/** From the welcome to the first item of French. */
export async function startFrench(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Commencer : Français' }).click();
  await page.getByRole('button', { name: 'C’est parti' }).click();
  await question(page, 1);
}

/** Waits for the item of that number. */
export async function question(page: Page, number: number): Promise<void> {
  await page.getByRole('heading', { name: new RegExp(`^Question ${number} sur`) }).waitFor();
}

/** A sequence that was begun on another computer: here it goes on. */
export async function goOnHere(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Cette séquence est déjà commencée' }).waitFor();
  await page.getByRole('button', { name: 'Continuer ici' }).click();
}

export async function next(page: Page, number: number): Promise<void> {
  await page.getByRole('button', { name: 'Suivant', exact: true }).click();
  await question(page, number);
}

export async function saved(page: Page): Promise<void> {
  await page.locator('.save-indicator[data-state="saved"]').waitFor();
}

/** From anywhere in a sequence to « J'ai terminé ». */
export async function finish(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Toutes les questions/ }).click();
  await page.getByRole('button', { name: 'Relire et finir' }).last().click();
  await reallyFinish(page);
}

/** « J'ai terminé », and once more where many questions have no answer. */
export async function reallyFinish(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'J’ai terminé' }).click();
  const sure = page.getByRole('button', { name: 'Finir quand même' });
  // The dialog is loaded when it is needed: either it comes, or the page that asked is gone.
  await Promise.race([sure.waitFor(), page.locator('.review-finish').waitFor({ state: 'detached' })]);
  if (await sure.isVisible()) await sure.click();
}

export async function receipt(page: Page): Promise<string> {
  return (await page.getByRole('status', { name: 'Ton reçu' }).textContent()) ?? '';
}
