import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeliveryItem } from '../delivery.ts';
import { readItem } from '../read/item.ts';
import {
  choiceInteraction,
  itemXml,
  mapping,
  mapResponse,
  matchCorrect,
  matchInteraction,
  orderInteraction,
  response,
  scoreOutcome,
  textEntry,
} from '../testing/test-item.ts';
import { toDelivery } from './to-delivery.ts';

const ids = ['A', 'B', 'C', 'D'];
const word = fc.stringMatching(/^[a-zé]{1,12}$/);
const points = fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 4);

/** Everything about an item that is a key: two of them must be delivered as the same bytes. */
interface Keys {
  readonly correct: readonly string[];
  readonly mapped: Readonly<Record<string, number>>;
  readonly template: boolean;
  readonly outcomes: string;
  readonly rubric: string;
}

const outcomes = fc
  .record({ maximum: points, extra: word })
  .map(
    ({ maximum, extra }) =>
      `<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="${maximum}"/>` +
      `<qti-outcome-declaration identifier="O${extra}" cardinality="single" base-type="string"/>`,
  );

function keysOf(correct: fc.Arbitrary<string[]>, mappedKeys: fc.Arbitrary<string[]>): fc.Arbitrary<Keys> {
  const mapped = fc
    .tuple(mappedKeys, fc.array(points, { minLength: 20, maxLength: 20 }))
    .map(([keys, values]) => Object.fromEntries(keys.map((key, i) => [key, values[i] ?? 0])));
  return fc.record({ correct, mapped, template: fc.boolean(), outcomes, rubric: word });
}

const kinds: Readonly<Record<string, { type: string; body: string; keys: fc.Arbitrary<Keys> }>> = {
  choice: {
    type: 'single identifier',
    body: choiceInteraction(ids),
    keys: keysOf(
      fc.constantFrom(...ids).map((id) => [id]),
      fc.subarray(ids, { minLength: 1 }),
    ),
  },
  'several choices': {
    type: 'multiple identifier',
    body: choiceInteraction(ids, 'max-choices="0"'),
    keys: keysOf(fc.subarray(ids, { minLength: 1 }), fc.subarray(ids, { minLength: 1 })),
  },
  order: {
    type: 'ordered identifier',
    body: orderInteraction(ids, 'shuffle="true"'),
    keys: keysOf(fc.shuffledSubarray(ids, { minLength: 4 }), fc.subarray(ids, { minLength: 1 })),
  },
  match: {
    type: 'multiple directedPair',
    body: matchInteraction(['A', 'B'], ['C', 'D'], 'max-associations="0"'),
    keys: keysOf(
      fc.subarray(['A C', 'A D', 'B C', 'B D'], { minLength: 1 }),
      fc.subarray(['A C', 'A D', 'B C', 'B D'], { minLength: 1 }),
    ),
  },
  hotspot: {
    type: 'multiple identifier',
    body: `<qti-hotspot-interaction response-identifier="RESPONSE" max-choices="0"><img src="a.svg" alt=""/>${ids.map((id, i) => `<qti-hotspot-choice identifier="${id}" shape="circle" coords="${i},${i},9"/>`).join('')}</qti-hotspot-interaction>`,
    keys: keysOf(fc.subarray(ids, { minLength: 1 }), fc.subarray(ids, { minLength: 1 })),
  },
  associate: {
    type: 'multiple pair',
    body: `<qti-associate-interaction response-identifier="RESPONSE" max-associations="0">${ids.map((id) => `<qti-simple-associable-choice identifier="${id}" match-max="0">${id}</qti-simple-associable-choice>`).join('')}</qti-associate-interaction>`,
    keys: keysOf(
      fc.subarray(['A B', 'A C', 'B C', 'C D'], { minLength: 1 }),
      fc.subarray(['A B', 'A C', 'B C', 'C D'], { minLength: 1 }),
    ),
  },
  gaps: {
    type: 'multiple directedPair',
    body: `<qti-gap-match-interaction response-identifier="RESPONSE" max-associations="0">${['A', 'B'].map((id) => `<qti-gap-text identifier="${id}" match-max="0">${id}</qti-gap-text>`).join('')}<p><qti-gap identifier="C"/> et <qti-gap identifier="D"/></p></qti-gap-match-interaction>`,
    keys: keysOf(
      fc.subarray(['A C', 'A D', 'B C', 'B D'], { minLength: 1 }),
      fc.subarray(['A C', 'A D', 'B C', 'B D'], { minLength: 1 }),
    ),
  },
  slider: {
    type: 'single integer',
    body: '<qti-slider-interaction response-identifier="RESPONSE" lower-bound="0" upper-bound="9"/>',
    keys: keysOf(
      fc.integer({ min: 0, max: 9 }).map((value) => [String(value)]),
      fc.subarray(['1', '2', '3'], { minLength: 1 }),
    ),
  },
  text: {
    type: 'single string',
    body: textEntry('expected-length="10" data-cloison-compare="ignore-case ignore-accents"'),
    keys: keysOf(
      word.map((one) => [one]),
      fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
    ),
  },
};

