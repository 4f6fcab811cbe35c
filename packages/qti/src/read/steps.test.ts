import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeliveryItem } from '../delivery/parse.ts';
import { lintItem } from '../lint/lint.ts';
import type { Item, ItemSteps } from '../model/item.ts';
import { toDelivery } from '../publish/to-delivery.ts';
import { itemXml, response, textEntry } from '../testing/test-item.ts';
import { wordsOf } from '../words/words-of.ts';
import { readItem } from './item.ts';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../fixtures/items/${name}.xml`), 'utf8');
const itemOf = (xml: string): Item => readItem(xml, { path: 'items/item.xml' });
const delivered = (item: Item) => JSON.stringify(toDelivery(item, { steps: true }));
const set = (outcome: string, value: string) =>
  `<qti-set-outcome-value identifier="${outcome}">${value}</qti-set-outcome-value>`;
const word = (value: string) => `<qti-base-value base-type="identifier">${value}</qti-base-value>`;
const variable = (id: string) => `<qti-variable identifier="${id}"/>`;
const when = (test: string, then: string, otherwise = '') =>
  `<qti-response-condition><qti-response-if>${test}${then}</qti-response-if>${otherwise === '' ? '' : `<qti-response-else>${otherwise}</qti-response-else>`}</qti-response-condition>`;
const right =
  '<qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>';
const button = '<p><qti-end-attempt-interaction response-identifier="AIDE" title="Un indice"/></p>';
const hint = (outcome: string, words = 'Compte sur tes doigts.') =>
  `<qti-feedback-block outcome-identifier="${outcome}" identifier="oui" show-hide="show"><qti-content-body><p>${words}</p></qti-content-body></qti-feedback-block>`;

function stepped(rules: string, { adaptive = true, body = hint('MONTRE'), key = '7' } = {}): Item {
  return itemOf(
    itemXml({
      attributes: `identifier="i" title="I" xml:lang="fr" adaptive="${adaptive}" time-dependent="false"`,
      declarations:
        response('single string', [key]) +
        response('single boolean', [], { id: 'AIDE' }) +
        response('single string', [], { id: 'R2' }),
      outcomes: ['SCORE float', 'MONTRE identifier', 'AUTRE identifier', 'VU boolean']
        .map((one) => one.split(' '))
        .map(
          ([id, type]) =>
            `<qti-outcome-declaration identifier="${id}" cardinality="single" base-type="${type}"/>`,
        )
        .join(''),
      body: textEntry() + button + body,
      processing: `<qti-response-processing>${rules}</qti-response-processing>`,
    }),
  );
}
const over = set('completionStatus', word('completed'));
const aide = when(variable('AIDE'), set('MONTRE', word('oui')), over);

function whyRefused(steps: ItemSteps): string | null {
  return steps?.kind === 'refused' ? wordsOf(steps.reason).en : null;
}

describe('an item with several attempts', () => {
  it('has a table of what is shown after each, when no answer decides it', () => {
    const { steps } = toDelivery(itemOf(fixture('relecture')), { steps: true });
    expect(steps?.list.map(({ next }) => next)).toEqual([{ '~': 1, AIDE: 2 }, { '~': null }, { '~': 1 }]);
    expect(steps?.attempts).toBe(3);
    expect(JSON.stringify(steps?.list[1])).toContain('SECRET-RELIRE');
    expect(JSON.stringify(steps?.list[2])).toContain('SECRET-AIDE');
    // Shown only when the item is over: it could be read before.
    expect(JSON.stringify(steps)).not.toContain('SECRET-SOLUTION');
    const text = delivered(itemOf(fixture('relecture')));
    expect(JSON.stringify(parseDeliveryItem(text))).toBe(text);
  });

  it('gives nothing of it unless it is asked for, and is kept out of campaigns that do not ask', () => {
    const item = itemOf(fixture('relecture'));
    expect(JSON.stringify(toDelivery(item))).not.toMatch(/SECRET|steps/);
    const reasons = (options: { steps?: boolean }) =>
      lintItem(item, options).filter(({ code }) => code === 'QTI_LINT_NOT_PLAYABLE');
    expect(reasons({ steps: true })).toEqual([]);
    expect(reasons({})).toMatchObject([{ message: expect.stringContaining('"attempts"') }]);
  });

  it('shows a hint of an item that is not adaptive, whose button does not end it', () => {
    const { steps } = toDelivery(itemOf(fixture('indice')), { steps: true });
    expect(steps?.list.map(({ next }) => next)).toEqual([{ INDICE: 1 }, { INDICE: 1 }]);
    expect(steps?.attempts).toBe(1);
  });

  it.each<[string, string, string]>([
    [
      'a key',
      when('<qti-is-null><qti-correct identifier="RESPONSE"/></qti-is-null>', over),
      'the key of RESPONSE',
    ],
    ['an answer', when(`<qti-is-null>${variable('RESPONSE')}</qti-is-null>`, '', over), 'RESPONSE'],
    [
      'a branch before',
      when(right, set('SCORE', '<qti-base-value base-type="float">1</qti-base-value>'), over),
      'RESPONSE',
    ],
    ['an exit before', when(right, '<qti-exit-response/>') + over, 'RESPONSE'],
    ['an outcome of the attempt before', when(variable('VU'), over) + set('VU', right), 'RESPONSE'],
    [
      'chance',
      when(
        '<qti-gt><qti-random-float min="0" max="1"/><qti-base-value base-type="float">0.5</qti-base-value></qti-gt>',
        over,
      ),
      'chance',
    ],
  ])('is refused when its end depends on %s', (_, rules, cause) => {
    const item = stepped(rules);
    expect(whyRefused(item.steps)).toContain(cause);
    expect(toDelivery(item, { steps: true })).not.toHaveProperty('steps');
    expect(lintItem(item, { steps: true }).map(({ code }) => code)).toContain('QTI_LINT_NOT_PLAYABLE');
  });

  it('is refused when an answer decides which question comes next', () => {
    const question = `<qti-feedback-block outcome-identifier="AUTRE" identifier="oui" show-hide="show"><qti-content-body>${textEntry('', 'R2')}</qti-content-body></qti-feedback-block>`;
    const { steps } = stepped(aide + when(right, set('AUTRE', word('oui'))), { body: question });
    expect(whyRefused(steps)).toContain('another question');
  });

  it('leaves out what an answer shows, and keeps the rest', () => {
    const text = delivered(
      stepped(aide + when(right, set('AUTRE', word('oui'))), {
        body: hint('MONTRE') + hint('AUTRE', 'BRAVO'),
      }),
    );
    expect(text).toContain('Compte sur tes doigts.');
    expect(text).not.toContain('BRAVO');
  });

  it('never depends on its keys', () => {
    const key = fc.stringMatching(/^[a-z0-9]{1,5}$/);
    const rules = aide + when(right, set('SCORE', '<qti-base-value base-type="float">1</qti-base-value>'));
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(delivered(stepped(rules, { key: one }))).toBe(delivered(stepped(rules, { key: other })));
      }),
      { numRuns: 20 },
    );
  });

  it('counts its attempts where they decide, and ends after as many as a browser gives', () => {
    const third = `<qti-gte>${variable('numAttempts')}<qti-base-value base-type="integer">3</qti-base-value></qti-gte>`;
    const counted = toDelivery(stepped(when(third, over)), { steps: true }).steps;
    expect(counted?.attempts).toBe(3);
    expect(counted?.list.map(({ next }) => next['~'])).toEqual([1, 2, null]);
    const endless = toDelivery(stepped(set('MONTRE', word('oui'))), { steps: true }).steps;
    expect(endless?.attempts).toBe(10);
  });

  it('is refused when its states are too many', () => {
    const buttons = Array.from({ length: 8 }, (_, k) => `B${k}`);
    const item = itemOf(
      itemXml({
        attributes: 'identifier="i" title="I" xml:lang="fr" adaptive="true" time-dependent="false"',
        declarations: buttons.map((id) => response('single boolean', [], { id })).join(''),
        outcomes: buttons
          .map(
            (id) => `<qti-outcome-declaration identifier="V${id}" cardinality="single" base-type="boolean"/>`,
          )
          .join(''),
        body: buttons
          .map((id) => `<p><qti-end-attempt-interaction response-identifier="${id}" title="${id}"/></p>`)
          .join(''),
        processing: `<qti-response-processing>${buttons
          .map((id) =>
            when(variable(id), set(`V${id}`, '<qti-base-value base-type="boolean">true</qti-base-value>')),
          )
          .join('')}</qti-response-processing>`,
      }),
    );
    expect(whyRefused(item.steps)).toContain('too many');
  });
});
