import { describe, expect, it } from 'vitest';
import {
  firstRows,
  LSAT6,
  LSAT7,
  largestDifference,
  patternMatrix,
  reference,
  referenceMatrix,
} from '../../reference/reference-sets.ts';
import { calibrate } from '../irt/calibrate.ts';
import type { PointMethod } from '../lanes/estimate-lane.ts';
import { type LaneJob, sequentialPool as pool, runLane } from '../lanes/lane-pool.ts';
import { createPlausibleState } from '../lanes/plausible-values.ts';
import { createSufficientTables } from '../lanes/sufficient-tables.ts';
import { fillLogProbabilities, type ItemParameters } from '../models/item-models.ts';
import { uniformAt } from '../numeric/random.ts';
import { matrixFromRows, subMatrix } from '../responses/response-matrix.ts';
import { simulateResponses } from '../simulation/simulate-responses.ts';
import { personFit } from './person-fit.ts';
import { pointEstimates } from './point-estimates.ts';
import { scorePersons } from './score-persons.ts';
import { expectedSum, sumScoreProbabilities, sumScoreTable, thetaOfExpectedSum } from './sum-scores.ts';

describe('persons against mirt 1.47 and TAM 4.4-2', () => {
  it.each([
    ['LSAT6', LSAT6, '2pl', '2PL'],
    ['LSAT6', LSAT6, 'rasch', 'Rasch'],
    ['LSAT7', LSAT7, '2pl', '2PL'],
    ['LSAT7', LSAT7, 'rasch', 'Rasch'],
  ] as const)('EAP, MAP and WLE of every pattern of %s, %#, to 2e-5', async (name, table, model, key) => {
    const wanted = reference('published.json')[name][key];
    const found = await calibrate({ matrix: patternMatrix(table), model }, { pool });
    const rows = firstRows(table);
    const at = (values: Float64Array) => rows.map((row) => values[row]!);
    const of = async (method: PointMethod) =>
      at((await pointEstimates(found.scoring, found.eap, method, pool)).estimate);
    expect(largestDifference(at(found.eap), wanted.EAP)).toBeLessThan(2e-5);
    expect(largestDifference(at(found.posteriorSd), wanted.EAP_se)).toBeLessThan(2e-5);
    expect(largestDifference(await of('map'), wanted.MAP)).toBeLessThan(2e-5);
    expect(largestDifference(await of('wle'), wanted.WLE)).toBeLessThan(2e-5);
  });

  it('WLE of two and of more categories, and of incomplete booklets, to 2e-5', async () => {
    for (const [file, model, mirt, tam] of [
      ['a_2pl_1000x20.csv', '2pl', 'a_mirt_tight.json', 'a_tam_tight.json'],
      ['c_gpcm_5000x30.csv', 'gpcm', 'c_mirt_tight.json', 'c_tam_tight.json'],
    ] as const) {
      const found = await calibrate({ matrix: referenceMatrix(file), model }, { pool });
      const wle = await pointEstimates(found.scoring, found.eap, 'wle', pool);
      expect(largestDifference(wle.estimate.subarray(0, 20), reference(mirt).WLE.first20)).toBeLessThan(2e-5);
      expect(largestDifference(wle.estimate.subarray(0, 20), reference(tam).WLE.first20)).toBeLessThan(2e-5);
    }
  });
});

const items: readonly ItemParameters[] = [
  { kind: 'partialCredit', slope: 1, scores: [0, 1], intercepts: [0, 0.4] },
  { kind: 'partialCredit', slope: 1.2, scores: [0, 1, 2], intercepts: [0, 0.3, -0.5] },
  { kind: 'graded', slope: 1.5, scores: [0, 1, 2], intercepts: [0, 0.8, -0.9] },
  { kind: 'guessing', slope: 1.4, scores: [0, 1], intercept: -0.2, guessing: 0.2 },
  { kind: 'partialCredit', slope: 0.8, scores: [0, 1], intercepts: [0, -0.7] },
  { kind: 'guessing', slope: 1.1, scores: [0, 1], intercept: 0.6, guessing: 0.15 },
];
const slipping: ItemParameters = {
  kind: 'asymptotes',
  slope: 1.3,
  scores: [0, 1],
  intercept: 0.1,
  guessing: 0.1,
  upper: 0.95,
};
const named = items.map((parameters, j) => ({ id: `I${j + 1}`, parameters }));
const anchors = new Map(named.map(({ id, parameters }) => [id, parameters]));
const fixed = (matrix: ReturnType<typeof matrixFromRows>) =>
  calibrate({ matrix, model: 'gpcm', anchors }, { pool });

