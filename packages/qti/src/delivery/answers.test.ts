import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDelivery } from '../publish/to-delivery.ts';
import {
  choiceInteraction,
  matchInteraction,
  orderInteraction,
  read,
  response,
  textEntry,
} from '../testing/test-item.ts';
import { answerState, cleanText, isAnswered, worstCaseResponseBytes } from './answers.ts';

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

const two = toDelivery(
  read({
    declarations: response('multiple identifier') + response('single string', [], { id: 'R2' }),
    body: choiceInteraction(['A', 'B', 'C'], 'max-choices="3" min-choices="2"') + textEntry('', 'R2'),
  }),
);

describe('whether an item is answered', () => {
  it('is none, partial or complete, and asks for the minimum of choices', () => {
    expect(answerState(two, {})).toBe('none');
    expect(answerState(two, { RESPONSE: null, R2: '  ' })).toBe('none');
    expect(answerState(two, { R2: 'x' })).toBe('partial');
    expect(answerState(two, { RESPONSE: ['A'], R2: 'x' })).toBe('partial');
    expect(answerState(two, { RESPONSE: ['A', 'C'], R2: 'x' })).toBe('complete');
    expect(isAnswered(two, { RESPONSE: ['A', 'C'], R2: 'x' })).toBe(true);
  });

  it('counts no field that was left empty among several texts', () => {
    const texts = toDelivery(
      read({
        declarations: response('multiple string'),
        body: '<qti-extended-text-interaction response-identifier="RESPONSE" min-strings="2" max-strings="4"/>',
      }),
    );
    expect(answerState(texts, { RESPONSE: ['', ' '] })).toBe('none');
    expect(answerState(texts, { RESPONSE: ['', 'Loire'] })).toBe('partial');
    expect(answerState(texts, { RESPONSE: ['Seine', '', 'Loire'] })).toBe('complete');
  });

  it('does not take an inherited property for a response', () => {
    const item = toDelivery(
      read({
        declarations: response('single string', [], { id: 'toString' }),
        body: textEntry('', 'toString'),
      }),
    );
    expect(answerState(item, {})).toBe('none');
  });

  it('is complete for a text to read', () => {
    expect(isAnswered(toDelivery(read({ body: '<p>Lis ce texte.</p>' })), {})).toBe(true);
  });
});

describe('text that is saved', () => {
  it('is well formed, composed, without control characters, and within its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const cleaned = cleanText(text, max);
        expect(cleaned.length).toBeLessThanOrEqual(max);
        expect(cleaned.isWellFormed()).toBe(true);
        expect(cleaned).not.toMatch(/(?![\t\n])\p{Cc}/u);
        expect(bytes(cleaned)).toBeLessThanOrEqual(2 + 3 * max);
      }),
    );
    expect(cleanText('e\u0301\r\nx\u0007', 10)).toBe('é\nx');
    expect(cleanText('ab😀', 3)).toBe('ab');
    expect(cleanText('a\ud83d', 10)).toBe('a\ufffd');
  });
});

describe('the room that responses may take', () => {
  it('is reached by the largest responses and passed by none', () => {
    const item = toDelivery(
      read({
        declarations: response('single string'),
        body: textEntry('data-cloison-max-length="5"'),
      }),
    );
    expect(bytes({ RESPONSE: '€€€€€' })).toBe(worstCaseResponseBytes(item));
    expect(bytes({ RESPONSE: null })).toBeLessThanOrEqual(worstCaseResponseBytes(item));
  });

  it('holds for any text, choices, orders and pairs', () => {
    const ids = ['A', 'Bé', 'C-1', 'D'];
    const item = toDelivery(
      read({
        declarations: response('multiple identifier'),
        body: choiceInteraction(ids, 'max-choices="3"'),
      }),
    );
    const order = toDelivery(
      read({ declarations: response('ordered identifier'), body: orderInteraction(ids) }),
    );
    const match = toDelivery(
      read({
        declarations: response('multiple directedPair'),
        body: matchInteraction(['S1', 'S2é'], ['T1', 'T2'], 'max-associations="3"'),
      }),
    );
    const pairs = ['S1 T1', 'S1 T2', 'S2é T1', 'S2é T2'];
    fc.assert(
      fc.property(
        fc.subarray(ids, { maxLength: 3 }),
        fc.shuffledSubarray(ids),
        fc.subarray(pairs, { maxLength: 3 }),
        fc.string({ unit: 'binary', maxLength: 300 }),
        (chosen, ordered, paired, text) => {
          expect(bytes({ RESPONSE: chosen })).toBeLessThanOrEqual(worstCaseResponseBytes(item));
          expect(bytes({ RESPONSE: ordered })).toBeLessThanOrEqual(worstCaseResponseBytes(order));
          expect(bytes({ RESPONSE: paired })).toBeLessThanOrEqual(worstCaseResponseBytes(match));
          const both = { RESPONSE: chosen.filter((id) => id !== 'D'), R2: cleanText(text, 100) };
          expect(bytes(both)).toBeLessThanOrEqual(worstCaseResponseBytes(two) + bytes('Bé') + bytes('C-1'));
        },
      ),
    );
  });
});
