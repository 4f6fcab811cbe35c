import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  difficulties,
  fillDerivatives,
  fillLogProbabilities,
  fromVector,
  type ItemParameters,
  isProper,
  itemMoments,
  rescaleItem,
  thetaDerivatives,
  toVector,
  vectorLength,
} from './item-models.ts';

const slope = fc.double({ min: 0.2, max: 3, noNaN: true });
const step = fc.double({ min: -2.5, max: 2.5, noNaN: true });
const items: fc.Arbitrary<ItemParameters> = fc.oneof(
  fc.record({ slope, steps: fc.array(step, { minLength: 1, maxLength: 4 }) }).map(({ slope: a, steps }) => ({
    kind: 'partialCredit' as const,
    slope: a,
    scores: [0, ...steps.map((_, k) => k + 1 + (k > 1 ? 1 : 0))],
    intercepts: [0, ...steps],
  })),
  fc
    .record({
      slope,
      top: step,
      gaps: fc.array(fc.double({ min: 0.1, max: 2, noNaN: true }), { maxLength: 3 }),
    })
    .map(({ slope: a, top, gaps }) => {
      const intercepts = [0, top];
      for (const gap of gaps) intercepts.push(intercepts.at(-1)! - gap);
      return { kind: 'graded' as const, slope: a, scores: intercepts.map((_, c) => c), intercepts };
    }),
  fc
    .record({ slope, intercept: step, guessing: fc.double({ min: 0.02, max: 0.5, noNaN: true }) })
    .map((one) => ({
      kind: 'guessing' as const,
      scores: [0, 1],
      ...one,
    })),
  fc
    .record({
      slope,
      intercept: step,
      guessing: fc.double({ min: 0.02, max: 0.5, noNaN: true }),
      upper: fc.double({ min: 0.7, max: 0.999, noNaN: true }),
    })
    .map((one) => ({ kind: 'asymptotes' as const, scores: [0, 1], ...one })),
);
const theta = Float64Array.of(-3, -0.7, 0, 1.1, 4);

function logs(item: ItemParameters, at: Float64Array = theta): Float64Array {
  const out = new Float64Array(item.scores.length * at.length);
  fillLogProbabilities(item, at, out);
  return out;
}

describe('item models', () => {
  it('give probabilities that sum to one', () => {
    fc.assert(
      fc.property(items, (item) => {
        const p = logs(item).map(Math.exp);
        for (let q = 0; q < theta.length; q++) {
          let sum = 0;
          for (let c = 0; c < item.scores.length; c++) sum += p[c * theta.length + q]!;
          expect(sum).toBeCloseTo(1, 12);
        }
      }),
    );
  });

  it('have the derivatives by parameters that differences show', () => {
    fc.assert(
      fc.property(items, (item) => {
        const vector = toVector(item);
        expect(vector.length).toBe(vectorLength(item));
        const size = item.scores.length * theta.length;
        const analytic = new Float64Array(vector.length * size);
        fillDerivatives(item, theta, logs(item), analytic);
        for (let k = 0; k < vector.length; k++) {
          const [up, down] = [1e-5, -1e-5].map((h) => {
            const moved = Float64Array.from(vector);
            moved[k]! += h;
            return logs(fromVector(item, moved));
          });
          for (let at = 0; at < size; at++)
            expect(Math.abs(analytic[k * size + at]! - (up![at]! - down![at]!) / 2e-5)).toBeLessThan(1e-5);
        }
      }),
    );
  });

  it('have the derivatives by θ that differences show, and Fisher information E[f²] = −E[s]', () => {
    fc.assert(
      fc.property(items, (item) => {
        const { first, second } = thetaDerivatives(item, theta, logs(item));
        const h = 1e-4;
        const up = logs(
          item,
          theta.map((x) => x + h),
        );
        const down = logs(
          item,
          theta.map((x) => x - h),
        );
        const here = logs(item);
        const { information } = itemMoments(item, theta);
        const expected = new Float64Array(theta.length);
        for (let at = 0; at < here.length; at++) {
          expect(Math.abs(first[at]! - (up[at]! - down[at]!) / (2 * h))).toBeLessThan(1e-5);
          expect(Math.abs(second[at]! - (up[at]! - 2 * here[at]! + down[at]!) / (h * h))).toBeLessThan(1e-3);
          expected[at % theta.length]! -= Math.exp(here[at]!) * second[at]!;
        }
        for (let q = 0; q < theta.length; q++) expect(information[q]!).toBeCloseTo(expected[q]!, 8);
      }),
    );
  });

  it('say the same on another scale', () => {
    fc.assert(
      fc.property(items, fc.double({ min: 0.3, max: 3, noNaN: true }), step, (item, stretch, shift) => {
        const there = logs(
          rescaleItem(item, stretch, shift),
          theta.map((x) => (x - shift) / stretch),
        );
        logs(item).forEach((one, at) => {
          expect(there[at]!).toBeCloseTo(one, 8);
        });
        const moved = difficulties(rescaleItem(item, stretch, shift));
        difficulties(item).forEach((b, k) => {
          expect(moved[k]!).toBeCloseTo((b! - shift) / stretch, 7);
        });
      }),
    );
  });

  it('are the 3PL when the upper asymptote is 1', () => {
    const three: ItemParameters = {
      kind: 'guessing',
      slope: 1.3,
      scores: [0, 1],
      intercept: 0.4,
      guessing: 0.2,
    };
    const four: ItemParameters = { ...three, kind: 'asymptotes', upper: 1 };
    logs(four).forEach((one, at) => {
      expect(one).toBeCloseTo(logs(three)[at]!, 12);
    });
    expect(isProper({ ...four, upper: 0.1 })).toBe(false);
  });

  it('stay finite far out, and refuse crossed graded intercepts', () => {
    const far = Float64Array.of(-300, 300);
    const graded: ItemParameters = { kind: 'graded', slope: 2, scores: [0, 1, 2], intercepts: [0, 1, -1] };
    for (const item of [graded, { ...graded, kind: 'partialCredit' as const }])
      expect(logs(item, far).every(Number.isFinite)).toBe(true);
    expect(isProper({ ...graded, intercepts: [0, -1, 1] })).toBe(false);
    expect(difficulties({ ...graded, slope: 0 })).toEqual([null, null]);
  });
});
