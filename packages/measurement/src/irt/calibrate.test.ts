import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../reference/reference-sets.ts';
import { MeasurementError } from '../errors/measurement-error.ts';
import { type LanePool, sequentialPool as pool, runLane } from '../lanes/lane-pool.ts';
import { type ItemParameters, toVector } from '../models/item-models.ts';
import { matrixFromRows } from '../responses/response-matrix.ts';
import { simulateResponses } from '../simulation/simulate-responses.ts';
import { calibrate } from './calibrate.ts';
import type { CalibrationRequest } from './calibration.ts';

const run = (request: CalibrationRequest) => calibrate(request, { pool });
const code = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof MeasurementError ? error.code : `not refused cleanly: ${error}`),
  );

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
    expect(found.information).toBe('louis');
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
