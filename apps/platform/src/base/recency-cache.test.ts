import { describe, expect, it } from 'vitest';
import { RecencyCache } from './recency-cache.ts';

describe('what was used lately', () => {
  it('stays for as many others as it may, and for as many again', () => {
    const lately = new RecencyCache<number>(3);
    for (let i = 1; i <= 6; i++) lately.set(`${i}`, i);
    expect([1, 2, 3, 4, 5, 6].map((i) => lately.has(`${i}`))).toEqual(Array(6).fill(true));
    lately.set('7', 7);
    expect([1, 3, 4, 6, 7].map((i) => lately.get(`${i}`))).toEqual([undefined, undefined, 4, 6, 7]);
  });

  it('stays when it is used again, however many are used once; being asked about is no use', () => {
    const lately = new RecencyCache<number>(10);
    lately.set('used', 1);
    lately.set('asked', 2);
    for (let i = 0; i < 1000; i++) {
      lately.set(`once ${i}`, i);
      if (i % 5 === 0) expect(lately.get('used')).toBe(1);
      if (i % 5 === 0) lately.has('asked');
    }
    expect([lately.has('used'), lately.has('asked')]).toEqual([true, false]);
  });

  it('has its newest value alone, and forgets', () => {
    const lately = new RecencyCache<number>(2);
    for (const [key, value] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['a', 4],
    ] as const)
      lately.set(key, value);
    expect(lately.get('a')).toBe(4);
    lately.delete('a');
    expect(lately.get('a')).toBeUndefined();
    lately.clear();
    expect([lately.has('b'), lately.has('c')]).toEqual([false, false]);
  });
});
