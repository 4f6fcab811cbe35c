/** The tools of a pupil, as a child uses them: a ruler and a mask, a highlighter, a calculator, reading aloud. */
import type { DeliveryItem } from '@cloison/qti/delivery';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFaults } from './axe-run.ts';
import { closeBrowsers, IS_FIREFOX, openBrowser } from './browser.ts';
import { FRANCAIS, PICTURES } from './fixture-items.ts';
import { Campaign, pictures } from './harness.ts';
import { JARDIN_ASSETS } from './picture-items.ts';
import { finish, next, signIn, startFrench, typeCode } from './steps.ts';

const byId = (id: string): DeliveryItem => {
  const item = FRANCAIS.items.find((one) => one.id === id);
  if (item === undefined) throw new Error(`no item ${id}`);
  return item;
};
const lighthouse = byId('phare');
/** A recorded form of the heading of the text. */
const heard: DeliveryItem = {
  ...lighthouse,
  body: lighthouse.body.map((node, index) =>
    index === 0 && node.kind === 'element'
      ? { ...node, attributes: { 'data-catalog-idref': 'heading' } }
      : node,
  ),
  assets: [...lighthouse.assets, 'sounds/signal.wav'],
  catalogs: [
    {
      id: 'heading',
      cards: [
        {
          support: 'spoken',
          entries: [
            {
              language: null,
              isDefault: true,
              readingType: null,
              content: [
                { kind: 'element', name: 'audio', attributes: { src: 'sounds/signal.wav' }, children: [] },
              ],
            },
          ],
        },
      ],
    },
  ],
};
const FRENCH = {
  ...FRANCAIS,
  items: [
    heard,
    { ...heard, id: 'phare-2' },
    { ...byId('calcul'), calculator: true as const },
    byId('etapes'),
  ],
};

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start({
    french: FRENCH,
    assets: { ...pictures(PICTURES), 'sounds/signal.wav': JARDIN_ASSETS['sounds/signal.wav']! },
  });
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

/** Opens the dialog of the tools, presses one of a group, and closes it. */
async function setTool(page: Page, group: string, value: string): Promise<void> {
  await page.getByRole('button', { name: 'Outils' }).click();
  await page.getByRole('group', { name: group }).getByRole('button', { name: value, exact: true }).click();
  await page.getByRole('button', { name: 'Fermer' }).last().click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** What axe finds; what is wider than the page; buttons that an edge cuts or something covers. */
async function faultsOf(page: Page): Promise<string[]> {
  const found = await axeFaults(page);
  const ofPlace = await page.evaluate(() => {
    const cut = [...document.querySelectorAll('.bar button, .tool-dock button')].filter((button) => {
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const hidden = at === null || !(button.contains(at) || at.contains(button));
      return hidden || left < 0 || right > window.innerWidth || top < 0 || bottom > window.innerHeight;
    });
    return [
      ...(document.documentElement.scrollWidth > window.innerWidth ? ['wider than the page'] : []),
      ...cut.map((button) => `${button.getAttribute('aria-label') ?? button.textContent} is cut`),
    ];
  });
  return [...found, ...ofPlace];
}

const marked = (page: Page) =>
  page.evaluate(() => [...(CSS.highlights.get('marked') ?? [])].map((range) => String(range)));

it('a ruler and a mask follow what is read, and move by keys', async () => {
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, await campaign.addPupil());
  await startFrench(page);
  await setTool(page, 'Aide à la lecture', 'Cache');
  const handle = page.getByRole('slider', { name: 'Déplacer la fenêtre de lecture' });
  const top = async () => (await page.locator('.reading-guide').boundingBox())!.y;
  const before = await top();
  await handle.press('ArrowDown');
  await expect.poll(top).toBe(before + 28);
  await page.getByText('L’escalier comptait').hover();
  await expect.poll(top).not.toBe(before + 28);
  // Presses go through the mask.
  await page.getByRole('radio', { name: 'Pour regarder l’orage' }).check();
  expect(await faultsOf(page)).toEqual([]);
  await setTool(page, 'Aide à la lecture', 'Règle');
  await page.getByRole('slider', { name: 'Déplacer la règle' }).waitFor();
  await setTool(page, 'Aide à la lecture', 'Sans');
  await page.getByRole('slider').waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});

