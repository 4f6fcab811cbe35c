import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustP } from './adjust-p.ts';
import {
  betaLower,
  chiSquareUpper,
  logGamma,
  noncentralChiSquareLower,
  normalLower,
  normalQuantile,
  normalUpper,
  studentQuantile,
  studentTwoSided,
} from './distributions.ts';
import { cholesky, choleskyInverse, choleskySolve, solvePositive, solveWithRidge } from './linear-algebra.ts';
import { bisect, minimiseSmooth } from './minimise.ts';
import { philox, uniformAt } from './random.ts';

describe('distributions', () => {
  it('agree with the tables of Abramowitz & Stegun (1964) and their closed forms', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 13);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalUpper(1.959963984540054)).toBeCloseTo(0.025, 14);
    expect(normalUpper(10) / 7.61985302416047e-24).toBeCloseTo(1, 9);
    expect(chiSquareUpper(3.841458820694124, 1)).toBeCloseTo(0.05, 13);
    expect(chiSquareUpper(18.307038053275146, 10)).toBeCloseTo(0.05, 13);
    expect(chiSquareUpper(2 * Math.log(20), 2)).toBeCloseTo(0.05, 14);
    // Two degrees of freedom: P(|T| ≥ t) = 1 − t/√(2 + t²); one: the Cauchy distribution.
    expect(studentTwoSided(3, 2)).toBeCloseTo(1 - 3 / Math.sqrt(11), 13);
    expect(studentTwoSided(1, 1)).toBeCloseTo(0.5, 13);
    expect(studentQuantile(1 - studentTwoSided(3, 2), 2)).toBeCloseTo(3, 8);
    expect(studentQuantile(0.95, Number.POSITIVE_INFINITY)).toBeCloseTo(1.959963984540054, 10);
    expect(betaLower(0.3, 2, 3)).toBeCloseTo(0.3483, 12);
  });

  it('have a noncentral chi-square that is the central one without noncentrality, and its closed form for one degree of freedom', () => {
    expect(noncentralChiSquareLower(5, 3, 0)).toBeCloseTo(1 - chiSquareUpper(5, 3), 14);
    // (Z + √λ)² ≤ x.
    const closed = normalLower(2 - 1.5) - normalLower(-2 - 1.5);
    expect(noncentralChiSquareLower(4, 1, 2.25)).toBeCloseTo(closed, 12);
  });

  it('have quantiles that invert the distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (p) => {
        expect(Math.abs(normalLower(normalQuantile(p)) - p)).toBeLessThan(1e-12);
      }),
    );
  });
});

describe('random numbers', () => {
  it('are Philox4x32-10: the known answers of the Random123 distribution (Salmon et al. 2011, kat_vectors)', () => {
    expect(philox(0, 0, 0, 0, 0, 0)).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    const ones = 0xffffffff;
    expect(philox(ones, ones, ones, ones, ones, ones)).toEqual([
      0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd,
    ]);
    expect(philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0)).toEqual([
      0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1,
    ]);
  });

  it('are uniform, differ by seed, stream and counter, and depend on nothing else', () => {
    let sum = 0;
    let square = 0;
    for (let k = 0; k < 20_000; k++) {
      const u = uniformAt(7, k % 100, Math.floor(k / 100));
      expect(u > 0 && u < 1).toBe(true);
      sum += u;
      square += u * u;
    }
    expect(Math.abs(sum / 20_000 - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(square / 20_000 - 1 / 3)).toBeLessThan(0.01);
    expect(uniformAt(7, 1, 2)).toBe(uniformAt(7, 1, 2));
    expect(
      new Set([uniformAt(7, 1, 2), uniformAt(8, 1, 2), uniformAt(7, 2, 1), uniformAt(7 + 2 ** 32, 1, 2)])
        .size,
    ).toBe(4);
  });
});

describe('linear algebra', () => {
  const positive = fc.integer({ min: 1, max: 6 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      root: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), {
        minLength: size * size,
        maxLength: size * size,
      }),
      right: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: size, maxLength: size }),
    }),
  );

  it('solves what it multiplied', () => {
    fc.assert(
      fc.property(positive, ({ size, root, right }) => {
        const matrix = new Float64Array(size * size);
        for (let i = 0; i < size; i++)
          for (let j = 0; j < size; j++) {
            for (let k = 0; k < size; k++) matrix[i * size + j]! += root[i * size + k]! * root[j * size + k]!;
            if (i === j) matrix[i * size + j]! += 1;
          }
        const x = solvePositive(matrix, size, Float64Array.from(right));
        const inverse = choleskyInverse(cholesky(matrix, size)!, size);
        for (let i = 0; i < size; i++) {
          let back = 0;
          let unit = 0;
          for (let j = 0; j < size; j++) {
            back += matrix[i * size + j]! * x[j]!;
            unit += matrix[i * size + j]! * inverse[j * size + i]!;
          }
          expect(back).toBeCloseTo(right[i]!, 8);
          expect(unit).toBeCloseTo(1, 8);
        }
      }),
    );
  });

  it('refuses a matrix that is not positive definite, and still finds a step for an iteration', () => {
    const singular = Float64Array.of(1, 1, 1, 1);
    expect(cholesky(singular, 2)).toBeNull();
    expect(() => solvePositive(singular, 2, Float64Array.of(1, 1))).toThrow('positive definite');
    expect(solveWithRidge(singular, 2, Float64Array.of(1, 1)).every(Number.isFinite)).toBe(true);
    expect(choleskySolve(cholesky(Float64Array.of(4), 1)!, 1, Float64Array.of(8))[0]).toBe(2);
  });
});

describe('minimising', () => {
  it("finds the minimum of Rosenbrock's valley (1960)", () => {
    const found = minimiseSmooth(([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2, [-1.2, 1]);
    expect(found![0]).toBeCloseTo(1, 6);
    expect(found![1]).toBeCloseTo(1, 6);
  });

  it('finds a root, and says when there is none', () => {
    expect(bisect((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 14);
    expect(bisect((x) => x * x + 1, -1, 1)).toBeNull();
  });
});

describe('p-values of many tests', () => {
  // R 4.5.0: p.adjust(p, "holm"), p.adjust(p, "BH").
  const p = [0.01, 0.02, 0.03, 0.04, 0.05, null, 0.001, 0.9, 0.03];
  it.each([
    ['holm', [0.07, 0.12, 0.15, 0.15, 0.15, null, 0.008, 0.9, 0.15]],
    ['benjamini-hochberg', [0.04, 0.048, 0.048, 0.16 / 3, 0.4 / 7, null, 0.008, 0.9, 0.048]],
  ] as const)('are adjusted by %s as R does', (method, wanted) => {
    adjustP(p, method).forEach((one, k) => {
      if (wanted[k] === null) expect(one).toBeNull();
      else expect(one!).toBeCloseTo(wanted[k]!, 12);
    });
  });
});
