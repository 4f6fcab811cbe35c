/**
 * What a head and an invigilator tell and ask from the desk, as they would do it, with the office at work: a pupil who does not
 * sit, a lost teacher's code, a room to watch over, more time after a power cut, a notice. Each screen under axe, at four sizes.
 */
import {
  addNotice,
  grantRequest,
  listRequests,
  mintCodes,
  publishCampaign,
  revokeStaff,
  withdrawNotice,
} from '@cloison/authority';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answersOf } from '../../examples/src/answers.ts';
import { randomOf } from '../../examples/src/random.ts';
import { readSchools } from '../../scripts/demo/demo-schools.ts';
import { simulatePupil } from '../../scripts/demo/simulate-pupil.ts';
import { computer } from '../../scripts/demo/simulated-person.ts';
import { type LivingCampaign, slipsOf, startExample } from '../life/living-campaign.ts';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { examine } from './examine.ts';
import { signIn } from './steps.ts';

let campaign: LivingCampaign;
beforeAll(async () => {
  campaign = await startExample('6e', { serveEveryMs: 1_000 });
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

const headCode = () => campaign.schools[0]!.headCode;

describe('A head', () => {
  it('says who does not sit and why, sees the pupil no longer expected, and takes it back', async () => {
    const { page, faults, close } = await openBrowser();
    await signIn(page, campaign.schoolAddress, headCode());
    await page.getByRole('link', { name: '6A', exact: true }).first().click();
    await page.getByRole('link', { name: 'Élèves qui ne passent pas' }).click();
    const reason = page.getByRole('combobox', { name: /^Raison/ }).first();
    await reason.selectOption({ label: 'Dispensé' });
    await page.getByText('Tout est envoyé.').waitFor();
    expect(await examine(page)).toEqual([]);
    await page.getByRole('link', { name: '6A', exact: true }).click();
    await page.getByText('Dispensé').first().waitFor();
    expect(await page.locator('.chip[data-state="absent"]').count()).toBe(2);
    await page.getByRole('link', { name: 'Élèves qui ne passent pas' }).click();
    await page
      .getByRole('combobox', { name: /^Raison/ })
      .first()
      .selectOption({ label: 'Passe l’évaluation' });
    await page.getByRole('link', { name: '6A', exact: true }).click();
    await page.getByText('Dispensé').first().waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
    await close();
  });

  it('declares a teacher’s code lost: within the minute it opens nothing, and the new card is there', async () => {
    const before = slipsOf(campaign, '6A').teachers[0]!.code;
    const { page, faults, close } = await openBrowser();
    await signIn(page, campaign.schoolAddress, headCode());
    await page.getByRole('link', { name: 'Demander un code, une réouverture, du temps' }).click();
    await page
      .getByRole('combobox', { name: 'Demande', exact: true })
      .selectOption({ label: 'Un nouveau code d’enseignant : code perdu' });
    await page.getByRole('combobox', { name: 'Classe', exact: true }).selectOption({ label: '6A' });
    await page.getByRole('button', { name: 'Demander' }).click();
    await page.locator('.telling[data-state="granted"]').waitFor();
    expect(await examine(page)).toEqual([]);
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('textbox', { name: 'Votre code d’accès' }).fill(before);
    await page.getByRole('button', { name: 'Entrer' }).click();
    await page.getByText('Ce code n’est pas, ou n’est plus, valable.').first().waitFor();
    await signIn(page, campaign.schoolAddress, headCode());
    await page.getByRole('link', { name: 'Distribuer les codes des enseignants' }).click();
    await page.locator('.card .slip-code').first().waitFor();
    // By its title: a code may hold these two signs by chance.
    const card = page.locator('.card').filter({ has: page.locator('h2', { hasText: /\b6A$/ }) });
    const codes = await card.locator('.slip-code').allTextContents();
    expect(codes).toHaveLength(1);
    expect(codes[0]).not.toBe(before);
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await signIn(page, campaign.schoolAddress, codes[0]!);
    await page.getByRole('heading', { name: '6A', exact: true }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('reads a notice of the service with its day, and keeps a page of the day', async () => {
    const number = addNotice(
      campaign.open,
      {
        fr: 'La question 4 de mathématiques a été corrigée.',
        en: 'Question 4 of mathematics was corrected.',
      },
      null,
    );
    const { page, faults, close } = await openBrowser();
    await signIn(page, campaign.schoolAddress, headCode());
    await page.getByText('La question 4 de mathématiques a été corrigée.').waitFor();
    expect(await examine(page)).toEqual([]);
    await page.getByRole('link', { name: 'Bilan de la journée, à garder' }).click();
    await page.getByRole('row', { name: /^6B Français 0 0 \d+ \d+$/ }).waitFor();
    await page.locator('.telling[data-state="granted"]').first().waitFor();
    expect(await examine(page)).toEqual([]);
    withdrawNotice(campaign.open, number);
    expect(faults).toEqual([]);
    await close();
  });
});

describe('An invigilator', () => {
  it('sees each pupil of the room at a glance, asks for more time for one, and reports an incident', async () => {
    const slips = slipsOf(campaign, '6B');
    const [pupil] = slips.pupils;
    const answers = answersOf('6e');
    // French is finished, mathematics begun.
    const person = computer(campaign.platform.url, campaign.open.name);
    await simulatePupil(person, pupil!.code!, answers, 0, randomOf('room'), 0.5);
    const { page, faults, close } = await openBrowser();
    await signIn(page, campaign.schoolAddress, slips.teachers[0]!.code);
    await page.goto(`${campaign.schoolAddress}#/classe/0/salle`);
    const card = page.locator('.room-card', { hasText: pupil!.orderNumber });
    await page.getByRole('combobox', { name: 'Séquence' }).selectOption({ label: 'Mathématiques' });
    await page.locator(`.room-card[data-state="atWork"]`).waitFor();
    expect(await card.getAttribute('data-state')).toBe('atWork');
    expect(
      await card.locator('.room-name').evaluate((name) => Number.parseFloat(getComputedStyle(name).fontSize)),
    ).toBeGreaterThanOrEqual(36);
    expect(await examine(page)).toEqual([]);
    await card.getByRole('button', { name: /Plus de temps/ }).click();
    await page.getByRole('spinbutton', { name: 'Minutes de plus' }).fill('7');
    await page.getByRole('button', { name: 'Demander', exact: true }).click();
    await page.getByRole('button', { name: 'Signaler un incident' }).click();
    await page
      .getByRole('textbox', { name: /Ce qui s’est passé/ })
      .fill('Coupure de courant de sept minutes.');
    expect(await examine(page)).toEqual([]);
    await page.getByRole('button', { name: 'Envoyer' }).click();
    await page.locator('.telling[data-state="told"]').waitFor();
    const asked = await vi.waitUntil(() => listRequests(campaign.open, 'asked')[0], { timeout: 120_000 });
    expect(asked).toMatchObject({
      kind: 'more-time',
      entry: { orderNumbers: [pupil!.orderNumber], minutes: 7 },
    });
    await grantRequest(campaign.open, asked.id);
    const told = page.locator('.telling[data-state="granted"]');
    await told.waitFor();
    // As in every list: the family name first.
    await told.getByText(`${pupil!.lastName.toLocaleUpperCase('fr')} ${pupil!.firstName}`).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('still sees what became of what was asked before the code was replaced', async () => {
    const before = slipsOf(campaign, '6C');
    const ask = async (page: Page) => {
      await page.getByRole('button', { name: 'Signaler un incident' }).click();
      await page.getByRole('textbox', { name: /Ce qui s’est passé/ }).fill('Alarme incendie.');
      await page.getByRole('button', { name: 'Envoyer' }).click();
      await page.locator('.telling[data-state="told"]').waitFor();
    };
    const first = await openBrowser();
    await signIn(first.page, campaign.schoolAddress, before.teachers[0]!.code);
    await first.page.goto(`${campaign.schoolAddress}#/classe/0/salle`);
    await ask(first.page);
    await first.close();
    const sql = `SELECT DISTINCT s.uai FROM school s JOIN class c ON c.school = s.id JOIN class_level l ON l.class = c.id WHERE l.level = '6e'`;
    const { uai } = campaign.open.vault.get<{ uai: string }>(sql)!;
    await mintCodes(campaign.open, { stock: { staff: 1 }, threads: 1 });
    await revokeStaff(campaign.open, { role: 'teacher', uai, label: '6C', rank: 1 });
    await publishCampaign(campaign.open, campaign.desk.keys, { platform: campaign.platform.url });
    const schools = await readSchools(campaign.platform.url, {
      example: '6e',
      open: campaign.open,
      pupils: 0,
    });
    const { code } = slipsOf({ ...campaign, schools }, '6C').teachers[0]!;
    expect(code).not.toBe(before.teachers[0]!.code);
    const { page, faults, close } = await openBrowser();
    await signIn(page, campaign.schoolAddress, code);
    await page.goto(`${campaign.schoolAddress}#/classe/0/salle`);
    await page.getByRole('heading', { name: 'Avant le changement des accès' }).waitFor();
    await page.locator('.telling[data-state="told"]').waitFor();
    expect(await examine(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
});
