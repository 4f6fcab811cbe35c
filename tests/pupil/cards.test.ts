/** Catalogs and the style of an item, as a pupil meets them: words explained, sign language, an item's own look. */
import { readFileSync } from 'node:fs';
import type { CatalogCard, ContentNode, DeliveryItem } from '@cloison/qti/delivery';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFaults } from './axe-run.ts';
import { closeBrowsers, openBrowser } from './browser.ts';
import { FRANCAIS, PICTURES } from './fixture-items.ts';
import { Campaign, pictures } from './harness.ts';
import { next, signIn, startFrench } from './steps.ts';

const VIDEO = new Uint8Array(
  readFileSync(new URL('../../examples/6e/francais/signes/herisson.mp4', import.meta.url)),
);

const text = (words: string): ContentNode => ({ kind: 'text', text: words });
const card = (
  support: string,
  ...entries: readonly (readonly [language: string | null, content: ContentNode])[]
): CatalogCard => ({
  support,
  entries: entries.map(([language, content]) => ({
    language,
    isDefault: true,
    readingType: null,
    content: [content],
  })),
});
const el = (
  name: 'p' | 'span' | 'strong',
  attributes: Record<string, string>,
  ...children: ContentNode[]
) => ({ kind: 'element' as const, name, attributes, children });

const item: DeliveryItem = {
  v: 1,
  id: 'marais',
  title: 'Le marais',
  language: 'fr',
  body: [
    el(
      'p',
      { 'data-catalog-idref': 'phrase', class: 'x-encadre' },
      text('Au bord du '),
      el('span', { 'data-catalog-idref': 'marais' }, text('marais')),
      text(', un héron attend que la brume se lève.'),
    ),
    {
      kind: 'choice',
      responseId: 'RESPONSE',
      classes: [],
      label: null,
      prompt: [text('Qui '), el('strong', { 'data-catalog-idref': 'attendre' }, text('attend')), text(' ?')],
      choices: [
        { id: 'A', content: [text('un héron')], fixed: false },
        { id: 'B', content: [text('la brume')], fixed: false },
      ],
      shuffle: false,
      minChoices: 0,
      maxChoices: 1,
      orientation: 'vertical',
    },
  ],
  responses: [{ id: 'RESPONSE', cardinality: 'single', baseType: 'identifier' }],
  assets: ['signes/marais.mp4'],
  catalogs: [
    {
      id: 'marais',
      cards: [
        card('glossary-on-screen', [null, text('Un terrain couvert d’eau peu profonde.')]),
        card('keyword-translation', ['en', text('marsh')], ['ar', text('مستنقع')]),
      ],
    },
    { id: 'attendre', cards: [card('glossary-on-screen', [null, text('Rester sans bouger.')])] },
    {
      id: 'phrase',
      cards: [
        card('linguistic-guidance', [null, text('Un oiseau est près de l’eau. Il ne bouge pas.')]),
        card('sign-language', [
          'fsl',
          { kind: 'element', name: 'video', attributes: { src: 'signes/marais.mp4' }, children: [] },
        ]),
      ],
    },
  ],
  styles: [
    {
      selectors: ['.x-encadre'],
      declarations: { border: '3px solid #7a1f00', padding: '1em', color: '#7a1f00' },
    },
    { selectors: ['p', 'div', 'span'], declarations: { 'font-style': 'italic' } },
  ],
};
/** The same words in a piece that is placed, and in a row that is put in order. */
const heron = el('span', { 'data-catalog-idref': 'marais' }, text('marais'));
const placed: DeliveryItem = {
  ...item,
  id: 'places',
  title: 'Des mots à placer',
  body: [
    {
      kind: 'gapMatch',
      responseId: 'RESPONSE',
      classes: [],
      label: null,
      prompt: [text('Complète.')],
      choices: [
        { id: 'M', content: [heron], fixed: false, matchMax: 1, matchMin: 0 },
        { id: 'L', content: [text('lac')], fixed: false, matchMax: 1, matchMin: 0 },
      ],
      shuffle: false,
      minAssociations: 0,
      maxAssociations: 1,
      content: [el('p', {}, text('Le héron vit au bord du ')), { kind: 'gap', id: 'G', required: false }],
    },
    {
      kind: 'order',
      responseId: 'ORDER',
      classes: [],
      label: null,
      prompt: [text('Range.')],
      choices: [
        { id: 'A', content: [heron], fixed: false },
        { id: 'B', content: [text('lac')], fixed: false },
      ],
      shuffle: false,
      minChoices: 2,
      maxChoices: 2,
      orientation: 'vertical',
    },
  ],
  responses: [
    { id: 'RESPONSE', cardinality: 'multiple', baseType: 'directedPair' },
    { id: 'ORDER', cardinality: 'ordered', baseType: 'identifier' },
  ],
  assets: [],
  catalogs: item.catalogs?.filter(({ id }) => id === 'marais') ?? [],
};
const EVERY_TOOL = ['glossary', 'translation', 'guidance', 'signLanguage'] as const;

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start({
    french: { ...FRANCAIS, items: [item, ...FRANCAIS.items.filter(({ id }) => id === 'phare'), placed] },
    assets: { ...pictures(PICTURES), 'signes/marais.mp4': { bytes: VIDEO, type: 'video/mp4' } },
  });
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

