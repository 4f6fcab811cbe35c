import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MeasurementError } from '../errors.ts';
import { uniformAt } from '../numeric/random.ts';
import { scorePersons } from '../persons/score-persons.ts';
import {
  hasReferenceSets,
  LSAT6,
  LSAT7,
  largestDifference,
  patternMatrix,
  reference,
  referenceMatrix,
  referenceRows,
} from '../reference-sets.test.fixture.ts';
import { matrixFromRows } from '../responses/response-matrix.ts';
import { simulateResponses } from '../simulate-responses.ts';
import { calibrate } from './calibrate.ts';
import type { Calibration, CalibrationRequest } from './calibration.ts';
import { Estimation, type Expected, runEm } from './estimation.ts';
import { categoryTable } from './expectation.ts';
import { fillLogProbabilities, type ItemParameters, rescaleItem, toVector } from './item-models.ts';
import { type LanePool, sequentialPool as pool, runLane } from './lane-pool.ts';
import { guessingPriorFor, logPrior } from './maximisation.ts';
import { type ModelState, packState, unpackState } from './model-state.ts';

const run = (request: CalibrationRequest) => calibrate(request, { pool });
const intercept = (item: Calibration['items'][number], c = 1) =>
  item.parameters.kind === 'guessing' ? item.parameters.intercept : item.parameters.intercepts[c]!;
const code = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof MeasurementError ? error.code : `not refused cleanly: ${error}`),
  );

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

