/** Our own items: each is read, delivered without keys, and scored as its declarations say (by hand). */

import { describe, expect, it } from 'vitest';
import type { InteractionKind } from './delivery.ts';
import {
  answerState,
  interactionsOf,
  parseDeliveryItem,
  playableKinds,
  type ResponseValue,
  unplayableReasons,
  worstCaseResponseBytes,
} from './delivery.ts';
import { lintItem } from './lint/lint.ts';
import type { Item } from './model/item.ts';
import { readPackage } from './package/read-package.ts';
import { writePackage } from './package/write-package.ts';
import { readZip } from './package/zip.ts';
import { toDelivery } from './publish/to-delivery.ts';
import { readItem } from './read/item.ts';
import { candidatesOf, correctResponseOf } from './score/candidates.ts';
import { feedbackFor } from './score/feedback-for.ts';
import { score, scoreAttempts } from './score/score.ts';
import { fixtureFiles } from './testing/fixture-package.test.fixture.ts';

const files = fixtureFiles();
const result = readPackage(files);
const byId = new Map(result.items.map((item) => [item.identifier, item]));
function itemOf(id: string): Item {
  const item = byId.get(id);
  if (item === undefined) throw new Error(`${id} was not accepted`);
  return item;
}

type Responses = Readonly<Record<string, unknown>>;
const R = (value: unknown): Responses => ({ RESPONSE: value });

/** Kinds of interactions, the most, and points of responses (a list of them: attempts). */
const expected: Readonly<
  Record<
    string,
    readonly [kinds: string, max: number, scores: readonly (readonly [Responses | Responses[], number])[]]
  >