/** Where each part of the page stands, and how far it is scrolled. */
const layout = (page: Page) =>
  page.evaluate(() => [
    document.documentElement.scrollHeight,
    document.documentElement.clientWidth,
    window.scrollY,
    ...[...document.querySelectorAll('.answering *')].map((one) => {
      const { left, top, width, height } = one.getBoundingClientRect();
      return [one.tagName, left, top, width, height].join(' ');
    }),
  ]);

/** The page at another size, once nothing of it moves any more: from one frame to the next. */
function hasFocus(one: Locator): Promise<boolean> {
  return one.evaluate((element) => element.contains(document.activeElement));
}

async function resize(page: Page, size: { readonly width: number; readonly height: number }) {
  await page.setViewportSize(size);
  let before = '';
  await expect
    .poll(async () => {
      const last = before;
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      before = JSON.stringify(await layout(page));
      return before === last;
    })
    .toBe(true);
}

/** Whether all of it is on the screen. */
const isOnScreen = (part: Locator) =>
  part.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= window.innerWidth && bottom <= window.innerHeight;
  });

it('nobody is offered what neither the campaign nor the ticket allows', async () => {
  const { page, faults, close } = await openBrowser();
  const pupil = await campaign.addPupil({ accommodations: { tools: ['readAloud'] } });
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  expect(await page.locator('.explained, .card-button').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

it('a word opens what it means by a key, moves nothing, and gives the focus back', async () => {
  const { page, faults, close } = await openBrowser();
  const pupil = await campaign.addPupil({ accommodations: { tools: ['glossary', 'translation'] } });
  await signIn(page, campaign.address, pupil);
  await page.getByText('mots expliqués').waitFor();
  await startFrench(page);
  const word = page.getByRole('button', { name: 'marais' });
  expect(await page.getByRole('button', { name: /Explication|Langue des signes/ }).count()).toBe(0);
  for (const [width, height] of [
    [1366, 768],
    [390, 844],
    [320, 568],
    [683, 384],
  ] as const) {
    await resize(page, { width, height });
    const before = await layout(page);
    await word.press('Enter');
    const said = page.getByRole('dialog', { name: 'marais' });
    await said.getByText('Un terrain couvert d’eau peu profonde.').waitFor();
    await expect.poll(() => layout(page)).toEqual(before);
    await expect.poll(() => isOnScreen(page.locator('.popover'))).toBe(true);
    const arabic = said.getByText('مستنقع');
    expect(await arabic.evaluate((one) => [one.getAttribute('lang'), one.getAttribute('dir')])).toEqual([
      'ar',
      'rtl',
    ]);
    await said.getByText('arabe').waitFor();
    await expect.poll(() => hasFocus(said)).toBe(true);
    await page.keyboard.press('Escape');
    await said.waitFor({ state: 'detached' });
    // The focus returns in the frame after.
    await expect.poll(() => word.evaluate((one) => document.activeElement === one)).toBe(true);
    await expect.poll(() => layout(page)).toEqual(before);
  }
  await word.click();
  await page.getByRole('dialog').waitFor();
  // It takes the focus once it has its place; axe sees no dialog before.
  await expect.poll(() => hasFocus(page.getByRole('dialog'))).toBe(true);
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  // A word of the question is a button that answers nothing.
  await page.getByRole('button', { name: 'attend' }).click();
  await page.getByText('Rester sans bouger.').waitFor();
  await page.mouse.click(5, 200);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
  expect(await axeFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

it('a word in a piece is explained by a button beside it, which places nothing', async () => {
  const { page, faults, close } = await openBrowser();
  const pupil = await campaign.addPupil({ accommodations: { tools: ['glossary', 'translation'] } });
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await next(page, 2);
  await next(page, 3);
  const explain = page.getByRole('button', { name: 'Explication : marais' });
  expect(await explain.count()).toBe(2);
  for (const button of await explain.all()) {
    await button.click();
    const said = page.getByRole('dialog', { name: 'marais' });
    await said.getByText('Un terrain couvert').waitFor();
    await expect.poll(() => hasFocus(said)).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.getByRole('button', { name: 'marais', exact: true, pressed: false }).click();
  await page.getByRole('button', { name: 'Trou 1 : vide' }).click();
  await page.getByRole('button', { name: 'Trou 1 : marais' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

it('sign language opens on demand, is put into another corner, and is closed by a key', async () => {
  const { page, faults, close } = await openBrowser();
  const pupil = await campaign.addPupil({ accommodations: { tools: [...EVERY_TOOL] } });
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await page.getByRole('button', { name: 'Explication' }).click();
  await page.getByText('Un oiseau est près de l’eau.').waitFor();
  await expect.poll(() => hasFocus(page.getByRole('dialog'))).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByText('Un oiseau est près de l’eau.').waitFor({ state: 'detached' });
  expect(await page.locator('video').count()).toBe(0);
  const opener = page.getByRole('button', { name: 'Langue des signes' });
  const before = await layout(page);
  await opener.press('Enter');
  const panel = page.getByRole('region', { name: 'Langue des signes' });
  await panel.waitFor();
  await expect.poll(async () => (await layout(page)).length).toBeGreaterThan(before.length);
  const box = async () => (await panel.boundingBox())!;
  const first = await box();
  expect(await panel.locator('source').getAttribute('src')).toMatch(/^blob:/);
  await panel.getByRole('button', { name: 'Mettre dans un autre coin' }).press('Enter');
  await expect.poll(async () => (await box()).x).toBeLessThan(first.x);
  await panel.getByRole('button', { name: 'Mettre dans un autre coin' }).press('Enter');
  await expect.poll(async () => (await box()).y).toBeLessThan(first.y);
  // Dragged by its head it stays in the corner that is nearest.
  const head = (await panel.getByRole('heading', { name: 'Langue des signes' }).boundingBox())!;
  await page.mouse.move(head.x + 10, head.y + 10);
  await page.mouse.down();
  await page.mouse.move(1200, 650, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => (await box()).x).toBe(first.x);
  expect(await axeFaults(page)).toEqual([]);
  for (const [width, height] of [
    [390, 844],
    [320, 568],
    [683, 384],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expect.poll(() => isOnScreen(panel)).toBe(true);
  }
  await panel.getByRole('button', { name: 'Agrandir' }).press('Enter');
  await expect.poll(() => isOnScreen(panel)).toBe(true);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await expect.poll(() => opener.evaluate((one) => document.activeElement === one)).toBe(true);
  expect(faults).toEqual([]);
  await close();
});

it('with letters of twice the size, on a page that was scrolled, both stay on a small screen and the word in sight', async () => {
  const { page, faults, close } = await openBrowser();
  const pupil = await campaign.addPupil({ accommodations: { tools: [...EVERY_TOOL], zoom: 2 } });
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  const box = async (part: Locator) => (await part.boundingBox())!;
  for (const [width, height] of [
    [390, 844],
    [320, 568],
    [683, 384],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const name of ['marais', 'attend']) {
      const word = page.getByRole('button', { name, exact: true });
      // Just above the lower bar, then below the upper one.
      for (const block of ['end', 'start'] as const) {
        await word.evaluate((one, where) => one.scrollIntoView({ block: where }), block);
        await word.evaluate((one) => (one as HTMLElement).focus({ preventScroll: true }));
        await page.keyboard.press('Enter');
        const said = page.locator('.popover');
        await said.waitFor();
        await expect.poll(() => isOnScreen(said)).toBe(true);
        const [above, below] = [await box(word), await box(said)].sort((a, b) => a.y - b.y);
        expect(above!.y + above!.height).toBeLessThanOrEqual(below!.y);
        // A meaning of one line is read without scrolling.
        if (name === 'attend') {
          const meaning = await box(said.getByText('Rester sans bouger.'));
          const panel = await box(said);
          expect(meaning.y + meaning.height).toBeLessThanOrEqual(panel.y + panel.height);
        }
        await expect.poll(() => hasFocus(said)).toBe(true);
        await page.keyboard.press('Escape');
        await said.waitFor({ state: 'detached' });
        // The word has the focus again before another one is given it.
        await page.evaluate(
          () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
        );
        await expect.poll(() => word.evaluate((one) => one === document.activeElement)).toBe(true);
      }
    }
    await page.getByRole('button', { name: 'Langue des signes' }).press('Enter');
    const panel = page.getByRole('region', { name: 'Langue des signes' });
    await panel.locator('video').waitFor();
    await expect.poll(() => isOnScreen(panel)).toBe(true);
    // On a low screen the text beside it stays readable.
    if (width > height) await expect.poll(async () => (await box(panel)).width).toBeLessThan(width / 2);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  }
  expect(faults).toEqual([]);
  await close();
});

it.each(['adopted', 'added to the page'])(
  'the style of an item, %s, reaches its words, none of the controls, and gives way to a dark page',
  async (how) => {
    const { page, faults, close } = await openBrowser();
    if (how !== 'adopted') {
      await page.addInitScript(() => {
        Reflect.deleteProperty(Document.prototype, 'adoptedStyleSheets');
        Reflect.deleteProperty(ShadowRoot.prototype, 'adoptedStyleSheets');
      });
    }
    await signIn(page, campaign.address, await campaign.addPupil());
    await startFrench(page);
    const look = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((one) => {
          const { borderTopWidth, fontStyle, color } = getComputedStyle(one);
          return { borderTopWidth, fontStyle, color };
        });
    expect(await look('.x-encadre')).toEqual({
      borderTopWidth: '3px',
      fontStyle: 'italic',
      color: 'rgb(122, 31, 0)',
    });
    expect((await look('.choices')).fontStyle).toBe('normal');
    expect((await look('.choice-content')).fontStyle).toBe('normal');
    await page.evaluate(() => {
      document.documentElement.dataset.theme = 'dark';
    });
    expect((await look('.x-encadre')).color).not.toBe('rgb(122, 31, 0)');
    expect((await look('.x-encadre')).borderTopWidth).toBe('3px');
    await page.evaluate(() => {
      document.documentElement.dataset.theme = 'light';
    });
    // The next item has no style of its own: nothing is left of this one.
    await page.getByRole('button', { name: 'Suivant', exact: true }).click();
    await page.getByText('L’escalier comptait').waitFor();
    expect((await look('.item-support p')).fontStyle).toBe('normal');
    expect(faults).toEqual([]);
    await close();
  },
);
