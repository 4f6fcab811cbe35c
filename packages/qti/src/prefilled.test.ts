import { describe, expect, it } from 'vitest';
import { parseDeliveryItem } from './delivery/parse.ts';
import { endAttempt } from './delivery/steps.ts';
import { answerState, type DeliveryItem, shownResponses } from './delivery.ts';
import { lintItem } from './lint/lint.ts';
import { toDelivery } from './publish/to-delivery.ts';
import { buildRoutingTable } from './routing/routing-table.ts';
import { score, scoreAttempts } from './score/score.ts';
import {
  choiceInteraction,
  type ItemParts,
  mapping,
  matchCorrect,
  matchInteraction,
  orderInteraction,
  read,
  response,
  textEntry,
} from './testing/test-item.ts';

const defaults = (...values: readonly string[]) =>
  `<qti-default-value>${values.map((value) => `<qti-value>${value}</qti-value>`).join('')}</qti-default-value>`;
const prefilled = (type: string, values: readonly string[], correct: readonly string[] = []) =>
  response(type, correct, { inside: defaults(...values) });
const deliver = (parts: ItemParts): DeliveryItem =>
  parseDeliveryItem(JSON.stringify(toDelivery(read(parts))));
const initialOf = (parts: ItemParts) => deliver(parts).responses[0]?.initial;
const codesOf = (parts: ItemParts) => lintItem(read(parts)).map(({ code }) => code);