> = {
  // 1 for each right pair, whichever end comes first; -0.5 for another; not below 0.
  associer: [
    'associate',
    2,
    [
      [R(['froid chaud', 'haut bas']), 2],
      [R(['chaud froid']), 1],
      [R(['chaud haut', 'froid bas']), 0],
      [R(['bas haut', 'chaud froid']), 2],
      [R(null), 0],
    ],
  ],
  trous: [
    'gapMatch',
    2,
    [
      [R(['le T1', 'la T2']), 2],
      [R(['le T1', 'image T2']), 1],
      [R(['la T1', 'le T2']), 0],
      [R([]), 0],
    ],
  ],
  'texte-sensible': [
    'hottext',
    1,
    [
      [R(['V2', 'V1']), 1],
      [R(['V1']), 0],
      [R(['V1', 'V2', 'N1']), 0],
      [R(null), 0],
    ],
  ],
  zone: [
    'hotspot',
    1,
    [
      [R('ecole'), 1],
      [R('parc'), 0],
      [{}, 0],
    ],
  ],
  // 2 within 10 of the middle, else 1 in the square: the first area that holds the point counts.
  point: [
    'selectPoint',
    2,
    [
      [R('155 105'), 2],
      [R('170 100'), 1],
      [R('200 150'), 1],
      [R('201 150'), 0],
      [R(null), 0],
    ],
  ],
  'ordre-image': [
    'graphicOrder',
    1,
    [
      [R(['ecole', 'mairie', 'parc']), 1],
      [R(['parc', 'mairie', 'ecole']), 0],
      [R(['ecole']), 0],
      [R(null), 0],
    ],
  ],
  'relier-image': [
    'graphicAssociate',
    1,
    [
      [R(['parc ecole']), 1],
      [R(['ecole mairie']), 0],
      [R(['ecole parc', 'ecole mairie']), 0],
      [R(null), 0],
    ],
  ],
  legende: [
    'graphicGapMatch',
    2,
    [
      [R(['E ecole', 'M mairie']), 2],
      [R(['E ecole']), 1],
      [R(['E mairie', 'M ecole']), 0],
      [R(null), 0],
    ],
  ],
  // Each area once: two flags in the circle are one point.
  poser: [
    'positionObject',
    2,
    [
      [R(['150 100', '250 140']), 2],
      [R(['150 100', '151 101']), 1],
      [R(['10 10']), 0],
      [R(null), 0],
    ],
  ],
  curseur: [
    'slider',
    1,
    [
      [R('60'), 1],
      [R('70'), 0.5],
      [R('0'), 0],
      [R(null), 0],
    ],
  ],
  // 2 when right after one listening, 1 after two.
  ecoute: [
    'media,choice',
    2,
    [
      [{ RESPONSE: '1', CHOIX: 'A' }, 2],
      [{ RESPONSE: '2', CHOIX: 'A' }, 1],
      [{ RESPONSE: '1', CHOIX: 'B' }, 0],
      [{}, 0],
    ],
  ],
  dessin: [
    'drawing',
    1,
    [
      [R('data:image/png;base64,AAAA'), 1],
      [R(null), 0],
      [{}, 0],
    ],
  ],
  fichier: [
    'upload',
    0,
    [
      [R('data:image/png;base64,AAAA'), 0],
      [R(null), 0],
      [{}, 0],
    ],
  ],
  indice: [
    'choice,endAttempt',
    1,
    [
      [R('A'), 1],
      [{ RESPONSE: 'A', INDICE: 'true' }, 0],
      [{ RESPONSE: 'A', INDICE: 'false' }, 1],
      [R('B'), 0],
    ],
  ],
  'plusieurs-textes': [
    'extendedText',
    2,
    [
      [R(['seine', 'LOIRE']), 2],
      [R(['Rhône']), 1],
      [R(['Nil', 'Seine']), 1],
      [R([]), 0],
    ],
  ],
  // 2 for three quarters with two decimals, 1 for it with another number of them.
  'nombre-ecrit': [
    'textEntry',
    2,
    [
      [R('0,75'), 2],
      [R('0.750'), 1],
      [R('0,8'), 0],
      [R('trois quarts'), 0],
      [R(null), 0],
    ],
  ],
  // 2 at the first attempt, half of it at the second.
  'deux-essais': [
    'textEntry',
    2,
    [
      [[R('7')], 2],
      [[R('5'), R('7')], 1],
      [[R('5'), R('6')], 0],
      [[R('7'), R('5')], 2],
      [[], 0],
    ],
  ],
  // As above; a hint counts as no attempt.
  relecture: [
    'textEntry,endAttempt',
    2,
    [
      [[R('56')], 2],
      [[R('54'), R('56')], 1],
      [[{ AIDE: 'true' }, R('56')], 2],
      [[{ AIDE: 'true', RESPONSE: '54' }, R('54'), R('56')], 1],
      [{ numAttempts: '1', 'RESPONSE~1': '54', RESPONSE: '54' }, 0],
      [{ numAttempts: '1', 'RESPONSE~1': '54', RESPONSE: '56' }, 1],
      [{ numAttempts: '1', 'RESPONSE~1': '56', RESPONSE: '56' }, 2],
      [{ numAttempts: '2', 'AIDE~1': 'true', 'RESPONSE~2': '56', RESPONSE: '56' }, 2],
    ],
  ],
  // What is right looks up 3 points.
  'texte-partage': [
    'choice',
    3,
    [
      [R('A'), 3],
      [R('B'), 0],
      [{}, 0],
    ],
  ],
  // Two keys that differ by case alone: what was typed exactly wins; then the first.
  'deux-cles': [
    'textEntry',
    1,
    [
      [R('Orange'), 1],
      [R('orange'), 0.5],
      [R('ORANGE'), 0.5],
      [R('Avignon'), 0],
    ],
  ],
  cartouche: [
    'choice',
    4,
    [
      [R('B'), 4],
      [R('A'), 0],
      [{}, 0],
    ],
  ],
};

