/** The three-parameter model against base R, likelihood and priors written out (reference/guessing.R). */
import { expect, it } from 'vitest';
import { largestDifference, reference, referenceMatrix } from '../../reference/reference-sets.ts';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import { calibrate } from './calibrate.ts';

it('3PL: slopes, difficulties, guessing agree with R within 1e-6, and their errors within 0.05 %', async () => {
  const wanted = reference('k_guessing_base_r.json');
  const { items, logLikelihood } = await calibrate(
    {
      matrix: referenceMatrix('k_guessing_3000x10.csv'),
      model: '3pl',
      quadrature: { nodes: 61, low: -6, high: 6 },
    },
    { pool },
  );
  expect(Math.abs(logLikelihood - wanted.logLik)).toBeLessThan(2e-5);
  const guessed = items.map((item) => {
    if (item.parameters.kind !== 'guessing') throw new Error('no guessing');
    return { ...item, parameters: item.parameters };
  });
  const near = (found: readonly (number | null)[], of: readonly number[]) =>
    expect(largestDifference(found, of)).toBeLessThan(1e-6);
  near(
    guessed.map(({ parameters }) => parameters.slope),
    wanted.slope,
  );
  near(
    guessed.map(({ parameters }) => -parameters.intercept / parameters.slope),
    wanted.difficulties,
  );
  near(
    guessed.map(({ parameters }) => parameters.guessing),
    wanted.guessing,
  );
  const ratios = (found: readonly (number | null | undefined)[], of: readonly number[]) =>
    expect(
      largestDifference(
        found.map((one, k) => (one ?? Number.NaN) / of[k]!),
        of.map(() => 1),
      ),
    ).toBeLessThan(5e-4);
  ratios(
    guessed.map(({ standardErrors: [slope] }) => slope),
    wanted.slopeErrors,
  );
  ratios(
    guessed.map(({ difficultyErrors: [error] }) => error),
    wanted.difficultyErrors,
  );
  ratios(
    guessed.map(({ guessingError }) => guessingError),
    wanted.guessingErrors,
  );
});