describe.skipIf(!hasReferenceSets)('calibration against mirt 1.47 and TAM 4.4-2', () => {
  it.each([
    ['LSAT6', LSAT6, '2pl', '2PL'],
    ['LSAT6', LSAT6, 'rasch', 'Rasch'],
    ['LSAT7', LSAT7, '2pl', '2PL'],
    ['LSAT7', LSAT7, 'rasch', 'Rasch'],
  ] as const)(
    '%s, %#: likelihood 1e-6, parameters 1e-5, standard errors 0.1 %%',
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

  it.each([
    ['gpcm', 'gpcm'],
    ['grm', 'graded'],
    ['pcm', 'Rasch'],
  ] as const)('Science (ltm) under the %s: likelihood 1e-5, parameters 2e-4', async (model, key) => {
    const published = reference('published.json').Science;
    const found = await run({
      matrix: matrixFromRows(published.data),
      model,
      quadrature: { nodes: 61, low: -6, high: 6 },
    });
    const wanted = published[key];
    expect(Math.abs(found.logLikelihood - wanted.logLik)).toBeLessThan(1e-5);
    Object.values<Record<string, number>>(wanted.coef).forEach((item, j) => {
      expect(Math.abs(found.items[j]!.parameters.slope - item.a1!)).toBeLessThan(1e-4);
      for (const c of [1, 2, 3])
        expect(Math.abs(intercept(found.items[j]!, c) - item[`d${c}`]!)).toBeLessThan(2e-4);
    });
  });

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

/** Marginal log-likelihood (plus log priors) written out, without anything of the estimation's code but the models. */
function plainObjective(
  rows: readonly (readonly (number | null)[])[],
  items: readonly ItemParameters[],
  of: readonly number[],
  means: ArrayLike<number>,
  variances: ArrayLike<number>,
  guessing: boolean,
): number {
  const theta = Float64Array.from({ length: 241 }, (_, q) => -9 + (18 * q) / 240);
  const logs = items.map((item) => {
    const out = new Float64Array(item.scores.length * theta.length);
    fillLogProbabilities(item, theta, out);
    return out;
  });
  const tables = items.map(categoryTable);
  const priors = Array.from(means, (mean, g) => {
    const p = theta.map((x) => Math.exp(-((x - mean) ** 2) / (2 * variances[g]!)));
    const sum = p.reduce((a, b) => a + b, 0);
    return p.map((one) => one / sum);
  });
  const alike = new Map<string, { row: readonly (number | null)[]; group: number; persons: number }>();
  rows.forEach((row, i) => {
    const key = `${of[i]} ${row.join()}`;
    alike.set(key, { row, group: of[i]!, persons: (alike.get(key)?.persons ?? 0) + 1 });
  });
  let total = 0;
  for (const { row, group, persons } of alike.values()) {
    let sum = 0;
    for (let q = 0; q < theta.length; q++) {
      let log = 0;
      row.forEach((score, j) => {
        if (score !== null) log += logs[j]![tables[j]![score]! * theta.length + q]!;
      });
      sum += priors[group]![q]! * Math.exp(log);
    }
    total += persons * Math.log(sum);
  }
  if (guessing) for (const item of items) total += logPrior(item, guessingPriorFor(4));
  return total;
}

describe('observed information', () => {
  const pcItem = (slope: number, ...d: number[]): ItemParameters => ({
    kind: 'partialCredit',
    slope,
    scores: [0, ...d.map((_, k) => k + 1)],
    intercepts: [0, ...d],
  });
  const sets: readonly [CalibrationRequest['model'], readonly ItemParameters[], number][] = [
    ['2pl', [pcItem(1, 0.3), pcItem(1.4, -0.5), pcItem(0.8, 1), pcItem(1.1, 0)], 2],
    ['rasch', [pcItem(1, 0.3), pcItem(1, -0.5), pcItem(1, 1), pcItem(1, 0)], 2],
    ['gpcm', [pcItem(1, 0.3, -0.4), pcItem(1.4, -0.5), pcItem(0.8, 1, 0.7), pcItem(1.1, 0)], 1],
    [
      'grm',
      [1, 1.3, 0.9, 1.2].map(
        (slope, j): ItemParameters => ({
          kind: 'graded',
          slope,
          scores: [0, 1, 2],
          intercepts: [0, 1 - j / 3, -0.6 - j / 5],
        }),
      ),
      1,
    ],
    [
      '3pl',
      [1.2, 1.5, 1, 1.3].map(
        (slope, j): ItemParameters => ({
          kind: 'guessing',
          slope,
          scores: [0, 1],
          intercept: 0.5 - j / 2,
          guessing: 0.2,
        }),
      ),
      1,
    ],
  ];
  it.each(sets)('of a %s is the curvature of the likelihood written out', async (model, truth, groups) => {
    const persons = model === '3pl' ? 1500 : 300;
    const named = truth.map((parameters, j) => ({ id: `I${j + 1}`, parameters }));
    const { matrix } = simulateResponses(named, persons, 11, (i) =>
      i % groups === 0 ? { mean: 0, sd: 1 } : { mean: 0.4, sd: 1.2 },
    );
    // Every fifth person did not meet the last item.
    for (let i = 0; i < persons; i += 5) matrix.scores[i * 4 + 3] = 255;
    const of = Uint16Array.from({ length: persons }, (_, i) => i % groups);
    const found = await run({ matrix, model, groups: { labels: ['a', 'b'].slice(0, groups), of } });
    const { state, estimation } = found.scoring;
    const { layout } = estimation.data;
    const rows = Array.from({ length: persons }, (_, i) =>
      Array.from(matrix.scores.subarray(i * 4, i * 4 + 4), (score) => (score === 255 ? null : score)),
    );
    const center = packState(layout, state);
    const value = (changes: readonly (readonly [number, number])[]) => {
      const moved = Float64Array.from(center);
      for (const [k, h] of changes) moved[k]! += h;
      const there = unpackState(layout, state, moved)!;
      return plainObjective(rows, there.items, Array.from(of), there.means, there.variances, model === '3pl');
    };
    const size = layout.length;
    expect(Math.abs(value([]) - found.objective)).toBeLessThan(1e-4);
    const numeric = new Float64Array(size * size);
    const h = 2e-3;
    for (let a = 0; a < size; a++)
      for (let b = 0; b <= a; b++) {
        const mixed =
          (value([
            [a, h],
            [b, h],
          ]) -
            value([
              [a, h],
              [b, -h],
            ]) -
            value([
              [a, -h],
              [b, h],
            ]) +
            value([
              [a, -h],
              [b, -h],
            ])) /
          (4 * h * h);
        numeric[a * size + b] = -mixed;
        numeric[b * size + a] = -mixed;
      }
    // covariance · numeric information = identity, within 1 %.
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += found.covariance![a * size + k]! * numeric[k * size + b]!;
        expect(Math.abs(sum - (a === b ? 1 : 0))).toBeLessThan(
          0.01 *
            Math.max(
              1,
              numeric[b * size + b]! * Math.sqrt(found.covariance![a * size + a]! / numeric[b * size + b]!),
            ),
        );
      }
  });

  it("is the same by Louis's identity and by Oakes's, with booklets, groups and weights", async () => {
    const truth = [
      pcItem(1, 0.3, -0.4),
      pcItem(1.4, -0.5),
      pcItem(0.8, 1),
      pcItem(1.1, 0),
      pcItem(0.9, 0.2, 0.1),
    ];
    const { matrix } = simulateResponses(
      truth.map((parameters, j) => ({ id: `I${j}`, parameters })),
      400,
      5,
    );
    for (let i = 0; i < 400; i++) matrix.scores[i * 5 + (i % 3)] = 255;
    const request = {
      matrix,
      model: 'gpcm',
      groups: { labels: ['a', 'b'], of: Uint16Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0)) },
      weights: Float64Array.from({ length: 400 }, (_, i) => 1 + (i % 7) / 3),
    } as const;
    const louis = await run({ ...request, information: 'louis' });
    const oakes = await run({ ...request, information: 'oakes' });
    expect([louis.information, oakes.information]).toEqual(['louis', 'oakes']);
    louis.covariance!.forEach((one, k) => {
      expect(Math.abs(one - oakes.covariance![k]!)).toBeLessThan(2e-5 * Math.max(0.05, Math.abs(one)));
    });
    // A discretised normal on a fine grid has the moments of the continuous one.
    expect(louis.parameterNames).toContain('log variance b');
  });
});

