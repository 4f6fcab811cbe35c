/** Shows again what turned out not to be needed: cell by cell, the largest first, as long as every promise holds. */
import type { Certificate, HiddenPattern } from './hidden-pattern.ts';
import { hiddenRelations } from './hidden-relations.ts';
import { avoiding, isGuarded } from './insiders.ts';
import type { Move, MoveSearch } from './move-search.ts';
import {
  type Coordinates,
  coordinatesOfHidden,
  directionOf,
  followsFrom,
  inverse,
  MINUS_ONE,
  multiply,
  subtract,
} from './null-lines.ts';
import type { Uncertainty } from './primary-rules.ts';

export interface Reduction {
  readonly pattern: HiddenPattern;
  readonly search: MoveSearch;
  readonly counts: Float64Array;
  readonly uncertainty: readonly Uncertainty[];
  /** Kept: their moves go other ways, over hidden cells alone, where they met a cell that is shown again. */
  readonly certificates: readonly Certificate[];
  readonly insiders: readonly Int32Array[];
  readonly guard: 'sensitive' | 'all';
}

/** Beyond so many insiders that know several unlike cells, nothing is shown again: checking each would take too long. */
const MANY_INSIDERS = 200;

/** Up to so many hidden cells, moves are also looked for along what elimination leaves free: 4 % fewer hidden, in four times the time. */
const THOROUGH = 1500;

/** Tells which cells stay hidden. */
export function showWhatIsNotNeeded(reduction: Reduction): (cell: number) => boolean {
  const { pattern, search, counts, uncertainty, certificates, insiders, guard } = reduction;
  const { space, isPrimary, isHidden, price } = pattern;
  const all = [...isPrimary.keys()].filter(isHidden);
  const hidden = new Set(all);
  const coordinates = coordinatesOfHidden(hiddenRelations(space, isHidden), all);
  const state = watch(coordinates, insiders, (cell) => isGuarded(pattern, guard, cell));
  if (state === null) return isHidden;
  const usedBy = new Map<number, Set<Certificate>>();
  const use = (certificate: Certificate) => {
    for (const cell of certificate.move.cells)
      (usedBy.get(cell) ?? usedBy.set(cell, new Set()).get(cell)!).add(certificate);
  };
  for (const certificate of certificates) use(certificate);
  const avoided = new Uint8Array(space.cellCount);
  const isThorough = all.length <= THOROUGH;
  const candidates = all
    .filter((cell) => isPrimary[cell] === 0 && space.shown[cell] === 1)
    .sort((a, b) => counts[b]! - counts[a]! || a - b);
  for (const cell of candidates) {
    const users = [...(usedBy.get(cell) ?? [])];
    const moves = users.map(({ cell: owner, known }) => {
      const move = avoiding(avoided, [cell, ...known], () => search.cheapest(owner, avoided));
      return move === null || move.cells.some((changed) => price[changed]! > 0) ? null : move;
    });
    if (!isThorough && moves.includes(null)) continue;
    const undo = state.tryShow(cell);
    if (undo === null) continue;
    const others: Move[] = [];
    for (const [at, certificate] of users.entries()) {
      const move = moves[at] ?? moveAlongFree(state, uncertainty, certificate);
      if (move === null) break;
      others.push(move);
    }
    if (others.length < users.length) {
      undo();
      continue;
    }
    hidden.delete(cell);
    price[cell] = Number.POSITIVE_INFINITY;
    users.forEach((certificate, at) => {
      for (const changed of certificate.move.cells) usedBy.get(changed)!.delete(certificate);
      certificate.move = others[at]!;
      use(certificate);
    });
  }
  // What has come to follow from the rest in the meantime tells nothing when it is shown.
  for (const cell of candidates)
    if (hidden.has(cell) && coordinates.get(cell)!.size === 0) hidden.delete(cell);
  return (cell) => hidden.has(cell);
}

/**
 * A move that the search for boxes does not see: along one direction that the hidden cells leave free, where all of its
 * cells change by one. Null where there is none that stays positive and passes what the insider knows.
 */
function moveAlongFree(
  { coordinates, holders }: NonNullable<ReturnType<typeof watch>>,
  uncertainty: readonly Uncertainty[],
  { cell: owner, known }: Certificate,
): Move | null {
  let best: Move | null = null;
  for (const [free, own] of coordinates.get(owner)!) {
    const cells = [...holders.get(free)!];
    if (best !== null && cells.length >= best.cells.length) continue;
    if (cells.some((cell) => known.includes(cell))) continue;
    const factor = inverse(own);
    const signs = cells.map((cell) => {
      const value = multiply(coordinates.get(cell)!.get(free)!, factor);
      return value === 1 ? 1 : value === MINUS_ONE ? -1 : 0;
    });
    const holds = uncertainty.every(({ values, above, below }) =>
      cells.every((cell, at) => values[cell]! >= (signs[at]! > 0 ? below[owner]! : above[owner]!)),
    );
    if (signs.includes(0) || !holds) continue;
    best = { cells: Int32Array.from(cells), signs: Int8Array.from(signs) };
  }
  return best;
}

/** Follows who would learn what while cells are shown one by one. Null where that would take too long. */
function watch(
  coordinates: Map<number, Coordinates>,
  insiders: readonly Int32Array[],
  guarded: (cell: number) => boolean,
) {
  const holders = new Map<number, Set<number>>();
  for (const [cell, vector] of coordinates)
    for (const free of vector.keys())
      (holders.get(free) ?? holders.set(free, new Set()).get(free)!).add(cell);
  const directions = new Map<number, string>();
  const classes = new Map<string, Set<number>>();
  const insidersOf = new Map<number, Int32Array[]>();
  const unlike: Int32Array[] = [];
  for (const known of insiders) {
    if (new Set(Array.from(known, (cell) => directionOf(coordinates.get(cell)!))).size > 1)
      unlike.push(known);
    for (const cell of known) (insidersOf.get(cell) ?? insidersOf.set(cell, []).get(cell)!).push(known);
  }
  if (unlike.length > MANY_INSIDERS) return null;
  const watched = [...coordinates.keys()].filter((cell) => guarded(cell) || insidersOf.has(cell));
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
        for (const known of insidersOf.get(insider) ?? [])
          for (const other of members) if (!known.includes(other) && guarded(other)) return true;
      }
    }
    return unlike.some((known) => {
      const vectors = Array.from(known, (cell) => coordinates.get(cell)!);
      return (
        changed.some(
          (cell) => guarded(cell) && !known.includes(cell) && followsFrom(coordinates.get(cell)!, vectors),
        ) ||
        (known.some((cell) => changed.includes(cell)) &&
          watched.some(
            (cell) =>
              coordinates.has(cell) &&
              guarded(cell) &&
              !known.includes(cell) &&
              followsFrom(coordinates.get(cell)!, vectors),
          ))
      );
    });
  };

  /** Shows a cell if nobody learns a guarded cell by it, and gives how to hide it again; null, and nothing done, otherwise. */
  const tryShow = (cell: number): (() => void) | null => {
    const vector = coordinates.get(cell)!;
    if (vector.size === 0) return () => {};
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
    const undo = () => {
      for (const [changed, old] of before) replace(changed, old);
    };
    if (!leaks([...before.keys()])) return undo;
    undo();
    return null;
  };
  return { tryShow, coordinates, holders };
}
