/** The day of the test: the room as whoever watches over it sees it, then what the head tells and asks, and the page to keep. */
import { setTimeout } from 'node:timers/promises';
import { grantRequest, listRequests } from '@cloison/authority';
import type { Page } from 'playwright-core';
import { answersOf } from '../../examples/src/answers.ts';
import { randomOf } from '../../examples/src/random.ts';
import { simulatePupil } from '../demo/simulate-pupil.ts';
import { computer } from '../demo/simulated-person.ts';
import { type Camera, WIDE } from './camera.ts';
import { classOf, type Demonstration, headCode, teacherCode } from './demonstration.ts';
import { SIXTH, schoolAddress, show, signIn } from './school-scenes.ts';

const CLASS = '6A';
/** Longer than what makes a pupil look stuck. */
const STUCK_MINUTES = 8;
const MOST_PASSES = 30;
const PASS_EVERY_MS = 1000;
/** The share of the last sequence after which each pupil of the class stops, by place on the list. The first places are free. */
const STUCK: Readonly<Record<number, number>> = { 5: 0.4, 9: 0.7 };
const AT_WORK: Readonly<Record<number, number>> = {
  ...{ 4: 0.5, 6: 0.8, 7: 1, 8: 0.6, 10: 0.9, 11: 1, 12: 0.7, 13: 0.5 },
  ...{ 14: 0.8, 15: 0.6, 16: 1, 17: 0.7, 18: 0.4, 19: 0.9, 20: 0.6, 21: 0.8 },
};

export async function roomScene(demo: Demonstration, camera: Camera): Promise<void> {
  await demo.minutesAgo(STUCK_MINUTES, () => sitAll(demo, STUCK));
  await sitAll(demo, AT_WORK);
  await demo.serve();
  const address = schoolAddress(demo, SIXTH);
  await camera.visit(WIDE, async (page) => {
    await signIn(page, address, teacherCode(demo, SIXTH, CLASS));
    await show(page, address, '#/classe/0/salle');
    await page.getByRole('combobox', { name: 'Séquence' }).selectOption({ label: 'Mathématiques' });
    await page.getByText('Semble bloqué').first().waitFor();
    await camera.shoot(page, 'salle');
    await page.getByRole('button', { name: 'Signaler un incident' }).click();
    await page
      .getByLabel('Ce qui s’est passé (sans nom d’élève)')
      .fill('Coupure de réseau de dix minutes dans la salle 12 : deux postes ont redémarré.');
    await page.getByRole('button', { name: 'Envoyer' }).click();
    await sent(page);
  });
}

export async function headTellsScenes(demo: Demonstration, camera: Camera): Promise<void> {
  const address = schoolAddress(demo, SIXTH);
  const { open } = demo.campaign(SIXTH);
  await camera.visit(WIDE, async (page) => {
    await signIn(page, address, headCode(demo, SIXTH));
    await show(page, address, '#/demandes');
    await ask(page, 'Plus de temps, après une coupure', 1);
    await served(demo, () => listRequests(open, 'asked').length > 0);
    for (const { id } of listRequests(open, 'asked'))
      await grantRequest(open, id, { answer: 'Bon courage pour la suite.' });
    await demo.serve();
    await page.getByText('Accordée').waitFor();
    await ask(page, 'Un code de réserve : étiquette perdue', 3);
    await page.getByText('Envoyée').waitFor();
    await page.setViewportSize({ ...WIDE, height: 1080 });
    await camera.shoot(page, 'direction-demandes');
    await page.setViewportSize(WIDE);

    await show(page, address, '#/classe/0/ne-passent-pas');
    const reasons = page.getByRole('combobox', { name: /^Raison/ });
    await reasons.nth(1).selectOption({ index: 1 });
    await reasons.nth(4).selectOption({ index: 3 });
    await sent(page);
    await camera.shoot(page, 'direction-ne-passent-pas');

    await served(demo, () => listRequests(open, 'asked').length > 0);
    await show(page, address, '#/journee');
    await page.getByText(/Coupure de réseau/).waitFor();
    await page
      .getByText(/^A quitté/)
      .first()
      .waitFor();
    await page.getByText('Reçue, en attente').waitFor();
    await page.setViewportSize({ ...WIDE, height: 1000 });
    await camera.shoot(page, 'direction-bilan');
  });
}

/** Fills in the form of requests; `pupil`: place in the list that it offers. */
async function ask(page: Page, what: string, pupil: number): Promise<void> {
  await page.getByRole('combobox', { name: 'Demande', exact: true }).selectOption({ label: what });
  await page.getByRole('combobox', { name: 'Élève' }).selectOption({ index: pupil });
  await page.getByRole('button', { name: 'Demander', exact: true }).click();
  await sent(page);
}

/** Passes of the office until it has what was sent: a page says that all is sent before a request is written too. */
async function served(demo: Demonstration, has: () => boolean): Promise<void> {
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    await demo.serve();
    if (has()) return;
    await setTimeout(PASS_EVERY_MS);
  }
  throw new Error('the office did not receive what was sent');
}

async function sent(page: Page): Promise<void> {
  await page.getByText('Tout est envoyé.').waitFor();
}

async function sitAll(demo: Demonstration, stops: Readonly<Record<number, number>>): Promise<void> {
  const { example } = demo.campaign(SIXTH);
  const { pupils } = classOf(demo.schools, SIXTH, CLASS);
  const answers = answersOf(example);
  for (const [place, stopsAt] of Object.entries(stops)) {
    const code = pupils[Number(place)]?.code;
    if (code == null) throw new Error(`${CLASS} has no code at place ${place}`);
    const random = randomOf('room', place);
    await simulatePupil(computer(demo.platform, SIXTH), code, answers, random.normal(), random, stopsAt);
  }
}
