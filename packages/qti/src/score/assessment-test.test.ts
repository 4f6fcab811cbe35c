/** QTI 3.0 ASI, sections "Test structure", "Outcome processing" and "Pre-conditions and branching". */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssessmentTest } from '../model/assessment-test.ts';
import type { Item } from '../model/item.ts';
import { ProblemList } from '../model/problem.ts';
import { readAssessmentTest } from '../read/assessment-test.ts';
import { readItem } from '../read/item.ts';
import { choiceInteraction, itemXml, matchCorrect, response } from '../testing/test-item.ts';
import { type ItemSession, type ItemSessions, nextItem, planTest, processTest } from './assessment-test.ts';
import { process } from './process.ts';
import { readResponses } from './responses.ts';

function read(inside: string, around = ''): AssessmentTest {
  const problems = new ProblemList('test.xml');
  const xml = `<qti-assessment-test xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="T" title="T">${around}${inside}</qti-assessment-test>`;
  const test = readAssessmentTest(xml, problems);
  expect(problems.problems).toEqual([]);
  if (test === null) throw new Error('no test');
  return test;
}

const ref = (id: string, attributes = '', inside = '') =>
  `<qti-assessment-item-ref identifier="${id}" href="${id}.xml" ${attributes}>${inside}</qti-assessment-item-ref>`;
const refs = (...ids: string[]) => ids.map((id) => ref(id)).join('');
const section = (id: string, inside: string, attributes = '') =>
  `<qti-assessment-section identifier="${id}" title="${id}" ${attributes}>${inside}</qti-assessment-section>`;
const part = (inside: string, mode = 'linear', id = 'P') =>
  `<qti-test-part identifier="${id}" navigation-mode="${mode}" submission-mode="individual">${inside}</qti-test-part>`;
const outcome = (id: string, type = 'float') =>
  `<qti-outcome-declaration identifier="${id}" cardinality="single" base-type="${type}"/>`;
const set = (id: string, expression: string) =>
  `<qti-set-outcome-value identifier="${id}">${expression}</qti-set-outcome-value>`;
const processing = (inside: string) => `<qti-outcome-processing>${inside}</qti-outcome-processing>`;
const instances = (test: AssessmentTest, seed = 's') => planTest(test, seed).map(({ instance }) => instance);

const item: Item = readItem(
  itemXml({
    declarations: response('single identifier', ['A']),
    outcomes:
      '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="1"/>',
    body: choiceInteraction(['A', 'B']),
    processing: matchCorrect,
  }),
  { path: 'a.xml' },
);

/** What was answered, by instance; null: presented and not answered. */
function sessionsOf(answers: Readonly<Record<string, 'A' | 'B' | null>>): ItemSessions {
  return new Map(
    Object.entries(answers).map(([instance, answer]): [string, ItemSession] => {
      const { values } = readResponses(item, { RESPONSE: answer });
      return [instance, { item, presented: true, responses: values, outcomes: process(item, values) }];
    }),
  );
}

