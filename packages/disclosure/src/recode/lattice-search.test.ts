import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Criteria } from '../criteria/criteria.ts';
import { createHierarchy, type Hierarchy } from '../hierarchies/hierarchy.ts';
import { groupLevel } from '../hierarchies/level-sources.ts';
import { tuplesOf } from '../microdata/tuples.ts';
import type { LanePool } from '../parallel/lane-pool.ts';
import { columnsOf, randomRows, type TextRows } from '../release-checks.test.fixture.ts';
import { type EvaluateNodeJob, evaluateNodeLane } from './evaluate-node.ts';
import { searchLattice } from './lattice-search.ts';
import { LOSS_MEASURES, type LossMeasure } from './loss-measures.ts';

const pool: LanePool<EvaluateNodeJob> = {
  async run({ lanes, state }) {
    for (let lane = 0; lane < lanes; lane++) evaluateNodeLane(state, lane);
  },
};
/** As threads would that take lanes in another order, each with a copy of the state's plain data. */
const backwards: LanePool<EvaluateNodeJob> = {
  async run({ lanes, state }) {
    const copy = {
      ...structuredClone({ ...state, results: null, nodes: null }),
      nodes: state.nodes,
      results: state.results,
    };
    for (let lane = lanes - 1; lane >= 0; lane--) evaluateNodeLane(copy, lane);
  },
};

const GROUPS = groupLevel('two groups', { low: ['c1', 'c2'], middle: ['c3', 'c4'] }, 'high');
const hierarchies = (rows: TextRows): readonly Hierarchy[] =>
  columnsOf(rows).map((column, j) => createHierarchy(column, j % 2 === 0 ? [GROUPS] : []));

/** The loss of a node, from texts: written out from the definitions, without classes of numbers or bounds. */
function lossOf(
  rows: TextRows,
  levels: readonly number[],
  of: readonly Hierarchy[],
  measure: LossMeasure,
  k: number,
) {
  const columns = columnsOf(rows);
  const up = (text: string, j: number) => {
    const { labels, slotOf } = of[j]!.levels[levels[j]!]!;
    const slot = slotOf[columns[j]!.labels.indexOf(text) + 1]!;
    return slot === 0 ? '' : labels[slot - 1]!;
  };
  const coarse = rows.map((row) => row.map((text, j) => up(text, j)));
  const keys = coarse.map((row) => JSON.stringify(row));
  const size = (i: number) => keys.filter((key) => key === keys[i]).length;
  const sizes = rows.map((_, i) => size(i));
  const failing = sizes.filter((n) => n < k).length;
  const classes = new Set(keys.filter((_, i) => sizes[i]! >= k)).size;
  const n = rows.length;
  const width = columns.length;
  const cell = (i: number, j: number): number => {
    const text = rows[i]![j]!;
    const leaves = columns[j]!.labels.length;
    const isKept = sizes[i]! >= k;
    const alike = rows.filter((row) => row[j] === text).length;
    switch (measure) {
      case 'loss': {
        if (!isKept) return 1;
        if (text === '' || leaves <= 1) return 0;
        return (columns[j]!.labels.filter((label) => up(label, j) === up(text, j)).length - 1) / (leaves - 1);
      }
      case 'precision':
        if (!isKept) return 1;
        return text === '' ? 0 : levels[j]! / Math.max(1, of[j]!.levels.length - 1);
      case 'entropy': {
        const together = isKept ? coarse.filter((row) => row[j] === up(text, j)).length : n;
        return Math.log2(together / alike);
      }
      default:
        return 0;
    }
  };
  let loss = 0;
  if (measure === 'discernibility') loss = sizes.reduce((sum, one) => sum + (one >= k ? one : n), 0);
  else if (measure === 'classSize') loss = classes === 0 ? Number.POSITIVE_INFINITY : n / classes;
  else for (let i = 0; i < n; i++) for (let j = 0; j < width; j++) loss += cell(i, j) / (n * width);
  return { loss, failing, classes };
}

function allNodes(of: readonly Hierarchy[]): readonly (readonly number[])[] {
  return of.reduce<readonly (readonly number[])[]>(
    (nodes, { levels }) => nodes.flatMap((node) => levels.map((_, level) => [...node, level])),
    [[]],
  );
}

describe('the lattice search', () => {
  it.each(LOSS_MEASURES)(
    'finds the optimum of all nodes under %s, as computed from the texts',
    async (measure) => {
      await fc.assert(
        fc.asyncProperty(
          randomRows(),
          fc.integer({ min: 2, max: 4 }),
          fc.constantFrom(0, 0.1, 0.5),
          async (rows, k, maxFailing) => {
            const of = hierarchies(rows);
            const criteria: Criteria = { k, kMap: 1, sensitive: [] };
            const tuples = tuplesOf({ rows: rows.length, quasi: columnsOf(rows) });
            const feasible = allNodes(of)
              .map((levels) => lossOf(rows, levels, of, measure, k))
              .filter(({ failing, classes }) => failing <= maxFailing * rows.length + 1e-9 && classes > 0);
            const request = {
              tuples,
              variables: of.map((hierarchy) => ({ hierarchy })),
              criteria,
              measure,
              maxFailing,
            };
            if (feasible.length === 0) {
              await expect(searchLattice(request, pool)).rejects.toThrow(/no allowed generalisation/);
              return;
            }
            const found = await searchLattice(request, pool);
            expect(found.optimal).toBe(true);
            expect(found.loss).toBeCloseTo(Math.min(...feasible.map(({ loss }) => loss)), 9);
            const own = lossOf(rows, found.levels, of, measure, k);
            expect({ failing: found.failing, classes: found.classes }).toEqual({
              failing: own.failing,
              classes: own.classes,
            });
            expect(await searchLattice(request, backwards)).toEqual(found);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it('keeps to the levels that are allowed, and says when it was cut short', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => [`c${(i % 6) + 1}`, `c${i % 4}`]);
    const of = hierarchies(rows);
    const request = {
      tuples: tuplesOf({ rows: 12, quasi: columnsOf(rows) }),
      variables: [{ hierarchy: of[0]!, minLevel: 1, maxLevel: 1 }, { hierarchy: of[1]! }],
      criteria: { k: 2, kMap: 1, sensitive: [] },
      measure: 'loss' as const,
      maxFailing: 0,
    };
    expect((await searchLattice(request, pool)).levels).toEqual([1, 1]);
    expect((await searchLattice({ ...request, maxFailing: 1 }, pool)).lattice).toBe(2);
    await expect(
      searchLattice(
        { ...request, variables: [{ hierarchy: of[0]!, minLevel: 3 }, { hierarchy: of[1]! }] },
        pool,
      ),
    ).rejects.toThrow(/cannot be applied/);
  });

  it('weighs the variables: what is important stays finer', async () => {
    const rows = [
      ['a', 'x'],
      ['a', 'y'],
      ['b', 'x'],
      ['b', 'y'],
    ];
    const plain = columnsOf(rows).map((column) => createHierarchy(column, []));
    const at = async (first: number, second: number) =>
      (
        await searchLattice(
          {
            tuples: tuplesOf({ rows: 4, quasi: columnsOf(rows) }),
            variables: [
              { hierarchy: plain[0]!, weight: first },
              { hierarchy: plain[1]!, weight: second },
            ],
            criteria: { k: 2, kMap: 1, sensitive: [] },
            measure: 'loss',
            maxFailing: 0,
          },
          pool,
        )
      ).levels;
    expect(await at(3, 1)).toEqual([0, 1]);
    expect(await at(1, 3)).toEqual([1, 0]);
  });
});
