/** Two correlated dimensions, with answers missing by design, against base R and lme4 (reference/correlated.R). */
import { expect, it } from 'vitest';
import { largestDifference, reference, referenceMatrix } from '../../reference/reference-sets.ts';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import { difficulties } from '../models/item-models.ts';
import { calibrateDimensions, type DimensionsCalibration } from './calibrate-dimensions.ts';

const wanted = reference('m_correlated_base_r.json');

function run(model: 'rasch' | '2pl'): Promise<DimensionsCalibration> {
  const matrix = referenceMatrix('m_correlated_1200x16.csv');
  const dimensions = [
    { label: 'first', items: matrix.itemIds.slice(0, 8) },
    { label: 'second', items: matrix.itemIds.slice(8) },
  ];
  return calibrateDimensions({ matrix, model, dimensions }, { pool });
}

const difficultiesOf = ({ items }: DimensionsCalibration) =>
  items.map(({ parameters }) => difficulties(parameters)[0]!);
const errorsOf = ({ items }: DimensionsCalibration) =>
  items.map(({ difficultyErrors: [error] }) => error ?? null);

function ratios(found: readonly (number | null)[], of: readonly number[]): number {
  return largestDifference(
    found.map((one, k) => (one ?? Number.NaN) / of[k]!),
    of.map(() => 1),
  );
}

/** R's nodes are those of Gauss and Hermite, and move with the population; ours are a fixed grid, which grows. */
function expectSame(found: DimensionsCalibration, of: typeof wanted.rasch): void {
  expect(Math.abs(found.logLikelihood - of.logLik)).toBeLessThan(1e-5);
  expect(largestDifference(difficultiesOf(found), of.difficulties)).toBeLessThan(1e-6);
  expect(ratios(errorsOf(found), of.difficultyErrors)).toBeLessThan(1e-3);
  const [pair] = found.correlations;
  expect(Math.abs(pair!.correlation - of.correlation)).toBeLessThan(1e-6);
  expect(ratios([pair!.standardError], [of.correlationError])).toBeLessThan(1e-3);
  const reliabilities = found.dimensions.map(({ reliability }) => reliability);
  expect(largestDifference(reliabilities, of.reliability)).toBeLessThan(1e-6);
}

it('Rasch: difficulties, standard deviations and correlation as in base R within 1e-6, errors 0.1 %', async () => {
  const found = await run('rasch');
  expectSame(found, wanted.rasch);
  const sds = found.dimensions.map(({ sd }) => sd);
  expect(largestDifference(sds, wanted.rasch.sd)).toBeLessThan(1e-6);
  const sdErrors = found.dimensions.map(({ sdError }) => sdError);
  expect(ratios(sdErrors, wanted.rasch.sdErrors)).toBeLessThan(1e-3);
  expect(found.freeParameters).toBe(19);
  // lme4 has Laplace's approximation alone for two random effects: difficulties and their errors are the same within its
  // bias, spreads too small by 3 %, the correlation too large by two thirds of its standard error.
  const { laplace } = wanted;
  expect(largestDifference(difficultiesOf(found), laplace.difficulties)).toBeLessThan(0.01);
  expect(ratios(errorsOf(found), laplace.difficultyErrors)).toBeLessThan(0.01);
  expect(ratios(sds, laplace.sd)).toBeLessThan(0.04);
  const [pair] = found.correlations;
  expect(Math.abs(pair!.correlation - laplace.correlation)).toBeLessThan(pair!.standardError!);
});

it('2PL: discriminations, difficulties and correlation as in base R within 1e-6, errors 0.1 %', async () => {
  const found = await run('2pl');
  expectSame(found, wanted.twoPl);
  const slopes = found.items.map(({ parameters }) => parameters.slope);
  expect(largestDifference(slopes, wanted.twoPl.slopes)).toBeLessThan(1e-6);
  const slopeErrors = found.items.map(({ standardErrors: [error] }) => error ?? null);
  expect(ratios(slopeErrors, wanted.twoPl.slopeErrors)).toBeLessThan(1e-3);
});