describe('selection and ordering', () => {
  const numbers = Array.from({ length: 10 }, (_, i) => `Q${i}`);

  it('are the same for a seed', () => {
    const test = read(
      part(section('S', `<qti-selection select="4"/><qti-ordering shuffle="true"/>${refs(...numbers)}`)),
    );
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const chosen = instances(test, seed);
        expect(chosen).toEqual(instances(test, seed));
        expect(chosen).toHaveLength(4);
        expect(new Set(chosen).size).toBe(4);
      }),
    );
    const orders = new Set(Array.from({ length: 20 }, (_, i) => instances(test, String(i)).join()));
    expect(orders.size).toBeGreaterThan(15);
  });

  it('keep the written order without shuffling, and take what is required', () => {
    const test = read(
      part(
        section(
          'S',
          `<qti-selection select="3"/>${refs('A', 'B')}${ref('C', 'required="true"')}${refs('D', 'E')}`,
        ),
      ),
    );
    for (let seed = 0; seed < 20; seed += 1) {
      const chosen = instances(test, String(seed));
      expect(chosen).toContain('C');
      expect(chosen).toEqual(chosen.toSorted());
    }
  });

  it('take an item twice with replacement, under two names', () => {
    const test = read(part(section('S', `<qti-selection select="3" with-replacement="true"/>${refs('A')}`)));
    expect(instances(test)).toEqual(['A', 'A.2', 'A.3']);
  });

  it('leave what is fixed in its place', () => {
    const test = read(
      part(
        section(
          'S',
          `<qti-ordering shuffle="true"/>${ref('A', 'fixed="true"')}${refs('B', 'C', 'D')}${ref('Z', 'fixed="true"')}`,
        ),
      ),
    );
    for (let seed = 0; seed < 20; seed += 1) {
      const order = instances(test, String(seed));
      expect([order[0], order[4]]).toEqual(['A', 'Z']);
    }
  });

  it('keep sections together, unless they are invisible and need not be', () => {
    const inner = (attributes: string) => section('I', refs('I1', 'I2', 'I3'), attributes);
    const outer = (attributes: string) =>
      read(part(section('S', `<qti-ordering shuffle="true"/>${refs('A', 'B', 'C')}${inner(attributes)}`)));
    const isTogether = (order: readonly string[]) => {
      const places = ['I1', 'I2', 'I3'].map((id) => order.indexOf(id));
      return Math.max(...places) - Math.min(...places) === 2;
    };
    const seeds = Array.from({ length: 30 }, (_, i) => String(i));
    expect(seeds.every((seed) => isTogether(instances(outer(''), seed)))).toBe(true);
    expect(
      seeds.every((seed) => isTogether(instances(outer('visible="false" keep-together="true"'), seed))),
    ).toBe(true);
    expect(
      seeds.some((seed) => !isTogether(instances(outer('visible="false" keep-together="false"'), seed))),
    ).toBe(true);
  });
});

describe('session control and time limits', () => {
  it('are those of the innermost that says something', () => {
    const test = read(
      part(
        `<qti-item-session-control max-attempts="2" allow-skipping="false"/><qti-time-limits max-time="600"/>${section('S', `<qti-item-session-control show-feedback="true"/>${ref('A')}${ref('B', '', '<qti-item-session-control max-attempts="0"/><qti-time-limits min-time="5" max-time="60" allow-late-submission="true"/>')}`)}`,
      ),
      '<qti-time-limits max-time="3600"/>',
    );
    const [a, b] = planTest(test, 's');
    expect(a?.control).toMatchObject({
      maxAttempts: 2,
      allowSkipping: false,
      showFeedback: true,
      allowReview: true,
    });
    expect(b?.control).toMatchObject({ maxAttempts: 0, allowSkipping: false, showFeedback: true });
    expect(b?.timeLimits).toEqual([
      { minSeconds: 5, maxSeconds: 60, allowLateSubmission: true },
      { minSeconds: null, maxSeconds: 600, allowLateSubmission: false },
      { minSeconds: null, maxSeconds: 3600, allowLateSubmission: false },
    ]);
  });
});