describe('a response that is there before the pupil answers', () => {
  it.each<[string, ItemParts, unknown]>([
    [
      'a choice',
      { declarations: prefilled('single identifier', ['B']), body: choiceInteraction(['A', 'B']) },
      'B',
    ],
    [
      'an order',
      { declarations: prefilled('ordered identifier', ['B', 'A']), body: orderInteraction(['A', 'B']) },
      ['B', 'A'],
    ],
    [
      'pairs',
      {
        declarations: prefilled('multiple directedPair', ['A C']),
        body: matchInteraction(['A', 'B'], ['C', 'D'], 'max-associations="2"'),
      },
      ['A C'],
    ],
    [
      'a text to correct',
      { declarations: prefilled('single string', ['Il a manger.']), body: textEntry() },
      'Il a manger.',
    ],
    [
      'a number, with the comma of its language',
      { declarations: prefilled('single float', ['3.5']), body: textEntry() },
      '3,5',
    ],
    [
      'the place of a slider, as its control writes it',
      {
        declarations: prefilled('single float', ['2.5']),
        body: '<qti-slider-interaction response-identifier="RESPONSE" lower-bound="0" upper-bound="9" step="0.5"/>',
      },
      '2.5',
    ],
  ])('is delivered: %s', (_, parts, initial) => {
    expect(initialOf(parts)).toEqual(initial);
    expect(codesOf(parts)).not.toContain('QTI_LINT_NOT_PLAYABLE');
  });

  it('is scored until it is changed, and is NULL once it was emptied', () => {
    const item = read({
      declarations: response('single identifier', ['A'], {
        inside: `${defaults('B')}${mapping({ A: 2, B: 1 }, 'default-value="-1"')}`,
      }),
      body: choiceInteraction(['A', 'B', 'C']),
      processing:
        '<qti-response-processing><qti-set-outcome-value identifier="SCORE"><qti-map-response identifier="RESPONSE"/></qti-set-outcome-value></qti-response-processing>',
    });
    const points = (responses: object) => score(item, responses);
    expect(points({})).toMatchObject({ score: 1 });
    expect(points({ RESPONSE: 'A' })).toMatchObject({ score: 2 });
    expect(points({ RESPONSE: null })).toMatchObject({ score: -1 });
  });

  it('is shown until the pupil answers, and no answer of the pupil’s', () => {
    const item = deliver({ declarations: prefilled('single string', ['Il a']), body: textEntry() });
    expect(shownResponses(item, {})).toEqual({ RESPONSE: 'Il a' });
    expect(shownResponses(item, { RESPONSE: null })).toEqual({ RESPONSE: null });
    expect(shownResponses(item, { RESPONSE: 'Il a mangé' })).toEqual({ RESPONSE: 'Il a mangé' });
    const states = [{}, { RESPONSE: null }, { RESPONSE: 'Il a mangé' }].map((one) => answerState(item, one));
    expect(states).toEqual(['none', 'none', 'complete']);
  });

  it('is what the first attempt was where nothing was changed, and does not come back in a later one', () => {
    const item = read({
      attributes: 'identifier="item" title="x" xml:lang="fr" adaptive="true"',
      declarations: `${prefilled('single identifier', ['B'], ['A'])}${response('single boolean', [], { id: 'AGAIN' })}`,
      body: `${choiceInteraction(['A', 'B'])}<p><qti-end-attempt-interaction response-identifier="AGAIN" title="Encore"/></p>`,
      processing: matchCorrect,
    });
    const delivered: DeliveryItem = {
      ...toDelivery(item),
      steps: { list: [{ next: { AGAIN: 1 } }, { next: {} }], attempts: 3 },
    };
    const once = endAttempt(delivered, {}, 'AGAIN');
    expect(once).toMatchObject({ 'RESPONSE~1': 'B', numAttempts: '1' });
    expect(endAttempt(delivered, { RESPONSE: null }, 'AGAIN')).toMatchObject({ 'RESPONSE~1': null });
    expect(scoreAttempts(item, [{ RESPONSE: 'A' }, {}])).toMatchObject({ score: 1 });
    expect(score(item, { numAttempts: '1', 'RESPONSE~1': 'A', RESPONSE: 'A' })).toMatchObject({ score: 1 });
  });

  it('keeps an item out of campaigns when its interaction would not take it', () => {
    for (const values of [['C'], ['A', 'B']]) {
      const type = values.length > 1 ? 'multiple identifier' : 'single identifier';
      const parts = { declarations: prefilled(type, values), body: choiceInteraction(['A', 'B']) };
      expect(codesOf(parts)).toContain('QTI_LINT_NOT_PLAYABLE');
    }
    const button = (value: string) => ({
      declarations: prefilled('single boolean', [value]),
      body: '<p><qti-end-attempt-interaction response-identifier="RESPONSE" title="Aide"/></p>',
    });
    expect(codesOf(button('true'))).toContain('QTI_LINT_NOT_PLAYABLE');
    expect(codesOf(button('false'))).not.toContain('QTI_LINT_NOT_PLAYABLE');
    expect(initialOf(button('false'))).toBeUndefined();
  });

  it('is warned of when it is the key, and never routes', () => {
    const parts: ItemParts = {
      declarations: prefilled('single identifier', ['A'], ['A']),
      body: choiceInteraction(['A', 'B']),
      processing: matchCorrect,
    };
    expect(codesOf(parts)).toContain('QTI_LINT_KEY_SHOWN');
    expect(codesOf({ ...parts, declarations: prefilled('single identifier', ['B'], ['A']) })).not.toContain(
      'QTI_LINT_KEY_SHOWN',
    );
    expect(buildRoutingTable('r', [read(parts)], [{ atLeast: null, module: 'm' }])).toMatchObject({
      kind: 'refused',
    });
  });

  it('of a delivery has to be of its cardinality', () => {
    const item = toDelivery(
      read({ declarations: prefilled('single identifier', ['B']), body: choiceInteraction(['A', 'B']) }),
    );
    for (const initial of [['B'], '', 7]) {
      const json = JSON.stringify({ ...item, responses: [{ ...item.responses[0], initial }] });
      expect(() => parseDeliveryItem(json)).toThrow();
    }
  });

  it('may be set by template processing, for the variant of a seed', () => {
    const processing = `<qti-template-processing><qti-set-default-value identifier="RESPONSE"><qti-base-value base-type="identifier">A</qti-base-value></qti-set-default-value></qti-template-processing>`;
    const parts = {
      declarations: prefilled('single identifier', ['B']),
      outcomes: processing,
      body: choiceInteraction(['A', 'B']),
    };
    expect(initialOf(parts)).toBe('A');
  });
});
