import { describe, expect, it } from 'vitest';
import { reference, referenceMatrix } from '../../reference/reference-sets.ts';
import { calibrate } from '../irt/calibrate.ts';
import { type LanePool, sequentialPool as pool, runLane } from '../lanes/lane-pool.ts';
import { fillLogProbabilities, type ItemParameters } from '../models/item-models.ts';
import { normalQuantile } from '../numeric/distributions.ts';
import { uniformAt } from '../numeric/random.ts';
import { matrixFromRows, type ResponseMatrix } from '../responses/response-matrix.ts';
import { calibrateDimensions } from './calibrate-dimensions.ts';
import { dimensionsRemarks } from './dimensions-remarks.ts';

const LABELS = ['reading', 'number', 'space'] as const;

/** θ of the first dimension standard normal; every other correlates with it, and they with each other, at `rho`. */
function simulate(
  items: readonly (readonly ItemParameters[])[],
  persons: number,
  rho: number,
  seed: number,
): ResponseMatrix {
  const rows = Array.from({ length: persons }, (_, i) => {
    const common = normalQuantile(uniformAt(seed, i, 0));
    return items.flatMap((own, d) => {
      const theta = Math.sqrt(rho) * common + Math.sqrt(1 - rho) * normalQuantile(uniformAt(seed, i, 1 + d));
      return own.map((item, k) => {
        const logP = new Float64Array(item.scores.length);
        fillLogProbabilities(item, Float64Array.of(theta), logP);
        let rest = uniformAt(seed, i, 100 + 50 * d + k);
        let category = 0;
        while (category < logP.length - 1 && rest >= Math.exp(logP[category]!))
          rest -= Math.exp(logP[category++]!);
        return item.scores[category]!;
      });
    });
  });
  return matrixFromRows(
    rows,
    items.flatMap((own, d) => own.map((_, k) => `${LABELS[d]}${k + 1}`)),
  );
}

const twoScores = (count: number, slope = (k: number) => 0.9 + (k % 3) / 3): readonly ItemParameters[] =>
  Array.from({ length: count }, (_, k) => ({
    kind: 'partialCredit',
    slope: slope(k),
    scores: [0, 1],
    intercepts: [0, (k - (count - 1) / 2) / 2],
  }));
const dimensionsOf = (matrix: ResponseMatrix) =>
  LABELS.map((label) => ({ label, items: matrix.itemIds.filter((id) => id.startsWith(label)) })).filter(
    ({ items }) => items.length > 0,
  );