/** What no player could have sent for these items. */
const impossible: readonly (readonly [string, Responses, string])[] = [
  ['associer', R(['chaud chaud']), 'QTI_RESPONSE_CHOICE'],
  ['associer', R(['chaud froid', 'froid chaud']), 'QTI_RESPONSE_REPEATED'],
  ['associer', R(['chaud froid', 'chaud bas']), 'QTI_RESPONSE_TOO_MANY'],
  ['trous', R(['le T1', 'la T1']), 'QTI_RESPONSE_TOO_MANY'],
  ['trous', R(['T1 le']), 'QTI_RESPONSE_CHOICE'],
  ['texte-sensible', R(['V3']), 'QTI_RESPONSE_CHOICE'],
  ['point', R('ici'), 'QTI_RESPONSE_VALUE'],
  ['point', R(['1 2']), 'QTI_RESPONSE_CARDINALITY'],
  ['poser', R(['1 1', '2 2', '3 3', '4 4']), 'QTI_RESPONSE_TOO_MANY'],
  ['curseur', R('101'), 'QTI_RESPONSE_VALUE'],
  ['curseur', R('60,5'), 'QTI_RESPONSE_VALUE'],
  ['dessin', R('image.png'), 'QTI_RESPONSE_VALUE'],
  ['indice', { INDICE: 'peut-être' }, 'QTI_RESPONSE_VALUE'],
  ['plusieurs-textes', R(['a', 'b', 'c']), 'QTI_RESPONSE_TOO_MANY'],
  ['plusieurs-textes', R(['a'.repeat(21)]), 'QTI_RESPONSE_TOO_LONG'],
  ['legende', R(['E ecole', 'E mairie']), 'QTI_RESPONSE_TOO_MANY'],
];

describe('our own items', () => {
  it('are all accepted, and no file of theirs is refused', () => {
    expect(result.problems).toEqual([]);
    expect(result.refused).toEqual([]);
    expect([...byId.keys()].toSorted()).toEqual([...Object.keys(expected), 'variante'].toSorted());
  });

  it.each(Object.entries(expected))(
    '%s is delivered without its keys and scored',
    (id, [kinds, max, scores]) => {
      const item = itemOf(id);
      const delivery = toDelivery(item);
      const text = JSON.stringify(delivery);
      expect(parseDeliveryItem(text)).toEqual(delivery);
      expect(JSON.stringify(parseDeliveryItem(text))).toBe(text);
      expect(text).not.toMatch(/SECRET|SCORE/);
      expect(
        interactionsOf(delivery.body)
          .map(({ kind }) => kind)
          .join(),
      ).toBe(kinds);
      for (const [responses, points] of scores) {
        const scored = Array.isArray(responses) ? scoreAttempts(item, responses) : score(item, responses);
        // The most of an adaptive item is not searched for: one attempt was tried.
        const wanted = { kind: 'scored', score: points, maxScore: max };
        expect([responses, scored]).toMatchObject([responses, wanted]);
      }
    },
  );

  it('take no more room than is foreseen for them, and are complete when they are right', () => {
    const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;
    for (const item of result.items) {
      const delivery = toDelivery(item);
      const most = worstCaseResponseBytes(delivery);
      const right: Record<string, ResponseValue> = {};
      for (const { responseId, values } of candidatesOf(item)) {
        for (const value of values) {
          const given = { [responseId]: value };
          if (score(item, given).kind === 'scored')
            expect([item.identifier, bytes(given) <= most]).toEqual([item.identifier, true]);
        }
        const declaration = item.responses.find(({ id }) => id === responseId);
        const correct = declaration === undefined ? null : correctResponseOf(declaration);
        right[responseId] = correct ?? values.find((value) => value !== null) ?? null;
      }
      expect([item.identifier, answerState(delivery, right)]).toEqual([item.identifier, 'complete']);
      expect([item.identifier, answerState(delivery, {})]).toEqual([item.identifier, 'none']);
    }
  });

  it.each(impossible)('%s does not take %o: %s', (id, responses, code) => {
    expect(score(itemOf(id), responses)).toMatchObject({ kind: 'invalid', errors: [{ code }] });
  });

  it('with what the player does not draw yet are kept out of campaigns, with the reason', () => {
    for (const item of result.items) {
      const kinds = interactionsOf(item.body).map(({ kind }) => kind);
      const isDrawn = kinds.every((kind) => (playableKinds as readonly InteractionKind[]).includes(kind));
      const reasons = lintItem(item).filter(({ code }) => code === 'QTI_LINT_NOT_PLAYABLE');
      if (!isDrawn) expect([item.identifier, reasons.length > 0]).toEqual([item.identifier, true]);
      else if (unplayableReasons(toDelivery(item)).length === 0 && !item.adaptive)
        expect(reasons).toEqual([]);
    }
    const codes = lintItem(itemOf('deux-cles')).map(({ code }) => code);
    expect(codes).toContain('QTI_LINT_CASE_TWINS');
  });

  it('come back from a package that is written without a manifest', () => {
    const without = fixtureFiles();
    without.delete('imsmanifest.xml');
    const again = readPackage(readZip(writePackage(without)));
    expect(again.problems).toEqual([]);
    expect(again.items.map(({ identifier }) => identifier)).toEqual(expect.arrayContaining([...byId.keys()]));
    for (const item of again.items) {
      const before = byId.get(item.identifier);
      if (before !== undefined) expect(toDelivery(item)).toEqual(toDelivery(before));
    }
  });
});

