import { describe, expect, it } from 'vitest';
import { RecencyCache } from './recency-cache.ts';

describe('a recency cache', () => {
  it('keeps at least its maximum, and at most twice as many', () => {
    const cache = new RecencyCache<number>(3);
    for (let i = 1; i <= 6; i++) cache.set(`${i}`, i);
    expect([1, 2, 3, 4, 5, 6].map((i) => cache.has(`${i}`))).toEqual(Array(6).fill(true));
    cache.set('7', 7);
    expect([1, 3, 4, 6, 7].map((i) => cache.get(`${i}`))).toEqual([undefined, undefined, 4, 6, 7]);
  });

  it('keeps what is used again, however many values are used once; peeking does not count as use', () => {
    const cache = new RecencyCache<number>(10);
    cache.set('used', 1);
    cache.set('asked', 2);
    for (let i = 0; i < 1000; i++) {
      cache.set(`once ${i}`, i);
      if (i % 5 === 0) expect(cache.get('used')).toBe(1);
      if (i % 5 === 0) cache.has('asked');
    }
    expect([cache.has('used'), cache.has('asked')]).toEqual([true, false]);
  });

  it('has only the newest value of a key, and forgets', () => {
    const cache = new RecencyCache<number>(2);
    for (const [key, value] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['a', 4],
    ] as const)
      cache.set(key, value);
    expect(cache.get('a')).toBe(4);
    cache.delete('a');
    expect(cache.get('a')).toBeUndefined();
    cache.clear();
    expect([cache.has('b'), cache.has('c')]).toEqual([false, false]);
  });
});