describe('point estimates', () => {
  it('are where the likelihood (posterior) is largest, for every kind of item', async () => {
    const all = [...named, { id: 'I7', parameters: slipping }];
    const { matrix } = simulateResponses(all, 200, 2);
    const known = new Map(all.map(({ id, parameters }) => [id, parameters]));
    const found = await calibrate({ matrix, model: 'gpcm', anchors: known }, { pool });
    const value = (i: number, theta: number) => {
      let log = 0;
      all.forEach(({ parameters: item }, j) => {
        const out = new Float64Array(item.scores.length);
        fillLogProbabilities(item, Float64Array.of(theta), out);
        log += out[item.scores.indexOf(matrix.scores[i * all.length + j]!)]!;
      });
      return log;
    };
    const ml = await pointEstimates(found.scoring, found.eap, 'ml', pool);
    const map = await pointEstimates(found.scoring, found.eap, 'map', pool);
    const [group] = found.groups;
    let extreme = 0;
    for (let i = 0; i < 200; i++) {
      const prior = (theta: number) => -((theta - group!.mean) ** 2) / (2 * group!.sd ** 2);
      const b = map.estimate[i]!;
      for (const h of [-0.01, 0.01])
        expect(value(i, b + h) + prior(b + h)).toBeLessThan(value(i, b) + prior(b));
      if (ml.statusOf(i) !== 'estimated') {
        extreme++;
        continue;
      }
      const a = ml.estimate[i]!;
      for (const h of [-0.01, 0.01]) expect(value(i, a + h)).toBeLessThan(value(i, a));
    }
    expect(extreme).toBeGreaterThan(0);
  });

  it('of a person with nothing, or with all right, are none by ML; WLE has one for all right', async () => {
    const found = await fixed(
      matrixFromRows(
        [
          [1, 2, 2, 1, 1, 1],
          [0, 1, 1, 0, 1, 0],
          [1, 0, 1, 1, 0, 1],
          [0, 2, 0, 1, 1, 0],
          [null, null, null, null, null, null],
        ],
        named.map(({ id }) => id),
      ),
    );
    const ml = await pointEstimates(found.scoring, found.eap, 'ml', pool);
    const wle = await pointEstimates(found.scoring, found.eap, 'wle', pool);
    const map = await pointEstimates(found.scoring, found.eap, 'map', pool);
    expect([0, 1, 4].map((i) => ml.statusOf(i))).toEqual(['noMaximum', 'estimated', 'noAnswers']);
    expect([0, 1, 4].map((i) => wle.statusOf(i))).toEqual(['estimated', 'estimated', 'noAnswers']);
    expect(map.estimate[4]).toBeCloseTo(found.groups[0]!.mean, 8);
    expect(
      personFit(
        found.scoring,
        matrixFromRows(
          [
            [1, 2, 2, 1, 1, 1],
            [0, 1, 1, 0, 1, 0],
            [1, 0, 1, 1, 0, 1],
            [0, 2, 0, 1, 1, 0],
            [null, null, null, null, null, null],
          ],
          named.map(({ id }) => id),
        ),
        ml,
      )[4],
    ).toBeNull();
  });
});