describe('an item with template variables', () => {
  const xml = files.get('items/variante.xml') ?? new Uint8Array();
  const variant = (seed?: string) =>
    readItem(xml, { path: 'items/variante.xml', ...(seed === undefined ? {} : { seed }) });

  it('is the same for a seed, and another one for another', () => {
    expect(variant('a')).toEqual(variant('a'));
    expect(toDelivery(itemOf('variante'))).toEqual(toDelivery(variant()));
    const texts = new Set(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((seed) => JSON.stringify(toDelivery(variant(seed)))),
    );
    expect(texts.size).toBeGreaterThan(2);
  });

  it.each(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])('prints what it computes, for the seed %s', (seed) => {
    const item = variant(seed);
    const [a, b] = ['a', 'b'].map((name) => item.templateValues.get(name)?.members[0] as number) as [
      number,
      number,
    ];
    // The constraint: two different numbers.
    expect(a).not.toBe(b);
    const delivery = toDelivery(item);
    const text = JSON.stringify(delivery);
    expect(text).toContain(`"${a}"`);
    expect(text).toContain(
      `{"kind":"element","name":"mn","attributes":{},"children":[{"kind":"text","text":"${b}"}]}`,
    );
    expect(text).not.toMatch(/TeX|times/);
    expect(parseDeliveryItem(text)).toEqual(delivery);
    expect(score(item, { RESPONSE: String(a * b) })).toMatchObject({ score: 1 });
    expect(score(item, { RESPONSE: String(a * b + 1) })).toMatchObject({ score: 0 });
    // One of the two pictures is delivered; the other is checked and stays.
    expect(delivery.assets).toHaveLength(1);
    expect([...delivery.assets, ...item.hiddenAssets].toSorted()).toEqual([
      'images/drapeau.svg',
      'images/plan.svg',
    ]);
  });
});

