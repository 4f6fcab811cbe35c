import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../numeric/distributions.ts';
import { uniformAt } from '../numeric/random.ts';
import { medianError } from './median-error.ts';

const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  return n % 2 === 1 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2;
};

/** Medians of all nⁿ samples with replacement. */
function enumerated(values: readonly number[]): number {
  const n = values.length;
  const medians = Array.from({ length: n ** n }, (_, code) =>
    median(Array.from({ length: n }, (_, k) => values[Math.floor(code / n ** k) % n]!)),
  );
  const mean = medians.reduce((sum, one) => sum + one, 0) / medians.length;
  return Math.sqrt(medians.reduce((sum, one) => sum + (one - mean) ** 2, 0) / medians.length);
}

describe('the standard error of a median', () => {
  it.each([
    [[-1.5, -1.5, -0.5]],
    [[0.2, 1, 0.4, 3]],
    [[1, 1, 2, 2]],
    [[0.1, -0.4, 0.9, 0.3, 2]],
    [[0.1, -0.4, 0.9, 0.3, 2, 0.3]],
  ])('is that of all samples with replacement: %j', (values) => {
    expect(medianError(values)!).toBeCloseTo(enumerated(values), 10);
  });

  it('is none for one value, and 0 when all agree', () => {
    expect(medianError([1])).toBeNull();
    expect(medianError([2, 2, 2, 2])).toBeCloseTo(0, 12);
  });

  it.each([11, 20])('is near what panels of %i really differ by', (n) => {
    const panels = 4000;
    const medians: number[] = [];
    let error = 0;
    for (let panel = 0; panel < panels; panel++) {
      const values = Array.from({ length: n }, (_, k) => normalQuantile(uniformAt(5, panel, k)));
      medians.push(median(values));
      error += medianError(values)! ** 2 / panels;
    }
    const variance = medians.reduce((sum, one) => sum + one * one, 0) / panels;
    // Maritz & Jarrett (1978): somewhat too large in small samples.
    expect(Math.sqrt(error / variance)).toBeGreaterThan(0.95);
    expect(Math.sqrt(error / variance)).toBeLessThan(1.2);
  });
});
