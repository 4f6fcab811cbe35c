import { describe, expect, test } from 'vitest';
import { domainResult, groupOf } from './domain-results.ts';
import type { ItemResult, Sitting } from './sitting.ts';

const item = (state: ItemResult['state'], score: number | null): ItemResult => ({
  state,
  responses: {},
  score,
  maxScore: 1,
  ms: null,
});
const sitting = (change: Partial<Sitting>): Sitting => ({
  sequence: 's',
  mode: 'online',
  state: 'complete',
  answered: 0,
  expected: 2,
  receipt: null,
  records: [],
  items: {},
  ...change,
});
const domain = { id: 'd', sequence: 's', items: ['a', 'b'], thresholds: [1, 2] as const };
const both = { a: item('answered', 1), b: item('noAnswer', 0) };

describe('groups', () => {
  test.each([
    [0, 'needs'],
    [0.999, 'needs'],
    [1, 'fragile'],
    [1.999, 'fragile'],
    [2, 'satisfactory'],
    [3, 'satisfactory'],
  ] as const)('a score of %d against 1 and 2 is %s', (score, group) => {
    expect(groupOf(score, [1, 2])).toBe(group);
  });

  test('decimal points that add up to a threshold meet it', () => {
    expect(groupOf(0.1 + 0.2, [0.3, 0.3])).toBe('satisfactory');
  });
});

describe('the result of a domain', () => {
  test('sums its items, no answer being nothing', () => {
    expect(domainResult(domain, sitting({ items: both }))).toEqual({ score: 1, group: 'fragile' });
  });

  test('is none while an online sequence is not final', () => {
    expect(domainResult(domain, sitting({ state: 'begun', items: both }))).toBeNull();
  });

  test('comes for entry as soon as its own items are keyed, whatever the rest of the sequence', () => {
    expect(domainResult(domain, sitting({ mode: 'entry', state: 'begun', items: both }))).toEqual({
      score: 1,
      group: 'fragile',
    });
  });

  test.each(['absent', 'notTaught'] as const)('is none when an item was %s', (state) => {
    const items = { ...both, b: item(state, null) };
    expect(domainResult(domain, sitting({ mode: 'entry', items }))).toBeNull();
  });

  test('is none when an item is missing, when a person has to score one, and when nothing was received', () => {
    expect(domainResult(domain, sitting({ items: { a: both.a } }))).toBeNull();
    expect(domainResult(domain, sitting({ items: { ...both, b: item('answered', null) } }))).toBeNull();
    expect(domainResult(domain, undefined)).toBeNull();
  });
});
