import {
  createResponseMatrix,
  type ItemParameters,
  NOT_ADMINISTERED,
  sequentialPool,
  simulateResponses,
  uniformAt,
} from '@cloison/measurement';
import { describe, expect, it } from 'vitest';
import { sayRemark } from '../analysis/remarks.ts';
import { DEFAULT_ANALYSIS, type DomainSpec } from '../campaign/spec.ts';
import { dimensionsShown } from './dimensions-shown.ts';
import { joinDomains, studyDimensions } from './dimensions-study.ts';

const item = (difficulty: number): ItemParameters => ({
  kind: 'partialCredit',
  slope: 1.4,
  scores: [0, 1],
  intercepts: [0, -1.4 * difficulty],
});
const request = { settings: DEFAULT_ANALYSIS, options: new Map(), leastPupils: 5, pool: sequentialPool };

describe('domains together', () => {
  it('are the pupils of any of them, and all items; where a pupil has no answer nothing was given', () => {
    const joined = joinDomains([
      { domain: 'a', pupils: [2, 5], matrix: createResponseMatrix(['i', 'j'], Uint8Array.of(0, 1, 1, 1)) },
      { domain: 'b', pupils: [5, 9], matrix: createResponseMatrix(['i'], Uint8Array.of(1, 0)) },
      { domain: 'c', pupils: [2], matrix: null },
    ]);
    expect(joined.itemIds).toEqual(['a/i', 'a/j', 'b/i']);
    expect([...joined.scores]).toEqual([
      ...[0, 1, NOT_ADMINISTERED],
      ...[1, 1, 1],
      ...[NOT_ADMINISTERED, NOT_ADMINISTERED, 0],
    ]);
  });

  it('have the correlation that their answers were drawn with, within its error', async () => {
    const persons = 800;
    const difficulties = [-1.2, -0.6, 0, 0.5, 1, 1.5];
    const items = difficulties.map((b, k) => ({ id: `i${k}`, parameters: item(b) }));
    const first = simulateResponses(items, persons, 3);
    // θ of the second: 0.7 of the first, and the rest of its own; both of variance 1.
    const own = simulateResponses(items, persons, 8).theta;
    const second = simulateResponses(items, persons, 21, (i) => ({
      mean: 0.7 * (first.theta[i] ?? 0) + Math.sqrt(1 - 0.7 ** 2) * (own[i] ?? 0),
      sd: 1e-9,
    }));
    const pupils = Array.from({ length: persons }, (_, i) => i);
    const study = await studyDimensions({
      ...request,
      domains: [
        { domain: 'a', pupils, matrix: first.matrix },
        { domain: 'b', pupils, matrix: second.matrix },
      ],
    });
    expect(study.remark).toBeNull();
    const [found] = study.correlations;
    expect(found?.between).toEqual(['a', 'b']);
    expect(Math.abs((found?.correlation ?? 0) - 0.7)).toBeLessThan(3 * (found?.standardError ?? 0));
    for (const { reliability } of study.reliabilities) expect(reliability).toBeGreaterThan(0.5);
    const title = { fr: 'Lire', en: 'Reading' };
    const spec = { domains: [{ id: 'a', title } as DomainSpec] };
    // Untitled domains are called by their identifiers.
    expect(dimensionsShown(spec, study)).toEqual({
      ...study,
      domains: [title, { fr: 'b', en: 'b' }],
      correlations: [{ ...found, between: [title, { fr: 'b', en: 'b' }] }],
      reliabilities: study.reliabilities.map(({ domain, reliability }) => ({
        domain: domain === 'a' ? title : { fr: 'b', en: 'b' },
        reliability,
      })),
    });
  });

  it('that are one, too few, or without items are left out by name', async () => {
    const cells = Uint8Array.from({ length: 4 * 200 }, (_, k) =>
      Number(uniformAt(1, k >> 2, k % 4) < uniformAt(2, k >> 2, 0)),
    );
    const matrix = createResponseMatrix(['i', 'j', 'k', 'l'], cells);
    const pupils = Array.from({ length: 200 }, (_, i) => i);
    const same = await studyDimensions({
      ...request,
      domains: [
        { domain: 'a', pupils, matrix },
        { domain: 'b', pupils, matrix },
      ],
    });
    expect([same.remark?.code, same.correlations]).toEqual(['no-dimensions', []]);
    const few = await studyDimensions({
      ...request,
      domains: [
        { domain: 'a', pupils: [1], matrix: createResponseMatrix(['i'], Uint8Array.of(1)) },
        { domain: 'b', pupils: [], matrix: null },
      ],
    });
    expect(few.remark?.code).toBe('too-few-to-calibrate');
    for (const { remark } of [same, few]) {
      if (remark !== null) expect(sayRemark(remark, 'fr')).not.toContain('{');
    }
  });
});