describe('tables of the sufficient statistic', () => {
  it('give the same estimates as solving each person, with booklets', async () => {
    const many = Array.from({ length: 14 }, (_, j) => ({
      id: `T${j}`,
      parameters: {
        kind: 'partialCredit' as const,
        slope: 0.6 + j / 8,
        scores: [0, 1, 2].slice(0, 2 + (j % 2)),
        intercepts: [0, (j - 7) / 4, (j - 8) / 3].slice(0, 2 + (j % 2)),
      },
    }));
    const { matrix } = simulateResponses(many, 2400, 5);
    for (let i = 0; i < 2400; i++)
      for (let j = 0; j < 14; j++)
        if ((i % 2 === 0 && j < 4) || (i % 100 === 1 && j > 9)) matrix.scores[i * 14 + j] = 255;
    const found = await calibrate(
      {
        matrix,
        model: 'gpcm',
        anchors: new Map(many.map(({ id, parameters }) => [id, parameters as ItemParameters])),
      },
      { pool },
    );
    for (const method of ['wle', 'ml'] as const) {
      const { tableOf } = createSufficientTables(found.scoring.blocks, found.scoring.items, method);
      expect([tableOf![0], tableOf![1], tableOf![3]].map((table) => table! >= 0)).toEqual([
        true,
        false,
        true,
      ]);
      const fast = await pointEstimates(found.scoring, found.eap, method, pool);
      // 24 persons of a booklet are too few for a table, and so is a part of the file.
      const rows = Array.from({ length: 300 }, (_, k) => k * 8);
      const part = subMatrix(matrix, [...Array(14).keys()], rows);
      const alone = await scorePersons(
        {
          matrix: part,
          items: new Map(many.map(({ id, parameters }) => [id, parameters as ItemParameters])),
          groups: { labels: ['all'], of: new Uint16Array(0) },
          means: [0],
          sds: [1],
        },
        pool,
      );
      const slow = await pointEstimates(alone.basis, alone.eap, method, pool);
      rows.forEach((row, k) => {
        expect(fast.statusOf(row)).toBe(slow.statusOf(k));
        if (slow.statusOf(k) !== 'estimated') return;
        expect(Math.abs(fast.estimate[row]! - slow.estimate[k]!)).toBeLessThan(1e-7);
        expect(Math.abs(fast.standardError[row]! - slow.standardError[k]!)).toBeLessThan(1e-7);
      });
    }
  });
});

describe('scoring with known parameters', () => {
  it('gives the EAP of the calibration again, also of one person and of items in another order', async () => {
    const { matrix } = simulateResponses(named, 300, 8);
    const found = await calibrate(
      {
        matrix,
        model: 'gpcm',
        anchors: new Map(named.slice(0, 5).map(({ id, parameters }) => [id, parameters])),
      },
      { pool },
    );
    const known = new Map(found.items.map(({ id, parameters }) => [id, parameters]));
    const [group] = found.groups;
    const rest = {
      groups: { labels: ['all'], of: new Uint16Array(0) },
      means: [group!.mean],
      sds: [group!.sd],
      quadrature: found.quadrature,
    };
    const again = await scorePersons({ matrix, items: known, ...rest }, pool);
    expect(largestDifference(again.eap, found.eap)).toBeLessThan(1e-12);
    expect(again.logLikelihood).toBeCloseTo(found.logLikelihood, 9);
    const turned = subMatrix(matrix, [5, 4, 3, 2, 1, 0], [17]);
    const one = await scorePersons(
      { matrix: { ...turned, itemIds: [...turned.itemIds.slice(0, 5), 'unknown'] }, items: known, ...rest },
      pool,
    );
    expect(one.unknown).toEqual(['unknown']);
    expect((await scorePersons({ matrix: turned, items: known, ...rest }, pool)).eap[0]).toBeCloseTo(
      found.eap[17]!,
      12,
    );
    await expect(
      scorePersons({ matrix: matrixFromRows([[7]], ['I1']), items: known, ...rest }, pool),
    ).rejects.toThrow('row: 0; item: "I1"');
  });
});

describe('plausible values', () => {
  it('have the population as their distribution and each posterior as its own, the same for a seed and any thread', async () => {
    const { matrix } = simulateResponses(named, 4500, 6);
    const found = await fixed(matrix);
    const { expectation } = found.scoring.estimation;
    const draw = (seed: number, backwards = false) => {
      const state = createPlausibleState(expectation, 20, seed);
      const job: LaneJob = { kind: 'plausible', lanes: expectation.lanes, state };
      const lanes = Array.from({ length: job.lanes }, (_, lane) => lane);
      for (const lane of backwards ? lanes.reverse() : lanes) runLane(job, lane);
      return state.values;
    };
    const values = draw(5);
    expect(draw(5, true)).toEqual(values);
    expect(draw(6)).not.toEqual(values);
    let mean = 0;
    let squares = 0;
    let z = 0;
    let ratio = 0;
    for (let i = 0; i < 4500; i++) {
      let own = 0;
      let ownSquares = 0;
      for (let d = 0; d < 20; d++) {
        own += values[i * 20 + d]! / 20;
        ownSquares += values[i * 20 + d]! ** 2 / 20;
      }
      mean += own / 4500;
      squares += ownSquares / 4500;
      z += ((own - found.eap[i]!) / (found.posteriorSd[i]! / Math.sqrt(20))) ** 2 / 4500;
      ratio += (ownSquares - own * own) / ((found.posteriorSd[i]! ** 2 * 19) / 20) / 4500;
    }
    const [group] = found.groups;
    expect(Math.abs(mean - group!.mean)).toBeLessThan(0.02);
    expect(Math.abs(Math.sqrt(squares - mean * mean) - group!.sd)).toBeLessThan(0.02);
    expect(Math.abs(z - 1)).toBeLessThan(0.08);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
  });
});

