import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { toDelivery } from '../publish/to-delivery.ts';
import { readItem } from '../read/item.ts';
import { score, scoreAttempts } from '../score/score.ts';
import { answerState, worstCaseResponseBytes } from './answers.ts';
import type { ItemResponses } from './delivery-item.ts';
import { parseDeliveryItem } from './parse.ts';
import { endAttempt, itemAt, placeOf, submit } from './steps.ts';

const xml = readFileSync(join(import.meta.dirname, '../../fixtures/items/relecture.xml'));
const source = readItem(xml, { path: 'items/relecture.xml' });
const item = toDelivery(source, { steps: true });
const steps = item.steps!;
const end = (responses: ItemResponses, by = submit): ItemResponses => {
  const after = endAttempt(item, responses, by);
  if (after === null) throw new Error('no attempt was ended');
  return after;
};
const words = (responses: ItemResponses) => JSON.stringify(itemAt(item, responses).body);

it('each attempt is kept beside the answer, and leads to the next step, until the item is over', () => {
  const hinted = end({ RESPONSE: '54' }, 'AIDE');
  expect(hinted).toEqual({ RESPONSE: '54', 'RESPONSE~1': '54', 'AIDE~1': 'true', numAttempts: '1' });
  expect(words(hinted)).toContain('SECRET-AIDE');
  const handedIn = end(hinted);
  expect(words(handedIn)).toContain('SECRET-RELIRE');
  expect(answerState(item, handedIn)).toBe('partial');
  const all = end({ ...handedIn, RESPONSE: '56' });
  expect(placeOf(steps, all)).toEqual({ ended: 3, step: null });
  // As it was last.
  expect(words(all)).toContain('SECRET-RELIRE');
  expect(answerState(item, all)).toBe('complete');
  expect(endAttempt(item, all, submit)).toBeNull();
  expect(score(source, all)).toEqual(
    scoreAttempts(source, [{ RESPONSE: '54', AIDE: 'true' }, { RESPONSE: '54' }, { RESPONSE: '56' }]),
  );
  expect(new TextEncoder().encode(JSON.stringify(all)).length).toBeLessThanOrEqual(
    worstCaseResponseBytes(item),
  );
});

it('a record that nobody could have made leads nowhere, and does no harm', () => {
  expect(placeOf(steps, { numAttempts: '99' })).toEqual({ ended: 3, step: null });
  expect(placeOf(steps, { numAttempts: 'x' })).toEqual({ ended: 0, step: 0 });
  expect(placeOf(steps, { numAttempts: ['2'] })).toEqual({ ended: 0, step: 0 });
  expect(endAttempt(item, {}, 'RESPONSE')).toBeNull();
  for (const responses of [
    { numAttempts: '0' },
    { numAttempts: '11' },
    { numAttempts: '1', 'RESPONSE~2': '3' },
    { numAttempts: '1', 'AUTRE~1': '3' },
    { numAttempts: '1', 'AIDE~1': 'maybe' },
  ])
    expect([responses, score(source, responses).kind]).toEqual([responses, 'invalid']);
});

it('a table that leads to no step, by no button, or out of what a record holds, is refused', () => {
  const broken = (change: object) => () => parseDeliveryItem({ ...item, steps: { ...steps, ...change } });
  expect(broken({})).not.toThrow();
  expect(broken({ list: [{ next: { [submit]: 7 } }] })).toThrow('not there');
  expect(broken({ list: [{ next: { RESPONSE: null } }] })).toThrow('button');
  expect(broken({ list: [] })).toThrow();
  expect(broken({ attempts: 11 })).toThrow();
  expect(broken({ list: [{ body: item.body, next: {} }] })).toThrow('first step');
});