describe('robust standard errors', () => {
  const kinds: readonly (readonly [CalibrationRequest['model'], (j: number) => ItemParameters])[] = [
    [
      '2pl',
      (j) => ({ kind: 'partialCredit', slope: 1 + j / 10, scores: [0, 1], intercepts: [0, (j - 3) / 2] }),
    ],
    [
      'grm',
      (j) => ({ kind: 'graded', slope: 1 + j / 10, scores: [0, 1, 2], intercepts: [0, 1 - j / 5, -j / 5] }),
    ],
    [
      '3pl',
      (j) => ({ kind: 'guessing', slope: 1.2, scores: [0, 1], intercept: (j - 3) / 3, guessing: 0.25 }),
    ],
  ];
  const errors = (found: Calibration) => [
    ...found.items.flatMap((item) => item.standardErrors.filter((one) => one !== null)),
    ...found.groups.flatMap((group) => [group.meanError, group.sdError].filter((one) => one !== null)),
    ...found.regression.map((one) => one.standardError!),
  ];

  it.each(kinds)(
    'do not shrink when every person comes twice (%s), as those of the curvature do',
    async (model, item) => {
      const persons = 500;
      const { matrix } = simulateResponses(
        Array.from({ length: 6 }, (_, j) => ({ id: `I${j}`, parameters: item(j) })),
        persons,
        19,
      );
      const twice = {
        ...matrix,
        persons: 2 * persons,
        scores: new Uint8Array(new SharedArrayBuffer(12 * persons)),
      };
      twice.scores.set(matrix.scores);
      twice.scores.set(matrix.scores, 6 * persons);
      const groupOf = (i: number) => (i % persons) % 2;
      const x = (i: number) => Math.sin(i % persons);
      // A prior counts once whatever the persons, so with twice the persons it is doubled.
      const request = (
        n: number,
      ): Pick<CalibrationRequest, 'groups' | 'background' | 'clusters' | 'guessing'> => ({
        guessing: { alpha: 1 + (5 * n) / persons, beta: 1 + (15 * n) / persons },
        groups: { labels: ['a', 'b'], of: Uint16Array.from({ length: n }, (_, i) => groupOf(i)) },
        ...(model === '2pl'
          ? { background: { names: ['x'], values: Float64Array.from({ length: n }, (_, i) => x(i)) } }
          : {}),
        clusters: Uint32Array.from({ length: n }, (_, i) => (i * 7) % persons),
      });
      const once = await run({ matrix, model, ...request(persons) });
      const doubled = await run({ matrix: twice, model, ...request(2 * persons) });
      expect(once.robust).toBe('clusters');
      // A prior counts once whatever the persons: 3PL differs a little.
      const tolerance = model === '3pl' ? 0.2 : 1e-4;
      errors(doubled).forEach((error, k) => {
        expect(Math.abs(error! / errors(once)[k]! - 1)).toBeLessThan(tolerance);
      });
      const { clusters: _, ...plain } = request(2 * persons);
      const shrunk = errors(await run({ matrix: twice, model, ...plain }));
      const mean = (values: readonly (number | null)[]) =>
        values.reduce<number>((sum, one) => sum + one!, 0) / values.length;
      if (model !== '3pl')
        expect(Math.abs((mean(shrunk) * Math.SQRT2) / mean(errors(once)) - 1)).toBeLessThan(0.1);
    },
  );

  it('cover the truth with unequal weights, where the curvature does not', async () => {
    const known = Array.from({ length: 8 }, (_, j) => ({
      id: `I${j}`,
      parameters: {
        kind: 'partialCredit' as const,
        slope: 1,
        scores: [0, 1],
        intercepts: [0, (j - 3.5) / 3],
      },
    }));
    let inside = 0;
    let total = 0;
    for (let sample = 0; sample < 10; sample++) {
      const { matrix } = simulateResponses(known, 600, 300 + sample);
      const weights = Float64Array.from({ length: 600 }, (_, i) => (i % 6 === 0 ? 10 : 1));
      const found = await run({ matrix, model: 'rasch', weights });
      expect(found.robust).toBe('weights');
      found.items.forEach((item, j) => {
        total++;
        if (Math.abs(intercept(item) - (j - 3.5) / 3) < 1.96 * item.standardErrors[1]!) inside++;
      });
    }
    expect(inside / total).toBeGreaterThan(0.85);
  });
});

