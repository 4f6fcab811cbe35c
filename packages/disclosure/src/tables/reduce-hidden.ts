/** Shows again what turned out not to be needed: cell by cell, the largest first, as long as every promise holds. */
import type { CellSpace } from './cell-space.ts';
import { hiddenRelations } from './hidden-relations.ts';
import type { Move, MoveSearch } from './move-search.ts';
import {
  type Coordinates,
  coordinatesOfHidden,
  directionOf,
  followsFrom,
  inverse,
  multiply,
  subtract,
} from './null-lines.ts';

export interface Pattern {
  readonly space: CellSpace;
  readonly search: MoveSearch;
  readonly counts: Float64Array;
  /** What hiding each cell costs now (0 where hidden); the search reads it. */
  readonly price: Float64Array;
  readonly isPrimary: Uint8Array;
  /** Changed in place: 0 shown, 1 primary, 2 secondary. */
  readonly hidden: Uint8Array;
  /** The move that keeps each sensitive cell uncertain for outsiders. */
  readonly moves: Map<number, Move>;
  readonly insiders: readonly Int32Array[];
  readonly guard: 'sensitive' | 'all';
}

/** Beyond so many insiders that know several unlike cells, nothing is shown again: checking each would take too long. */
const MANY_INSIDERS = 200;

export function showWhatIsNotNeeded(pattern: Pattern): void {
  const { space, search, counts, price, isPrimary, hidden, moves, insiders, guard } = pattern;
  const isHidden = (cell: number) => hidden[cell] !== 0 || space.shown[cell] === 0;
  const all = [...hidden.keys()].filter(isHidden);
  const coordinates = coordinatesOfHidden(hiddenRelations(space, isHidden), all);
  const state = watch(
    coordinates,
    insiders,
    (cell) => isPrimary[cell] === 1 || (guard === 'all' && space.shown[cell] === 1),
  );
  if (state === null) return;
  const candidates = all
    .filter((cell) => hidden[cell] === 2 && space.shown[cell] === 1)
    .sort((a, b) => counts[b]! - counts[a]! || a - b);
  const usedBy = new Map<number, Set<number>>();
  for (const [owner, { cells }] of moves)
    for (const cell of cells) (usedBy.get(cell) ?? usedBy.set(cell, new Set()).get(cell)!).add(owner);
  const avoided = new Uint8Array(space.cellCount);
  for (const cell of candidates) {
    const owners = [...(usedBy.get(cell) ?? [])];
    avoided[cell] = 1;
    const others: Move[] = [];
    for (const owner of owners) {
      const move = search.cheapest(owner, avoided);
      if (move === null || move.cells.some((changed) => price[changed]! > 0)) break;
      others.push(move);
    }
    avoided[cell] = 0;
    if (others.length < owners.length || !state.tryShow(cell)) continue;
    hidden[cell] = 0;
    price[cell] = Number.POSITIVE_INFINITY;
    owners.forEach((owner, at) => {
      for (const changed of moves.get(owner)!.cells) usedBy.get(changed)!.delete(owner);
      moves.set(owner, others[at]!);
      for (const changed of others[at]!.cells)
        (usedBy.get(changed) ?? usedBy.set(changed, new Set()).get(changed)!).add(owner);
    });
  }
}

/** Follows who would learn what while cells are shown one by one. Null where that would take too long. */
function watch(
  coordinates: Map<number, Coordinates>,
  insiders: readonly Int32Array[],
  isGuarded: (cell: number) => boolean,
) {
  const holders = new Map<number, Set<number>>();
  for (const [cell, vector] of coordinates)
    for (const free of vector.keys())
      (holders.get(free) ?? holders.set(free, new Set()).get(free)!).add(cell);
  const directions = new Map<number, string>();
  const classes = new Map<string, Set<number>>();
  const insiderOf = new Map<number, Int32Array>();
  const unlike: Int32Array[] = [];
  for (const known of insiders) {
    if (new Set(Array.from(known, (cell) => directionOf(coordinates.get(cell)!))).size > 1)
      unlike.push(known);
    for (const cell of known) if (!insiderOf.has(cell)) insiderOf.set(cell, known);
  }
  if (unlike.length > MANY_INSIDERS) return null;
  const watched = [...coordinates.keys()].filter((cell) => isGuarded(cell) || insiderOf.has(cell));
  const enter = (cell: number) => {
    const direction = directionOf(coordinates.get(cell)!);
    directions.set(cell, direction);
    (classes.get(direction) ?? classes.set(direction, new Set()).get(direction)!).add(cell);
  };
  const leave = (cell: number) => classes.get(directions.get(cell)!)!.delete(cell);
  for (const cell of watched) enter(cell);
  const isWatched = new Set(watched);

  const leaks = (changed: readonly number[]): boolean => {
    for (const cell of changed) {
      const direction = directions.get(cell);
      if (direction === undefined) continue;
      if (direction === '') return true;
      const members = classes.get(direction)!;
      if (members.size < 2) continue;
      for (const insider of members) {
        const known = insiderOf.get(insider);
        if (known === undefined) continue;
        for (const other of members) if (!known.includes(other) && isGuarded(other)) return true;
      }
    }
    return unlike.some((known) => {
      const vectors = Array.from(known, (cell) => coordinates.get(cell)!);
      return (
        changed.some(
          (cell) => isGuarded(cell) && !known.includes(cell) && followsFrom(coordinates.get(cell)!, vectors),
        ) ||
        (known.some((cell) => changed.includes(cell)) &&
          watched.some(
            (cell) =>
              coordinates.has(cell) &&
              isGuarded(cell) &&
              !known.includes(cell) &&
              followsFrom(coordinates.get(cell)!, vectors),
          ))
      );
    });
  };

  /** Shows a cell if nobody learns a guarded cell by it; otherwise leaves everything as it was. */
  const tryShow = (cell: number): boolean => {
    const vector = coordinates.get(cell)!;
    if (vector.size === 0) return true;
    let pivot = -1;
    for (const free of vector.keys())
      if (pivot < 0 || holders.get(free)!.size < holders.get(pivot)!.size) pivot = free;
    const factor = inverse(vector.get(pivot)!);
    const before = new Map<number, Coordinates>();
    for (const changed of [...holders.get(pivot)!]) before.set(changed, coordinates.get(changed)!);
    const replace = (changed: number, next: Coordinates) => {
      for (const free of coordinates.get(changed)!.keys()) holders.get(free)!.delete(changed);
      for (const free of next.keys()) holders.get(free)!.add(changed);
      coordinates.set(changed, next);
      if (isWatched.has(changed)) {
        leave(changed);
        enter(changed);
      }
    };
    for (const [changed, old] of before) {
      const next = new Map(old);
      subtract(next, vector, multiply(old.get(pivot)!, factor));
      replace(changed, next);
    }
    if (!leaks([...before.keys()])) return true;
    for (const [changed, old] of before) replace(changed, old);
    return false;
  };
  return { tryShow };
}
