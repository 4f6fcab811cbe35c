import { describe, expect, it } from 'vitest';
import { randomOf } from './random.ts';

describe('randomOf', () => {
  // Produced by this implementation on 2026-11-24 (Node 24): they hold rosters still from one version to the next.
  it('gives the numbers that it always gave', () => {
    const random = randomOf(1);
    expect([random.next(), random.next(), random.next()]).toEqual([
      0.98954343558279, 0.9827809425285033, 0.24672120581302226,
    ]);
  });

  it('gives streams that differ for keys that differ, even when they read alike', () => {
    expect(randomOf('a', 'b').next()).not.toBe(randomOf('ab').next());
    expect(randomOf(1, 12).next()).not.toBe(randomOf(11, 2).next());
  });

  it('is even over its range, with the mean and spread that each draw promises', () => {
    const random = randomOf('even');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 20_000; i++) counts[random.below(10)]! += 1;
    // Chi-square with 9 degrees of freedom: 27.9 is passed by one sound generator in a thousand.
    expect(counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(27.9);
    const normals = Array.from({ length: 20_000 }, () => random.normal());
    const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(normals.reduce((sum, value) => sum + value ** 2, 0) / normals.length).toBeCloseTo(1, 1);
  });

  it('weighs choices, and refuses to pick from nothing', () => {
    const random = randomOf('weights');
    const drawn = Array.from({ length: 4_000 }, () => random.pickWeighted([1, 3], (weight) => weight));
    expect(drawn.filter((value) => value === 3).length / drawn.length).toBeCloseTo(0.75, 1);
    expect(() => random.pick([])).toThrow(RangeError);
    expect(() => random.pickWeighted([], () => 1)).toThrow(RangeError);
  });
});