describe('identical answers', () => {
  it('come from any order in which lanes run, to the last bit', async () => {
    const items = Array.from({ length: 12 }, (_, j) => ({
      id: `I${j}`,
      parameters: {
        kind: 'partialCredit' as const,
        slope: 0.8 + j / 10,
        scores: [0, 1],
        intercepts: [0, (j - 6) / 4],
      },
    }));
    const { matrix } = simulateResponses(items, 9000, 3);
    const backwards: LanePool = {
      async run(job) {
        for (let lane = job.lanes - 1; lane >= 0; lane--) runLane(job, lane);
      },
    };
    const one = await calibrate({ matrix, model: '2pl' }, { pool });
    const other = await calibrate({ matrix, model: '2pl' }, { pool: backwards });
    expect(one.scoring.estimation.expectation.lanes).toBeGreaterThan(2);
    expect(other.logLikelihood).toBe(one.logLikelihood);
    expect(other.items).toEqual(one.items);
    expect(other.eap).toEqual(one.eap);
    expect(other.covariance).toEqual(one.covariance);
  });
});

describe('weights, anchors, background', () => {
  const items = [1, 1.3, 0.8, 1.1, 0.9, 1.2].map((slope, j) => ({
    id: `I${j}`,
    parameters: { kind: 'partialCredit' as const, slope, scores: [0, 1], intercepts: [0, (j - 2.5) / 2] },
  }));

  it('take persons as often as they weigh', async () => {
    const { matrix } = simulateResponses(items, 200, 9);
    const weights = Float64Array.from({ length: 200 }, (_, i) => 1 + (i % 3));
    const rows = Array.from({ length: 200 }, (_, i) => Array.from(matrix.scores.subarray(i * 6, i * 6 + 6)));
    const repeated = matrixFromRows(
      rows.flatMap((row, i) => Array.from({ length: weights[i]! }, () => row)),
      matrix.itemIds,
    );
    const a = await run({ matrix, model: '2pl', weights });
    const b = await run({ matrix: repeated, model: '2pl' });
    expect(
      largestDifference(
        a.items.flatMap((item) => [...toVector(item.parameters)]),
        b.items.flatMap((item) => [...toVector(item.parameters)]),
      ),
    ).toBeLessThan(1e-6);
    expect(a.logLikelihood * (repeated.persons / 200)).toBeCloseTo(b.logLikelihood, 6);
  });

  it('keep anchors where they are, and find the population on their scale', async () => {
    const { matrix } = simulateResponses(items, 3000, 21, () => ({ mean: 0.7, sd: 1.3 }));
    const anchors = new Map(
      items.slice(0, 4).map(({ id, parameters }) => [id, parameters as ItemParameters]),
    );
    const found = await run({ matrix, model: '2pl', anchors });
    expect(found.items[0]!.parameters).toEqual(items[0]!.parameters);
    expect(found.items[0]!.anchored).toBe(true);
    const [group] = found.groups;
    expect(Math.abs(group!.mean - 0.7)).toBeLessThan(4 * group!.meanError!);
    expect(Math.abs(group!.sd - 1.3)).toBeLessThan(4 * group!.sdError!);
    const [free] = found.items.filter(({ anchored }) => !anchored);
    expect(Math.abs(free!.parameters.slope - items[4]!.parameters.slope)).toBeLessThan(
      4 * free!.standardErrors[0]!,
    );
    expect(
      await code(run({ matrix, model: '2pl', anchors: new Map([['other', items[0]!.parameters]]) })),
    ).toBe('anchors-invalid');
  });

  it('recover a latent regression, in one group and in two', async () => {
    const persons = 2500;
    const x = Float64Array.from({ length: persons * 2 }, (_, k) =>
      k % 2 === 0 ? ((k / 2) % 5) - 2 : Math.sin(k),
    );
    const mean = (i: number) => 0.5 * x[2 * i]! - 0.3 * x[2 * i + 1]!;
    const { matrix } = simulateResponses(items, persons, 4, (i) => ({ mean: mean(i), sd: 1 }));
    const background = { names: ['x', 'sine'], values: x };
    const found = await run({ matrix, model: '2pl', background });
    expect(Math.abs(found.regression[0]!.coefficient - 0.5)).toBeLessThan(
      4 * found.regression[0]!.standardError!,
    );
    expect(Math.abs(found.regression[1]!.coefficient + 0.3)).toBeLessThan(
      4 * found.regression[1]!.standardError!,
    );
    expect(found.information).toBe('oakes');
    expect(Math.abs(found.shortfall!)).toBeLessThan(1e-10);
    const groups = {
      labels: ['a', 'b'],
      of: Uint16Array.from({ length: persons }, (_, i) => (i % 7 === 0 ? 1 : 0)),
    };
    const two = await run({ matrix, model: '2pl', background, groups });
    expect(Math.abs(two.groups[1]!.mean)).toBeLessThan(4 * two.groups[1]!.meanError!);
    const double = Float64Array.from({ length: persons * 2 }, (_, k) => x[k - (k % 2)]! * (1 + (k % 2)));
    expect(
      await code(run({ matrix, model: '2pl', background: { names: ['x', 'twice x'], values: double } })),
    ).toBe('covariates-collinear');
  });
});

