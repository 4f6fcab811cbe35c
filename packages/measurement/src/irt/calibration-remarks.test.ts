import { describe, expect, it } from 'vitest';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import type { ItemParameters } from '../models/item-models.ts';
import { matrixFromRows } from '../responses/response-matrix.ts';
import { simulateResponses } from '../simulation/simulate-responses.ts';
import { calibrate } from './calibrate.ts';
import { calibrationRemarks } from './calibration-remarks.ts';

const items = Array.from({ length: 25 }, (_, j) => ({
  id: `I${j + 1}`,
  parameters: {
    kind: 'partialCredit',
    slope: 1.2,
    scores: [0, 1],
    intercepts: [0, (j - 12) / 8],
  } as ItemParameters,
}));

describe('remarks on a calibration', () => {
  it('are none with enough persons, items and nodes', async () => {
    const { matrix } = simulateResponses(items, 1500, 1);
    expect(calibrationRemarks(await calibrate({ matrix, model: '2pl' }, { pool }))).toEqual([]);
  });

  it('warn where three persons yield a calibration', async () => {
    const rows = [
      [1, 1, 1, 0, 1],
      [0, 1, 0, 1, 0],
      [0, 0, 0, 0, 1],
    ];
    const found = await calibrate({ matrix: matrixFromRows(rows), model: 'rasch' }, { pool });
    const remarks = calibrationRemarks(found);
    expect(remarks[0]).toEqual({
      kind: 'few-persons',
      model: 'rasch',
      wanted: 100,
      items: found.items.map(({ id }) => ({ id, persons: 3 })),
    });
    expect(remarks.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['rare-scores', 'imprecise-items', 'low-reliability']),
    );
  });

  it('name the item, the model and the score that are in want', async () => {
    const { matrix, theta } = simulateResponses(items, 700, 2);
    // Four persons, rather able.
    const order = Array.from(theta.keys()).sort((a, b) => theta[b]! - theta[a]!);
    const right = [20, 60, 140, 260].map((rank) => order[rank]!);
    for (let i = 0; i < 700; i++) {
      matrix.scores[i * 25 + 4] = 1 - matrix.scores[i * 25 + 4]!;
      matrix.scores[i * 25 + 7] = right.includes(i) ? 1 : 0;
      if (i >= 300) matrix.scores[i * 25 + 9] = 255;
    }
    const model = new Map(items.map(({ id }, j) => [id, j === 0 ? ('3pl' as const) : ('2pl' as const)]));
    const remarks = calibrationRemarks(await calibrate({ matrix, model }, { pool }));
    const of = (kind: string) => remarks.filter((one) => one.kind === kind);
    expect(of('few-persons')).toEqual([
      { kind: 'few-persons', model: '3pl', wanted: 1000, items: [{ id: 'I1', persons: 700 }] },
      { kind: 'few-persons', model: '2pl', wanted: 500, items: [{ id: 'I10', persons: 300 }] },
    ]);
    expect(of('negative-slopes')).toEqual([{ kind: 'negative-slopes', ids: ['I5'] }]);
    expect(of('rare-scores')).toEqual([{ kind: 'rare-scores', items: [{ id: 'I8', score: 1, persons: 4 }] }]);
    expect(of('imprecise-items')[0]).toMatchObject({ ids: expect.arrayContaining(['I8']) });
  });

  it('do not look at anchors', async () => {
    const { matrix } = simulateResponses(items, 40, 3);
    const anchors = new Map(items.map(({ id, parameters }) => [id, parameters]));
    const found = await calibrate({ matrix, model: '2pl', anchors }, { pool });
    expect(calibrationRemarks(found)).toEqual([]);
  });
});
