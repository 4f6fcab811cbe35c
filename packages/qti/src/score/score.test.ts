import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choiceInteraction,
  mapping,
  mapResponse,
  matchCorrect,
  matchInteraction,
  orderInteraction,
  read,
  response,
  scoreOutcome,
  textEntry,
} from '../testing/test-item.ts';
import { candidatesOf } from './candidates.ts';
import { attainableScore } from './maximum.ts';
import { maxScore, score } from './score.ts';

function points(item: Parameters<typeof score>[0], given: unknown): number | string {
  const result = score(item, given);
  return result.kind === 'scored' ? result.score : result.errors.map(({ code }) => code).join(' ');
}

const choice = read({
  declarations: response('single identifier', ['B']),
  body: choiceInteraction(['A', 'B', 'C']),
  processing: matchCorrect,
});
const several = read({
  declarations: response('multiple identifier', ['A', 'C'], {
    inside: mapping({ A: 1, C: 1, B: -1 }, 'lower-bound="0"'),
  }),
  body: choiceInteraction(['A', 'B', 'C', 'D'], 'max-choices="3"'),
  processing: mapResponse,
});
const order = read({
  declarations: response('ordered identifier', ['C', 'A', 'B']),
  body: orderInteraction(['A', 'B', 'C']),
  processing: matchCorrect,
});
const match = read({
  declarations: response('multiple directedPair', ['S1 T1', 'S2 T1'], {
    inside: mapping({ 'S1 T1': 1, 'S2 T1': 0.5 }),
  }),
  body: matchInteraction(['S1', 'S2'], ['T1', 'T2'], 'max-associations="0"'),
  processing: mapResponse,
});
const text = read({
  declarations: response('single string', ["l'été"]),
  body: textEntry('data-cloison-max-length="20"'),
  processing: matchCorrect,
});
const number = read({
  declarations: response('single float', ['3.5']),
  body: textEntry(),
  processing: matchCorrect,
});

describe('scoring', () => {
  it('gives one point for the correct response by match_correct, and nothing otherwise', () => {
    expect(['B', 'A', '', null].map((value) => points(choice, { RESPONSE: value }))).toEqual([1, 0, 0, 0]);
    expect(points(choice, {})).toBe(0);
    expect(points(order, { RESPONSE: ['C', 'A', 'B'] })).toBe(1);
    expect(points(order, { RESPONSE: ['A', 'C', 'B'] })).toBe(0);
    expect(points(order, { RESPONSE: ['C', 'A'] })).toBe(0);
  });

  it('gives points for parts by map_response', () => {
    expect(
      [['A', 'C'], ['C'], ['A', 'B'], ['B'], [], null].map((value) => points(several, { RESPONSE: value })),
    ).toEqual([2, 1, 0, 0, 0, 0]);
    expect(
      [['S1 T1', 'S2 T1'], ['S2 T1'], ['S1 T2']].map((value) => points(match, { RESPONSE: value })),
    ).toEqual([1.5, 0.5, 0]);
  });

  it('reads what French pupils type', () => {
    expect(
      ['l\u2019été', '  l\u2019e\u0301te\u0301\u00a0', "L'été", "l'ete"].map((v) =>
        points(text, { RESPONSE: v }),
      ),
    ).toEqual([1, 1, 0, 0]);
    expect(['3,5', '3.5', ' 3,50 ', '3,6', '35'].map((v) => points(number, { RESPONSE: v }))).toEqual([
      1, 1, 1, 0, 0,
    ]);
  });

  it('compares strings as the item says', () => {
    const folded = (compare: string, key: string) =>
      read({
        declarations: response('single string', [key]),
        body: textEntry(`data-cloison-compare="${compare}"`),
        processing: matchCorrect,
      });
    expect(
      ['COEUR', 'cœur', 'Cœur'].map((v) =>
        points(folded('ignore-case ignore-accents', 'Cœur'), { RESPONSE: v }),
      ),
    ).toEqual([1, 1, 1]);
    expect(['CŒUR', 'coeur'].map((v) => points(folded('ignore-case', 'cœur'), { RESPONSE: v }))).toEqual([
      1, 0,
    ]);
    expect(
      ['2,50', '2.5', '2 500', 'deux'].map((v) => points(folded('number', '2,5'), { RESPONSE: v })),
    ).toEqual([1, 1, 0, 0]);
  });

  it('says when a number was expected and something else typed, and counts nothing for it', () => {
    expect(score(number, { RESPONSE: 'trois et demi' })).toMatchObject({
      kind: 'scored',
      score: 0,
      unreadable: ['RESPONSE'],
    });
  });

  it('knows the maximum: declared, else reached', () => {
    expect([choice, several, order, match, text, number].map(maxScore)).toEqual([1, 2, 1, 1.5, 1, 1]);
    const declared = (outcomes: string) =>
      maxScore(
        read({
          declarations: response('single identifier', ['B']),
          body: choiceInteraction(['A', 'B']),
          processing: matchCorrect,
          outcomes,
        }),
      );
    expect(declared(scoreOutcome.replace('/>', ' normal-maximum="1"/>'))).toBe(1);
    const maximum =
      '<qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>3</qti-value></qti-default-value></qti-outcome-declaration>';
    expect(declared(scoreOutcome + maximum)).toBe(3);
    expect(maxScore(read({ declarations: response('single string'), body: textEntry() }))).toBe(0);
  });

  it('gives the same for the same responses, between the worst and the best', () => {
    const items = [choice, several, order, match, text, number];
    fc.assert(
      fc.property(fc.constantFrom(...items), fc.nat(), (item, pick) => {
        const [{ values } = { values: [null] }] = candidatesOf(item);
        const given = { RESPONSE: values[pick % values.length] ?? null };
        const { best, worst } = attainableScore(item);
        const got = points(item, given);
        expect(got).toBe(points(item, structuredClone(given)));
        expect(got).toBeGreaterThanOrEqual(worst);
        expect(got).toBeLessThanOrEqual(best);
        expect(best).toBeLessThanOrEqual(maxScore(item));
      }),
    );
  });
});

