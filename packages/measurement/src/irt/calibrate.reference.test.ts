import { describe, expect, it } from 'vitest';
import {
  LSAT6,
  LSAT7,
  largestDifference,
  patternMatrix,
  reference,
  referenceMatrix,
  referenceRows,
} from '../../reference/reference-sets.ts';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import { difficulties } from '../models/item-models.ts';
import { matrixFromRows } from '../responses/response-matrix.ts';
import { calibrate } from './calibrate.ts';
import type { Calibration, CalibrationRequest } from './calibration.ts';

const run = (request: CalibrationRequest) => calibrate(request, { pool });
const intercept = (item: Calibration['items'][number], c = 1) =>
  'intercepts' in item.parameters ? item.parameters.intercepts[c]! : item.parameters.intercept;
describe('LSAT6 under the 2PL', () => {
  it('has the published likelihood and estimates (ltm 1.2-0: Rizopoulos 2006, J. Stat. Software 17(5))', async () => {
    const found = await run({ matrix: patternMatrix(LSAT6), model: '2pl' });
    expect(found.logLikelihood).toBeCloseTo(-2466.6534, 3);
    // Bock & Aitkin (1981, table 1) print slopes 0.83 0.72 0.89 0.69 0.66 and intercepts 2.77 0.99 0.25 1.28 2.05.
    expect(
      largestDifference(
        found.items.map((item) => item.parameters.slope),
        [0.83, 0.72, 0.89, 0.69, 0.66],
      ),
    ).toBeLessThan(0.006);
    expect(
      largestDifference(
        found.items.map((item) => intercept(item)),
        [2.77, 0.99, 0.25, 1.28, 2.05],
      ),
    ).toBeLessThan(0.006);
    expect(found.aic).toBeCloseTo(-2 * found.logLikelihood + 20, 10);
    expect(found.bic).toBeCloseTo(-2 * found.logLikelihood + 10 * Math.log(1000), 10);
    expect(Math.abs(found.shortfall!)).toBeLessThan(1e-12);
  });
});

