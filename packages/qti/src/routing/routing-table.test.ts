import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateRoutingTable, type RoutingTable } from '../delivery.ts';
import { candidatesOf } from '../score/candidates.ts';
import { score } from '../score/score.ts';
import {
  choiceInteraction,
  type ItemParts,
  mapping,
  mapResponse,
  matchCorrect,
  matchInteraction,
  orderInteraction,
  read,
  response,
  textEntry,
} from '../testing/test-item.ts';
import { buildRoutingTable } from './routing-table.ts';

const named = (identifier: string, parts: ItemParts) =>
  read({ ...parts, attributes: `identifier="${identifier}" title="x" xml:lang="fr"` });
const cuts: RoutingTable['cuts'] = [
  { atLeast: null, module: 'facile' },
  { atLeast: 2, module: 'moyen' },
  { atLeast: 4.5, module: 'difficile' },
];
const inside = mapping({ A: 1, B: 0.5, C: -1 }, 'lower-bound="0" upper-bound="1.25" default-value="-0.5"');
const add = (id: string) =>
  `<qti-response-condition><qti-response-if><qti-match><qti-variable identifier="${id}"/><qti-correct identifier="${id}"/></qti-match><qti-set-outcome-value identifier="SCORE"><qti-sum><qti-variable identifier="SCORE"/><qti-base-value base-type="float">0.5</qti-base-value></qti-sum></qti-set-outcome-value></qti-response-if></qti-response-condition>`;
const both = `<qti-response-processing>${add('R1')}${add('R2')}</qti-response-processing>`;
const nested = `<qti-response-processing>${add('R1').replace('</qti-response-if>', `${add('R2')}</qti-response-if>`)}</qti-response-processing>`;
const twoChoices = {
  declarations:
    response('single identifier', ['A'], { id: 'R1' }) + response('single identifier', ['B'], { id: 'R2' }),
  body:
    choiceInteraction(['A', 'B'], 'max-choices="1"', 'R1') +
    choiceInteraction(['A', 'B'], 'max-choices="1"', 'R2'),
};
const ten = Array.from({ length: 14 }, (_, i) => `C${i}`);

const items = [
  named('choice', {
    declarations: response('single identifier', ['B']),
    body: choiceInteraction(['A', 'B', 'C']),
    processing: matchCorrect,
  }),
  named('mapped', {
    declarations: response('multiple identifier', [], { inside }),
    body: choiceInteraction(['A', 'B', 'C', 'D'], 'max-choices="0"'),
    processing: mapResponse,
  }),
  named('order', {
    declarations: response('ordered identifier', ['B', 'A', 'C']),
    body: orderInteraction(['A', 'B', 'C']),
    processing: matchCorrect,
  }),
  named('match', {
    declarations: response('multiple directedPair', ['S1 T1', 'S2 T2'], {
      inside: mapping({ 'S1 T1': 1, 'S2 T2': 1 }),
    }),
    body: matchInteraction(['S1', 'S2'], ['T1', 'T2'], 'max-associations="0"'),
    processing: mapResponse,
  }),
  named('text', {
    declarations: response('single string', ['Été']),
    body: textEntry('data-cloison-compare="ignore-case ignore-accents"'),
    processing: matchCorrect,
  }),
  named('mappedText', {
    declarations: response('single string', [], {
      inside:
        '<qti-mapping default-value="-0.5" lower-bound="-0.25"><qti-map-entry map-key="York" mapped-value="1" case-sensitive="true"/><qti-map-entry map-key="york" mapped-value="0.5"/></qti-mapping>',
    }),
    body: textEntry(),
    processing: mapResponse,
  }),
  named('number', {
    declarations: response('single float', ['3.5']),
    body: textEntry(),
    processing: matchCorrect,
  }),
  named('mappedNumber', {
    declarations: response('single integer', [], {
      inside: mapping({ '12': 1, '-3': 0.5 }, 'default-value="0.25"'),
    }),
    body: textEntry(),
    processing: mapResponse,
  }),
  named('sum', { ...twoChoices, processing: both }),
  named('big', {
    declarations: response('multiple identifier', ten.slice(0, 3)),
    body: choiceInteraction(ten, 'max-choices="0"'),
    processing: matchCorrect,
  }),
  named('bigMapped', {
    declarations: response('multiple identifier', [], {
      inside: mapping({ C0: 1, C1: 1, C2: -1 }, 'lower-bound="0"'),
    }),
    body: choiceInteraction(ten, 'max-choices="0"'),
    processing: mapResponse,
  }),
];

const built = buildRoutingTable('francais', items, cuts);
const table = built.kind === 'table' ? built.table : null;

