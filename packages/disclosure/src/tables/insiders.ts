/** Persons and groups that are alone in a cell and so know its value, and how nobody of them learns another's. */
import { DisclosureError } from '../errors.ts';
import { type CellSpace, describeCell } from './cell-space.ts';
import type { CellValues } from './cell-values.ts';
import { findLeaks } from './find-leaks.ts';
import { type Certificate, type HiddenPattern, priceOfMove } from './hidden-pattern.ts';
import { hiddenRelations } from './hidden-relations.ts';
import type { Move } from './move-search.ts';
import { coordinatesOfHidden } from './null-lines.ts';

/**
 * The sets of sensitive cells that one person or one group knows: those in which it is alone, or alone with a known
 * value of a sum, and the empty cells inside them, since whoever is alone in a row knows that the rest of the row is
 * empty.
 */
export function findInsiders(
  space: CellSpace,
  values: CellValues,
  isSensitive: Uint8Array,
): readonly Int32Array[] {
  const { counts } = values;
  const known = new Map<string, Set<number>>();
  const add = (key: string, cell: number) => {
    (known.get(key) ?? known.set(key, new Set()).get(key)!).add(cell);
  };
  const empty: number[] = [];
  isSensitive.forEach((flag, cell) => {
    if (flag === 0) return;
    if (counts[cell] === 0) empty.push(cell);
    for (const { onlyPerson, onlyGroup } of [values, ...values.measures]) {
      if (onlyPerson[cell]! >= 0) add(`person ${onlyPerson[cell]}`, cell);
      if (onlyGroup !== null && onlyGroup[cell]! >= 0) add(`group ${onlyGroup[cell]}`, cell);
    }
  });
  const isInside = cellContainment(space);
  const sets = [...known.values()].map((cells) => [
    ...cells,
    ...empty.filter((inner) => !cells.has(inner) && [...cells].some((outer) => isInside(inner, outer))),
  ]);
  return [...new Map(sets.map((cells) => [cells.join(), Int32Array.from(cells)])).values()];
}

function cellContainment({ dimensions, nodes }: CellSpace): (inner: number, outer: number) => boolean {
  const width = dimensions.length;
  const held = dimensions.map(() => new Map<number, ReadonlySet<number>>());
  return (inner, outer) => {
    for (let d = 0; d < width; d++) {
      const [small, large] = [nodes[inner * width + d]!, nodes[outer * width + d]!];
      if (small === large) continue;
      const list = dimensions[d]!.nodes;
      const leaves = held[d]!.get(large) ?? new Set(list[large]!.leaves);
      held[d]!.set(large, leaves);
      if (!list[small]!.leaves.every((leaf) => leaves.has(leaf))) return false;
    }
    return true;
  };
}

const REPAIR_ROUNDS = 60;

type FindMove = (cell: number, avoided: Uint8Array) => Move | null;

/**
 * Hides more until no insider computes a guarded cell exactly, and no guarded cell follows for outsiders. Throws
 * `table-unprotectable`.
 */
export function protectFromInsiders(
  pattern: HiddenPattern,
  insiders: readonly Int32Array[],
  guard: 'sensitive' | 'all',
  findMove: FindMove,
): void {
  const { space, isPrimary, isHidden } = pattern;
  const avoided = new Uint8Array(space.cellCount);
  for (let round = 0; round < REPAIR_ROUNDS; round++) {
    const all = [...isPrimary.keys()].filter(isHidden);
    const coordinates = coordinatesOfHidden(hiddenRelations(space, isHidden), all);
    const guarded = all.filter((cell) => isGuarded(pattern, guard, cell));
    const leaks = findLeaks(coordinates, guarded, insiders);
    if (leaks.length === 0) return;
    for (const { known, cell } of leaks) {
      const own = avoiding(avoided, known, () => findMove(cell, avoided));
      // A move through what the insider knows, past the cell, breaks the tie between the two just as well.
      const other = known.length === 0 ? null : avoiding(avoided, [cell], () => findMove(known[0]!, avoided));
      const better =
        own === null || (other !== null && priceOfMove(pattern, other) < priceOfMove(pattern, own))
          ? other
          : own;
      if (better === null) throw unprotectable(space, cell);
      pattern.take(better);
    }
  }
  throw new DisclosureError('table-unprotectable', { rounds: REPAIR_ROUNDS });
}

/**
 * Where empty cells are hidden, not to be computed exactly is not enough: a count cannot fall below 0, which may leave
 * a single value. So each sensitive cell gets a move past each insider whose cells its own move meets.
 */
export function certifyForInsiders(
  pattern: HiddenPattern,
  insiders: readonly Int32Array[],
  certificates: Certificate[],
  findMove: FindMove,
): void {
  const avoided = new Uint8Array(pattern.space.cellCount);
  for (const { cell, move } of certificates.slice()) {
    const ownMoves = [move];
    for (const known of insiders) {
      if (known.includes(cell)) continue;
      if (ownMoves.some(({ cells }) => !known.some((other) => cells.includes(other)))) continue;
      const found = avoiding(avoided, known, () => findMove(cell, avoided));
      if (found === null) throw unprotectable(pattern.space, cell);
      pattern.take(found);
      ownMoves.push(found);
      certificates.push({ cell, known, move: found });
    }
  }
}

export function isGuarded(
  { isPrimary, space }: HiddenPattern,
  guard: 'sensitive' | 'all',
  cell: number,
): boolean {
  return isPrimary[cell] === 1 || (guard === 'all' && space.shown[cell] === 1);
}

/** Runs with `cells` marked in `avoided`. */
export function avoiding<T>(avoided: Uint8Array, cells: Iterable<number>, run: () => T): T {
  for (const cell of cells) avoided[cell] = 1;
  try {
    return run();
  } finally {
    for (const cell of cells) avoided[cell] = 0;
  }
}

export function unprotectable(space: CellSpace, cell: number): DisclosureError {
  return new DisclosureError('table-unprotectable', { cell: describeCell(space, cell) });
}