describe('windows of nodes', () => {
  it('are looked at in every pass: parameters far from those they were found with give what a fresh start gives', async () => {
    const known = Array.from({ length: 16 }, (_, j) => ({
      id: `I${j}`,
      parameters: {
        kind: 'partialCredit' as const,
        slope: 1.5,
        scores: [0, 1],
        intercepts: [0, (j - 7.5) / 4],
      },
    }));
    const { matrix } = simulateResponses(known, 200, 3);
    const found = await run({ matrix, model: '2pl' });
    const { estimation, state } = found.scoring;
    const moved = { ...state, items: state.items.map((item) => rescaleItem(item, 1, 2.5)) };
    const stale = await estimation.expect(moved);
    const fresh = await new Estimation(estimation.data, estimation.quadrature).expect(moved);
    expect(Math.abs(stale.objective - fresh.objective)).toBeLessThan(1e-9);
  });

  it('do not underflow on hundreds of answers that contradict each other', async () => {
    const known = Array.from({ length: 400 }, (_, j) => ({
      id: `I${j}`,
      parameters: {
        kind: 'partialCredit' as const,
        slope: 4,
        scores: [0, 1],
        intercepts: [0, j < 200 ? -8 : 8],
      },
    }));
    // The first half, hard, is right and says +6; the second, easy, is wrong and says −6.
    // The others answer anyhow, so that items are cut into many blocks.
    const rows = Array.from({ length: 600 }, (_, i) =>
      known.map((_, j) => (i < 4 ? (j < 200 ? 1 : 0) : uniformAt(2, i, j) < 0.5 ? 1 : 0)),
    );
    const anchors = new Map(known.map(({ id, parameters }) => [id, parameters as ItemParameters]));
    const scored = await scorePersons(
      {
        matrix: matrixFromRows(
          rows,
          known.map(({ id }) => id),
        ),
        items: anchors,
        groups: { labels: ['all'], of: new Uint16Array(0) },
        means: [0],
        sds: [1],
      },
      pool,
    );
    expect(scored.basis.blocks.blocks).toBeGreaterThan(30);
    // By symmetry the posterior is centred at 0, where each answer has a probability near σ(−8).
    expect(scored.eap[0]).toBeCloseTo(0, 6);
    expect(scored.posteriorSd[0]).toBeGreaterThan(0);
    expect(Number.isFinite(scored.logLikelihood)).toBe(true);
  });
});

