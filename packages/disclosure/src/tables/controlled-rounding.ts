/**
 * Controlled rounding: every value becomes a multiple of the base, tables stay additive, and no value moves further
 * than need be. Categories' cells go to the multiple just below or above; totals are what these add up to, and the
 * solver chooses so that they move least.
 */

import { DisclosureError } from '../errors.ts';
import type { LinearSolver } from '../solver/linear-solver.ts';
import { type CellSpace, forEachRelation } from './cell-space.ts';

/**
 * `before` holds what an earlier release has shown of each cell, NaN where nothing: a cell that may still hold the same
 * persons keeps its multiple, since two multiples together tell more than one. Throws `rounding-unsolved`.
 */
export function roundTables(
  space: CellSpace,
  counts: Float64Array,
  base: number,
  before: Float64Array,
  solver: LinearSolver | null,
): Float64Array {
  if (solver === null) throw new DisclosureError('rounding-unsolved', { solver: 'none' });
  const cells = space.cellCount;
  const below = counts.map((count) => Math.floor(count / base));
  const least = new Float64Array(cells);
  const most = counts.map((count) => (count % base === 0 ? 0 : 1));
  before.forEach((shown, cell) => {
    if (Number.isNaN(shown) || Math.abs(shown - counts[cell]!) >= base) return;
    least[cell] = shown / base - below[cell]!;
    most[cell] = least[cell]!;
  });
  const totals: number[] = [];
  const isTotal = new Uint8Array(cells);
  const relations: (readonly number[])[] = [];
  forEachRelation(space, (relation) => {
    const [total] = relation;
    if (isTotal[total!] === 0) totals.push(total!);
    isTotal[total!] = 1;
    relations.push(relation);
  });
  /** A multiple that has been shown does not stray. */
  const strayOf = (column: number, stray: number) =>
    Number.isNaN(before[totals[(column - cells) >> 1]!]!) ? stray : 0;
  const place = new Map(totals.map((total, at) => [total, at]));
  // First with every value at a neighbouring multiple; in three dimensions that may not exist, and totals may stray.
  for (const stray of [0, 1, 2, 4]) {
    const columns = cells + (stray === 0 ? 0 : 2 * totals.length);
    const rows = relations.map((relation) => {
      const unknowns = [...relation];
      const coefficients = relation.map((_, at) => (at === 0 ? -1 : 1));
      const value = relation.reduce((sum, cell, at) => sum + (at === 0 ? below[cell]! : -below[cell]!), 0);
      if (stray > 0)
        relation.forEach((cell, at) => {
          const total = place.get(cell);
          if (total === undefined) return;
          unknowns.push(cells + 2 * total, cells + 2 * total + 1);
          coefficients.push(at === 0 ? -1 : 1, at === 0 ? 1 : -1);
        });
      return { unknowns, coefficients, value };
    });
    const isCell = (column: number) => column < cells;
    const solution = solver.solveInteger({
      columns,
      rows,
      whole: Uint8Array.from({ length: columns }, (_, column) => (isCell(column) ? 1 : 0)),
      lower: Float64Array.from({ length: columns }, (_, column) => (isCell(column) ? least[column]! : 0)),
      upper: Float64Array.from({ length: columns }, (_, column) =>
        isCell(column) ? most[column]! : strayOf(column, stray),
      ),
      costs: Float64Array.from({ length: columns }, (_, column) =>
        isCell(column) ? 1 - (2 * (counts[column]! % base)) / base : STRAY_COST,
      ),
    });
    if (solution === null) continue;
    return below.map((multiple, cell) => {
      const total = place.get(cell);
      const strayed =
        stray === 0 || total === undefined
          ? 0
          : solution[cells + 2 * total]! - solution[cells + 2 * total + 1]!;
      return (multiple + Math.round(solution[cell]! + strayed)) * base;
    });
  }
  throw new DisclosureError('rounding-unsolved', { base });
}

/** What leaving the two nearest multiples costs a total, against at most 1 for rounding to the farther of the two. */
const STRAY_COST = 4;
