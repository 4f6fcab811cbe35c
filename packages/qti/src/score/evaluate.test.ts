import { describe, expect, it } from 'vitest';
import { readItem } from '../read/item.ts';
import {
  choiceInteraction,
  itemXml,
  mapping,
  orderInteraction,
  response,
  textEntry,
} from '../testing/test-item.ts';
import type { OutcomeValue } from './score.ts';
import { score } from './score.ts';

const f = (value: number | string) => `<qti-base-value base-type="float">${value}</qti-base-value>`;
const i = (value: number | string) => `<qti-base-value base-type="integer">${value}</qti-base-value>`;
const s = (value: string) => `<qti-base-value base-type="string">${value}</qti-base-value>`;
const b = (value: boolean) => `<qti-base-value base-type="boolean">${value}</qti-base-value>`;
const id = (value: string) => `<qti-base-value base-type="identifier">${value}</qti-base-value>`;
const many = (...inside: string[]) => `<qti-multiple>${inside.join('')}</qti-multiple>`;
const list = (...inside: string[]) => `<qti-ordered>${inside.join('')}</qti-ordered>`;
const op = (name: string, inside: string, attributes = '') =>
  `<qti-${name} ${attributes}>${inside}</qti-${name}>`;
const nothing = '<qti-null/>';

/** The value of an expression, by an outcome of its type. */
function resultOf(expression: string, type: string): OutcomeValue {
  const [cardinality, baseType] = type.split(' ');
  const item = readItem(
    itemXml({
      outcomes: `<qti-outcome-declaration identifier="X" cardinality="${cardinality}" base-type="${baseType}"/>`,
      body: '<p>x</p>',
      processing: `<qti-response-processing><qti-set-outcome-value identifier="X">${expression}</qti-set-outcome-value></qti-response-processing>`,
    }),
    { path: 'a.xml' },
  );
  const result = score(item, {});
  return result.kind === 'scored' ? (result.outcomes.X ?? null) : null;
}