describe('acceleration', () => {
  it('never accepts a step down: the objective rises from each maximisation to the next', async () => {
    class Watched extends Estimation {
      readonly objectives: number[] = [];
      override maximise(state: ModelState, expected: Expected): ModelState {
        this.objectives.push(expected.objective);
        return super.maximise(state, expected);
      }
    }
    for (let seed = 0; seed < 25; seed++) {
      const rows = Array.from({ length: 40 }, (_, i) =>
        Array.from({ length: 5 }, (_, j) =>
          uniformAt(seed, i, j) < 0.25 + 0.5 * uniformAt(seed, i, 9) ? 1 : 0,
        ),
      );
      const found = await run({
        matrix: matrixFromRows(rows),
        model: '3pl',
        information: 'none',
        maxSteps: 400,
      }).catch(() => null);
      if (found === null) continue;
      const watched = new Watched(found.scoring.estimation.data, found.quadrature);
      const { state } = found.scoring;
      const away = { ...state, items: state.items.map((item) => ({ ...item, slope: 0.2 })) };
      await runEm(watched, away, 1e-5, 400).catch(() => null);
      watched.objectives.slice(1).forEach((one, k) => {
        expect(one).toBeGreaterThanOrEqual(watched.objectives[k]! - 1e-9);
      });
    }
  });

  it('stops with the names of items whose estimates run away', async () => {
    // Two items that are always answered alike: their slopes have no maximum.
    const rows = Array.from({ length: 200 }, (_, i) => {
      const twin = uniformAt(1, i, 0) < 0.5 ? 1 : 0;
      return [twin, twin, uniformAt(1, i, 1) < 0.3 + 0.3 * twin ? 1 : 0];
    });
    await expect(run({ matrix: matrixFromRows(rows), model: '2pl' })).rejects.toMatchObject({
      code: 'no-maximum',
      data: { items: ['I1', 'I2'] },
    });
  });
});

