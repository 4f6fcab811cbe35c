/**
 * Other values that agree with everything shown, found without a linear program: the true values, changed along the
 * directions that elimination leaves free, as far as nothing becomes negative. Each proves that an interval is at least so
 * wide; where they prove enough, no program is needed. They never prove that a cell is known.
 */
import type { SolvedSystem } from './exact-recovery.ts';

export interface Witnesses {
  /** How far above and below its true value the cell may lie, at least; 0 where nothing is proved. */
  readonly room: (cell: number) => { readonly above: number; readonly below: number };
  /** Whether the cell may change while the cells of `known` do not. */
  readonly movesWithout: (cell: number, known: readonly number[], amount: number) => boolean;
}

interface Direction {
  readonly changes: ReadonlyMap<number, number>;
  /** How far along the direction, and against it, before a cell would fall below 0. */
  readonly along: number;
  readonly against: number;
}

/** `truth` by cell; NaN where it is not known, and then no direction through the cell proves anything. */
export function witnesses({ cells, dependence }: SolvedSystem, truth: Float64Array): Witnesses {
  const place = new Map(Array.from(cells, (cell, at) => [cell, at]));
  const changesOf = new Map<number, Map<number, number>>();
  dependence.forEach((line, unknown) => {
    for (const [free, entry] of line)
      (changesOf.get(free) ?? changesOf.set(free, new Map()).get(free)!).set(unknown, entry);
  });
  const directions = new Map<number, Direction>();
  for (const [free, changes] of changesOf) {
    let [along, against] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const [unknown, entry] of changes) {
      const value = truth[cells[unknown]!]!;
      const steps = Number.isNaN(value) ? 0 : value / Math.abs(entry);
      if (entry < 0 || Number.isNaN(value)) along = Math.min(along, steps);
      if (entry > 0 || Number.isNaN(value)) against = Math.min(against, steps);
    }
    directions.set(free, { changes, along, against });
  }
  const through = (cell: number): readonly (readonly [Direction, number])[] => {
    const at = place.get(cell);
    if (at === undefined) return [];
    return [...dependence[at]!].map(([free, entry]) => [directions.get(free)!, entry] as const);
  };
  return {
    room: (cell) => {
      let [above, below] = [0, 0];
      for (const [{ along, against }, entry] of through(cell)) {
        above = Math.max(above, entry > 0 ? entry * along : -entry * against);
        below = Math.max(below, entry > 0 ? entry * against : -entry * along);
      }
      return { above, below };
    },
    movesWithout: (cell, known, amount) =>
      through(cell).some(
        ([{ changes, along, against }, entry]) =>
          Math.abs(entry) * Math.max(along, against) >= amount &&
          known.every((one) => {
            const at = place.get(one);
            return at === undefined || !changes.has(at);
          }),
      ),
  };
}