describe('operators of QTI 3.0, section "Expressions"', () => {
  const booleans: [string, boolean | null][] = [
    [op('and', b(true) + b(true)), true],
    [op('and', b(true) + b(false)), false],
    [op('and', b(true) + nothing), null],
    [op('and', b(false) + nothing), false],
    [op('or', b(false) + b(true)), true],
    [op('or', b(false) + b(false)), false],
    [op('or', b(false) + nothing), null],
    [op('or', b(true) + nothing), true],
    [op('not', b(true)), false],
    [op('not', nothing), null],
    [op('any-n', b(true) + b(false) + b(true), 'min="2" max="2"'), true],
    [op('any-n', b(true) + b(true) + b(true), 'min="1" max="2"'), false],
    [op('any-n', b(true) + nothing, 'min="2" max="2"'), null],
    [op('any-n', b(true) + nothing, 'min="1" max="2"'), true],
    [op('any-n', b(false) + nothing, 'min="2" max="2"'), false],
    [op('is-null', nothing), true],
    [op('is-null', op('divide', f(1) + f(0))), true],
    [op('is-null', s('')), true],
    [op('is-null', many()), true],
    [op('match', f('0.5') + f('0.50')), true],
    [op('match', f(1) + nothing), null],
    [op('match', s('été') + s('e\u0301te\u0301')), true],
    [op('match', s('Été') + s('été')), false],
    [op('match', many(id('A'), id('B')) + many(id('B'), id('A'))), true],
    [op('match', many(id('A'), id('A')) + many(id('A'), id('B'))), false],
    [op('match', list(id('A'), id('B')) + list(id('B'), id('A'))), false],
    [op('member', id('A') + many(id('B'), id('A'))), true],
    [op('member', id('C') + many(id('B'), id('A'))), false],
    [op('member', nothing + many(id('A'))), null],
    [op('contains', many(id('A'), id('B'), id('C')) + many(id('C'), id('A'))), true],
    [op('contains', many(id('A'), id('B')) + many(id('A'), id('A'))), false],
    [op('contains', list(id('A'), id('B'), id('C')) + list(id('B'), id('C'))), true],
    [op('contains', list(id('A'), id('B'), id('C')) + list(id('A'), id('C'))), false],
    [op('gt', f(2) + i(1)), true],
    [op('gt', f(1) + f(1)), false],
    [op('gte', f(1) + f(1)), true],
    [op('lt', f(1) + f(2)), true],
    [op('lte', f(2) + f(1)), false],
    [op('lt', f(1) + nothing), null],
    [op('equal', f(10) + f('10.5'), 'tolerance-mode="absolute" tolerance="0.5"'), true],
    [
      op('equal', f(10) + f('10.5'), 'tolerance-mode="absolute" tolerance="0.5" include-upper-bound="false"'),
      false,
    ],
    [
      op(
        'equal',
        f(10) + f('9.5'),
        'tolerance-mode="absolute" tolerance="0.5 1" include-lower-bound="false"',
      ),
      false,
    ],
    [op('equal', f(10) + f(11), 'tolerance-mode="absolute" tolerance="0.5 1"'), true],
    [op('equal', f(200) + f(209), 'tolerance-mode="relative" tolerance="5"'), true],
    [op('equal', f(-200) + f(-209), 'tolerance-mode="relative" tolerance="5"'), true],
    [op('equal', f(200) + f(211), 'tolerance-mode="relative" tolerance="5"'), false],
    [op('equal', f(1) + f('1.0'), 'tolerance-mode="exact"'), true],
    // The example of the standard: 1.56 and 1.6 are equal to two significant figures, 1.55 and 1.6 too.
    [op('equal-rounded', f('1.56') + f('1.6'), 'rounding-mode="significantFigures" figures="2"'), true],
    [op('equal-rounded', f('3.175') + f('3.183'), 'rounding-mode="decimalPlaces" figures="2"'), true],
    [op('equal-rounded', f('3.175') + f('3.1749'), 'rounding-mode="decimalPlaces" figures="2"'), false],
    [op('string-match', s('Bonjour') + s('bonjour'), 'case-sensitive="false"'), true],
    [op('string-match', s('Bonjour') + s('bonjour'), 'case-sensitive="true"'), false],
    [op('string-match', s('Bonjour') + s('jour'), 'case-sensitive="true" substring="true"'), true],
    [op('substring', s('jour') + s('Bonjour'), 'case-sensitive="true"'), true],
    [op('substring', s('Jour') + s('Bonjour'), 'case-sensitive="true"'), false],
    [op('pattern-match', s('75012'), 'pattern="[0-9]{5}"'), true],
    [op('pattern-match', s('a75012'), 'pattern="[0-9]{5}"'), false],
    [op('pattern-match', nothing, 'pattern="[0-9]{5}"'), null],
  ];
  it.each(booleans)('%s is %s', (expression, expected) => {
    expect(resultOf(expression, 'single boolean')).toBe(expected);
  });

  const numbers: [string, 'integer' | 'float', number | null][] = [
    [op('sum', i(1) + i(2) + i(3)), 'integer', 6],
    [op('sum', i(1) + f('0.5')), 'float', 1.5],
    [op('sum', many(f(1), f(2)) + f(3)), 'float', 6],
    [op('sum', f(1) + nothing), 'float', null],
    [op('product', i(2) + i(3)), 'integer', 6],
    [op('subtract', i(2) + i(3)), 'integer', -1],
    [op('divide', i(1) + i(4)), 'float', 0.25],
    [op('divide', i(1) + i(0)), 'float', null],
    [op('power', i(2) + i(3)), 'float', 8],
    [op('power', i(-8) + f('0.5')), 'float', null],
    [op('integer-divide', i(-7) + i(2)), 'integer', -4],
    [op('integer-divide', i(-7) + i(0)), 'integer', null],
    [op('integer-modulus', i(-7) + i(2)), 'integer', 1],
    [op('integer-to-float', i(2)), 'float', 2],
    [op('truncate', f('-6.8')), 'integer', -6],
    [op('round', f('6.5')), 'integer', 7],
    [op('round', f('-6.5')), 'integer', -6],
    [op('round-to', f('1.005'), 'rounding-mode="decimalPlaces" figures="2"'), 'float', 1.01],
    [op('round-to', f('1234.5'), 'rounding-mode="significantFigures" figures="2"'), 'float', 1200],
    [op('round-to', f('-0.0456'), 'rounding-mode="significantFigures" figures="2"'), 'float', -0.046],
    [op('max', i(1) + i(3) + i(2)), 'integer', 3],
    [op('min', f(1) + i(-3)), 'float', -3],
    [op('gcd', i(12) + i(18)), 'integer', 6],
    [op('lcm', i(4) + i(6)), 'integer', 12],
    [op('container-size', many(id('A'), id('B'))), 'integer', 2],
    [op('container-size', nothing), 'integer', 0],
    [op('index', list(f(5), f(6)), 'n="2"'), 'float', 6],
    [op('index', list(f(5), f(6)), 'n="3"'), 'float', null],
    [op('math-operator', f('-2.5'), 'name="abs"'), 'float', 2.5],
    [op('math-operator', f('-2.5'), 'name="floor"'), 'integer', -3],
    [op('math-operator', f(100), 'name="log"'), 'float', 2],
    [op('math-operator', f(-1), 'name="ln"'), 'float', null],
    [op('math-operator', f(180), 'name="toRadians"'), 'float', Math.PI],
    ['<qti-math-constant name="pi"/>', 'float', Math.PI],
    [op('stats-operator', list(f(1), f(2), f(3), f(4)), 'name="mean"'), 'float', 2.5],
    [op('stats-operator', list(f(1), f(3)), 'name="sampleVariance"'), 'float', 2],
    [op('stats-operator', list(f(1), f(3)), 'name="popSD"'), 'float', 1],
    [op('stats-operator', list(f(1)), 'name="sampleSD"'), 'float', null],
  ];
  it.each(numbers)('%s is, as %s, %s', (expression, type, expected) => {
    expect(resultOf(expression, `single ${type}`)).toBe(expected);
  });

  it('gathers and deletes members', () => {
    expect(resultOf(many(id('A'), nothing, many(id('B'))), 'multiple identifier')).toEqual(['A', 'B']);
    expect(resultOf(op('delete', id('A') + list(id('A'), id('B'), id('A'))), 'ordered identifier')).toEqual([
      'B',
    ]);
    expect(resultOf(op('delete', id('A') + many(id('A'))), 'multiple identifier')).toBeNull();
  });
});

