import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Item } from '../model/item.ts';
import { readItem } from '../read/item.ts';
import { itemXml, response, textEntry } from '../testing/test-item.ts';
import { causesOf } from './keyless-outcomes.ts';
import { runAttempts } from './score.ts';

const OUTCOMES = ['A', 'B', 'C'] as const;
const yes = '<qti-base-value base-type="boolean">true</qti-base-value>';
const variable = (id: string) => `<qti-variable identifier="${id}"/>`;
const outcome = fc.constantFrom(...OUTCOMES);

/** Something that is true, false or NULL: by a button, an outcome, the number of attempts, an answer or a key. */
const test = fc.oneof(
  fc.constantFrom(
    variable('BUTTON'),
    yes,
    '<qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>',
    '<qti-is-null><qti-variable identifier="RESPONSE"/></qti-is-null>',
    '<qti-gte><qti-variable identifier="numAttempts"/><qti-base-value base-type="integer">2</qti-base-value></qti-gte>',
  ),
  outcome.map(variable),
  outcome.map((id) => `<qti-not>${variable(id)}</qti-not>`),
);
const set = fc
  .tuple(outcome, test)
  .map(([id, value]) => `<qti-set-outcome-value identifier="${id}">${value}</qti-set-outcome-value>`);
const rules = fc.letrec<{ rule: string; list: string }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3 },
    set,
    fc.constant('<qti-exit-response/>'),
    fc
      .tuple(test, tie('list'), test, tie('list'), tie('list'))
      .map(
        ([a, first, b, second, last]) =>
          `<qti-response-condition><qti-response-if>${a}${first}</qti-response-if><qti-response-else-if>${b}${second}</qti-response-else-if><qti-response-else>${last}</qti-response-else></qti-response-condition>`,
      ),
  ),
  list: fc.array(tie('rule'), { maxLength: 3 }).map((all) => all.join('')),
})).list;

function adaptive(processing: string, key: string): Item {
  const xml = itemXml({
    attributes: 'identifier="i" title="I" xml:lang="fr" adaptive="true" time-dependent="false"',
    declarations: response('single string', [key]) + response('single boolean', [], { id: 'BUTTON' }),
    outcomes: OUTCOMES.map(
      (id) => `<qti-outcome-declaration identifier="${id}" cardinality="single" base-type="boolean"/>`,
    ).join(''),
    body: `${textEntry()}<p><qti-end-attempt-interaction response-identifier="BUTTON" title="B"/></p>`,
    processing: `<qti-response-processing>${processing}</qti-response-processing>`,
  });
  return readItem(xml, { path: 'items/i.xml' });
}

it('no answer and no key has any influence on an outcome that is called keyless, whatever the rules', () => {
  const attempt = fc.record({
    pressed: fc.boolean(),
    answers: fc.tuple(fc.constantFrom(null, 'x', 'y'), fc.constantFrom(null, 'x', 'y')),
  });
  let keyless = 0;
  fc.assert(
    fc.property(rules, fc.array(attempt, { minLength: 1, maxLength: 3 }), (written, attempts) => {
      const run = (key: string, which: 0 | 1) => {
        const ran = runAttempts(
          adaptive(written, key),
          attempts.map(({ pressed, answers }) => ({
            RESPONSE: answers[which],
            BUTTON: pressed ? 'true' : null,
          })),
        );
        if (ran.kind === 'invalid') throw new Error('an attempt that is not possible');
        return ran.outcomes;
      };
      const causes = causesOf(adaptive(written, 'x'));
      const [one, other] = [run('x', 0), run('y', 1)];
      for (const id of OUTCOMES) {
        if (causes.has(id)) continue;
        keyless += 1;
        expect([id, one.get(id) ?? null]).toEqual([id, other.get(id) ?? null]);
      }
    }),
    { numRuns: 150 },
  );
  expect(keyless).toBeGreaterThan(50);
});
