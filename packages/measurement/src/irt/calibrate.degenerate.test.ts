import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LSAT7, patternMatrix } from '../../reference/reference-sets.ts';
import { MeasurementError } from '../errors/measurement-error.ts';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import { type ItemParameters, rescaleItem, toVector } from '../models/item-models.ts';
import { uniformAt } from '../numeric/random.ts';
import { scorePersons } from '../persons/score-persons.ts';
import { matrixFromRows } from '../responses/response-matrix.ts';
import { simulateResponses } from '../simulation/simulate-responses.ts';
import { calibrate } from './calibrate.ts';
import type { CalibrationRequest } from './calibration.ts';
import { Estimation, type Expected } from './estimation.ts';
import { runEm } from './likelihood-problem.ts';
import type { ModelState } from './model-state.ts';

const run = (request: CalibrationRequest) => calibrate(request, { pool });
const code = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof MeasurementError ? error.code : `not refused cleanly: ${error}`),
  );

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
