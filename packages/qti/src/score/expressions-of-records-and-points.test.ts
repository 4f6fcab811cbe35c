/** Operators and rules of QTI 3.0 ASI, section "Expressions", beside those of `evaluate.test.ts`. */

import { describe, expect, it } from 'vitest';
import { readItem } from '../read/item.ts';
import {
  choiceInteraction,
  itemXml,
  matchCorrect,
  problemsOf,
  response,
  textEntry,
} from '../testing/test-item.ts';
import { isInside } from './area.ts';
import { type OutcomeValue, score } from './score.ts';

const value = (type: string, text: string | number) =>
  `<qti-base-value base-type="${type}">${text}</qti-base-value>`;
const f = (text: string | number) => value('float', text);
const i = (text: string | number) => value('integer', text);
const op = (name: string, inside: string, attributes = '') =>
  `<qti-${name} ${attributes}>${inside}</qti-${name}>`;
const nothing = '<qti-null/>';

/** The outcome X after these rules; `declared`: more outcome declarations. */
function outcomeOf(rules: string, type: string, declared = '', inside = ''): OutcomeValue {
  const [cardinality, baseType] = type.split(' ');
  const item = readItem(
    itemXml({
      outcomes: `<qti-outcome-declaration identifier="X" cardinality="${cardinality}" base-type="${baseType}">${inside}</qti-outcome-declaration>${declared}`,
      body: '<p>x</p>',
      processing: `<qti-response-processing>${rules}</qti-response-processing>`,
    }),
    { path: 'a.xml' },
  );
  const result = score(item, {});
  return result.kind === 'scored' ? (result.outcomes.X ?? null) : null;
}

const resultOf = (expression: string, type: string, declared = ''): OutcomeValue =>
  outcomeOf(`<qti-set-outcome-value identifier="X">${expression}</qti-set-outcome-value>`, type, declared);

