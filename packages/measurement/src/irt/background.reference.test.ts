/** Latent regressions against base R, the marginal likelihood written out (reference/background.R). */
import { describe, expect, it } from 'vitest';
import { largestDifference, reference, referenceRows } from '../../reference/reference-sets.ts';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import type { ItemParameters } from '../models/item-models.ts';
import { matrixFromRows } from '../responses/response-matrix.ts';
import { codeBackground } from './background.ts';
import { calibrate } from './calibrate.ts';
import type { Calibration, CalibrationRequest } from './calibration.ts';

const wanted = reference('j_background_base_r.json');

function set() {
  const rows = referenceRows('j_background_1200x8.csv');
  const column = (k: number) => Float64Array.from(rows, (row) => row[k]!);
  const matrix = matrixFromRows(rows.map((row) => row.slice(4)));
  const background = codeBackground([
    { kind: 'number', name: 'age', values: column(2) },
    { kind: 'factor', name: 'sector', values: Array.from(column(1), String), reference: '0' },
  ]);
  return { matrix, background, clusters: Uint32Array.from(column(0)), weights: column(3) };
}
const run = (request: Omit<CalibrationRequest, 'matrix' | 'background'>) => {
  const { matrix, background } = set();
  return calibrate({ matrix, background, ...request }, { pool });
};

/** Coefficients within 1e-7, their errors and Wald's statistic within 1e-5 of themselves: R's curvature is by differences. */
function expectRegression(found: Calibration, of: (typeof wanted)['rasch']): void {
  expect(Math.abs(found.logLikelihood - of.logLik)).toBeLessThan(1e-5);
  expect(Math.abs(found.groups[0]!.sd - of.sd)).toBeLessThan(1e-7);
  expect(
    largestDifference(
      found.regression.map(({ coefficient }) => coefficient),
      of.coefficients,
    ),
  ).toBeLessThan(1e-7);
  expectRatios(
    found.regression.map(({ standardError }) => standardError),
    of.errors,
  );
  const [sector] = found.factors;
  expectRatios([sector!.test!.chiSquare], [of.wald]);
  expect(sector!.test!.df).toBe(2);
  expect(Math.abs(Math.log(sector!.test!.p / of.p))).toBeLessThan(1e-3);
}

function expectItems(found: Calibration, of: (typeof wanted)['rasch']): void {
  expect(
    largestDifference(
      found.items.map(({ parameters }) =>
        parameters.kind === 'partialCredit' ? -parameters.intercepts[1]! / parameters.slope : Number.NaN,
      ),
      of.difficulties,
    ),
  ).toBeLessThan(1e-7);
  expectRatios(
    found.items.map(({ difficultyErrors: [error] }) => error ?? null),
    of.difficultyErrors,
  );
}

function expectRatios(found: readonly (number | null)[], of: readonly number[]): void {
  expect(
    largestDifference(
      found.map((one, k) => (one ?? Number.NaN) / of[k]!),
      of.map(() => 1),
    ),
  ).toBeLessThan(1e-5);
}

describe('a latent regression on a number and a factor agrees with the likelihood written out in R', () => {
  it('of the Rasch model: coefficients, difficulties, their errors, the test of the factor', async () => {
    const found = await run({ model: 'rasch' });
    expectRegression(found, wanted.rasch);
    expectItems(found, wanted.rasch);
  });

  it('of the 2PL', async () => {
    const found = await run({ model: '2pl' });
    expectRegression(found, wanted.twoPl);
    expectItems(found, wanted.twoPl);
  });

  it('with weights, and errors by school', async () => {
    const { weights, clusters } = set();
    const found = await run({ model: '2pl', weights, clusters });
    expectRegression(found, wanted.weighted);
    expectItems(found, wanted.weighted);
  });

  it('with items held at known values and errors by school, as a campaign compares groups', async () => {
    const { matrix, clusters } = set();
    const anchors = new Map(
      matrix.itemIds.map((id, j): [string, ItemParameters] => [
        id,
        {
          kind: 'partialCredit',
          slope: wanted.trueSlope[j],
          scores: [0, 1],
          intercepts: [0, wanted.trueIntercept[j]],
        },
      ]),
    );
    const found = await run({ model: '2pl', anchors, clusters });
    expectRegression(found, wanted.held);
    expect(Math.abs(found.groups[0]!.mean - wanted.held.mean)).toBeLessThan(1e-7);
    // By pupils taken one by one, errors of a school's own column would be too small.
    const alone = await run({ model: '2pl', anchors });
    expect(alone.factors[0]!.levels[1]!.standardError! / wanted.held.errors[2]).toBeLessThan(0.8);
  });
});