describe('rules of response processing', () => {
  const set = (id: string, value: string) =>
    `<qti-set-outcome-value identifier="${id}">${value}</qti-set-outcome-value>`;
  const variable = (id: string) => `<qti-variable identifier="${id}"/>`;
  const isChoice = (choice: string) => op('match', variable('RESPONSE') + id(choice));
  const scored = (inside: string, given: string | null) => {
    const item = readItem(
      itemXml({
        declarations: response('single identifier', ['A']),
        body: choiceInteraction(['A', 'B', 'C', 'D']),
        processing: `<qti-response-processing>${inside}</qti-response-processing>`,
      }),
      { path: 'a.xml' },
    );
    const result = score(item, { RESPONSE: given });
    return result.kind === 'scored' ? result.score : null;
  };

  it('takes the first branch that is true, and else when none is', () => {
    const rules = op(
      'response-condition',
      op('response-if', isChoice('A') + set('SCORE', f(3))) +
        op('response-else-if', op('or', isChoice('A') + isChoice('B')) + set('SCORE', f(2))) +
        op('response-else-if', isChoice('C') + set('SCORE', f(1))) +
        op('response-else', set('SCORE', f(-1))),
    );
    expect(['A', 'B', 'C', 'D', null].map((choice) => scored(rules, choice))).toEqual([3, 2, 1, -1, -1]);
  });

  it('stops at exit, from any depth, and runs fragments in place', () => {
    const rules =
      op('response-processing-fragment', set('SCORE', f(1))) +
      op(
        'response-condition',
        op(
          'response-if',
          op('is-null', variable('RESPONSE')) +
            op('response-condition', op('response-if', `${b(true)}<qti-exit-response/>`)),
        ),
      ) +
      set('SCORE', op('sum', variable('SCORE') + f(4)));
    expect(scored(rules, 'A')).toBe(5);
    expect(scored(rules, null)).toBe(1);
  });

  it('starts outcomes at their defaults, numbers at 0, others at NULL', () => {
    const item = readItem(
      itemXml({
        outcomes:
          '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>2</qti-value></qti-default-value></qti-outcome-declaration>' +
          '<qti-outcome-declaration identifier="N" cardinality="single" base-type="integer"/>' +
          '<qti-outcome-declaration identifier="S" cardinality="single" base-type="string"/>',
        body: '<p>x</p>',
        processing: `<qti-response-processing>${set('SCORE', op('sum', `<qti-default identifier="SCORE"/>${variable('SCORE')}`))}</qti-response-processing>`,
      }),
      { path: 'a.xml' },
    );
    expect(score(item, {})).toMatchObject({ score: 4, outcomes: { SCORE: 4, N: 0, S: null } });
  });
});

