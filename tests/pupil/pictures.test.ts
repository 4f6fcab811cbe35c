/** Interactions on pictures, with pieces, sounds and drawings: by mouse, by touch and by keys alone, saved as they were meant. */
import { score } from '@cloison/qti';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFaults } from './axe-run.ts';
import { closeBrowsers, IS_FIREFOX, openBrowser } from './browser.ts';
import { Campaign, type Pupil } from './harness.ts';
import { JARDIN, JARDIN_ASSETS, RELECTURE } from './picture-items.ts';
import { next, question, saved, signIn, startFrench } from './steps.ts';

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start({ french: JARDIN, assets: JARDIN_ASSETS });
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

const answers = async (pupil: Pupil) => {
  const held = await campaign.held(pupil, 'francais');
  return Object.fromEntries(
    Object.entries(held?.body.items ?? {}).map(([id, { responses }]) => [id, responses.RESPONSE]),
  );
};

const middle = async (target: Locator) => {
  const box = (await target.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};
/** A place of the plan, 400 by 240, on the screen. */
const onPlan = async (page: Page, x: number, y: number) => {
  const box = (await page.locator('.stage').boundingBox())!;
  return { x: box.x + (x / 400) * box.width, y: box.y + (y / 240) * box.height };
};
type Place = { readonly x: number; readonly y: number };
async function drag(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

// The driver of Firefox drags with other events than a mouse, and has no fingers.
it.skipIf(IS_FIREFOX)(
  'the mouse drags, places, points and draws, and every answer is saved as it was meant',
  async () => {
    const pupil = await campaign.addPupil();
    const { page, faults, close } = await openBrowser();
    await signIn(page, campaign.address, pupil);
    await startFrench(page);
    await drag(page, await middle(button(page, 'lait')), await middle(button(page, 'laiterie')));
    await drag(page, await middle(button(page, 'jardinier')), await middle(button(page, 'jardin')));
    await next(page, 2);
    await drag(page, await middle(button(page, 'mange')), await middle(button(page, 'Trou 1 : vide')));
    await drag(page, await middle(button(page, 'arrose')), await middle(button(page, 'Trou 1 : mange')));
    await drag(
      page,
      await middle(button(page, 'Trou 1 : arrose')),
      await middle(button(page, 'Trou 2 : vide')),
    );
    await next(page, 3);
    await button(page, 'jardin').click();
    await button(page, 'grand-mère').click();
    await button(page, 'arrose').click();
    await page.getByText('2 réponses au maximum').waitFor();
    await next(page, 4);
    // The corner of the square around the pond is not in the pond; the stone is smaller than a finger, and reached beside it.
    for (const [x, y] of [
      [80, 110],
      [130, 205],
      [70, 60],
    ] as const) {
      const { x: left, y: top } = await onPlan(page, x, y);
      await page.mouse.click(left, top);
    }
    await next(page, 5);
    for (const [x, y] of [
      [221, 96],
      [40, 200],
    ] as const) {
      const { x: left, y: top } = await onPlan(page, x, y);
      await page.mouse.click(left, top);
    }
    await drag(page, await middle(button(page, /^Point 2 :/)), await onPlan(page, 100, 150));
    await next(page, 6);
    await button(page, 'La cabane').click();
    await button(page, 'La mare').click();
    await button(page, 'La cabane, numéro 1').click();
    await button(page, 'Le sapin').click();
    await button(page, 'La mare, numéro 1').waitFor();
    await next(page, 7);
    await drag(page, await middle(button(page, 'La cabane')), await middle(button(page, 'La mare')));
    await button(page, 'Le sapin').click();
    await button(page, 'La cabane').click();
    await next(page, 8);
    await drag(page, await middle(button(page, 'eau')), await onPlan(page, 90, 70));
    await drag(page, await middle(button(page, 'bois')), await onPlan(page, 80, 80));
    await drag(page, await middle(button(page, 'La mare : bois')), await middle(button(page, /^Le sapin/)));
    await drag(page, await middle(button(page, 'eau')), await middle(button(page, /^La mare/)));
    await next(page, 9);
    await button(page, 'Poser au milieu').click();
    await drag(page, await middle(button(page, /^Objet 1/)), await onPlan(page, 150, 80));
    const flower = await onPlan(page, 80, 150);
    await page.mouse.click(flower.x, flower.y);
    await next(page, 10);
    await page.getByText('Tu n’as pas encore répondu.').waitFor();
    const scale = (await page.getByRole('slider').boundingBox())!;
    await page.mouse.click(scale.x + scale.width * 0.75, scale.y + scale.height / 2);
    await page.getByRole('slider').press('ArrowLeft');
    await page.getByRole('slider').press('ArrowRight');
    await next(page, 11);
    await button(page, 'Écouter').click();
    await page.getByText('Encore 1 écoute possible.').waitFor();
    await next(page, 12);
    await button(page, 'Règle').click();
    await drag(page, await onPlan(page, 80, 80), await onPlan(page, 340, 180));
    await page.getByText('1 trait', { exact: true }).waitFor();
    await next(page, 13);
    await button(page, 'Montrer un indice').click();
    await saved(page);
    const { dessin, ...others } = await answers(pupil);
    expect(others).toEqual({
      associer: ['garden gardener', 'milk dairy'],
      trous: ['waters g2'],
      noms: ['h2', 'h3'],
      zone: 'pond',
      point: [expect.stringMatching(/^22[012] 9[567]$/), expect.stringMatching(/^(99|10[01]) 1(49|50|51)$/)],
      chemin: ['pond', 'tree'],
      relier: ['pond shed', 'shed tree'],
      legende: ['water pond', 'wood tree'],
      poser: [
        expect.stringMatching(/^1(49|50|51) (79|80|81)$/),
        expect.stringMatching(/^(79|80|81) 1(49|50|51)$/),
      ],
      curseur: '7.5',
      ecoute: '1',
      indice: 'true',
    });
    expect(String(dessin)).toMatch(/^data:image\/svg\+xml;base64,/);
    expect(Buffer.from(String(dessin).split(',')[1]!, 'base64').toString()).toMatch(
      /<path stroke="#1b4fd6" d="M(79|80|81) (79|80|81)l2(59|60|61) (99|100|101)"\/>/,
    );
    // A reload shows what was answered, drawn line and counted play included.
    await page.reload();
    await signIn(page, campaign.address, pupil);
    await page.getByRole('button', { name: 'Reprendre : Français' }).click();
    await question(page, 13);
    await page.getByRole('button', { name: 'Précédent' }).click();
    await question(page, 12);
    await page.locator('.draw-stroke').waitFor({ state: 'attached' });
    expect(await page.locator('.draw-stroke').count()).toBe(1);
    await page.getByRole('button', { name: 'Précédent' }).click();
    await button(page, 'Écouter').click();
    await page.getByText('Tu as utilisé toutes les écoutes.').waitFor();
    await page.getByRole('button', { name: 'Écouter', disabled: true }).waitFor();
    expect(faults).toEqual([]);
    await close();
  },
);

/** Moves the focus forward, as a pupil without a mouse does, until it is on what has this name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1 }).focus();
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    );
    if (name.test(here.replace(/\s+/g, ' '))) return;
  }
  throw new Error(`not reached by keys: ${name}`);
}
async function keys(page: Page, name: RegExp, ...pressed: string[]): Promise<void> {
  await tabTo(page, name);
  for (const key of pressed) await page.keyboard.press(key);
}

it('keys alone answer each of them', async () => {
  const pupil = await campaign.addPupil();
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  const go = async (number: number) => {
    await keys(page, /^Suivant$/, 'Enter');
    await question(page, number);
  };
  await keys(page, /^lait$/, 'Space');
  await keys(page, /^laiterie$/, 'Enter');
  await page.getByText('« lait » va avec « laiterie ».').waitFor();
  await go(2);
  await keys(page, /^mange$/, 'Space');
  await keys(page, /^Trou 1 : vide$/, 'Space');
  await keys(page, /^Trou 2 : vide$/, 'Enter');
  await keys(page, /^arrache$/, 'Enter');
  await keys(page, /^Trou 1 : mange$/, 'Space');
  await go(3);
  await keys(page, /^jardin$/, 'Enter');
  await go(4);
  await keys(page, /^La pierre$/, 'Space');
  await go(5);
  await keys(page, /^Ajouter au milieu$/, 'Enter');
  await keys(page, /^Point 1 :/, 'ArrowRight', 'ArrowDown', 'Shift+ArrowDown');
  await page.getByText('Point 1 : à 52 % de la gauche, à 54 % du haut').waitFor();
  await go(6);
  await keys(page, /^Le sapin$/, 'Space');
  await keys(page, /^La mare$/, 'Space');
  await go(7);
  await keys(page, /^La pierre$/, 'Enter');
  await keys(page, /^La mare$/, 'Enter');
  await go(8);
  await keys(page, /^colline$/, 'Enter');
  await keys(page, /^La cabane : vide$/, 'Enter');
  await go(9);
  await keys(page, /^Poser au milieu$/, 'Enter');
  await keys(page, /^Poser au milieu$/, 'Enter');
  await keys(page, /^Objet 2 :/, 'Delete');
  await go(10);
  await keys(page, /^Combien|Curseur/, 'ArrowRight', 'ArrowRight');
  await go(11);
  await keys(page, /^Écouter$/, 'Enter');
  await page.getByText('Encore 1 écoute possible.').waitFor();
  await go(12);
  await keys(page, /^Dessin$/, 'ArrowLeft', 'Space', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Space');
  await page.getByText('1 trait', { exact: true }).waitFor();
  await go(13);
  await keys(page, /^Montrer un indice$/, 'Space');
  await saved(page);
  const { dessin, ...others } = await answers(pupil);
  expect(others).toEqual({
    associer: ['milk dairy'],
    trous: ['pulls g2'],
    noms: ['h2'],
    zone: 'stone',
    point: ['208 129'],
    chemin: ['tree', 'pond'],
    relier: ['pond stone'],
    legende: ['hill shed'],
    poser: ['200 120'],
    curseur: '1',
    ecoute: '1',
    indice: 'true',
  });
  expect(Buffer.from(String(dessin).split(',')[1]!, 'base64').toString()).toContain('d="M192 120l16 0 0 8"');
  expect(faults).toEqual([]);
  await close();
});

it('several texts have a named field each, more when asked for, and stand in the same fields after a reload', async () => {
  const pupil = await campaign.addPupil({ booklet: ['fleuves', 'indice'] });
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  const group = page.getByRole('region', { name: 'Cite deux fleuves au moins.' });
  const field = (number: number) =>
    group.getByRole('textbox', { name: `Réponse ${number}, Cite deux fleuves au moins.`, exact: true });
  await field(3).waitFor();
  expect(await field(4).count()).toBe(0);
  await keys(page, /^Réponse 2, Cite/);
  await page.keyboard.type('Loire');
  await saved(page);
  expect(await answers(pupil)).toMatchObject({ fleuves: ['', 'Loire'] });
  await page.getByText('5 / 30 caractères').waitFor();
  await keys(page, /^Ajouter une réponse$/, 'Enter');
  // The new field has the focus.
  await page.keyboard.type('Rhône ');
  await page.getByRole('button', { name: 'Suivant', exact: true }).click();
  await saved(page);
  expect(await answers(pupil)).toMatchObject({ fleuves: ['', 'Loire', '', 'Rhône '] });
  await page.reload();
  await signIn(page, campaign.address, pupil);
  await page.getByRole('button', { name: 'Reprendre : Français' }).click();
  await page.getByRole('button', { name: 'Précédent' }).click();
  await field(4).waitFor();
  expect(
    await group.getByRole('textbox').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)),
  ).toEqual(['', 'Loire', '', 'Rhône ']);
  await field(2).fill('');
  await field(4).fill('');
  await saved(page);
  expect((await answers(pupil)).fleuves).toBeUndefined();
  expect(faults).toEqual([]);
  await close();
});

it('a hint, a first answer and a second are played by keys, kept through a reload, and scored from the record', async () => {
  const pupil = await campaign.addPupil({ booklet: ['relecture', 'indice'] });
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  const responses = async () =>
    (await campaign.held(pupil, 'francais'))?.body.items.relecture?.responses ?? {};
  await keys(page, /^Un indice$/, 'Enter');
  await page.getByText(/SECRET-AIDE/).waitFor();
  // Whoever hears the page hears the question again, with what is new in it.
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('item-question');
  await page.getByText('C’est noté.').waitFor();
  await tabTo(page, /^7 × 8$/);
  await page.keyboard.type('54');
  await keys(page, /^Valider ma réponse$/, 'Enter');
  await page.getByText(/SECRET-RELIRE/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await saved(page);
  await page.reload();
  await signIn(page, campaign.address, pupil);
  await page.getByRole('button', { name: 'Reprendre : Français' }).click();
  await page.getByText(/SECRET-RELIRE/).waitFor();
  await tabTo(page, /^7 × 8$/);
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('6');
  await keys(page, /^Valider ma réponse$/, 'Enter');
  await page.getByText('Cette question est finie.').waitFor();
  expect(await page.getByRole('textbox').getAttribute('readonly')).not.toBeNull();
  expect(await page.getByRole('button', { name: 'Valider ma réponse' }).count()).toBe(0);
  await saved(page);
  expect(await responses()).toEqual({
    RESPONSE: '56',
    'AIDE~1': 'true',
    'RESPONSE~2': '54',
    'RESPONSE~3': '56',
    numAttempts: '3',
  });
  // The hint counts as no attempt: the second gives half of the points.
  expect(score(RELECTURE, await responses())).toMatchObject({ kind: 'scored', score: 1 });
  expect(faults).toEqual([]);
  await close();
});

it.skipIf(IS_FIREFOX)('a finger chooses and places, drags a piece, and draws', async () => {
  const pupil = await campaign.addPupil({ booklet: ['trous', 'legende', 'dessin'] });
  const { page, context, faults, close } = await openBrowser({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await button(page, 'arrose').tap();
  await button(page, 'Trou 1 : vide').tap();
  await button(page, 'Trou 1 : arrose').waitFor();
  const touch = await context.newCDPSession(page);
  const swipe = async (from: Place, to: Place) => {
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
    for (const part of [0.3, 0.6, 1]) {
      const at = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [at] });
    }
    // The finger stops before it lifts: after a fling, Chromium takes the next tap for the end of the fling.
    await page.waitForTimeout(200);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  };
  await swipe(await middle(button(page, 'arrache')), await middle(button(page, 'Trou 2 : vide')));
  await button(page, 'Trou 2 : arrache').waitFor();
  await next(page, 2);
  await button(page, 'bois').tap();
  await button(page, /^Le sapin/).tap();
  await button(page, 'Le sapin : bois').waitFor();
  await swipe(await middle(button(page, 'eau')), await onPlan(page, 80, 80));
  await button(page, 'La mare : eau').waitFor();
  await next(page, 3);
  await swipe(await onPlan(page, 80, 80), await onPlan(page, 200, 160));
  await page.getByText('1 trait', { exact: true }).waitFor();
  await saved(page);
  const { dessin, ...others } = await answers(pupil);
  expect(others).toEqual({
    trous: ['waters g1', 'pulls g2'],
    legende: ['water pond', 'wood tree'],
  });
  expect(dessin).toBeDefined();
  expect(faults).toEqual([]);
  await close();
});
