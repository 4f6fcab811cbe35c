import {
  combineImputations,
  jackknifeReplicates,
  replicateVariance,
  uniformAt,
  weightedMean,
} from '@cloison/measurement';
import { describe, expect, it } from 'vitest';
import { groupMean } from './group-means.ts';

const PUPILS = 60;
const DRAWS = 4;
const school = Uint32Array.from({ length: PUPILS }, (_, i) => 100 + Math.floor(i / 7));
const weight = Float64Array.from({ length: PUPILS }, (_, i) => 0.5 + uniformAt(1, i, 0));
const values = Float64Array.from(
  { length: PUPILS * DRAWS },
  (_, at) => 240 + 20 * uniformAt(2, at, 0) + 3 * ((school[Math.floor(at / DRAWS)] ?? 0) % 5),
);

describe('the mean of a group', () => {
  it('is that of the package’s jackknife by school and Rubin’s rules, to rounding', () => {
    const found = groupMean({ values, draws: DRAWS, groupOf: null, group: 0, school, weight });
    const replicates = jackknifeReplicates(weight, Array.from(school));
    const each = Array.from({ length: DRAWS }, (_, d) => {
      const one = Float64Array.from({ length: PUPILS }, (_, i) => values[i * DRAWS + d] ?? 0);
      return replicateVariance(weight, replicates, weightedMean(one));
    });
    const combined = combineImputations(
      each.map(({ estimate }) => estimate),
      each.map(({ variance }) => variance),
      { completeDf: 8 },
    );
    expect(found?.schools).toBe(9);
    expect(found?.mean).toBeCloseTo(combined.estimate, 10);
    expect(found?.standardError).toBeCloseTo(combined.standardError, 10);
    expect(found?.interval?.[0]).toBeCloseTo(combined.interval[0], 8);
    expect(found?.missingInformation).toBeCloseTo(combined.missingInformation, 10);
  });

  it('counts the pupils of the group alone; one school has a mean and no error, nobody has nothing', () => {
    const groupOf = Uint16Array.from(school, (one) => (one === 100 ? 1 : one === 101 ? 2 : 0));
    const of = (group: number) => groupMean({ values, draws: DRAWS, groupOf, group, school, weight: null });
    expect(of(1)).toMatchObject({ pupils: 7, schools: 1, standardError: null, interval: null });
    expect(of(0)?.pupils).toBe(PUPILS - 14);
    expect(of(3)).toBeNull();
  });

  it('leaves out pupils without a value', () => {
    const some = values.slice();
    some.fill(Number.NaN, 0, DRAWS);
    expect(groupMean({ values: some, draws: DRAWS, groupOf: null, group: 0, school, weight })?.pupils).toBe(
      59,
    );
  });
});
