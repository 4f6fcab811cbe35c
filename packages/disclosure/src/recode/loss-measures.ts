/** How much generalisation costs. All measures are made so that a coarser node never has a lower bound below a finer one. */
import type { Hierarchy } from '../hierarchies/hierarchy.ts';
import { leavesBelow } from '../hierarchies/hierarchy.ts';
import type { Tuples } from '../microdata/tuples.ts';

/**
 * - `loss`: share of the leaves that a value cannot be told from, mean over all cells (Iyengar, KDD 2002). 0 to 1.
 * - `precision`: level over height of the hierarchy, mean over all cells (Sweeney 2002). 0 to 1.
 * - `entropy`: information lost in bits a cell, non-uniform: −log₂ of a value's share in what it became (Gionis & Tassa, TKDE 2009).
 * - `discernibility`: Σ n² over classes, and the size of the file for each suppressed record (Bayardo & Agrawal, ICDE 2005).
 * - `classSize`: records of the file over classes released (after LeFevre, DeWitt & Ramakrishnan, ICDE 2006).
 */
export const LOSS_MEASURES = ['loss', 'precision', 'entropy', 'discernibility', 'classSize'] as const;
export type LossMeasure = (typeof LOSS_MEASURES)[number];

/** Measures that are a mean over cells, each of a variable, a level and a value. */
export function isCellMeasure(measure: LossMeasure): boolean {
  return measure === 'loss' || measure === 'precision' || measure === 'entropy';
}

/**
 * Loss of a cell, for each level and slot of a variable; the last row is that of a suppressed cell. Zero everywhere for measures of
 * classes. `weight` is the variable's share of the whole.
 */
export function cellLosses(
  measure: LossMeasure,
  hierarchy: Hierarchy,
  tuples: Tuples,
  column: number,
  weight: number,
): readonly Float64Array[] {
  const { levels } = hierarchy;
  const size = levels[0]!.slotOf.length;
  const leaves = size - 1;
  const counts = slotCounts(tuples, column, size);
  const height = Math.max(1, levels.length - 1);
  const total = tuples.rows;
  const rows = levels.map((level, height_) => {
    const losses = new Float64Array(size);
    if (measure === 'loss') {
      const below = leavesBelow(level);
      for (let slot = 1; slot < size; slot++)
        losses[slot] = leaves <= 1 ? 0 : (below[level.slotOf[slot]!]! - 1) / (leaves - 1);
    } else if (measure === 'precision') {
      losses.fill(height_ / height);
      losses[0] = 0;
    } else if (measure === 'entropy') {
      const coarse = new Float64Array(level.labels.length + 1);
      for (let slot = 0; slot < size; slot++) coarse[level.slotOf[slot]!]! += counts[slot]!;
      for (let slot = 0; slot < size; slot++)
        losses[slot] = counts[slot] === 0 ? 0 : Math.log2(coarse[level.slotOf[slot]!]! / counts[slot]!);
    }
    return losses;
  });
  const suppressed = new Float64Array(size);
  if (measure === 'loss' || measure === 'precision') suppressed.fill(1);
  if (measure === 'entropy')
    for (let slot = 0; slot < size; slot++)
      suppressed[slot] = counts[slot] === 0 ? 0 : Math.log2(total / counts[slot]!);
  return [...rows, suppressed].map((losses) => losses.map((one) => one * weight));
}

function slotCounts(tuples: Tuples, column: number, size: number): Float64Array {
  const counts = new Float64Array(size);
  const { slots } = tuples.columns[column]!;
  for (let t = 0; t < tuples.count; t++) counts[slots[t]!]! += tuples.rowCount[t]!;
  return counts;
}
