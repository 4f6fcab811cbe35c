/** What a pupil sees, from the code to the receipt. */
import { giveReserve, publishCampaign } from '@cloison/authority';
import type { Page } from 'playwright-core';
import { type Camera, TABLET, WIDE } from './camera.ts';
import { classOf, type Demonstration, pupilCode } from './demonstration.ts';

const CAMPAIGN = '2026-6e';

export async function pupilScenes(demo: Demonstration, camera: Camera): Promise<void> {
  const address = `${demo.platform}/c/${CAMPAIGN}/`;
  await camera.visit(WIDE, async (page, context) => {
    await page.goto(address);
    await page.getByLabel('Tape le code').fill(pupilCode(demo, CAMPAIGN, '6A', 1));
    await camera.shoot(page, 'eleve-code');
    await page.getByRole('button', { name: 'Commencer' }).click();
    await page.getByRole('heading', { name: 'C’est bien toi ?' }).waitFor();
    await camera.shoot(page, 'eleve-accueil');
    await page.getByRole('button', { name: 'Commencer : Français' }).click();
    await page.getByRole('button', { name: 'C’est parti' }).click();
    await question(page, 1);
    await page.getByRole('radio').first().check({ force: true });
    await saved(page);
    await camera.shoot(page, 'eleve-question');

    await context.setOffline(true);
    await next(page, 2);
    const choices = page.getByRole('radio');
    if ((await choices.count()) > 0) await choices.first().check({ force: true });
    await page.locator('.save-indicator:not([data-state="saved"])').waitFor();
    await page.getByText('Pas de réseau').first().waitFor();
    await camera.shoot(page, 'eleve-hors-ligne');
    await context.setOffline(false);
    await saved(page);

    await page.getByRole('button', { name: /Toutes les questions/ }).click();
    await page.getByRole('button', { name: 'Relire et finir' }).last().click();
    await page.getByRole('button', { name: 'J’ai terminé' }).waitFor();
    await camera.shoot(page, 'eleve-relire');
    await page.getByRole('button', { name: 'J’ai terminé' }).click();
    // Asked twice where many questions have no answer.
    const sure = page.getByRole('button', { name: 'Finir quand même' });
    if (await sure.isVisible()) await sure.click();
    await page.getByRole('status', { name: 'Ton reçu' }).waitFor();
    await camera.shoot(page, 'eleve-recu');
  });
  await camera.visit(WIDE, (page) => prepareScene(`${demo.platform}/c/2026-2de/`, page, camera));
  await camera.visit(TABLET, async (page) => {
    await page.goto(address);
    await page.getByLabel('Tape le code').fill(pupilCode(demo, CAMPAIGN, '6A', 2));
    await page.getByRole('button', { name: 'Commencer' }).click();
    await page.getByRole('button', { name: 'Commencer : Mathématiques' }).click();
    await page.getByRole('button', { name: 'C’est parti' }).click();
    await question(page, 1);
    await camera.shoot(page, 'eleve-question-tablette');
  });
}

/** A pupil's slip is lost, and the code replaced, while somebody works with it. */
export async function replacedScene(demo: Demonstration, camera: Camera): Promise<void> {
  const label = '6A';
  const place = 22;
  const slip = classOf(demo.schools, CAMPAIGN, label).pupils[place];
  if (slip === undefined) throw new Error(`${label} has nobody at place ${place}`);
  await camera.visit(WIDE, async (page) => {
    await page.goto(`${demo.platform}/c/${CAMPAIGN}/`);
    await page.getByLabel('Tape le code').fill(pupilCode(demo, CAMPAIGN, label, place));
    await page.getByRole('button', { name: 'Commencer' }).click();
    await page.getByRole('button', { name: 'Commencer : Français' }).click();
    await page.getByRole('button', { name: 'C’est parti' }).click();
    await question(page, 1);
    await page.getByRole('radio').first().check({ force: true });
    await saved(page);
    const { open } = demo.campaign(CAMPAIGN);
    giveReserve(open, slip.orderNumber, 'lost');
    await publishCampaign(open, demo.authority.keys, { platform: demo.platform });
    await page.getByRole('radio').nth(1).check({ force: true });
    await page.getByRole('heading', { name: 'Ton code a été remplacé' }).waitFor();
    await camera.shoot(page, 'eleve-code-remplace');
  });
}

/** The day before, on a school's computer. */
export async function prepareScene(address: string, page: Page, camera: Camera): Promise<void> {
  await page.goto(`${address}preparer`);
  await page.getByText('Cet ordinateur est prêt.').waitFor();
  await camera.shoot(page, 'preparer-ordinateur');
}

async function question(page: Page, number: number): Promise<void> {
  await page.getByRole('heading', { name: new RegExp(`^Question ${number} sur`) }).waitFor();
}

async function next(page: Page, number: number): Promise<void> {
  await page.getByRole('button', { name: 'Suivant' }).click();
  await question(page, number);
}

async function saved(page: Page): Promise<void> {
  await page.locator('.save-indicator[data-state="saved"]').waitFor();
}
