import { describe, expect, it } from 'vitest';
import { lintItem } from '../lint/lint.ts';
import { score } from '../score/score.ts';
import {
  choiceInteraction,
  type ItemParts,
  itemXml,
  mapping,
  mapResponse,
  matchCorrect,
  problemsOf,
  response,
} from '../testing/test-item.ts';
import { readItem } from './item.ts';

const single = response('single identifier', ['A']);
const choice = choiceInteraction(['A', 'B', 'C']);
const good = { declarations: single, body: choice, processing: matchCorrect };
const outcome = (type: string, id = 'SCORE') => {
  const [cardinality, baseType] = type.split(' ');
  return `<qti-outcome-declaration identifier="${id}" cardinality="${cardinality}" base-type="${baseType}"/>`;
};
const set = (id: string, expression: string) =>
  `<qti-response-processing><qti-set-outcome-value identifier="${id}">${expression}</qti-set-outcome-value></qti-response-processing>`;

const readToScore = (xml: string) => readItem(xml, { path: 'items/item.xml', purpose: 'score' });
const outcomesOf = (xml: string, RESPONSE: unknown) => {
  const scored = score(readToScore(xml), { RESPONSE }, { validity: 'specification' });
  return scored.kind === 'scored' ? scored.outcomes : scored.errors;
};