describe('outcome processing', () => {
  const body = part(
    section(
      'S1',
      ref('A', 'category="facile"', '<qti-weight identifier="W" value="2"/>') +
        ref('B', 'category="facile dur"'),
    ) + section('S2', ref('C', 'category="dur"', '<qti-weight identifier="W" value="0.5"/>')),
  );
  const outcomes =
    ['TOTAL', 'WEIGHTED', 'S1', 'EASY', 'MOST', 'MEAN'].map((id) => outcome(id)).join('') +
    ['RIGHT', 'WRONG', 'SEEN', 'ANSWERED', 'SELECTED', 'NOT_HARD']
      .map((id) => outcome(id, 'integer'))
      .join('');
  const sum = (attributes: string) =>
    `<qti-sum><qti-test-variables variable-identifier="SCORE" ${attributes}/></qti-sum>`;
  const rules =
    set('TOTAL', sum('')) +
    set('WEIGHTED', sum('weight-identifier="W"')) +
    set('S1', sum('section-identifier="S1"')) +
    set('EASY', sum('include-category="facile" exclude-category="dur"')) +
    set(
      'MOST',
      '<qti-sum><qti-outcome-maximum outcome-identifier="SCORE" weight-identifier="W"/></qti-sum>',
    ) +
    set('MEAN', '<qti-divide><qti-variable identifier="TOTAL"/><qti-number-presented/></qti-divide>') +
    set('RIGHT', '<qti-number-correct/>') +
    set('WRONG', '<qti-number-incorrect/>') +
    set('SEEN', '<qti-number-presented/>') +
    set('ANSWERED', '<qti-number-responded/>') +
    set('SELECTED', '<qti-number-selected/>') +
    set('NOT_HARD', '<qti-number-selected exclude-category="dur"/>');
  const test = read(body + processing(rules), outcomes);
  const plan = planTest(test, 's');

  it('sums, weighs and counts what was answered', () => {
    const result = processTest(test, plan, sessionsOf({ A: 'A', B: 'B', C: null }));
    const values = Object.fromEntries([...(result ?? [])].map(([id, value]) => [id, value?.members[0]]));
    expect(values).toEqual({
      TOTAL: 1, // A right, B wrong, C nothing
      WEIGHTED: 2, // A's weight is 2
      S1: 1,
      EASY: 1, // A alone is easy and not hard
      MOST: 3.5, // 2 + 1 (no weight of that name) + 0.5
      MEAN: 1 / 3,
      RIGHT: 1,
      WRONG: 2, // C was presented and is not right
      SEEN: 3,
      ANSWERED: 2,
      SELECTED: 3,
      NOT_HARD: 1,
    });
  });

  it('reads single items, weighted, and NULL where there is nothing', () => {
    const one = read(
      body +
        processing(
          set(
            'TOTAL',
            '<qti-sum><qti-variable identifier="A.SCORE" weight-identifier="W"/><qti-variable identifier="C.SCORE" weight-identifier="W"/></qti-sum>',
          ) + set('S1', '<qti-variable identifier="Z.SCORE"/>'),
        ),
      outcomes,
    );
    const result = processTest(one, planTest(one, 's'), sessionsOf({ A: 'A', B: 'A', C: 'A' }));
    expect(result?.get('TOTAL')?.members).toEqual([2.5]);
    expect(result?.get('S1')).toBeNull();
  });

  it('has conditions and an exit', () => {
    const grade = read(
      body +
        processing(
          `<qti-outcome-condition><qti-outcome-if><qti-gte><qti-variable identifier="A.SCORE"/><qti-base-value base-type="float">1</qti-base-value></qti-gte>${set('TOTAL', '<qti-base-value base-type="float">20</qti-base-value>')}<qti-exit-test/></qti-outcome-if><qti-outcome-else>${set('TOTAL', '<qti-base-value base-type="float">5</qti-base-value>')}</qti-outcome-else></qti-outcome-condition>${set('S1', '<qti-base-value base-type="float">1</qti-base-value>')}`,
        ),
      outcomes,
    );
    const of = (answer: 'A' | 'B') => processTest(grade, planTest(grade, 's'), sessionsOf({ A: answer }));
    expect(of('A')?.get('TOTAL')?.members).toEqual([20]);
    expect(of('A')?.get('S1')?.members).toEqual([0]);
    expect(of('B')?.get('TOTAL')?.members).toEqual([5]);
    expect(of('B')?.get('S1')?.members).toEqual([1]);
  });
});

