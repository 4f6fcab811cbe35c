import { describe, expect, it } from 'vitest';
import { answersOf, entryValue, exampleCampaigns, type Responses, simulateResponses } from './answers.ts';
import { randomOf } from './random.ts';

const table = answersOf('6e');
const ids = Object.keys(table.items);

function pointsOf(id: string, responses: Responses): number {
  const { correct, maxScore, others } = table.items[id]!;
  if (Object.keys(responses).length === 0) return 0;
  const same = (candidate: Responses) => JSON.stringify(candidate) === JSON.stringify(responses);
  if (same(correct)) return maxScore;
  return others.find((other) => same(other.responses))!.score;
}

function meanScore(ability: number): number {
  const pupils = Array.from({ length: 60 }, (_, i) =>
    simulateResponses(table, ids, ability, randomOf('pupil', ability, i)),
  );
  const total = pupils.flatMap((answers) => [...answers].map(([id, responses]) => pointsOf(id, responses)));
  return total.reduce((sum, points) => sum + points, 0) / pupils.length;
}

describe('simulateResponses', () => {
  it('gives the same answers for the same seed, in the order of the items, and others for another seed', () => {
    const first = [...simulateResponses(table, ids, 0.3, randomOf(1))];
    expect([...simulateResponses(table, ids, 0.3, randomOf(1))]).toEqual(first);
    expect(first.map(([id]) => id)).toEqual(ids);
    expect([...simulateResponses(table, ids, 0.3, randomOf(2))]).not.toEqual(first);
  });

  it('gives only answers of the table, or none', () => {
    for (const name of exampleCampaigns) {
      const { items } = answersOf(name);
      const simulated = simulateResponses(answersOf(name), Object.keys(items), -0.5, randomOf('all', name));
      for (const [id, responses] of simulated) {
        const { correct, others } = items[id]!;
        expect([{}, correct, ...others.map((other) => other.responses)]).toContainEqual(responses);
      }
    }
  });

  it('gives more points to the abler', () => {
    const means = [-2, -1, 0, 1, 2].map(meanScore);
    expect(means).toEqual(means.toSorted((a, b) => a - b));
    expect(means.at(-1)! - means[0]!).toBeGreaterThan(15);
  });

  it('leaves more items out for the weaker', () => {
    const leftOut = (ability: number) =>
      Array.from({ length: 60 }, (_, i) => [
        ...simulateResponses(table, ids, ability, randomOf('out', i)).values(),
      ])
        .flat()
        .filter((responses) => Object.keys(responses).length === 0).length;
    expect(leftOut(-2)).toBeGreaterThan(leftOut(1));
  });

  it('refuses an item that the table does not have', () => {
    expect(() => simulateResponses(table, ['toString'], 0, randomOf(1))).toThrow(RangeError);
  });
});

describe('entryValue', () => {
  it('is the value of RESPONSE, or null for an item left out', () => {
    expect(entryValue({ RESPONSE: 'B' })).toBe('B');
    expect(entryValue({})).toBeNull();
  });
});