describe('an item with a shared text, catalogs, style and feedback', () => {
  const item = itemOf('texte-partage');
  const delivery = toDelivery(item);
  const text = JSON.stringify(delivery);

  it('has the text where the body names it, with the files of both', () => {
    expect(text).toContain('Le loup et l’agneau');
    expect(text.indexOf('Le loup et l’agneau')).toBeLessThan(text.indexOf('Qui parle ?'));
    expect(text.match(/qti-shared-stimulus/g)).toHaveLength(1);
    expect(delivery.assets).toEqual(['images/plan.svg', 'sounds/signe.mp4']);
  });

  it('delivers the rubric for the pupil and keeps that of the scorer', () => {
    expect(text).toContain('"class":"qti-rubric-block x-consigne"');
    expect(item.rubrics).toMatchObject([{ views: ['scorer'] }]);
  });

  it('delivers the catalogs that the body names', () => {
    expect(delivery.catalogs).toMatchObject([
      {
        id: 'mot',
        cards: [
          { support: 'glossary-on-screen', entries: [{ isDefault: true, language: null }] },
          { support: 'spoken', entries: [{ readingType: 'computer-read-aloud' }] },
          { support: 'keyword-translation', entries: [{ language: 'en' }] },
          { support: 'sign-language' },
        ],
      },
    ]);
  });

  it('keeps of the style sheets what can only change the look of the item', () => {
    expect(delivery.styles).toEqual([
      {
        selectors: ['.x-texte > h2', '.x-texte .x-vers'],
        declarations: { 'text-align': 'center', color: '#224488' },
      },
      { selectors: ['.x-consigne'], declarations: { 'font-weight': 'bold' } },
      { selectors: ['.x-vers'], declarations: { 'font-style': 'italic', margin: '1em 0' } },
    ]);
    const left = item.remarks.filter(({ code }) => code.startsWith('QTI_LINT_STYLE'));
    expect(left.map(({ code, path, line, column, message }) => [code, path, line, column, message])).toEqual([
      [
        'QTI_LINT_STYLE_UNSAFE',
        'styles/conte.css',
        4,
        3,
        'position: fixed: it could lay one thing over another, or hide it',
      ],
      ['QTI_LINT_STYLE_IGNORED', 'styles/conte.css', 13, 1, '@media: left out'],
    ]);
  });

  it('shows the feedback of a score, and delivers none', () => {
    const scored = score(item, { RESPONSE: 'A' });
    if (scored.kind !== 'scored') throw new Error('not scored');
    const shown = feedbackFor(item, scored.outcomes);
    expect(shown.map(({ place, identifier, title }) => [place, identifier, title])).toEqual([
      ['inline', 'A', null],
      ['modal', 'A', 'Bravo'],
    ]);
    expect(JSON.stringify(shown)).toContain('SECRET-BRAVO');
    expect(text).not.toContain('SECRET');
  });
});

describe('items of QTI 2', () => {
  const old = readPackage(fixtureFiles(2));

  it('are read into the same model, from a package of QTI 2', () => {
    expect(old.problems).toEqual([]);
    expect(old.refused).toEqual([]);
    expect(old.items.map(({ identifier }) => identifier)).toEqual(['menu', 'image', 'tirage']);
    for (const item of old.items) {
      const delivery = toDelivery(item);
      expect(parseDeliveryItem(JSON.stringify(delivery))).toEqual(delivery);
      expect(JSON.stringify(delivery)).not.toContain('SECRET');
    }
  });

  // In QTI 2.1 the case of a mapped string counts unless it says otherwise.
  it.each<readonly [string, Responses, number]>([
    ['menu', { RESPONSE: 'B', VILLE: 'Paris' }, 2],
    ['menu', { RESPONSE: 'B', VILLE: 'paris' }, 1.5],
    ['menu', { RESPONSE: 'A', VILLE: 'PARIS' }, 0],
    ['menu', {}, 0],
    ['image', R(['150 100', '30 30']), 2],
    ['image', R(['150 100']), 1],
    ['image', R(['299 1']), 0],
    ['tirage', R('5'), 1],
    ['tirage', R('2,5'), 0],
    ['tirage', {}, 0],
  ])('%s gives %o %d points', (id, responses, points) => {
    const item = old.items.find(({ identifier }) => identifier === id);
    if (item === undefined) throw new Error('not accepted');
    expect(score(item, responses)).toMatchObject({ kind: 'scored', score: points });
  });

  it('print numbers as their readers write them', () => {
    const item = old.items.find(({ identifier }) => identifier === 'tirage');
    expect(JSON.stringify(item?.body)).toContain('Le double de "},{"kind":"text","text":"2,5"}');
  });

  it('name the attributes that say how a browser of old draws', () => {
    const item = old.items.find(({ identifier }) => identifier === 'menu');
    const named = item?.remarks
      .filter(({ code }) => code === 'QTI_LINT_DATA_IGNORED')
      .map(({ message }) => message);
    expect(named?.map((message) => message.split(' ')[0])).toEqual(['summary', 'border', 'align']);
  });
});
