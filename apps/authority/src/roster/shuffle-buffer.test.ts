import { expect, it } from 'vitest';
import { ShuffleBuffer } from './shuffle-buffer.ts';

function sent(count: number): number[] {
  const out: number[] = [];
  const buffer = new ShuffleBuffer<number>((value) => out.push(value));
  for (let i = 0; i < count; i++) buffer.add(i);
  buffer.end();
  return out;
}

it.each([0, 1, 30, 8_192, 30_000])('every one of %i values is sent once, in another order', (count) => {
  const out = sent(count);
  expect(out.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
});

it('of neighbours the later one is as likely to come first', () => {
  const out = sent(30_000);
  const place = new Map(out.map((value, i) => [value, i]));
  let inOrder = 0;
  for (let i = 0; i < 29_999; i++) if (place.get(i)! < place.get(i + 1)!) inOrder += 1;
  // 29,999 coins, which depend on each other but hardly: six standard deviations are 0.0173.
  expect(Math.abs(inOrder / 29_999 - 0.5)).toBeLessThan(0.018);
});
