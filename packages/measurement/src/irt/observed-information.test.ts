import { describe, expect, it } from 'vitest';
import { categoryTable } from '../lanes/expectation.ts';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import { fillLogProbabilities, fromVector, type ItemParameters, toVector } from '../models/item-models.ts';
import { simulateResponses } from '../simulation/simulate-responses.ts';
import { calibrate } from './calibrate.ts';
import type { Calibration, CalibrationRequest } from './calibration.ts';
import { itemCurvature } from './item-curvature.ts';
import { oakesInformation } from './likelihood-problem.ts';
import {
  type AsymptotePriors,
  DEFAULT_UPPER_PRIOR,
  guessingPriorFor,
  itemGradient,
  logPrior,
} from './maximisation.ts';
import { packState, unpackState } from './model-state.ts';
import { generalLouisInformation } from './observed-information.ts';

const run = (request: CalibrationRequest) => calibrate(request, { pool });
const intercept = (item: Calibration['items'][number], c = 1) =>
  'intercepts' in item.parameters ? item.parameters.intercepts[c]! : item.parameters.intercept;

const PRIORS: AsymptotePriors = { guessing: guessingPriorFor(4), upper: DEFAULT_UPPER_PRIOR };

/** Marginal log-likelihood (plus log priors) written out, without anything of the estimation's code but the models. */
function plainObjective(
  rows: readonly (readonly (number | null)[])[],
  items: readonly ItemParameters[],
  of: readonly number[],
  means: ArrayLike<number>,
  variances: ArrayLike<number>,
  withPriors: boolean,
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
  if (withPriors) for (const item of items) total += logPrior(item, PRIORS);
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
    [
      '4pl',
      [1.2, 1.5, 1, 1.3].map(
        (slope, j): ItemParameters => ({
          kind: 'asymptotes',
          slope,
          scores: [0, 1],
          intercept: 0.5 - j / 2,
          guessing: 0.2,
          upper: 0.95,
        }),
      ),
      1,
    ],
  ];
  it.each(sets)('of a %s is the curvature of the likelihood written out', async (model, truth, groups) => {
    const bounded = model === '3pl' || model === '4pl';
    const persons = bounded ? 1500 : 300;
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
      return plainObjective(rows, there.items, Array.from(of), there.means, there.variances, bounded);
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

describe('general information', () => {
  const item = (j: number): ItemParameters =>
    j % 3 === 0
      ? { kind: 'guessing', slope: 1.1 + (j % 4) / 10, scores: [0, 1], intercept: (8 - j) / 6, guessing: 0.2 }
      : j % 3 === 1
        ? {
            kind: 'graded',
            slope: 1 + (j % 5) / 10,
            scores: [0, 1, 2],
            intercepts: [0, 1 - j / 9, -0.2 - j / 12],
          }
        : { kind: 'partialCredit', slope: 1 + (j % 4) / 8, scores: [0, 1], intercepts: [0, (j - 8) / 5] };
  const models = ['3pl', 'grm', '2pl'] as const;
  const items = 12;
  const persons = 480;
  const known = Array.from({ length: items }, (_, j) => ({ id: `I${j}`, parameters: item(j) }));
  const { matrix } = simulateResponses(known, persons, 77, (i) => ({ mean: i % 4 === 0 ? 0.5 : 0, sd: 1 }));
  // Three booklets of eight items.
  for (let i = 0; i < persons; i++)
    for (let j = 0; j < items; j++) if (j % 3 === i % 3) matrix.scores[i * items + j] = 255;
  const request: CalibrationRequest = {
    matrix,
    model: new Map(known.map(({ id }, j) => [id, models[j % 3]!])),
    groups: {
      labels: ['a', 'b'],
      of: Uint16Array.from({ length: persons }, (_, i) => (i % 4 === 0 ? 1 : 0)),
    },
    weights: Float64Array.from({ length: persons }, (_, i) => 1 + (i % 7) / 3),
    // Oakes's gradient has the moments of the nodes, Louis's those of the normal distribution: no tail is cut.
    quadrature: { nodes: 61, low: -12, high: 12 },
  };
  const background = {
    names: ['x', 'y'],
    values: Float64Array.from({ length: 2 * persons }, (_, at) => Math.sin(at * at) + (at % 2)),
  };
  it.each([
    ['groups', request],
    ['a latent regression', { ...request, background }],
    [
      'a latent regression on anchors',
      { ...request, background, anchors: new Map(known.slice(0, 5).map((one) => [one.id, one.parameters])) },
    ],
  ] as const)('by one pass a block is what Oakes finds by two passes a parameter: %s', async (_, asked) => {
    const louis = await run(asked);
    const oakes = await run({ ...asked, information: 'oakes' });
    expect([louis.information, oakes.information]).toEqual(['louis', 'oakes']);
    // Differences of the gradient carry an error of 1e-8 of its curvature; information is compared, not its inverse.
    const { estimation, state, expected } = oakes.scoring;
    await estimation.expect(state);
    const found = await generalLouisInformation(estimation, state, expected);
    const wanted = await oakesInformation(estimation, state);
    const size = estimation.data.layout.length;
    for (let k = 0; k < size; k++)
      for (let l = 0; l < size; l++) {
        const scale = Math.sqrt(wanted[k * size + k]! * wanted[l * size + l]!);
        expect(Math.abs(found[k * size + l]! - wanted[k * size + l]!) / scale).toBeLessThan(1e-6);
      }
    louis.items.forEach((one, j) => {
      one.standardErrors.forEach((error, k) => {
        const other = oakes.items[j]!.standardErrors[k]!;
        if (error === null) expect(other).toBeNull();
        else expect(Math.abs(error / other - 1)).toBeLessThan(1e-4);
      });
    });
  });

  it('of an item alone is the derivative of its gradient', () => {
    const theta = Float64Array.from({ length: 31 }, (_, q) => (q - 15) / 4);
    const kinds: readonly ItemParameters[] = [
      item(3),
      item(4),
      item(5),
      { kind: 'graded', slope: 0.9, scores: [0, 1, 2, 5], intercepts: [0, 1, 0.2, -1] },
      { kind: 'asymptotes', slope: 1.3, scores: [0, 1], intercept: -0.4, guessing: 0.15, upper: 0.92 },
    ];
    for (const one of kinds) {
      const counts = Float64Array.from({ length: one.scores.length * 31 }, (_, k) => 1 + ((k * 37) % 11));
      const center = toVector(one);
      const curvature = itemCurvature(one, theta, counts, PRIORS);
      center.forEach((_, k) => {
        const [up, down] = [1e-4, -1e-4].map((h) => {
          const moved = Float64Array.from(center);
          moved[k]! += h;
          return itemGradient(fromVector(one, moved), theta, counts, PRIORS);
        });
        center.forEach((_, l) => {
          const numeric = (down![l]! - up![l]!) / 2e-4;
          expect(Math.abs(curvature[k * center.length + l]! - numeric)).toBeLessThan(
            1e-6 * Math.max(10, Math.abs(numeric)),
          );
        });
      });
    }
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