function deliver(kind: { type: string; body: string }, keys: Keys): string {
  const rubric = `<qti-rubric-block view="scorer"><qti-content-body><p>${keys.rubric}</p></qti-content-body></qti-rubric-block>`;
  const item = readItem(
    itemXml({
      declarations: response(kind.type, keys.correct, { inside: mapping(keys.mapped) }),
      outcomes: keys.outcomes,
      body: rubric + kind.body,
      processing: keys.template ? mapResponse : matchCorrect,
    }),
    { path: `items/${keys.rubric}.xml` },
  );
  return JSON.stringify(toDelivery(item));
}

describe('what is delivered', () => {
  it.each(Object.entries(kinds))('does not depend on any key: %s', (_, kind) => {
    fc.assert(
      fc.property(kind.keys, kind.keys, (one, other) => {
        const delivered = deliver(kind, one);
        expect(delivered).toBe(deliver(kind, other));
        parseDeliveryItem(delivered);
      }),
    );
  });

  it('does not depend on how strings are compared, nor on whether there is a key at all', () => {
    const item = (declarations: string, compare: string, processing: string) =>
      JSON.stringify(
        toDelivery(
          readItem(itemXml({ declarations, body: textEntry(compare), processing, outcomes: scoreOutcome }), {
            path: 'a.xml',
          }),
        ),
      );
    const without = item(response('single string'), '', '');
    expect(
      item(response('single string', ['zébu']), 'data-cloison-compare="ignore-case"', matchCorrect),
    ).toBe(without);
    expect(without).not.toContain('SCORE');
    // It chose the keyboard once, and so changed the delivered bytes.
    for (const compare of ['number', 'number ignore-accents']) {
      const attribute = `data-cloison-compare="${compare}"`;
      expect(item(response('single string', ['3,5']), attribute, matchCorrect)).toBe(without);
    }
    expect(item(response('single string'), 'data-cloison-keyboard="numeric"', '')).toContain('"numeric"');
  });

  it('does not depend on feedback, nor on rubrics for adults', () => {
    const item = (feedback: string) => {
      const outcomes = `${scoreOutcome}<qti-outcome-declaration identifier="F" cardinality="single" base-type="identifier"/>`;
      const inline = `<qti-feedback-inline outcome-identifier="F" identifier="A" show-hide="show">${feedback}</qti-feedback-inline>`;
      const body = choiceInteraction(ids).replace('Choix A', `Choix A${inline}`);
      const after = `<qti-modal-feedback outcome-identifier="F" identifier="A" show-hide="show"><qti-content-body><p>${feedback}</p></qti-content-body></qti-modal-feedback>`;
      const declarations = response('single identifier', ['A']);
      return JSON.stringify(
        toDelivery(readItem(itemXml({ declarations, outcomes, body, after }), { path: 'a.xml' })),
      );
    };
    expect(item('Bravo')).toBe(item('Non, <strong>c’est B</strong>'));
  });

  it('has no catalog and no rule of style that only hidden feedback, or nothing, names', () => {
    const card = (id: string, words: string) =>
      `<qti-catalog id="${id}"><qti-card support="spoken"><qti-html-content><p>${words}<img src="${id}.png" alt=""/></p></qti-html-content></qti-card></qti-catalog>`;
    const feedback =
      '<qti-feedback-block outcome-identifier="F" identifier="A" show-hide="show"><qti-content-body><p class="juste" data-catalog-idref="secret">x</p></qti-content-body></qti-feedback-block>';
    const css =
      '.juste { color: green } .question { color: red } #debut b, #fin { color: blue } p { color: #111111 }';
    const item = readItem(
      itemXml({
        declarations: response('single identifier', ['A']),
        outcomes: `${scoreOutcome}<qti-outcome-declaration identifier="F" cardinality="single" base-type="identifier"/>`,
        body: `<p class="question" id="debut" data-catalog-idref="lu">Lis.</p>${feedback}${choiceInteraction(ids)}`,
        after: `<qti-stylesheet href="a.css" type="text/css"/><qti-catalog-info>${card('lu', 'Lis.')}${card('secret', 'Bravo, c’est A.')}${card('seul', 'A')}</qti-catalog-info>`,
      }),
      {
        path: 'a.xml',
        file: (path) => (path === 'a.css' ? new TextEncoder().encode(css) : new Uint8Array()),
      },
    );
    const delivered = parseDeliveryItem(JSON.stringify(toDelivery(item)));
    // The card of the feedback was delivered once, with the right answer in it.
    expect(delivered.catalogs?.map(({ id }) => id)).toEqual(['lu']);
    expect(delivered.assets).toEqual(['lu.png']);
    expect(delivered.styles?.flatMap(({ selectors }) => selectors)).toEqual(['.x-question', '#debut b', 'p']);
    expect(JSON.stringify(delivered)).not.toMatch(/Bravo|secret|juste|#fin/);
  });

  it('has these fields and no other, so that a new field of an item is not delivered by oversight', () => {
    const kind = kinds.choice as (typeof kinds)[string];
    const [keys] = fc.sample(kind.keys, 1) as [Keys];
    expect(Object.keys(JSON.parse(deliver(kind, keys)))).toEqual([
      'v',
      'id',
      'title',
      'language',
      'body',
      'responses',
      'assets',
    ]);
    expect(JSON.parse(deliver(kind, keys)).responses).toEqual([
      { id: 'RESPONSE', cardinality: 'single', baseType: 'identifier' },
    ]);
  });
});
