import { describe, expect, it } from 'vitest';
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
  scoreOutcome,
  textEntry,
} from '../testing/test-item.ts';
import { lintItem } from './lint.ts';

const choice = choiceInteraction(['A', 'B', 'C']);
const several = choiceInteraction(['A', 'B', 'C'], 'max-choices="2"');
const good: ItemParts = {
  declarations: response('single identifier', ['A']),
  body: choice,
  processing: matchCorrect,
};
const rules = (inside: string) => `<qti-response-processing>${inside}</qti-response-processing>`;
const constant = rules(
  '<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1</qti-base-value></qti-set-outcome-value>',
);
/** The correct response has so many points. */
const worth = (points: string) =>
  rules(
    `<qti-response-condition><qti-response-if><qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match><qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">${points}</qti-base-value></qti-set-outcome-value></qti-response-if></qti-response-condition>`,
  );
const maximum = (value: number) => scoreOutcome.replace('/>', ` normal-maximum="${value}"/>`);

describe('checking an item', () => {
  it('finds nothing wrong with a good one', () => {
    expect(lintItem(read(good))).toEqual([]);
    expect(lintItem(read({ ...good, outcomes: maximum(1) }))).toEqual([]);
    const mapped = mapping({ été: 1 }, '', 'case-sensitive="false"');
    expect(
      lintItem(
        read({
          declarations: response('single string', ['été'], { inside: mapped }),
          body: textEntry(),
          processing: mapResponse,
        }),
      ),
    ).toEqual([]);
  });

  it.each<[string, ItemParts, string[]]>([
    [
      'a key that names no choice',
      { ...good, declarations: response('single identifier', ['Z']) },
      ['QTI_LINT_CONSTANT_SCORE error', 'QTI_LINT_UNKNOWN_CHOICE error'],
    ],
    [
      'a mapping of no choice',
      {
        declarations: response('multiple identifier', ['A'], { inside: mapping({ A: 1, Z: 1 }) }),
        body: several,
        processing: mapResponse,
      },
      ['QTI_LINT_UNKNOWN_CHOICE error'],
    ],
    [
      'a pair the wrong way round',
      {
        declarations: response('multiple directedPair', ['T1 S1', 'S2 T2'], {
          inside: mapping({ 'S2 T2': 1 }),
        }),
        body: matchInteraction(['S1', 'S2'], ['T1', 'T2'], 'max-associations="0"'),
        processing: mapResponse,
      },
      ['QTI_LINT_UNKNOWN_CHOICE error'],
    ],
    [
      'a key with too many choices',
      {
        declarations: response('multiple identifier', ['A', 'B', 'C']),
        body: several,
        processing: matchCorrect,
      },
      ['QTI_LINT_CONSTANT_SCORE error', 'QTI_LINT_IMPOSSIBLE_KEY error'],
    ],
    [
      'a key that is too long to type',
      {
        declarations: response('single string', ['anticonstitutionnellement']),
        body: textEntry('data-cloison-max-length="5"'),
        processing: matchCorrect,
      },
      ['QTI_LINT_CONSTANT_SCORE error', 'QTI_LINT_IMPOSSIBLE_KEY error'],
    ],
    [
      'a key that scores nothing',
      {
        declarations: response('single identifier', ['A'], { inside: mapping({ B: 1 }) }),
        body: choice,
        processing: mapResponse,
      },
      ['QTI_LINT_KEY_SCORES_NOTHING error'],
    ],
    [
      'a key that is not the best',
      {
        declarations: response('single identifier', ['A'], { inside: mapping({ A: 1, B: 2 }) }),
        body: choice,
        processing: mapResponse,
      },
      ['QTI_LINT_KEY_NOT_BEST warning'],
    ],
    [
      'the same points for everyone',
      { ...good, processing: constant },
      ['QTI_LINT_CONSTANT_SCORE error', 'QTI_LINT_RESPONSE_NOT_SCORED warning'],
    ],
    [
      'a mapping of zeros',
      {
        declarations: response('single identifier', [], { inside: mapping({ A: 0 }) }),
        body: choice,
        processing: mapResponse,
      },
      ['QTI_LINT_CONSTANT_SCORE error'],
    ],
    [
      'no key at all',
      { declarations: response('single identifier'), body: choice, processing: constant },
      ['QTI_LINT_NO_KEY error', 'QTI_LINT_RESPONSE_NOT_SCORED warning'],
    ],
    [
      'a class that is too long once it is delivered, which would close the sequence to every pupil',
      {
        ...good,
        body: choice.replace('<qti-choice-interaction', `<qti-choice-interaction class="${'c'.repeat(200)}"`),
      },
      ['QTI_LINT_NOT_PLAYABLE error'],
    ],
    [
      'classes of a text that are too long together once they are delivered',
      { ...good, body: `<p class="${'c '.repeat(900)}">x</p>${choice}` },
      ['QTI_LINT_NOT_PLAYABLE error'],
    ],
    ['points that no sum holds', { ...good, processing: worth('1e308') }, ['QTI_LINT_POINTS error']],
    [
      'points as far below zero',
      { ...good, processing: worth('-1e308') },
      ['QTI_LINT_KEY_SCORES_NOTHING error', 'QTI_LINT_POINTS error'],
    ],
    [
      'a declared maximum that no sum holds',
      { ...good, outcomes: maximum(1e300) },
      ['QTI_LINT_MAXIMUM error', 'QTI_LINT_POINTS error'],
    ],
    ['a maximum above what can be reached', { ...good, outcomes: maximum(2) }, ['QTI_LINT_MAXIMUM error']],
    ['a maximum below what can be reached', { ...good, outcomes: maximum(0.5) }, ['QTI_LINT_MAXIMUM error']],
    ['no response processing', { ...good, processing: '' }, ['QTI_LINT_NOT_SCORED warning']],
    [
      'a response that nobody gives',
      { ...good, declarations: `${good.declarations}${response('single string', [], { id: 'R2' })}` },
      ['QTI_LINT_RESPONSE_UNUSED warning'],
    ],
    [
      'case that is not said',
      {
        declarations: response('single string', ['a'], { inside: mapping({ a: 1 }) }),
        body: textEntry(),
        processing: mapResponse,
      },
      ['QTI_LINT_CASE_NOT_SAID warning'],
    ],
    ['a picture without alt', { ...good, body: `<img src="a.svg"/>${choice}` }, ['QTI_LINT_NO_ALT warning']],
    [
      'a choice without text',
      { ...good, body: choice.replace('Choix B', ' ') },
      ['QTI_LINT_EMPTY_CHOICE error'],
    ],
    [
      'a choice that is a picture without a description',
      { ...good, body: choice.replace('Choix B', '<img src="a.svg" alt=""/>') },
      ['QTI_LINT_EMPTY_CHOICE error'],
    ],
    [
      'a choice that is a described picture',
      { ...good, body: choice.replace('Choix B', '<img src="a.svg" alt="Un âne"/>') },
      [],
    ],
    ['no language', { ...good, attributes: 'identifier="i" title="x"' }, ['QTI_LINT_NO_LANGUAGE warning']],
    [
      'an order that is scored',
      {
        declarations: response('ordered identifier', ['B', 'A']),
        body: orderInteraction(['A', 'B']),
        processing: matchCorrect,
      },
      [],
    ],
  ])('says so of %s', (_, parts, expected) => {
    const found = lintItem(read(parts)).map(({ code, severity }) => `${code} ${severity}`);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  it('gives the place', () => {
    const [remark] = lintItem(read({ ...good, body: `<p>x</p>\n${choice.replace('Choix B', '')}` }));
    expect(remark).toMatchObject({ path: 'items/item.xml', line: 5, element: 'qti-simple-choice' });
  });
});