describe('hostile responses', () => {
  it.each<[string, Parameters<typeof score>[0], unknown, string]>([
    ['no object', choice, null, 'QTI_RESPONSE_SHAPE'],
    ['a list', choice, [], 'QTI_RESPONSE_SHAPE'],
    ['an unknown response', choice, { OTHER: 'B' }, 'QTI_RESPONSE_UNKNOWN'],
    ['an inherited name', choice, JSON.parse('{"__proto__":"B"}'), 'QTI_RESPONSE_UNKNOWN'],
    ['an unknown choice', choice, { RESPONSE: 'Z' }, 'QTI_RESPONSE_CHOICE'],
    ['a number', choice, { RESPONSE: 3 }, 'QTI_RESPONSE_CARDINALITY'],
    ['a list for one', choice, { RESPONSE: ['B'] }, 'QTI_RESPONSE_CARDINALITY'],
    ['one for a list', several, { RESPONSE: 'A' }, 'QTI_RESPONSE_CARDINALITY'],
    ['a list of something else', several, { RESPONSE: ['A', { a: 1 }] }, 'QTI_RESPONSE_SHAPE'],
    ['a choice twice', several, { RESPONSE: ['A', 'A'] }, 'QTI_RESPONSE_REPEATED'],
    ['too many choices', several, { RESPONSE: ['A', 'B', 'C', 'D'] }, 'QTI_RESPONSE_TOO_MANY'],
    [
      'a very long list',
      several,
      { RESPONSE: Array.from({ length: 100_000 }, String) },
      'QTI_RESPONSE_TOO_MANY',
    ],
    ['a place twice', order, { RESPONSE: ['A', 'A', 'B'] }, 'QTI_RESPONSE_REPEATED'],
    ['half a pair', match, { RESPONSE: ['S1'] }, 'QTI_RESPONSE_CHOICE'],
    ['a pair the wrong way round', match, { RESPONSE: ['T1 S1'] }, 'QTI_RESPONSE_CHOICE'],
    ['three in a pair', match, { RESPONSE: ['S1 T1 T2'] }, 'QTI_RESPONSE_CHOICE'],
    ['a source used too often', match, { RESPONSE: ['S1 T1', 'S1 T2'] }, 'QTI_RESPONSE_TOO_MANY'],
    ['a text that is too long', text, { RESPONSE: 'x'.repeat(21) }, 'QTI_RESPONSE_TOO_LONG'],
  ])('%s: an error, and no score', (_, item, given, code) => {
    expect(points(item, given)).toBe(code);
  });

  it('names the response but holds no value of it', () => {
    expect(JSON.stringify(score(choice, { RESPONSE: 'CANARI' }))).toBe(
      '{"kind":"invalid","errors":[{"code":"QTI_RESPONSE_CHOICE","responseId":"RESPONSE"}]}',
    );
  });

  it('are answered whatever they are', () => {
    const shaped = fc.record({
      RESPONSE: fc.oneof(
        fc.jsonValue(),
        fc.constantFrom('A', 'S1 T1'),
        fc.array(fc.constantFrom('A', 'B', 'S1 T1')),
      ),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(choice, several, order, match, text, number),
        fc.oneof(fc.anything(), fc.jsonValue(), shaped),
        (item, given) => {
          expect(['scored', 'invalid']).toContain(score(item, given).kind);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('what an item can give', () => {
  it('is found exactly when all responses can be listed', () => {
    expect(attainableScore(several)).toMatchObject({ best: 2, worst: 0, correct: 2, exact: true });
    expect(attainableScore(match)).toMatchObject({ best: 1.5, worst: 0, correct: 1.5, exact: true });
    expect(attainableScore(text)).toMatchObject({ best: 1, worst: 0, correct: 1, exact: false });
  });

  it('is found for large matches and several texts as well', () => {
    const left = Array.from({ length: 8 }, (_, i) => `S${i}`);
    const right = Array.from({ length: 6 }, (_, i) => `T${i}`);
    const pairs = left.map((source, i) => `${source} ${right[i % 6]}`);
    const big = read({
      declarations: response('multiple directedPair', pairs, {
        inside: mapping(Object.fromEntries(pairs.map((pair) => [pair, 1]))),
      }),
      body: matchInteraction(left, right, 'max-associations="8"'),
      processing: mapResponse,
    });
    expect(attainableScore(big)).toMatchObject({ best: 8, worst: 0, correct: 8, exact: false });
    const ids = Array.from({ length: 12 }, (_, i) => `R${i}`);
    const texts = read({
      declarations: ids.map((id) => response('single string', ['oui'], { id })).join(''),
      body: ids.map((id) => textEntry('', id)).join(''),
      processing: `<qti-response-processing>${ids.map((id) => `<qti-response-condition><qti-response-if><qti-match><qti-variable identifier="${id}"/><qti-correct identifier="${id}"/></qti-match><qti-set-outcome-value identifier="SCORE"><qti-sum><qti-variable identifier="SCORE"/><qti-base-value base-type="float">1</qti-base-value></qti-sum></qti-set-outcome-value></qti-response-if></qti-response-condition>`).join('')}</qti-response-processing>`,
    });
    expect(attainableScore(texts)).toMatchObject({ best: 12, worst: 0, correct: 12 });
  });
});

describe('what a pupil types', () => {
  it('gives no more points than a sum over a whole test can hold, whatever an author makes of it', () => {
    const times = read({
      declarations: response('single float', ['3']),
      body: textEntry(),
      processing:
        '<qti-response-processing><qti-set-outcome-value identifier="SCORE"><qti-product><qti-variable identifier="RESPONSE"/><qti-base-value base-type="float">1e300</qti-base-value></qti-product></qti-set-outcome-value></qti-response-processing>',
    });
    expect(points(times, { RESPONSE: '90000000' })).toBe(10_000);
    expect(points(times, { RESPONSE: '-90000000' })).toBe(-10_000);
    expect(points(times, { RESPONSE: '0' })).toBe(0);
  });
});
