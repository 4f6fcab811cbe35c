import { describe, expect, it } from 'vitest';
import { LSAT6, patternMatrix } from '../../reference/reference-sets.ts';
import { calibrate } from '../irt/calibrate.ts';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import { itemErrors } from './item-errors.ts';
import { difficulties, fromVector, type ItemParameters, toVector } from './item-models.ts';

const items: readonly ItemParameters[] = [
  { kind: 'partialCredit', slope: 1.3, scores: [0, 1, 3], intercepts: [0, 0.7, -0.4] },
  { kind: 'graded', slope: 0.8, scores: [0, 1, 2], intercepts: [0, 1.1, -0.6] },
  { kind: 'guessing', slope: 1.6, scores: [0, 1], intercept: 0.9, guessing: 0.18 },
  { kind: 'asymptotes', slope: 1.6, scores: [0, 1], intercept: 0.9, guessing: 0.18, upper: 0.94 },
];

describe('standard errors of difficulties and asymptotes', () => {
  it.each(items)('are those that differences of the parameters give ($kind)', (item) => {
    const vector = toVector(item);
    const length = vector.length;
    // Any positive definite matrix: B·Bᵀ of B with b(k, l) = sin(1 + 3k + l)/10.
    const covariance = new Float64Array(length * length);
    const b = (k: number, l: number) => Math.sin(1 + 3 * k + l) / 10;
    for (let k = 0; k < length; k++)
      for (let l = 0; l < length; l++)
        for (let m = 0; m < length; m++) covariance[k * length + l]! += b(k, m) * b(l, m);
    const numeric = (value: (one: ItemParameters) => number) => {
      const gradient = vector.map((_, k) => {
        const [up, down] = [1e-5, -1e-5].map((h) =>
          value(
            fromVector(
              item,
              vector.map((one, place) => (place === k ? one + h : one)),
            ),
          ),
        );
        return (up! - down!) / 2e-5;
      });
      let variance = 0;
      gradient.forEach((left, k) => {
        gradient.forEach((right, l) => {
          variance += left * right * covariance[k * length + l]!;
        });
      });
      return Math.sqrt(variance);
    };
    const found = itemErrors(item, covariance);
    found.difficulties.forEach((error, k) => {
      expect(error!).toBeCloseTo(
        numeric((one) => difficulties(one)[k]!),
        7,
      );
    });
    if ('guessing' in item)
      expect(found.guessing!).toBeCloseTo(
        numeric((one) => ('guessing' in one ? one.guessing : 0)),
        7,
      );
    else expect(found.guessing).toBeNull();
    if ('upper' in item)
      expect(found.upper!).toBeCloseTo(
        numeric((one) => ('upper' in one ? one.upper : 0)),
        7,
      );
    else expect(found.upper).toBeNull();
  });

  it('are none where nothing is estimated, or the item is flat', () => {
    expect(itemErrors(items[2]!, new Float64Array(9))).toEqual({
      difficulties: [null],
      guessing: null,
      upper: null,
    });
    const flat: ItemParameters = { kind: 'partialCredit', slope: 0, scores: [0, 1], intercepts: [0, 1] };
    expect(itemErrors(flat, Float64Array.of(1, 0, 0, 1)).difficulties).toEqual([null]);
  });

  it('of LSAT6 under the 2PL are the published ones (ltm: Rizopoulos 2006, J. Stat. Software 17(5))', async () => {
    const found = await calibrate({ matrix: patternMatrix(LSAT6), model: '2pl' }, { pool });
    const published = [
      { difficulty: -3.3597, error: 0.8669 },
      { difficulty: -1.3696, error: 0.3073 },
      { difficulty: -0.2799, error: 0.0997 },
      { difficulty: -1.8659, error: 0.4341 },
      { difficulty: -3.1236, error: 0.87 },
    ];
    published.forEach(({ difficulty, error }, j) => {
      const item = found.items[j]!;
      expect(Math.abs(difficulties(item.parameters)[0]! - difficulty)).toBeLessThan(3e-3);
      expect(Math.abs(item.difficultyErrors[0]! / error - 1)).toBeLessThan(3e-3);
    });
  });
});