describe('an item that is read to be scored', () => {
  it.each<[string, ItemParts, string]>([
    [
      'a picture at another address',
      { ...good, body: `<p><img src="https://x.test/a.png" alt=""/></p>${choice}` },
      'QTI_EXTERNAL_RESOURCE:4',
    ],
    [
      'an attribute that is not known',
      { ...good, body: `<p style="color: red">x</p>${choice}` },
      'QTI_UNSUPPORTED_ATTRIBUTE:4',
    ],
    [
      'an element that is not known',
      { ...good, body: `<p><font>x</font></p>${choice}` },
      'QTI_UNSUPPORTED_ELEMENT:4',
    ],
    [
      'an element of another vocabulary',
      { ...good, body: `<div><svg xmlns="http://www.w3.org/2000/svg"/></div>${choice}` },
      'QTI_UNSUPPORTED_ELEMENT:4',
    ],
    [
      'a shared text that is not there',
      { ...good, after: '<qti-assessment-stimulus-ref identifier="s" href="s.xml"/>' },
      'QTI_UNSUPPORTED_STIMULUS:6',
    ],
    [
      'no title',
      { ...good, attributes: 'identifier="item" time-dependent="false" xml:lang="fr"' },
      'QTI_MISSING_ATTRIBUTE:1',
    ],
    [
      'an interaction that no standard describes',
      { ...good, body: '<qti-custom-interaction response-identifier="RESPONSE"/>' },
      'QTI_UNSUPPORTED_INTERACTION:4',
    ],
    [
      'more choices than one response holds',
      { ...good, body: choiceInteraction(['A', 'B'], 'max-choices="2"') },
      'QTI_RESPONSE_MISMATCH:4',
    ],
  ])('leaves out %s, says so where it is, and stays unfit for a campaign', (_, parts, problem) => {
    const xml = itemXml(parts);
    expect(problemsOf(() => readItem(xml, { path: 'items/item.xml' }))).toContain(problem);
    const item = readToScore(xml);
    const [code, line] = problem.split(':');
    const said = item.remarks.filter((remark) => remark.code === 'QTI_LINT_LEFT_OUT');
    expect(said).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        line: Number(line),
        message: expect.stringMatching(`^${code}: `),
      }),
    );
    expect(lintItem(item)).toEqual(expect.arrayContaining(said));
    expect(outcomesOf(xml, 'A')).toEqual({ SCORE: 1 });
    expect(outcomesOf(xml, 'B')).toEqual({ SCORE: 0 });
    expect(outcomesOf(xml, null)).toEqual({ SCORE: 0 });
  });

  it.each([
    ['none', ''],
    ['another one', ' xmlns="http://example.test/items"'],
  ])('is of QTI 3 by its names when its namespace is %s', (_, namespace) => {
    const xml = itemXml(good).replace(/ xmlns="[^"]*"/, namespace);
    expect(problemsOf(() => readItem(xml, { path: 'items/item.xml' }))).toEqual(['QTI_VERSION:1']);
    expect(outcomesOf(xml, 'A')).toEqual({ SCORE: 1 });
  });

  it('may have no key or no mapping: nothing is right, and nothing has points', () => {
    expect(outcomesOf(itemXml({ ...good, declarations: response('single identifier') }), 'A')).toEqual({
      SCORE: 0,
    });
    expect(outcomesOf(itemXml({ ...good, processing: mapResponse }), 'A')).toEqual({ SCORE: 0 });
  });

  it('may list several keys for one value as long as no rule asks which is right', () => {
    const declarations = response('single identifier', ['A', 'B'], { inside: mapping({ A: 1, B: 2 }) });
    const xml = itemXml({
      ...good,
      declarations,
      processing: set('SCORE', '<qti-map-response identifier="RESPONSE"/>'),
    });
    expect(problemsOf(() => readItem(xml, { path: 'items/item.xml' }))).toEqual(['QTI_BAD_VALUE:2']);
    expect([outcomesOf(xml, 'B'), outcomesOf(xml, 'C')]).toEqual([{ SCORE: 2 }, { SCORE: 0 }]);
    for (const processing of [matchCorrect, set('SCORE', '<qti-correct identifier="RESPONSE"/>')])
      expect(problemsOf(() => readToScore(itemXml({ ...good, declarations, processing })))).toContain(
        'QTI_BAD_VALUE:2',
      );
  });

  it('may name an empty template, and leave SCORE undeclared where a template sets it', () => {
    const empty = itemXml({ ...good, processing: '<qti-response-processing template=""/>' });
    expect(outcomesOf(empty, 'A')).toEqual({ SCORE: 0 });
    const undeclared = readToScore(itemXml({ ...good, outcomes: '' }));
    expect(score(undeclared, { RESPONSE: 'A' })).toMatchObject({ score: 1, outcomes: {} });
    expect(score(undeclared, { RESPONSE: 'B' })).toMatchObject({ score: 0, outcomes: {} });
  });

  it('may have a style sheet of any length', () => {
    const css = 'p { color: red }\n'.repeat(5_001);
    const xml = itemXml({ ...good, after: '<qti-stylesheet href="a.css" type="text/css"/>' });
    const options = { path: 'items/item.xml', file: () => new TextEncoder().encode(css) };
    expect(problemsOf(() => readItem(xml, options))).toEqual(['QTI_UNSUPPORTED_STYLESHEET:6']);
    expect(score(readItem(xml, { ...options, purpose: 'score' }), { RESPONSE: 'A' })).toMatchObject({
      score: 1,
    });
  });

  it('may name its choices with digits or spaces, as other systems do', () => {
    const xml = itemXml({
      ...good,
      declarations: response('single identifier', ['2']),
      body: choiceInteraction(['1', '2']),
    });
    expect(problemsOf(() => readItem(xml, { path: 'items/item.xml' }))).toEqual([
      'QTI_BAD_VALUE:2',
      'QTI_BAD_IDENTIFIER:4',
      'QTI_BAD_IDENTIFIER:4',
    ]);
    expect([outcomesOf(xml, '2'), outcomesOf(xml, '1')]).toEqual([{ SCORE: 1 }, { SCORE: 0 }]);
    const pairs = itemXml({
      ...good,
      declarations: response('multiple identifier', ['A1 B1', 'A2 B2']),
      body: '<p>x</p>',
    });
    expect(outcomesOf(pairs, ['A2 B2', 'A1 B1'])).toEqual({ SCORE: 1 });
  });

  it.each([
    ['single integer', '<qti-base-value base-type="float">2.0</qti-base-value>', 2],
    ['single integer', '<qti-base-value base-type="float">2.7</qti-base-value>', 2],
    ['single string', '<qti-variable identifier="RESPONSE"/>', 'B'],
    ['single identifier', '<qti-base-value base-type="string">oui</qti-base-value>', 'oui'],
    ['multiple identifier', '<qti-variable identifier="RESPONSE"/>', ['B']],
  ])('gives an outcome of %s what %s is', (type, expression, expected) => {
    const xml = itemXml({
      declarations: single,
      outcomes: outcome(type, 'OUT'),
      body: choice,
      processing: set('OUT', expression),
    });
    expect(problemsOf(() => readItem(xml, { path: 'items/item.xml' }))).toEqual(['QTI_TYPE_MISMATCH:5']);
    expect(outcomesOf(xml, 'B')).toEqual({ OUT: expected });
  });

  it('takes one value as a container of it', () => {
    const isMember = `<qti-member><qti-variable identifier="RESPONSE"/><qti-base-value base-type="identifier">B</qti-base-value></qti-member>`;
    const xml = itemXml({
      declarations: single,
      outcomes: outcome('single boolean', 'OUT'),
      body: choice,
      processing: set('OUT', isMember),
    });
    expect([outcomesOf(xml, 'B'), outcomesOf(xml, 'A')]).toEqual([{ OUT: true }, { OUT: false }]);
  });

  it('takes durations as ISO 8601 writes them', () => {
    const seconds = '<qti-base-value base-type="duration">PT1M2.5S</qti-base-value>';
    const xml = itemXml({
      declarations: single,
      outcomes: outcome('single float', 'OUT'),
      body: choice,
      processing: set('OUT', seconds),
    });
    expect(outcomesOf(xml, 'A')).toEqual({ OUT: 62.5 });
  });

  it.each<[string, ItemParts, string]>([
    [
      'an operator of somebody’s own',
      { ...good, processing: set('SCORE', '<qti-custom-operator class="x"/>') },
      'QTI_UNSUPPORTED_OPERATOR:5',
    ],
    [
      'a variable that nothing declares',
      { ...good, processing: set('SCORE', '<qti-variable identifier="X"/>') },
      'QTI_UNKNOWN_VARIABLE:5',
    ],
    [
      'text where a number has to be',
      { ...good, processing: set('SCORE', '<qti-base-value base-type="string">1</qti-base-value>') },
      'QTI_TYPE_MISMATCH:5',
    ],
    [
      'rules of another vocabulary',
      { ...good, processing: set('SCORE', '<x:include xmlns:x="http://www.w3.org/2001/XInclude"/>') },
      'QTI_UNSUPPORTED_ELEMENT:5',
    ],
    [
      'a body that is too large',
      { ...good, body: `${'<p>x</p>'.repeat(25_000)}${choice}` },
      'QTI_XML_TOO_LARGE:4',
    ],
  ])('is refused all the same for %s', (_, parts, problem) => {
    expect(problemsOf(() => readToScore(itemXml(parts)))).toContain(problem);
  });

  it('has no remark of what was left out when nothing was', () => {
    expect(readToScore(itemXml({ ...good, body: choice })).remarks).toEqual([]);
  });
});