describe('mapResponse', () => {
  const points = (type: string, inside: string, body: string, given: unknown): number | string => {
    const item = readItem(
      itemXml({
        declarations: response(type, [], { inside }),
        body,
        processing:
          '<qti-response-processing><qti-set-outcome-value identifier="SCORE"><qti-map-response identifier="RESPONSE"/></qti-set-outcome-value></qti-response-processing>',
      }),
      { path: 'a.xml' },
    );
    const result = score(item, { RESPONSE: given });
    return result.kind === 'scored' ? result.score : result.kind;
  };

  it('adds up the members of a container, unlisted ones at the default, within the bounds', () => {
    const several = choiceInteraction(['A', 'B', 'C', 'D'], 'max-choices="0"');
    const map = mapping({ A: 1, B: 2, C: -5 }, 'lower-bound="-1" upper-bound="2.5" default-value="-0.25"');
    const given = [['A'], ['A', 'B'], ['A', 'C'], ['A', 'D'], null].map((value) =>
      points('multiple identifier', map, several, value),
    );
    // NULL is not listed either: three other engines agree, and the standard does not except containers.
    expect(given).toEqual([1, 2.5, -1, 0.75, -0.25]);
  });

  it('gives an ordered response each member once', () => {
    expect(
      points('ordered identifier', mapping({ A: 1, B: 2 }), orderInteraction(['A', 'B', 'C']), [
        'C',
        'B',
        'A',
      ]),
    ).toBe(3);
  });

  it('takes the first entry that fits, with case as the entry says', () => {
    const map = `<qti-mapping default-value="0.25"><qti-map-entry map-key="York" mapped-value="1" case-sensitive="true"/><qti-map-entry map-key="york" mapped-value="0.5" case-sensitive="false"/></qti-mapping>`;
    const given = ['York', 'york', 'YORK', ' York ', 'Yorck', null].map((value) =>
      points('single string', map, textEntry(), value),
    );
    expect(given).toEqual([1, 0.5, 0.5, 1, 0.25, 0.25]);
  });

  it('ignores case where an entry does not say (QTI 2.2 and 3.0)', () => {
    expect(points('single string', mapping({ Paris: 1 }), textEntry(), 'PARIS')).toBe(1);
  });

  it('finds numbers however they are written', () => {
    const map = mapping({ '3.50': 1, '1000': 2 });
    const given = ['3,5', '3.50', '1 000', '1\u202f000,0', '3,51', 'trois'].map((v) =>
      points('single float', map, textEntry(), v),
    );
    expect(given).toEqual([1, 1, 2, 2, 0, 0]);
  });
});