describe('numbers', () => {
  it.each([
    [op('round', f(0.49999999999999994)), 'single integer', 0],
    [op('round', f(-2.5)), 'single integer', -2],
    [op('round', f(2.5)), 'single integer', 3],
    [op('max', f('INF') + f(3)), 'single float', Number.POSITIVE_INFINITY],
    [op('gt', f('INF') + f(1e300)), 'single boolean', true],
    [op('sum', f('INF') + f('-INF')), 'single float', null],
    [op('product', f(1e300) + f(1e300)), 'single float', null],
    [op('equal', f(1) + f(1.0005), 'tolerance-mode="absolute" tolerance="1e-3"'), 'single boolean', true],
    [op('equal', f(1) + f(1.002), 'tolerance-mode="absolute" tolerance="1e-3"'), 'single boolean', false],
    [op('gcd', i(12) + i(18)), 'single integer', 6],
    [op('math-operator', f(2), 'name="asec"'), 'single float', Math.acos(0.5)],
    [op('math-operator', f(0), 'name="sech"'), 'single float', 1],
    [op('math-operator', f(0), 'name="csch"'), 'single float', null],
  ] as const)('%s', (expression, type, expected) => {
    expect(resultOf(expression, type)).toBe(expected);
  });

  it('of operators may be variables', () => {
    const n =
      '<qti-outcome-declaration identifier="N" cardinality="single" base-type="integer"><qti-default-value><qti-value>2</qti-value></qti-default-value></qti-outcome-declaration>';
    const list = op('ordered', i(5) + i(6) + i(7));
    expect(resultOf(op('index', list, 'n="N"'), 'single integer', n)).toBe(6);
    expect(
      resultOf(op('round-to', f(1.005), 'rounding-mode="decimalPlaces" figures="N"'), 'single float', n),
    ).toBe(1.01);
    expect(
      resultOf(op('equal', f(1) + f(2.5), 'tolerance-mode="absolute" tolerance="N"'), 'single boolean', n),
    ).toBe(true);
    expect(resultOf(op('any-n', value('boolean', 'true'), 'min="N" max="N"'), 'single boolean', n)).toBe(
      false,
    );
    expect(resultOf(op('repeat', i(4), 'number-repeats="N"'), 'ordered integer', n)).toEqual([4, 4]);
    expect(problemsOf(() => resultOf(op('index', list, 'n="UNKNOWN"'), 'single integer'))).toEqual([
      'QTI_BAD_ATTRIBUTE:5',
    ]);
    expect(problemsOf(() => resultOf(op('index', list, 'n="X"'), 'single string'))).toEqual(
      expect.arrayContaining(['QTI_BAD_ATTRIBUTE:5']),
    );
  });

  it('at random are the same for the same item, and new each time they are repeated', () => {
    const rolled = () =>
      resultOf(
        op('repeat', '<qti-random-integer min="1" max="6"/>', 'number-repeats="40"'),
        'ordered integer',
      );
    const first = rolled() as number[];
    expect(rolled()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    const stepped = resultOf(
      op('repeat', '<qti-random-integer min="0" max="10" step="5"/>', 'number-repeats="40"'),
      'ordered integer',
    ) as number[];
    expect(new Set(stepped)).toEqual(new Set([0, 5, 10]));
    const real = resultOf('<qti-random-float min="2" max="3"/>', 'single float') as number;
    expect(real).toBeGreaterThanOrEqual(2);
    expect(real).toBeLessThan(3);
    expect(resultOf(op('random', op('multiple', i(8) + i(9))), 'single integer')).toBeOneOf([8, 9]);
    expect(resultOf(op('random', nothing), 'single integer')).toBeNull();
  });
});

describe('points and areas', () => {
  it.each([
    ['circle', [10, 10, 5], [13, 14], true],
    ['circle', [10, 10, 5], [14, 14], false],
    ['rect', [0, 0, 4, 2], [4, 2], true],
    ['rect', [4, 2, 0, 0], [1, 1], true],
    ['rect', [0, 0, 4, 2], [5, 1], false],
    ['ellipse', [0, 0, 4, 2], [4, 0], true],
    ['ellipse', [0, 0, 4, 2], [3, 2], false],
    ['poly', [0, 0, 10, 0, 0, 10], [5, 5], true],
    ['poly', [0, 0, 10, 0, 0, 10], [6, 5], false],
    // A U: between its arms is outside.
    ['poly', [0, 0, 2, 0, 2, 8, 8, 8, 8, 0, 10, 0, 10, 10, 0, 10], [5, 4], false],
    ['poly', [0, 0, 2, 0, 2, 8, 8, 8, 8, 0, 10, 0, 10, 10, 0, 10], [1, 4], true],
    ['default', [], [99, 99], true],
  ] as const)('a %s %o and the point %o: %s', (shape, coords, point, expected) => {
    expect(isInside(point, shape, coords)).toBe(expected);
  });

  it('inside is true when one of the points is', () => {
    const points = op('multiple', value('point', '50 50') + value('point', '1 1'));
    expect(resultOf(op('inside', points, 'shape="circle" coords="0,0,2"'), 'single boolean')).toBe(true);
    expect(
      resultOf(op('inside', value('point', '3 3'), 'shape="circle" coords="0,0,2"'), 'single boolean'),
    ).toBe(false);
    expect(resultOf(op('inside', nothing, 'shape="circle" coords="0,0,2"'), 'single boolean')).toBeNull();
  });
});

describe('lookup tables', () => {
  const match =
    '<qti-match-table default-value="9"><qti-match-table-entry source-value="1" target-value="10"/><qti-match-table-entry source-value="2" target-value="20"/></qti-match-table>';
  const steps =
    '<qti-interpolation-table default-value="0"><qti-interpolation-table-entry source-value="8" target-value="3"/><qti-interpolation-table-entry source-value="5" include-boundary="false" target-value="2"/><qti-interpolation-table-entry source-value="-INF" target-value="1"/></qti-interpolation-table>';
  const look = (expression: string, table: string) =>
    outcomeOf(
      `<qti-lookup-outcome-value identifier="X">${expression}</qti-lookup-outcome-value>`,
      'single integer',
      '',
      table,
    );

  it.each([
    [i(1), match, 10],
    [i(2), match, 20],
    [i(3), match, 9],
    [nothing, match, 9],
    [f(8), steps, 3],
    [f(7.5), steps, 2],
    [f(5), steps, 1],
    [f(-4), steps, 1],
  ])('%s', (expression, table, expected) => {
    expect(look(expression, table)).toBe(expected);
  });
});

describe('response processing', () => {
  it('reads durations where the caller says them, and NULL where not', () => {
    const item = readItem(
      itemXml({
        declarations: response('single identifier', ['A']),
        body: choiceInteraction(['A', 'B']),
        processing: `<qti-response-processing><qti-response-condition><qti-response-if>${op('duration-lt', `<qti-variable identifier="duration"/>${value('duration', 60)}`)}<qti-set-outcome-value identifier="SCORE">${f(1)}</qti-set-outcome-value></qti-response-if></qti-response-condition></qti-response-processing>`,
      }),
      { path: 'a.xml' },
    );
    expect(score(item, {}, { durationSeconds: 59 })).toMatchObject({ score: 1 });
    expect(score(item, {}, { durationSeconds: 60 })).toMatchObject({ score: 0 });
    expect(score(item, {})).toMatchObject({ score: 0 });
  });

  it('starts from the default of a response that is not given', () => {
    const withDefault = response('single identifier', ['A'], {
      inside: '<qti-default-value><qti-value>A</qti-value></qti-default-value>',
    });
    const item = readItem(
      itemXml({ declarations: withDefault, body: choiceInteraction(['A', 'B']), processing: matchCorrect }),
      { path: 'a.xml' },
    );
    expect(score(item, {})).toMatchObject({ score: 1 });
    expect(score(item, { RESPONSE: 'B' })).toMatchObject({ score: 0 });
    expect(score(item, { RESPONSE: null })).toMatchObject({ score: 0 });
  });

  it('knows the default of a response and of a template variable by `default`', () => {
    const inside = '<qti-default-value><qti-value>3</qti-value></qti-default-value>';
    const item = readItem(
      itemXml({
        declarations:
          response('single integer', [], { inside }) +
          '<qti-template-declaration identifier="T" cardinality="single" base-type="integer"><qti-default-value><qti-value>4</qti-value></qti-default-value></qti-template-declaration>',
        body: textEntry(),
        processing:
          '<qti-response-processing><qti-set-outcome-value identifier="SCORE"><qti-sum><qti-default identifier="RESPONSE"/><qti-default identifier="T"/></qti-sum></qti-set-outcome-value></qti-response-processing>',
      }),
      { path: 'a.xml' },
    );
    // It was NULL once: only outcomes were looked up.
    expect(score(item, { RESPONSE: '10' })).toMatchObject({ score: 7 });
  });

  it.each([
    ['CC2_match', 'https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/', 1, 0, null, null],
    ['CC2_match', 'http://www.imsglobal.org/question/qti_v2p1/rptemplates/', 5, 0, 'A', null],
    ['CC2_match_basic', 'http://www.imsglobal.org/question/qti_v2p2/rptemplates/', 5, 0, null, 'correct'],
    ['CC2_map_response', 'https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/', 5, 2, 'correct', null],
  ] as const)('knows %s of %s', (name, base, right, wrong, feedback, basic) => {
    const outcome = (id: string, type: string, inside = '') =>
      `<qti-outcome-declaration identifier="${id}" cardinality="single" base-type="${type}">${inside}</qti-outcome-declaration>`;
    const item = readItem(
      itemXml({
        declarations: response('single identifier', ['A'], {
          inside:
            '<qti-mapping><qti-map-entry map-key="A" mapped-value="5"/><qti-map-entry map-key="B" mapped-value="2"/></qti-mapping>',
        }),
        outcomes:
          outcome('SCORE', 'float') +
          outcome('MAXSCORE', 'float', '<qti-default-value><qti-value>5</qti-value></qti-default-value>') +
          outcome('FEEDBACK', 'identifier') +
          outcome('FEEDBACKBASIC', 'identifier'),
        body: choiceInteraction(['A', 'B']),
        processing: `<qti-response-processing template="${base}${name}.xml"/>`,
      }),
      { path: 'a.xml' },
    );
    expect(score(item, { RESPONSE: 'A' })).toMatchObject({
      score: right,
      outcomes: { FEEDBACK: feedback, FEEDBACKBASIC: basic },
    });
    expect(score(item, { RESPONSE: 'B' })).toMatchObject({ score: wrong });
  });

  it('reads what is declared of the context, and NULL where nothing is', () => {
    const field = op(
      'field-value',
      '<qti-variable identifier="QTI_CONTEXT"/>',
      'field-identifier="environmentIdentifier"',
    );
    const item = (before: string) =>
      readItem(
        itemXml({
          declarations: before,
          outcomes: '<qti-outcome-declaration identifier="X" cardinality="single" base-type="string"/>',
          body: '<p>x</p>',
          processing: `<qti-response-processing><qti-set-outcome-value identifier="X">${field}</qti-set-outcome-value></qti-response-processing>`,
        }),
        { path: 'a.xml' },
      );
    const declared =
      '<qti-context-declaration identifier="QTI_CONTEXT" cardinality="record"><qti-default-value><qti-value field-identifier="environmentIdentifier" base-type="string">classe</qti-value></qti-default-value></qti-context-declaration>';
    expect(score(item(declared), {})).toMatchObject({ outcomes: { X: 'classe' } });
    expect(score(item(''), {})).toMatchObject({ outcomes: { X: null } });
  });

  it('takes a record apart', () => {
    const item = readItem(
      itemXml({
        declarations: '<qti-response-declaration identifier="RESPONSE" cardinality="record"/>',
        outcomes: [
          'stringValue:string',
          'floatValue:float',
          'integerValue:integer',
          'leftDigits:integer',
          'rightDigits:integer',
          'ndp:integer',
          'nsf:integer',
          'exponent:integer',
          'nothing:string',
        ]
          .map((one) => {
            const [id, type] = one.split(':');
            return `<qti-outcome-declaration identifier="${id}" cardinality="single" base-type="${type}"/>`;
          })
          .join(''),
        body: textEntry(),
        processing: `<qti-response-processing>${['stringValue', 'floatValue', 'integerValue', 'leftDigits', 'rightDigits', 'ndp', 'nsf', 'exponent', 'nothing'].map((id) => `<qti-set-outcome-value identifier="${id}"><qti-field-value field-identifier="${id}"><qti-variable identifier="RESPONSE"/></qti-field-value></qti-set-outcome-value>`).join('')}</qti-response-processing>`,
      }),
      { path: 'a.xml' },
    );
    const of = (text: string) => {
      const result = score(item, { RESPONSE: text });
      return result.kind === 'scored' ? result.outcomes : null;
    };
    expect(of('12,50')).toEqual({
      stringValue: '12,50',
      floatValue: 12.5,
      integerValue: null,
      leftDigits: 2,
      rightDigits: 2,
      ndp: 2,
      nsf: 4,
      exponent: null,
      nothing: null,
    });
    expect(of('1 200')).toMatchObject({
      floatValue: 1200,
      integerValue: 1200,
      leftDigits: 4,
      rightDigits: 0,
      nsf: 2,
    });
    expect(of('0.05e3')).toMatchObject({
      floatValue: 50,
      integerValue: null,
      exponent: 3,
      rightDigits: 2,
      nsf: 1,
    });
    expect(of('douze')).toMatchObject({ stringValue: 'douze', floatValue: null, leftDigits: null });
  });
});
