import { describe, expect, it } from 'vitest';
import { reference, referenceMatrix } from '../../reference/reference-sets.ts';
import { calibrate } from '../irt/calibrate.ts';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import type { ItemParameters } from '../models/item-models.ts';
import { pointEstimates } from './point-estimates.ts';
import { marginalReliability, wleReliability } from './reliabilities.ts';

const binary = (slope: number, intercept: number): ItemParameters => ({
  kind: 'partialCredit',
  slope,
  scores: [0, 1],
  intercepts: [0, intercept],
});

describe('reliability', () => {
  it.each([
    ['a_2pl_1000x20.csv', '2pl', 'a_tam_tight.json'],
    ['c_gpcm_5000x30.csv', 'gpcm', 'c_tam_tight.json'],
  ] as const)('of EAP and WLE is that of TAM 4.4-2 for %s', async (file, model, tam) => {
    const found = await calibrate({ matrix: referenceMatrix(file), model }, { pool });
    const wle = await pointEstimates(found.scoring, found.eap, 'wle', pool);
    // TAM divides the variance of the estimates by n, mirt and this package by n − 1.
    const n = found.persons;
    const odds = (found.reliability! / (1 - found.reliability!)) * ((n - 1) / n);
    expect(odds / (1 + odds)).toBeCloseTo(reference(tam).EAPrel, 5);
    expect(wleReliability(wle)).toBeCloseTo(reference(tam).WLE.WLErel, 5);
  });

  // By integrate() of base R 4.5.0 to 1e-13, the information written out.
  it('is the marginal one of a normal population, and of several together', () => {
    const items: ItemParameters[] = [
      binary(1, 0.4),
      binary(1.2, -0.5),
      binary(0.8, 0.9),
      { kind: 'guessing', slope: 1.5, scores: [0, 1], intercept: -0.3, guessing: 0.2 },
    ];
    expect(marginalReliability(items, [{ mean: 0.3, sd: 1.2, share: 5 }])).toBeCloseTo(0.509194215648, 10);
    expect(
      marginalReliability(items, [
        { mean: 0, sd: 1, share: 750 },
        { mean: 0.8, sd: 0.7, share: 250 },
      ]),
    ).toBeCloseTo(0.493313098401, 10);
  });

  it('weighs persons, and leaves out those without an estimate', () => {
    const all = { estimate: [1, 2, 2, 4], standardError: [0.5, 0.6, 0.6, 0.7] };
    const some = { estimate: [1, Number.NaN, 2, 4], standardError: [0.5, 1, 0.6, 0.7] };
    const typed = (one: typeof all) => ({
      estimate: Float64Array.from(one.estimate),
      standardError: Float64Array.from(one.standardError),
    });
    // Variance (unbiased) 19/12, mean squared error 1.46/4.
    expect(wleReliability(typed(all))).toBeCloseTo(1 - 1.46 / 4 / (19 / 12), 12);
    expect(wleReliability(typed(some), Float64Array.from([1, 9, 1, 1]))).toBeCloseTo(
      1 - 1.1 / 3 / (7 / 3),
      12,
    );
    expect(wleReliability(typed({ estimate: [1, 1], standardError: [1, 1] }))).toBeNull();
    expect(wleReliability(typed({ estimate: [1], standardError: [1] }))).toBeNull();
  });
});