describe('the way through a test', () => {
  const isRight = (id: string) =>
    `<qti-gte><qti-variable identifier="${id}.SCORE"/><qti-base-value base-type="float">1</qti-base-value></qti-gte>`;
  const walk = (test: AssessmentTest, answers: Readonly<Record<string, 'A' | 'B'>>): string[] => {
    const plan = planTest(test, 's');
    const seen: string[] = [];
    const given: Record<string, 'A' | 'B'> = {};
    for (
      let next = nextItem(test, plan, new Map(), null);
      next !== null;
      next = nextItem(test, plan, sessionsOf(given), next.instance)
    ) {
      seen.push(next.instance);
      given[next.instance] = answers[next.instance] ?? 'B';
    }
    return seen;
  };

  it('leaves out what a pre-condition does not allow', () => {
    const test = read(
      part(
        section(
          'S',
          ref('A') + ref('B', '', `<qti-pre-condition>${isRight('A')}</qti-pre-condition>`) + ref('C'),
        ),
      ),
    );
    expect(walk(test, { A: 'A' })).toEqual(['A', 'B', 'C']);
    expect(walk(test, { A: 'B' })).toEqual(['A', 'C']);
  });

  it('follows branches forwards, out of sections, parts and the test', () => {
    const branch = (target: string) =>
      `<qti-branch-rule target="${target}">${isRight('A')}</qti-branch-rule>`;
    const test = (target: string) =>
      read(
        part(section('S1', ref('A', '', branch(target)) + refs('B', 'C')) + section('S2', refs('D'))) +
          part(section('S3', refs('E')), 'linear', 'P2'),
      );
    expect(walk(test('C'), { A: 'A' })).toEqual(['A', 'C', 'D', 'E']);
    expect(walk(test('C'), { A: 'B' })).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(walk(test('EXIT_SECTION'), { A: 'A' })).toEqual(['A', 'D', 'E']);
    expect(walk(test('EXIT_TESTPART'), { A: 'A' })).toEqual(['A', 'E']);
    expect(walk(test('EXIT_TEST'), { A: 'A' })).toEqual(['A']);
    expect(walk(test('P2'), { A: 'A' })).toEqual(['A', 'E']);
    // Backwards is nowhere.
    expect(walk(test('A'), { A: 'A' })).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('takes no notice of them in a nonlinear part', () => {
    const test = read(
      part(
        section(
          'S',
          ref(
            'A',
            '',
            '<qti-branch-rule target="EXIT_TEST"><qti-base-value base-type="boolean">true</qti-base-value></qti-branch-rule>',
          ) + refs('B'),
        ),
        'nonlinear',
      ),
    );
    expect(walk(test, {})).toEqual(['A', 'B']);
  });
});

describe('reading a test', () => {
  it('of QTI 2.1, with a section in a file of its own', () => {
    const problems = new ProblemList('tests/test.xml');
    const ns = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"';
    const file = (path: string) =>
      path === 'tests/s2.xml'
        ? new TextEncoder().encode(
            `<assessmentSection ${ns} identifier="S2" title="S2" visible="true"><assessmentItemRef identifier="B" href="../items/b.xml"/></assessmentSection>`,
          )
        : null;
    const test = readAssessmentTest(
      `<assessmentTest ${ns} identifier="T" title="T"><outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/><testPart identifier="P" navigationMode="linear" submissionMode="individual"><assessmentSection identifier="S" title="S" visible="true"><assessmentItemRef identifier="A" href="../items/a.xml"/></assessmentSection><assessmentSectionRef identifier="R" href="s2.xml"/></testPart><outcomeProcessing><setOutcomeValue identifier="SCORE"><sum><testVariables variableIdentifier="SCORE"/></sum></setOutcomeValue></outcomeProcessing></assessmentTest>`,
      problems,
      file,
    );
    expect(problems.problems).toEqual([]);
    expect(planTest(test as AssessmentTest, 's').map(({ ref: { path } }) => path)).toEqual([
      'items/a.xml',
      'items/b.xml',
    ]);
    expect(
      processTest(
        test as AssessmentTest,
        planTest(test as AssessmentTest, 's'),
        sessionsOf({ A: 'A', B: 'A' }),
      )?.get('SCORE')?.members,
    ).toEqual([2]);
  });

  it('names what it does not know', () => {
    const problems = new ProblemList('test.xml');
    readAssessmentTest(
      `<qti-assessment-test xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="T" title="T">${part(section('S', `<qti-adaptive-selection/>${refs('A', 'A')}`))}</qti-assessment-test>`,
      problems,
    );
    expect(problems.problems.map(({ code }) => code).toSorted()).toEqual([
      'QTI_DUPLICATE',
      'QTI_TEST_UNSUPPORTED',
    ]);
  });
});