describe('calibration with several dimensions', () => {
  it('is what base R finds with the likelihood written out: 1e-6, parameters 1e-4, errors 0.1 %', async () => {
    const wanted = reference('i_two_dimensions_base_r.json');
    const matrix = referenceMatrix('i_two_dimensions_600x8.csv');
    const found = await calibrateDimensions(
      {
        matrix,
        model: '2pl',
        dimensions: [
          { label: 'a', items: matrix.itemIds.slice(0, 4) },
          { label: 'b', items: matrix.itemIds.slice(4) },
        ],
        quadrature: { nodes: 25, low: -5, high: 5 },
      },
      { pool },
    );
    expect(Math.abs(found.logLikelihood - wanted.logLik)).toBeLessThan(1e-6);
    found.items.forEach(({ parameters, standardErrors }, j) => {
      expect(Math.abs(parameters.slope - wanted.slope[j])).toBeLessThan(1e-4);
      const intercept = 'intercepts' in parameters ? parameters.intercepts[1]! : parameters.intercept;
      expect(Math.abs(intercept - wanted.intercept[j])).toBeLessThan(1e-4);
      standardErrors.forEach((error, k) => {
        expect(Math.abs(error! / wanted.standardErrors[2 * j + k] - 1)).toBeLessThan(1e-3);
      });
    });
    const [pair] = found.correlations;
    expect(Math.abs(pair!.correlation - wanted.correlation)).toBeLessThan(1e-4);
    // R's error is of Fisher's z.
    const error = wanted.standardErrors[16] * (1 - wanted.correlation ** 2);
    expect(Math.abs(pair!.standardError! / error - 1)).toBeLessThan(1e-3);
    expect(found.freeParameters).toBe(17);
    expect(Math.abs(found.check.logLikelihoodChange)).toBeLessThan(1e-3);
  });

  it('takes as many nodes as the widest dimension asks, and none more where they are given', async () => {
    const matrix = simulate([twoScores(4, () => 3), twoScores(4, () => 1)], 400, 0.5, 21);
    const request = {
      matrix,
      model: 'rasch',
      dimensions: dimensionsOf(matrix),
      information: 'none',
    } as const;
    const found = await calibrateDimensions(request, { pool });
    expect(found.dimensions[0]!.sd).toBeGreaterThan(2);
    expect(found.quadrature.high).toBeGreaterThan(6);
    expect(found.check.enough).toBe(true);
    const quadrature = { nodes: 31, low: -6, high: 6 };
    const coarse = await calibrateDimensions({ ...request, quadrature }, { pool });
    expect(coarse.quadrature).toEqual(quadrature);
    expect(coarse.check.enough).toBe(false);
    expect(dimensionsRemarks(coarse).map(({ kind }) => kind)).toContain('coarse-nodes');
  });

  it('refuses items and dimensions whose estimates run away, by name', async () => {
    const matrix = simulate([twoScores(3), twoScores(3)], 200, 0.3, 5);
    for (let i = 0; i < 200; i++) matrix.scores.fill(matrix.scores[i * 6]!, i * 6, i * 6 + 3);
    const run = (model: 'rasch' | '2pl') =>
      calibrateDimensions({ matrix, model, dimensions: dimensionsOf(matrix) }, { pool });
    await expect(run('2pl')).rejects.toThrow(/no maximum.*items: \["reading/);
    await expect(run('rasch')).rejects.toThrow(/no maximum.*dimensions: \["reading"\]/);
  });

  it('remarks on few persons, low reliability by dimension and imprecise items', async () => {
    const matrix = simulate([twoScores(3), twoScores(3)], 60, 0.5, 2);
    const found = await calibrateDimensions(
      { matrix, model: 'rasch', dimensions: dimensionsOf(matrix) },
      { pool },
    );
    const remarks = dimensionsRemarks(found);
    expect(remarks[0]).toMatchObject({ kind: 'few-persons', model: 'rasch', wanted: 100 });
    expect(remarks).toContainEqual(expect.objectContaining({ kind: 'low-reliability', dimension: 'number' }));
  });

  it('recovers items and correlations of three dimensions, with answers missing by design', async () => {
    const known = [twoScores(8), twoScores(8), twoScores(8)];
    const matrix = simulate(known, 2000, 0.7, 3);
    for (let i = 0; i < 2000; i++) for (let k = 0; k < 4; k++) matrix.scores[i * 24 + 8 * (i % 3) + k] = 255;
    const found = await calibrateDimensions(
      {
        matrix,
        model: '2pl',
        dimensions: dimensionsOf(matrix),
        quadrature: { nodes: 15, low: -4.5, high: 4.5 },
      },
      { pool },
    );
    expect(found.information).toBe('oakes');
    for (const { correlation, standardError } of found.correlations) {
      expect(Math.abs(correlation - 0.7)).toBeLessThan(3.5 * standardError!);
      expect(standardError!).toBeLessThan(0.05);
    }
    let squares = 0;
    let count = 0;
    found.items.forEach(({ parameters, standardErrors }, j) => {
      const z = (parameters.slope - known.flat()[j]!.slope) / standardErrors[0]!;
      squares += z * z;
      count++;
    });
    // χ² of 24 parameters: between its quantiles of one in ten thousand.
    expect(squares).toBeGreaterThan(6);
    expect(squares / count).toBeLessThan(2.6);
  });

  it('borrows from the other dimension: scores are more reliable, and correlate less than what they measure', async () => {
    const matrix = simulate([twoScores(10), twoScores(6)], 1500, 0.8, 9);
    const found = await calibrateDimensions(
      { matrix, model: '2pl', dimensions: dimensionsOf(matrix), information: 'none' },
      { pool },
    );
    const alone = await calibrate(
      { matrix: { ...matrix, ...onlyItems(matrix, 'number') }, model: '2pl' },
      { pool },
    );
    expect(found.dimensions[1]!.reliability).toBeGreaterThan(alone.reliability! + 0.03);
    expect(found.items.every(({ standardErrors }) => standardErrors.every((one) => one === null))).toBe(true);
    expect(found.correlations[0]!.standardError).toBeNull();
  });

  it('gives independent dimensions the likelihood that each has alone, variances too (Rasch, partial credit)', async () => {
    const three: readonly ItemParameters[] = Array.from({ length: 6 }, (_, k) => ({
      kind: 'partialCredit',
      slope: 1,
      scores: [0, 1, 2],
      intercepts: [0, 0.5 - k / 5, -0.2 - k / 6],
    }));
    const matrix = simulate([twoScores(8, () => 1), three], 1200, 0, 4);
    const model = new Map(
      matrix.itemIds.map((id) => [id, id.startsWith('number') ? ('pcm' as const) : ('rasch' as const)]),
    );
    const nodes = { nodes: 31, low: -6, high: 6 };
    const found = await calibrateDimensions(
      { matrix, model, dimensions: dimensionsOf(matrix), quadrature: nodes },
      { pool },
    );
    const parts = await Promise.all(
      ['reading', 'number'].map((label) =>
        calibrate({ matrix: { ...matrix, ...onlyItems(matrix, label) }, model, quadrature: nodes }, { pool }),
      ),
    );
    const alone = parts.reduce((sum, { logLikelihood }) => sum + logLikelihood, 0);
    // One parameter more, whose truth is 0: twice the gain is χ² of one degree.
    expect(found.logLikelihood).toBeGreaterThan(alone - 1e-6);
    expect(2 * (found.logLikelihood - alone)).toBeLessThan(11);
    found.dimensions.forEach(({ sd, sdError }, d) => {
      const [group] = parts[d]!.groups;
      expect(Math.abs(sd - group!.sd)).toBeLessThan(0.02);
      expect(Math.abs(sdError! / group!.sdError! - 1)).toBeLessThan(0.05);
    });
  });

  it('is the same to the last bit in whatever order lanes run, by jobs that can be posted to threads', async () => {
    const matrix = simulate([twoScores(5), twoScores(5)], 5000, 0.5, 6);
    const request = { matrix, model: '2pl', dimensions: dimensionsOf(matrix), information: 'none' } as const;
    const backwards: LanePool = {
      run: async (job) => {
        const posted = structuredClone(job);
        for (let lane = job.lanes - 1; lane >= 0; lane--) runLane(posted, lane);
      },
    };
    const [one, other] = [
      await calibrateDimensions(request, { pool }),
      await calibrateDimensions(request, { pool: backwards }),
    ];
    expect(other.logLikelihood).toBe(one.logLikelihood);
    expect(other.eap).toEqual(one.eap);
  });

  it('counts a weight of two as two persons', async () => {
    const matrix = simulate([twoScores(4), twoScores(4)], 300, 0.5, 8);
    const twice = matrixFromRows(
      Array.from({ length: 600 }, (_, i) =>
        Array.from(matrix.scores.subarray((i >> 1) * 8, (i >> 1) * 8 + 8)),
      ),
      matrix.itemIds,
    );
    const request = { model: '2pl', dimensions: dimensionsOf(matrix), information: 'none' } as const;
    const doubled = await calibrateDimensions({ ...request, matrix: twice }, { pool });
    const half = await calibrateDimensions(
      { ...request, matrix: twice, weights: Float64Array.from({ length: 600 }, (_, i) => (i % 2) * 3) },
      { pool },
    );
    expect(half.correlations[0]!.correlation).toBeCloseTo(doubled.correlations[0]!.correlation, 5);
    expect(half.logLikelihood).toBeCloseTo(doubled.logLikelihood, 5);
  });

  it('refuses to part what is one dimension', async () => {
    const matrix = simulate([twoScores(8), twoScores(8)], 1500, 1, 11);
    const refused = await calibrateDimensions(
      { matrix, model: '2pl', dimensions: dimensionsOf(matrix) },
      { pool },
    ).then(
      ({ correlations }) => `${correlations[0]!.correlation}`,
      (error: unknown) => String(error),
    );
    expect(refused).toMatch(/cannot be told apart.*"reading","number"/);
  });

  it.each([
    [
      'one dimension',
      [{ label: 'a', items: ['reading1', 'reading2'] }],
      '"dimensions-invalid"|dimensions: 1',
    ],
    [
      'an item in two',
      [
        { label: 'a', items: ['reading1', 'reading2'] },
        { label: 'b', items: ['reading2', 'number1'] },
      ],
      'twice: ["reading2"]',
    ],
    [
      'a dimension of one item',
      [
        { label: 'a', items: ['reading1', 'reading2'] },
        { label: 'b', items: ['number1'] },
      ],
      'tooFewItems: ["b"]',
    ],
  ])('refuses %s', async (_, dimensions, words) => {
    const matrix = simulate([twoScores(3), twoScores(3)], 50, 0.5, 1);
    await expect(calibrateDimensions({ matrix, model: '2pl', dimensions }, { pool })).rejects.toThrow(
      words.split('|').at(-1)!,
    );
  });
});

function onlyItems(matrix: ResponseMatrix, label: string): Pick<ResponseMatrix, 'itemIds' | 'scores'> {
  const columns = matrix.itemIds.flatMap((id, j) => (id.startsWith(label) ? [j] : []));
  const scores = new Uint8Array(new SharedArrayBuffer(matrix.persons * columns.length));
  for (let i = 0; i < matrix.persons; i++)
    columns.forEach((j, k) => {
      scores[i * columns.length + k] = matrix.scores[i * matrix.itemIds.length + j]!;
    });
  return { itemIds: columns.map((j) => matrix.itemIds[j]!), scores };
}
