/** Seeded recovery studies: estimates around the truth, and 95 % intervals that hold it about 95 times in a hundred. */
import { describe, expect, it } from 'vitest';
import { sequentialPool as pool } from '../lanes/lane-pool.ts';
import { type ItemParameters, toVector } from '../models/item-models.ts';
import { uniformAt } from '../numeric/random.ts';
import { simulateResponses } from '../simulation/simulate-responses.ts';
import { calibrate } from './calibrate.ts';
import type { ModelName } from './calibration.ts';

interface KnownItem {
  readonly id: string;
  readonly parameters: ItemParameters;
}

function truth(model: ModelName, items: number): readonly KnownItem[] {
  const item = (j: number): KnownItem => {
    const u = (k: number) => uniformAt(99, j, k);
    const slope = model === 'rasch' || model === 'pcm' ? 1 : 0.7 + 0.9 * u(0);
    const d = -1.5 + 3 * u(1);
    const id = `I${j + 1}`;
    switch (model) {
      case 'rasch':
      case '2pl':
        return { id, parameters: { kind: 'partialCredit', slope, scores: [0, 1], intercepts: [0, d] } };
      case 'pcm':
      case 'gpcm':
        return {
          id,
          parameters: { kind: 'partialCredit', slope, scores: [0, 1, 2], intercepts: [0, d, d - 0.6 + u(2)] },
        };
      case 'grm':
        return {
          id,
          parameters: { kind: 'graded', slope, scores: [0, 1, 2], intercepts: [0, d + 0.7, d - 0.7] },
        };
      case '3pl':
        return {
          id,
          parameters: { kind: 'guessing', slope: 0.9 + u(0), scores: [0, 1], intercept: d, guessing: 0.25 },
        };
      case '4pl':
        return {
          id,
          parameters: {
            kind: 'asymptotes',
            slope: 1.2 + u(0),
            scores: [0, 1],
            intercept: d,
            guessing: 0.25,
            upper: 0.95,
          },
        };
    }
  };
  return Array.from({ length: items }, (_, j) => item(j));
}

describe('recovery', () => {
  it.each([
    ['rasch', 12, 400, 12],
    ['2pl', 12, 500, 12],
    ['pcm', 8, 400, 10],
    ['gpcm', 8, 500, 10],
    ['grm', 8, 500, 6],
    ['3pl', 10, 1000, 3],
    ['4pl', 12, 2000, 3],
  ] as const)('of the %s: no bias, and coverage of the intervals', async (model, items, persons, samples) => {
    const known = truth(model, items);
    let inside = 0;
    let total = 0;
    let deviation = 0;
    for (let sample = 0; sample < samples; sample++) {
      const { matrix } = simulateResponses(known, persons, 1000 + sample);
      const found = await calibrate({ matrix, model }, { pool });
      found.items.forEach((item, j) => {
        const wanted = toVector(known[j]!.parameters);
        const estimate = toVector(item.parameters);
        item.standardErrors.forEach((error, k) => {
          if (error === null) return;
          const z = (estimate[k]! - wanted[k]!) / error;
          total++;
          deviation += z;
          if (Math.abs(z) < 1.959964) inside++;
        });
      });
    }
    // Priors of asymptotes make their intervals wide; the others are within four standard errors of 95 %,
    // with half of the independent information that the number of parameters would have.
    const coverage = inside / total;
    const slack = 4 * Math.sqrt((0.95 * 0.05) / (total / 2));
    expect(coverage).toBeGreaterThan(0.95 - slack);
    if (model !== '3pl' && model !== '4pl') expect(coverage).toBeLessThan(Math.min(1, 0.95 + slack));
    expect(Math.abs(deviation / total)).toBeLessThan(4 / Math.sqrt(samples * 2));
  });
});