describe('sum scores', () => {
  const theta = Float64Array.from({ length: 121 }, (_, k) => -6 + k / 10);
  const density = theta.map((x) => Math.exp((-x * x) / 2));
  const prior = density.map((one) => one / density.reduce((a, b) => a + b, 0));

  it('have probabilities that sum to one at each θ, and the expected sum', () => {
    const table = sumScoreProbabilities(items, theta);
    for (let q = 0; q < theta.length; q += 20) {
      let sum = 0;
      let mean = 0;
      for (let s = 0; s < table.length / theta.length; s++) {
        sum += table[s * theta.length + q]!;
        mean += s * table[s * theta.length + q]!;
      }
      expect(sum).toBeCloseTo(1, 12);
      expect(mean).toBeCloseTo(expectedSum(items, theta[q]!), 10);
    }
  });

  it('under the Rasch model give every pattern of a sum its EAP', async () => {
    const found = await calibrate({ matrix: patternMatrix(LSAT6), model: 'rasch' }, { pool });
    const { estimation } = found.scoring;
    const rows = sumScoreTable(found.scoring.items, estimation.theta, estimation.expectation.prior);
    const matrix = patternMatrix(LSAT6);
    for (let i = 0; i < 1000; i += 37) {
      const sum = matrix.scores.subarray(i * 5, i * 5 + 5).reduce((a, b) => a + b, 0);
      expect(rows[sum]!.eap).toBeCloseTo(found.eap[i]!, 10);
      expect(rows[sum]!.posteriorSd).toBeCloseTo(found.posteriorSd[i]!, 10);
    }
    expect(rows.reduce((total, row) => total + row.probability, 0)).toBeCloseTo(1, 10);
  });

  it('rise with θ, and have no θ at their ends', () => {
    const rows = sumScoreTable(items, theta, prior);
    rows.slice(1).forEach((row, k) => {
      expect(row.eap).toBeGreaterThan(rows[k]!.eap);
    });
    expect(thetaOfExpectedSum(items, 8)).toBeNull();
    expect(expectedSum(items, thetaOfExpectedSum(items, 4)!)).toBeCloseTo(4, 10);
  });
});

describe('person fit lz*', () => {
  const many = Array.from({ length: 40 }, (_, j) => ({
    id: `L${j}`,
    parameters: {
      kind: 'partialCredit' as const,
      slope: 0.8 + 0.8 * uniformAt(4, j, 0),
      scores: [0, 1],
      intercepts: [0, -2 + 4 * uniformAt(4, j, 1)],
    },
  }));

  it('is near standard normal under the model, and low for answers at random', async () => {
    const { matrix } = simulateResponses(many, 1200, 31);
    for (let j = 0; j < 40; j++) matrix.scores[j] = j % 2;
    const found = await calibrate(
      {
        matrix,
        model: '2pl',
        anchors: new Map(many.map(({ id, parameters }) => [id, parameters as ItemParameters])),
      },
      { pool },
    );
    for (const method of ['ml', 'wle', 'map'] as const) {
      const estimates = await pointEstimates(found.scoring, found.eap, method, pool);
      const values = personFit(found.scoring, matrix, estimates);
      const others = values.slice(1).filter((value) => value !== null);
      const mean = others.reduce((a, b) => a + b, 0) / others.length;
      const sd = Math.sqrt(others.reduce((a, b) => a + (b - mean) ** 2, 0) / others.length);
      expect(Math.abs(mean)).toBeLessThan(0.15);
      expect(Math.abs(sd - 1)).toBeLessThan(0.1);
      expect(values[0]!).toBeLessThan(-2);
    }
  });
});
