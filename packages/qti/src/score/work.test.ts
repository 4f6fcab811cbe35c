/** What an author can write is bounded by counted steps: a time would differ between machines. */

import { describe, expect, it } from 'vitest';
import { lintItem } from '../lint/lint.ts';
import type { AssessmentTest } from '../model/assessment-test.ts';
import { ProblemList, QtiProblems } from '../model/problem.ts';
import { readAssessmentTest } from '../read/assessment-test.ts';
import { buildRoutingTable } from '../routing/routing-table.ts';
import {
  choiceInteraction,
  mapResponse,
  matchInteraction,
  problemsOf,
  read,
  response,
  scoreOutcome,
  textEntry,
} from '../testing/test-item.ts';
import { parseXml } from '../xml/xml.ts';
import { planTest } from './assessment-test.ts';
import { attainableScore } from './maximum.ts';
import { process } from './process.ts';
import { score } from './score.ts';
import { Work, WorkExceeded, workLimits } from './work.ts';

const rules = (inside: string) => `<qti-response-processing>${inside}</qti-response-processing>`;
const add = (expression: string) =>
  `<qti-set-outcome-value identifier="SCORE">${expression}</qti-set-outcome-value>`;
const ids = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}`);

describe('the search for what an item can give', () => {
  it('stops for a match of 60 by 60 without a maximum', () => {
    const entries = ids('S', 60)
      .flatMap((s) =>
        ids('T', 60)
          .slice(0, 30)
          .map((t) => `<qti-map-entry map-key="${s} ${t}" mapped-value="1"/>`),
      )
      .join('');
    const item = read({
      declarations: response('multiple directedPair', [], {
        inside: `<qti-mapping>${entries}</qti-mapping>`,
      }),
      body: matchInteraction(ids('S', 60), ids('T', 60), 'max-associations="0"'),
      processing: mapResponse,
    });
    const found = attainableScore(item);
    expect(found.exact).toBe(false);
    expect(found.steps).toBeLessThanOrEqual(workLimits.search);
    expect(found.best).toBeGreaterThan(0);
  });

  it('stops for nine choices with 250 sums of 200 terms', () => {
    const sum = add(`<qti-sum>${'<qti-map-response identifier="RESPONSE"/>'.repeat(100)}</qti-sum>`);
    const item = read({
      declarations: response('multiple identifier', ['C0'], {
        inside: '<qti-mapping><qti-map-entry map-key="C0" mapped-value="1"/></qti-mapping>',
      }),
      body: choiceInteraction(ids('C', 9), 'max-choices="0"'),
      processing: rules(sum.repeat(250)),
    });
    const found = attainableScore(item);
    expect(found.steps).toBeLessThanOrEqual(workLimits.search);
    expect(found.exact).toBe(false);
    expect(found.best).toBe(100);
    expect(lintItem(item).map(({ code }) => code)).not.toContain('QTI_LINT_TOO_MUCH_WORK');
    expect(buildRoutingTable('t', [item], [{ atLeast: null, module: 'm' }])).toMatchObject({
      kind: 'refused',
    });
  });
});

describe('the most points of many texts and menus', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
  const texts = (count: number, forms: number, inside: (t: number) => string) =>
    read({
      declarations: numbers(count)
        .map((t) =>
          response('single string', [], {
            id: `T${t}`,
            inside: `<qti-mapping>${numbers(forms)
              .map((f) => `<qti-map-entry map-key="mot ${t} ${f}" mapped-value="${f === 1 ? 1 : 0.5}"/>`)
              .join('')}</qti-mapping>`,
          }),
        )
        .join(''),
      body: `<p>${numbers(count)
        .map((t) => `<qti-text-entry-interaction response-identifier="T${t}"/>`)
        .join(' ')}</p>`,
      processing: rules(
        numbers(count)
          .map((t) => add(`<qti-sum><qti-variable identifier="SCORE"/>${inside(t)}</qti-sum>`))
          .join(''),
      ),
    });

  it('are those of the best of each together, without a correct response', () => {
    const item = texts(10, 5, (t) => `<qti-map-response identifier="T${t}"/>`);
    expect(attainableScore(item)).toMatchObject({ best: 10, worst: 0, correct: null, exact: false });
    expect(score(item, { T0: 'mot 0 1', T1: 'mot 1 1' })).toMatchObject({ score: 2, maxScore: 10 });
  });

  it('leave steps to try them together when there are too many forms to try', () => {
    const item = texts(20, 60, (t) => `<qti-map-response identifier="T${t}"/>`.repeat(20));
    const { best, steps } = attainableScore(item);
    expect(steps).toBeLessThanOrEqual(workLimits.search);
    expect(best).toBe(400);
  });
});

describe('response processing', () => {
  const doubling = read({
    declarations: response('single string'),
    outcomes:
      '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>3</qti-value></qti-default-value></qti-outcome-declaration>' +
      '<qti-outcome-declaration identifier="L" cardinality="ordered" base-type="integer"/>',
    body: textEntry(),
    processing: rules(
      add('<qti-base-value base-type="float">1</qti-base-value>') +
        '<qti-set-outcome-value identifier="L"><qti-ordered><qti-base-value base-type="integer">1</qti-base-value></qti-ordered></qti-set-outcome-value>' +
        '<qti-set-outcome-value identifier="L"><qti-ordered><qti-variable identifier="L"/><qti-variable identifier="L"/></qti-ordered></qti-set-outcome-value>'.repeat(
          16,
        ) +
        add('<qti-sum><qti-variable identifier="L"/><qti-variable identifier="SCORE"/></qti-sum>').repeat(80),
    ),
  });

  it('that takes too many steps ends without a result, and keeps the item out of campaigns', () => {
    expect(score(doubling, { RESPONSE: 'x' })).toMatchObject({ kind: 'scored', score: 3 });
    expect(lintItem(doubling).map(({ code }) => code)).toContain('QTI_LINT_TOO_MUCH_WORK');
    expect(() => process(doubling, new Map(), { work: new Work(1_000) })).toThrow(WorkExceeded);
  });

  it('counts the steps of patterns by their size and by the text', () => {
    const item = read({
      declarations: response('single string'),
      body: textEntry('data-cloison-max-length="8000"'),
      processing: rules(
        `<qti-response-condition><qti-response-if><qti-pattern-match pattern="(a|b|ab){450}"><qti-variable identifier="RESPONSE"/></qti-pattern-match>${add('<qti-base-value base-type="float">1</qti-base-value>')}</qti-response-if></qti-response-condition>`,
      ),
    });
    expect(score(item, { RESPONSE: 'ab'.repeat(100) })).toMatchObject({ kind: 'scored' });
    expect(() =>
      process(
        item,
        new Map([['RESPONSE', { cardinality: 'single', baseType: 'string', members: ['ab'.repeat(4000)] }]]),
        { work: new Work(workLimits.scoring) },
      ),
    ).toThrow(WorkExceeded);
  });
});

describe('a test', () => {
  it('whose sections in sections select with replacement is refused before it is planned', () => {
    const problems = new ProblemList('test.xml');
    const inner = '<qti-assessment-item-ref identifier="A" href="a.xml"/>';
    const nested = Array.from({ length: 8 }, (_, i) => i).reduce(
      (inside, i) =>
        `<qti-assessment-section identifier="S${i}" title="S"><qti-selection select="900" with-replacement="true"/>${inside}</qti-assessment-section>`,
      inner,
    );
    const test = readAssessmentTest(
      `<qti-assessment-test xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="T" title="T"><qti-test-part identifier="P" navigation-mode="linear" submission-mode="individual">${nested}</qti-test-part></qti-assessment-test>`,
      problems,
    );
    expect(problems.problems).toEqual([]);
    expect(() => planTest(test as AssessmentTest, 's')).toThrow(RangeError);
  });
});

describe('template variables', () => {
  it('of many members that are printed often make too long a body', () => {
    const problems = problemsOf(() =>
      read({
        outcomes: `${scoreOutcome}<qti-template-declaration identifier="L" cardinality="ordered" base-type="integer"/><qti-template-processing><qti-set-template-value identifier="L"><qti-repeat number-repeats="10000"><qti-base-value base-type="integer">1</qti-base-value></qti-repeat></qti-set-template-value></qti-template-processing>`,
        body: `<p>${'<qti-printed-variable identifier="L"/>'.repeat(1_000)}</p>`,
      }),
    );
    expect(problems).toEqual(['QTI_XML_TOO_LARGE:4']);
  });
});

describe('XML', () => {
  it('with 200,000 attributes on one element is left at the sixty-fifth', () => {
    const many = `<a ${Array.from({ length: 200_000 }, (_, i) => `b${i}="x"`).join(' ')}/>`;
    try {
      parseXml(many, 'a.xml');
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof QtiProblems)) throw error;
      const [problem] = error.problems;
      expect(problem?.code).toBe('QTI_XML_TOO_LARGE');
      // The place says how far it was read.
      expect(problem?.column).toBeLessThan(1_000);
    }
  });
});