it('words are highlighted by selecting them, sentences by keys, and a text keeps its marks between its questions', async () => {
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, await campaign.addPupil());
  await startFrench(page);
  await setTool(page, 'Surligneur', 'Avec');
  const bar = page.getByRole('region', { name: 'Surligneur' });
  await bar.getByRole('button', { name: 'Phrase suivante' }).press('Enter');
  await bar.getByRole('button', { name: 'Phrase suivante' }).press('Enter');
  await bar.getByRole('button', { name: 'Surligner', exact: true }).press('Enter');
  await expect.poll(() => marked(page)).toEqual(['Le phare de la Pointe-aux-Mouettes.']);
  const line = (await page.getByText('L’escalier comptait').boundingBox())!;
  await page.mouse.move(line.x + 2, line.y + 12);
  await page.mouse.down();
  await page.mouse.move(line.x + 160, line.y + 12, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => (await marked(page)).length).toBe(2);
  const both = await marked(page);
  expect(both[1]).toMatch(/^L’escalier comp/);
  expect(await faultsOf(page)).toEqual([]);
  await next(page, 2);
  await expect.poll(() => marked(page)).toEqual(both);
  await next(page, 3);
  await expect.poll(() => marked(page)).toEqual([]);
  await page.getByRole('button', { name: 'Précédent', exact: true }).click();
  await expect.poll(() => marked(page)).toEqual(both);
  await bar.getByRole('button', { name: 'Tout enlever' }).click();
  await expect.poll(() => marked(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

it('what a pupil highlighted is not on the page of the next pupil at this computer', async () => {
  const pupil = await campaign.addPupil({ calendar: 3 });
  const { page, faults, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await setTool(page, 'Surligneur', 'Avec');
  const bar = page.getByRole('region', { name: 'Surligneur' });
  await bar.getByRole('button', { name: 'Phrase suivante' }).click();
  await bar.getByRole('button', { name: 'Surligner', exact: true }).click();
  await expect.poll(async () => (await marked(page)).length).toBe(1);
  await finish(page);
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByRole('button', { name: 'Retour' }).click();
  await page.getByRole('button', { name: 'Ce n’est pas moi' }).click();
  await typeCode(page, (await campaign.addPupil({ calendar: 3 })).code);
  await startFrench(page);
  await setTool(page, 'Surligneur', 'Avec');
  await bar.waitFor();
  expect(await marked(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

it('nor on the page of whoever types a code after theirs was replaced', async () => {
  const pupil = await campaign.addPupil({ calendar: 3 });
  const { page, close } = await openBrowser();
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await setTool(page, 'Surligneur', 'Avec');
  const bar = page.getByRole('region', { name: 'Surligneur' });
  await bar.getByRole('button', { name: 'Phrase suivante' }).click();
  await bar.getByRole('button', { name: 'Surligner', exact: true }).click();
  await expect.poll(async () => (await marked(page)).length).toBe(1);
  await campaign.revoke(pupil);
  await page.getByRole('radio').first().check();
  await page.getByRole('button', { name: 'Taper mon nouveau code' }).click();
  await typeCode(page, (await campaign.addPupil({ calendar: 3 })).code);
  await startFrench(page);
  await setTool(page, 'Surligneur', 'Avec');
  await bar.waitFor();
  expect(await marked(page)).toEqual([]);
  await close();
});

it('a calculator is there where the item has one, pressed or typed', async () => {
  const { page, faults, close } = await openBrowser({ viewport: { width: 390, height: 844 } });
  await signIn(page, campaign.address, await campaign.addPupil());
  await startFrench(page);
  await page.getByRole('button', { name: 'Outils' }).click();
  await page.getByRole('group', { name: 'Surligneur' }).waitFor();
  expect(await page.getByRole('group', { name: /Calculatrice|Lecture à voix haute/ }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await next(page, 2);
  await next(page, 3);
  await setTool(page, 'Calculatrice', 'Avec');
  const calculator = page.getByRole('region', { name: 'Calculatrice' });
  await calculator.focus();
  await page.keyboard.type('7/2=');
  await expect.poll(() => calculator.getByRole('status').textContent()).toBe('3,5');
  await calculator.getByRole('button', { name: 'fois' }).click();
  await calculator.getByRole('button', { name: '4' }).click();
  await calculator.getByRole('button', { name: 'égal' }).click();
  await expect.poll(() => calculator.getByRole('status').textContent()).toBe('14');
  for (const [width, height] of [
    [390, 844],
    [320, 568],
    [683, 384],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await faultsOf(page)).toEqual([]);
  }
  await page.keyboard.press('Escape');
  await calculator.waitFor({ state: 'detached' });
  await next(page, 4);
  expect(faults).toEqual([]);
  await close();
});

/** What a page asks the voices of its computer to say. Chromium without a screen has none. */
async function giveVoices(
  page: Page,
  voices: readonly { lang: string; localService: boolean }[],
): Promise<void> {
  await page.addInitScript((given) => {
    const said: string[] = [];
    const speech = Object.assign(new EventTarget(), {
      getVoices: () => given.map((voice) => ({ ...voice, name: voice.lang, default: false, voiceURI: '' })),
      speak: (utterance: {
        text: string;
        voice: { lang: string; localService: boolean };
        onend: () => void;
      }) => {
        said.push(`${utterance.voice.lang} ${utterance.voice.localService}: ${utterance.text}`);
        setTimeout(() => utterance.onend(), 20);
      },
      cancel: () => undefined,
      pause: () => undefined,
      resume: () => undefined,
    });
    Object.defineProperty(globalThis, 'speechSynthesis', { value: speech });
    Object.defineProperty(globalThis, 'SpeechSynthesisUtterance', {
      value: class {
        readonly text: string;
        constructor(text: string) {
          this.text = text;
        }
      },
    });
    Object.defineProperty(globalThis, 'said', { value: said });
  }, voices);
}
const said = (page: Page) => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);

it('who may be read to hears the recording where there is one, else a voice of this computer and no other', async () => {
  const pupil = await campaign.addPupil({ accommodations: { tools: ['readAloud'] } });
  const { page, faults, close } = await openBrowser();
  await giveVoices(page, [
    { lang: 'fr-FR', localService: false },
    { lang: 'fr-CA', localService: true },
  ]);
  await signIn(page, campaign.address, pupil);
  await page.getByText('lecture à voix haute').waitFor();
  await startFrench(page);
  const bar = page.getByRole('region', { name: 'Lecture à voix haute' });
  await bar.getByRole('button', { name: 'Lire le texte' }).press('Enter');
  await expect.poll(async () => (await said(page)).length).toBeGreaterThan(3);
  await bar.getByRole('button', { name: 'Lire le texte' }).waitFor();
  const text = await said(page);
  // The heading was heard as it was recorded (Firefox plays nothing on a machine without sound, so that its voice says it); the
  // picture is said by its words.
  expect(text.join(' ')).not.toContain('Le phare Depuis');
  expect(text[IS_FIREFOX ? 1 : 0]).toBe('fr-CA true: Un phare blanc et rouge sur un rocher');
  expect(text.every((line) => line.startsWith('fr-CA true: '))).toBe(true);
  await bar.getByRole('button', { name: 'Lire la question' }).press('Enter');
  await expect.poll(async () => (await said(page)).at(-1)).toBe('fr-CA true: Pour regarder l’orage');
  expect(await faultsOf(page)).toEqual([]);
  await next(page, 2);
  await next(page, 3);
  const before = (await said(page)).length;
  await bar.getByRole('button', { name: 'Lire la question' }).press('Enter');
  await expect
    .poll(async () => (await said(page)).slice(before).join(' '))
    .toContain('Écris 7 sur 2 sous la forme');
  expect(faults).toEqual([]);
  await close();
});

it('without a voice that stays on this computer nothing is read, and that is said', async () => {
  const pupil = await campaign.addPupil({ accommodations: { tools: ['readAloud'] } });
  const { page, close } = await openBrowser({ viewport: { width: 320, height: 568 } });
  await giveVoices(page, [{ lang: 'fr-FR', localService: false }]);
  await signIn(page, campaign.address, pupil);
  await startFrench(page);
  await page.getByRole('button', { name: 'Lire la question' }).press('Enter');
  await page.getByText('Cet ordinateur n’a pas de voix').waitFor();
  expect(await said(page)).toEqual([]);
  expect(await faultsOf(page)).toEqual([]);
  await close();
});