describe('degenerate data end in a result or a clear refusal', () => {
  const random = (persons: number, items: number) =>
    Array.from({ length: persons }, (_, i) =>
      Array.from({ length: items }, (_, j): number | null =>
        uniformAt(17, i, j) < 0.3 + 0.4 * uniformAt(18, i, 0) ? 1 : 0,
      ),
    );

  it('an item nobody gets right, one everybody gets right and one nobody met are set aside, with the reason', async () => {
    const rows = random(60, 6).map((row) => [0, 1, null, ...row]);
    const found = await run({ matrix: matrixFromRows(rows), model: 'rasch' });
    expect(found.setAside).toEqual([
      { id: 'I1', reason: 'one-score', score: 0 },
      { id: 'I2', reason: 'one-score', score: 1 },
      { id: 'I3', reason: 'no-answers', score: null },
    ]);
    expect(found.items).toHaveLength(6);
  });

  it('a person with nothing gets the population as estimate', async () => {
    const rows = [...random(60, 6), new Array<null>(6).fill(null)];
    const found = await run({ matrix: matrixFromRows(rows), model: 'rasch' });
    expect(found.eap[60]).toBeCloseTo(0, 9);
    expect(found.posteriorSd[60]).toBeCloseTo(found.groups[0]!.sd, 5);
    expect(found.personsWithAnswers).toBe(60);
  });

  it('no person, no item, or one category alone: refused by name', async () => {
    expect(
      await code(
        run({
          matrix: matrixFromRows([
            [1, 0],
            [0, 1],
          ]),
          model: 'rasch',
        }),
      ),
    ).toBe('too-few-persons');
    expect(
      await code(
        run({
          matrix: matrixFromRows([
            [1, 1],
            [1, 1],
            [1, 1],
          ]),
          model: '2pl',
        }),
      ),
    ).toBe('too-few-items');
    expect(
      await code(
        run({
          matrix: matrixFromRows([
            [2, 1],
            [1, 1],
            [0, 0],
          ]),
          model: '2pl',
        }),
      ),
    ).toBe('model-unfit');
    const rows = random(30, 4);
    expect(
      await code(run({ matrix: matrixFromRows(rows), model: 'rasch', weights: new Float64Array(30) })),
    ).toBe('weights-invalid');
    expect(
      await code(
        run({
          matrix: matrixFromRows(rows),
          model: 'rasch',
          groups: { labels: ['a', 'b'], of: new Uint16Array(30) },
        }),
      ),
    ).toBe('groups-invalid');
  });

  it('five persons: numbers or a refusal, never NaN', async () => {
    for (const model of ['rasch', '2pl', '3pl', 'pcm', 'gpcm', 'grm'] as const) {
      const outcome = await run({ matrix: matrixFromRows(random(5, 6)), model }).then(
        (found) => [
          ...found.items.flatMap((item) => [...toVector(item.parameters)]),
          found.logLikelihood,
          ...found.eap,
        ],
        (error: unknown) => (error instanceof MeasurementError ? error.code : [Number.NaN]),
      );
      if (typeof outcome !== 'string') expect(outcome.every(Number.isFinite), model).toBe(true);
      else expect(['no-maximum', 'not-converged', 'group-degenerate']).toContain(outcome);
    }
  });

  it('identical persons, perfectly ordered persons: the same', async () => {
    const guttman = Array.from({ length: 20 }, (_, i) =>
      Array.from({ length: 5 }, (_, j) => (i % 6 > j ? 1 : 0)),
    );
    const flat = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? [1, 0, 1, 0] : [0, 1, 0, 1]));
    for (const rows of [guttman, flat])
      for (const model of ['rasch', '2pl', 'grm'] as const) {
        const outcome = await run({ matrix: matrixFromRows(rows), model, maxSteps: 100 }).then(
          (found) =>
            Number.isFinite(found.logLikelihood) && found.eap.every(Number.isFinite) ? 'fine' : 'NaN',
          (error: unknown) => (error instanceof MeasurementError ? error.code : `NaN: ${error}`),
        );
        expect(outcome).not.toContain('NaN');
      }
  });

  it('any small table whatever: finite numbers or a refusal by name', async () => {
    const cell = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(null));
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((items) =>
        fc.array(fc.array(cell, { minLength: items, maxLength: items }), { minLength: 1, maxLength: 12 }),
      );
    const anyModel = fc.constantFrom('rasch', '2pl', '3pl', 'pcm', 'gpcm', 'grm' as const);
    await fc.assert(
      fc.asyncProperty(table, anyModel, async (rows, model) => {
        const outcome = await run({ matrix: matrixFromRows(rows), model, maxSteps: 40 }).then(
          (found) => [
            found.logLikelihood,
            ...found.eap,
            ...found.posteriorSd,
            ...found.items.flatMap((item) => [
              ...toVector(item.parameters),
              ...item.standardErrors.map((one) => one ?? 0),
            ]),
          ],
          (error: unknown) => (error instanceof MeasurementError ? [] : [Number.NaN]),
        );
        expect(outcome.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('a score that never occurs costs nothing: the others keep their values', async () => {
    const rows = random(200, 4).map((row, i) =>
      row.map((score, j) => (j === 0 && i % 3 === 0 && score === 1 ? 3 : score)),
    );
    const found = await run({ matrix: matrixFromRows(rows), model: 'pcm' });
    expect(found.items[0]!.parameters.scores).toEqual([0, 1, 3]);
    expect(found.information).toBe('louis');
  });
});

describe('nodes', () => {
  it('are enough by default, and the report says what twice as many would change', async () => {
    const found = await run({ matrix: patternMatrix(LSAT7), model: '2pl' });
    expect(found.check.enough).toBe(true);
    expect(Math.abs(found.check.logLikelihoodChange)).toBeLessThan(1e-5);
  });

  it('grow by themselves for a population wider than they are', async () => {
    const items = Array.from({ length: 10 }, (_, j) => ({
      id: `I${j}`,
      parameters: {
        kind: 'partialCredit' as const,
        slope: 1,
        scores: [0, 1],
        intercepts: [0, (j - 4.5) / 1.2],
      },
    }));
    const { matrix } = simulateResponses(items, 800, 8, () => ({ mean: 0, sd: 3.2 }));
    const found = await run({ matrix, model: 'rasch' });
    expect(found.quadrature.high).toBeGreaterThan(6);
    expect(found.check.enough).toBe(true);
    const few = await run({ matrix, model: 'rasch', quadrature: { nodes: 15, low: -4, high: 4 } });
    expect(few.check.enough).toBe(false);
  });
});
