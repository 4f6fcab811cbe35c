/** S-X² of two groups, two booklets and items of two and three scores, against base R with the formula written out (reference/item-fit.R). */
import { expect, it } from 'vitest';
import { largestDifference, reference, referenceRows } from '../../reference/reference-sets.ts';
import { calibrate } from '../irt/calibrate.ts';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import { matrixFromRows } from '../responses/response-matrix.ts';
import { sX2 } from './s-x2.ts';

it('S-X² with groups and booklets agrees with R within 1e-5, its degrees of freedom exactly', async () => {
  const wanted = reference('l_fit_base_r.json');
  const rows = referenceRows('l_fit_2000x8.csv');
  const matrix = matrixFromRows(rows.map(([, ...answers]) => answers));
  const groups = { labels: ['1', '2'], of: Uint16Array.from(rows, ([group]) => group! - 1) };
  const found = await calibrate(
    { matrix, model: 'gpcm', groups, quadrature: { nodes: 61, low: -6, high: 6 } },
    { pool },
  );
  expect(Math.abs(found.logLikelihood - wanted.logLik)).toBeLessThan(1e-6);
  expect(Math.abs(found.groups[1]!.mean - wanted.mean)).toBeLessThan(1e-5);
  const items = sX2(found, matrix);
  expect(items.map(({ df }) => df)).toEqual(wanted.groups.df);
  expect(items.map(({ persons }) => persons)).toEqual(wanted.groups.persons);
  const statistics = items.map(({ statistic }) => statistic);
  expect(largestDifference(statistics, wanted.groups.statistic)).toBeLessThan(1e-5);
  expect(
    largestDifference(
      items.map(({ p }) => p),
      wanted.groups.p,
    ),
  ).toBeLessThan(1e-6);
});
