import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { DisclosureError } from '../errors.ts';
import type { LinearSolver } from '../solver/linear-solver.ts';
import { loadHighsSolver } from '../solver/load-highs.test.fixture.ts';
import { type Tabulated, tabulate } from '../tables/tabulate.ts';
import { attackRelease } from './attack-release.ts';
import { ownerFacts } from './owner-facts.ts';
import { randomCase } from './random-tabulations.test.fixture.ts';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

/** What a table may be refused for when its persons are too few to be shown at all. */
const REFUSALS = ['table-unprotectable', 'rule-invalid'];

describe('the attack on random linked and hierarchical tables', () => {
  it('finds nothing in what suppression lets out', () => {
    let released = 0;
    let hidden = 0;
    fc.assert(
      fc.property(randomCase, ({ data, tabulation }) => {
        let result: Tabulated;
        try {
          result = tabulate({ data, tabulation, earlier: [], solver });
        } catch (error) {
          if (error instanceof DisclosureError && REFUSALS.includes(error.code)) return;
          throw error;
        }
        released++;
        hidden += result.suppression!.primary + result.suppression!.secondary;
        const attack = attackRelease({ releases: [result.release], facts: ownerFacts(result), solver });
        expect(
          attack.findings.map(({ kind, cell, knowing }) => ({ kind, cell: attack.names[cell], knowing })),
        ).toEqual([]);
      }),
      { numRuns: 300, seed: 20260901 },
    );
    expect(released).toBeGreaterThan(150);
    expect(hidden).toBeGreaterThan(1000);
  }, 300_000);
});