describe('calibration against mirt 1.47 and TAM 4.4-2', () => {
  it.each([
    ['LSAT6', LSAT6, '2pl', '2PL'],
    ['LSAT6', LSAT6, 'rasch', 'Rasch'],
    ['LSAT7', LSAT7, '2pl', '2PL'],
    ['LSAT7', LSAT7, 'rasch', 'Rasch'],
  ] as const)(
    '%s, %#: likelihood 1e-6, parameters 1e-5, standard errors 0.1 %%, reliability 5e-6',
    async (name, table, model, key) => {
      const wanted = reference('published.json')[name][key];
      const found = await run({ matrix: patternMatrix(table), model });
      expect(Math.abs(found.logLikelihood - wanted.logLik)).toBeLessThan(1e-6);
      expect(
        largestDifference(
          found.items.map((item) => item.parameters.slope),
          wanted.a,
        ),
      ).toBeLessThan(1e-5);
      expect(
        largestDifference(
          found.items.map((item) => intercept(item)),
          wanted.d,
        ),
      ).toBeLessThan(1e-5);
      Object.values<(number | 'NA')[]>(wanted.se).forEach((errors, j) => {
        errors.forEach((error, k) => {
          if (error === 'NA') expect(found.items[j]!.standardErrors[k]).toBeNull();
          else expect(Math.abs(found.items[j]!.standardErrors[k]! / error - 1)).toBeLessThan(1e-3);
        });
      });
      if (model === 'rasch') expect(Math.abs(found.groups[0]!.sd ** 2 - wanted.cov)).toBeLessThan(1e-4);
      expect(Math.abs(found.reliability! - wanted.emp_rxx)).toBeLessThan(5e-6);
    },
  );

  it('a 2PL of 1,000 × 20: likelihood 1e-6 with the same nodes, parameters 1e-5, EAP 1e-5', async () => {
    const wanted = reference('a_mirt_tight.json');
    const found = await run({ matrix: referenceMatrix('a_2pl_1000x20.csv'), model: '2pl' });
    expect(found.quadrature).toEqual({ nodes: 61, low: -6, high: 6 });
    expect(Math.abs(found.logLikelihood - wanted.logLik)).toBeLessThan(1e-6);
    expect(
      largestDifference(
        found.items.map((item) => item.parameters.slope),
        wanted.items.a,
      ),
    ).toBeLessThan(1e-5);
    expect(
      largestDifference(
        found.items.map((item) => intercept(item)),
        wanted.items.d,
      ),
    ).toBeLessThan(1e-5);
    expect(largestDifference(found.eap.subarray(0, 20), wanted.EAP.first20)).toBeLessThan(1e-5);
    expect(largestDifference(found.posteriorSd.subarray(0, 20), wanted.EAP.first20_se)).toBeLessThan(1e-5);
  });

  it('a Rasch model of the same: likelihood 1e-6, variance and intercepts 1e-5', async () => {
    const wanted = reference('a_mirt_rasch_tight.json');
    const found = await run({ matrix: referenceMatrix('a_2pl_1000x20.csv'), model: 'rasch' });
    expect(Math.abs(found.logLikelihood - wanted.logLik)).toBeLessThan(1e-6);
    expect(Math.abs(found.groups[0]!.sd ** 2 - wanted.cov)).toBeLessThan(2e-5);
    const wantedD = wanted.items.map((item: { d: number }) => item.d);
    expect(
      largestDifference(
        found.items.map((item) => intercept(item)),
        wantedD,
      ),
    ).toBeLessThan(2e-5);
  });

  it('a Rasch model of the same: difficulties as by conditional maximum likelihood (eRm), within a tenth of an error', async () => {
    const { items } = await calibrate(
      { matrix: referenceMatrix('a_2pl_1000x20.csv'), model: 'rasch' },
      { pool },
    );
    const found = items.map(({ parameters }) => difficulties(parameters)[0]!);
    const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
    const wanted: readonly number[] = reference('other_programs.json').conditionalRasch;
    // Both are consistent: the conditional estimates assume nothing of the population, and are centred.
    const centred = found.map((one) => one - mean);
    expect(largestDifference(centred, wanted)).toBeLessThan(0.1 * items[0]!.difficultyErrors[0]!);
  });

  it('a GPCM of 5,000 × 30 in three linked booklets: likelihood 1e-5, parameters 2e-4 of mirt and 5e-5 of TAM', async () => {
    const found = await run({ matrix: referenceMatrix('c_gpcm_5000x30.csv'), model: 'gpcm' });
    const mirt = reference('c_mirt_tight.json');
    const tam = reference('c_tam_tight.json');
    expect(Math.abs(found.logLikelihood - mirt.logLik)).toBeLessThan(1e-5);
    expect(found.logLikelihood).toBeGreaterThan(tam.logLik);
    found.items.forEach((item, j) => {
      const m = mirt.items[j];
      expect(Math.abs(item.parameters.slope - m.a1)).toBeLessThan(1e-4);
      expect(Math.abs(item.parameters.slope - tam.B[j])).toBeLessThan(5e-5);
      for (let c = 1; c < item.parameters.scores.length; c++)
        expect(Math.abs(intercept(item, c) - m[`d${c}`])).toBeLessThan(2e-4);
    });
    expect(largestDifference(found.eap.subarray(0, 20), mirt.EAP.first20)).toBeLessThan(1e-4);
  });

  it.each(['gpcm', 'grm', 'pcm'] as const)(
    'four scores under the %s against the likelihood written out in R: likelihood 1e-6, parameters 1e-4, errors 0.1 %%',
    async (model) => {
      const wanted = reference('h_graded_base_r.json')[model];
      const found = await run({
        matrix: referenceMatrix('h_graded_1000x5.csv'),
        model,
        quadrature: { nodes: 61, low: -6, high: 6 },
      });
      expect(Math.abs(found.logLikelihood - wanted.logLik)).toBeLessThan(1e-6);
      found.items.forEach((item, j) => {
        expect(Math.abs(item.parameters.slope - wanted.slope[j])).toBeLessThan(1e-4);
        for (const c of [1, 2, 3])
          expect(Math.abs(intercept(item, c) - wanted.d[j][c - 1])).toBeLessThan(1e-4);
      });
      expect(Math.abs(found.groups[0]!.sd ** 2 - wanted.variance)).toBeLessThan(1e-4);
    },
  );

  it('two forms at once, groups with their own mean and variance: no worse than mirt by 1e-4', async () => {
    const blank = Array.from({ length: 20 }, () => null);
    const rows = [
      ...referenceRows('g_formA_3000x30.csv').map((row) => [...row, ...blank]),
      ...referenceRows('g_formB_3000x30.csv').map((row) => [...blank, ...row]),
    ];
    const of = Uint16Array.from(rows, (_, i) => (i < 3000 ? 0 : 1));
    const wanted = reference('dif_link.json').concurrent;
    const found = await run({
      matrix: matrixFromRows(rows),
      model: '2pl',
      groups: { labels: ['A', 'B'], of },
    });
    expect(found.logLikelihood).toBeGreaterThan(wanted.logLik - 1e-4);
    expect(Math.abs(found.logLikelihood - wanted.logLik)).toBeLessThan(1e-3);
    expect(Math.abs(found.groups[1]!.mean - wanted.meanB)).toBeLessThan(2e-4);
    expect(Math.abs(found.groups[1]!.sd ** 2 - wanted.varB)).toBeLessThan(1e-3);
    expect(found.groups[0]).toMatchObject({ mean: 0, sd: 1, meanError: null, sdError: null });
  });
});