describe('a routing table', () => {
  it('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
  });

  it('gives every response the points that scoring gives, for each item', () => {
    for (const item of items) {
      const rules = table?.items[item.identifier];
      expect(rules).toBeDefined();
      const one: RoutingTable = { v: 1, id: 'x', items: { [item.identifier]: rules ?? {} }, cuts };
      const typed = [
        'été',
        'ETE',
        'York',
        'YORK',
        ' york ',
        '3,5',
        '3,50',
        '12',
        '12,0',
        '12,5',
        '-3',
        'douze',
        '',
        '  ',
      ];
      const candidates = candidatesOf(item).map(({ responseId, values }) => ({
        responseId,
        values: item.identifier.toLowerCase().match(/text|number/) ? [...values, ...typed] : values,
      }));
      const all = candidates.reduce<Record<string, string | readonly string[] | null>[]>(
        (sets, { responseId, values }) =>
          sets.flatMap((set) => values.map((value) => ({ ...set, [responseId]: value }))),
        [{}],
      );
      for (const responses of all) {
        const result = score(item, responses);
        const points = result.kind === 'scored' ? result.score : Number.NaN;
        expect([
          item.identifier,
          responses,
          evaluateRoutingTable(one, { [item.identifier]: responses }).points,
        ]).toEqual([item.identifier, responses, points]);
      }
    }
  });

  it('adds the items up and leads to a module', () => {
    if (table === null) throw new Error('no table');
    const route = (responses: Parameters<typeof evaluateRoutingTable>[1]) =>
      evaluateRoutingTable(table, responses);
    const nothing = route({});
    expect(nothing.module).toBe('facile');
    const good = {
      choice: { RESPONSE: 'B' },
      order: { RESPONSE: ['B', 'A', 'C'] },
      match: { RESPONSE: ['S1 T1', 'S2 T2'] },
      number: { RESPONSE: '3,5' },
    };
    expect(route(good)).toEqual({ points: nothing.points + 5, module: 'difficile' });
    expect(route({ choice: good.choice, order: good.order })).toEqual({
      points: nothing.points + 2,
      module: 'moyen',
    });
  });

  it('meets a cut with points that binary numbers cannot write', () => {
    const rule = {
      kind: 'value',
      cardinality: 'single',
      undirected: false,
      points: { A: 0.1 },
      otherwise: 0,
      empty: 0,
    } as const;
    const tenths: RoutingTable = {
      v: 1,
      id: 'x',
      items: Object.fromEntries(Array.from({ length: 3 }, (_, i) => [`i${i}`, { R: rule }])),
      cuts: [
        { atLeast: null, module: 'a' },
        { atLeast: 0.3, module: 'b' },
      ],
    };
    const responses = Object.fromEntries(Array.from({ length: 3 }, (_, i) => [`i${i}`, { R: 'A' }]));
    expect(evaluateRoutingTable(tenths, responses)).toEqual({ points: 0.3, module: 'b' });
  });

  it('is total on hostile responses', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...items.map((item) => item.identifier)),
          fc.dictionary(
            fc.constantFrom('RESPONSE', 'R1', '__proto__'),
            fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(null)),
          ),
        ),
        (responses) => {
          if (table === null) throw new Error('no table');
          expect(cuts.map(({ module }) => module)).toContain(evaluateRoutingTable(table, responses).module);
        },
      ),
    );
  });
});

describe('building a routing table', () => {
  it('refuses, all at once, items whose points are not a sum that can be written out', () => {
    const refused = [
      named('nested', { ...twoChoices, processing: nested }),
      named('unscored', { declarations: response('single string'), body: textEntry() }),
      named('free', {
        declarations: response('single string', ['a'], { id: 'R1' }),
        body: textEntry('', 'R1'),
        processing: `<qti-response-processing>${add('R1')}</qti-response-processing>`,
      }),
    ];
    const result = buildRoutingTable('x', [...refused, ...items.slice(0, 1)], cuts);
    expect(result.kind === 'refused' && result.refusals.map(({ itemId }) => itemId)).toEqual([
      'nested',
      'unscored',
      'free',
    ]);
  });

  it('refuses cuts that do not rise', () => {
    expect(() => buildRoutingTable('x', [], [])).toThrow(RangeError);
    expect(() => buildRoutingTable('x', [], [{ atLeast: 0, module: 'a' }])).toThrow(RangeError);
    const [first] = cuts as [RoutingTable['cuts'][number]];
    expect(() =>
      buildRoutingTable('x', [], [first, { atLeast: 2, module: 'b' }, { atLeast: 2, module: 'c' }]),
    ).toThrow(RangeError);
  });
});
