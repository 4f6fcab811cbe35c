import { describe, expect, it } from 'vitest';
import { limits } from '../delivery/limits.ts';
import { parseDeliveryItem } from '../delivery/parse.ts';
import { cardsOf, cardTools } from '../delivery/supports.ts';
import { lintItem } from '../lint/lint.ts';
import { toDelivery } from '../publish/to-delivery.ts';
import { itemXml, matchCorrect, orderInteraction, response } from '../testing/test-item.ts';
import { readItem } from './item.ts';

const card = (support: string, inside: string) => `<qti-card support="${support}">${inside}</qti-card>`;
const words = (text: string) => `<qti-html-content>${text}</qti-html-content>`;
const video = (path: string) => `<qti-file-href mime-type="video/mp4">${path}</qti-file-href>`;

function itemWith(cards: string, files: Readonly<Record<string, number>> = {}) {
  return readItem(
    itemXml({
      body: '<p>le <span data-catalog-idref="c">phare</span></p>',
      after: `<qti-catalog-info><qti-catalog id="c">${cards}</qti-catalog></qti-catalog-info>`,
    }),
    {
      path: 'items/item.xml',
      file: (path) => (Object.hasOwn(files, path) ? new Uint8Array(files[path] ?? 0) : null),
    },
  );
}
const remarksOf = (item: ReturnType<typeof itemWith>) =>
  lintItem(item)
    .filter(({ code }) => /NOT_SHOWN|HEAVY/.test(code))
    .map(({ code, severity, message }) => `${severity} ${code}: ${message}`);

describe('catalogs of an item', () => {
  it.each(Object.keys(cardTools))('deliver a card of support %s', (support) => {
    const inside = support === 'sign-language' ? video('a.mp4') : words('une tour');
    const item = itemWith(card(support, inside), { 'items/a.mp4': 10 });
    const delivery = toDelivery(item);
    expect(delivery.catalogs?.[0]?.cards.map((one) => one.support)).toEqual([support]);
    expect(remarksOf(item)).toEqual([]);
    expect(parseDeliveryItem(JSON.stringify(delivery))).toEqual(delivery);
  });

  it.each(['ext:illustrated-glossary', 'braille', 'tactile'])(
    'leave out a card of support %s with a warning, and none of its files is delivered',
    (support) => {
      const item = itemWith(card(support, video('a.mp4')) + card('glossary-on-screen', words('une tour')));
      expect(remarksOf(item)).toEqual([
        `warning QTI_LINT_NOT_SHOWN: nobody is shown a card of support "${support}"`,
      ]);
      const delivery = toDelivery(item);
      expect(delivery.catalogs?.[0]?.cards.map((one) => one.support)).toEqual(['glossary-on-screen']);
      expect(delivery.assets).toEqual([]);
      expect(parseDeliveryItem(JSON.stringify(delivery))).toEqual(delivery);
    },
  );

  const pressed = (support: string, kind: 'ordered' | 'multiple', body: string) =>
    readItem(
      itemXml({
        declarations: response(`${kind} identifier`, ['A', 'B']),
        body,
        processing: matchCorrect,
        after: `<qti-catalog-info><qti-catalog id="c">${card(support, words('une tour'))}</qti-catalog></qti-catalog-info>`,
      }),
      { path: 'items/item.xml' },
    );

  const lighthouse = '<span data-catalog-idref="c">phare</span>';
  const hot = `<qti-hottext-interaction response-identifier="RESPONSE" max-choices="2"><p><qti-hottext identifier="A">${lighthouse}</qti-hottext> et <qti-hottext identifier="B">mer</qti-hottext></p></qti-hottext-interaction>`;
  const rows = orderInteraction(['A', 'B']).replace('Choix A', lighthouse);

  it('name a word that is chosen in a text with a warning: a card cannot open on what is pressed', () => {
    expect(remarksOf(pressed('glossary-on-screen', 'multiple', hot))).toEqual([
      'warning QTI_LINT_NOT_SHOWN: no card of catalog c opens in RESPONSE: what names it is pressed to answer',
    ]);
    // What is read aloud is.
    expect(remarksOf(pressed('spoken', 'multiple', hot))).toEqual([]);
  });

  it('name a word of a piece without a warning: its button stands beside it', () => {
    expect(remarksOf(pressed('glossary-on-screen', 'ordered', rows))).toEqual([]);
  });

  it('take a video of sign language up to its weight, and no card without one', () => {
    const signs = card('sign-language', video('a.mp4'));
    expect(remarksOf(itemWith(signs, { 'items/a.mp4': limits.signLanguageBytes }))).toEqual([]);
    expect(remarksOf(itemWith(signs, { 'items/a.mp4': limits.signLanguageBytes + 100_000 }))).toEqual([
      'error QTI_LINT_HEAVY: items/a.mp4: 2.1 MB; at most 2.0 MB for one video',
    ]);
    expect(remarksOf(itemWith(card('sign-language', words('regarde'))))).toEqual([
      'warning QTI_LINT_NOT_SHOWN: a card of sign language without a video',
    ]);
  });

  it('give the cards whose tools are allowed, and no other', () => {
    const { catalogs } = toDelivery(
      itemWith(card('glossary-on-screen', words('une tour')) + card('keyword-translation', words('tower'))),
    );
    const supports = (...allowed: ('glossary' | 'translation')[]) =>
      cardsOf(catalogs, 'c', new Set(allowed)).map(({ support }) => support);
    expect(supports()).toEqual([]);
    expect(supports('translation')).toEqual(['keyword-translation']);
    expect(supports('glossary', 'translation')).toEqual(['glossary-on-screen', 'keyword-translation']);
    expect(cardsOf(catalogs, 'elsewhere', new Set(['glossary']))).toEqual([]);
    expect(cardsOf(undefined, 'c', new Set(['glossary']))).toEqual([]);
  });
});
