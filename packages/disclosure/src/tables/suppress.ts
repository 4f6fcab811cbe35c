/**
 * Secondary suppression. Deterministic: the same cells hidden at every run, on every machine.
 *
 * 1. Each sensitive cell gets the cheapest move through it; moves share cells, and are chosen anew until no exchange
 *    hides fewer cells. 2. Whoever is alone in a cell knows it: moves are added until nobody who is alone learns
 *    another sensitive cell. 3. Cells that turned out not to be needed are shown again.
 *
 * Promise for outsiders: a sensitive cell has a move of its own, so that one person more and one less (or what its rule
 * asks) agree with everything shown. Promise for those alone in a cell: no sensitive cell but their own follows
 * exactly from what is shown and what they know.
 */
import { DisclosureError } from '../errors.ts';
import type { CellSpace } from './cell-space.ts';
import type { CellValues } from './cell-values.ts';
import { createCircuits } from './circuit.ts';
import { findLeaks } from './find-leaks.ts';
import { hiddenRelations } from './hidden-relations.ts';
import { createMoveSearch, type Move } from './move-search.ts';
import { coordinatesOfHidden } from './null-lines.ts';
import type { SensitiveCells } from './primary-rules.ts';
import { showWhatIsNotNeeded } from './reduce-hidden.ts';

export const SHOWN = 0;
export const PRIMARY = 1;
export const SECONDARY = 2;

export interface SuppressionOptions {
  /** Cells that an earlier release has shown, or that must be shown: 1. They are never hidden. */
  readonly fixed?: Uint8Array;
  /** Whether those alone in a cell may learn cells that are hidden only for the sake of others. */
  readonly guard?: 'sensitive' | 'all';
  readonly onProgress?: (done: number, of: number) => void;
}

export interface Suppression {
  /** `SHOWN`, `PRIMARY` or `SECONDARY` for each cell. */
  readonly hidden: Uint8Array;
  readonly primary: number;
  readonly secondary: number;
  /** Sets of cells that one person or one group knows, being alone in them. */
  readonly insiders: readonly Int32Array[];
}

/** Rounds in which every move is chosen anew; most tables settle in three. */
const ROUNDS = 6;
const REPAIR_ROUNDS = 60;

/** Throws `table-unprotectable` with the codes of a cell for which nothing can be hidden beside it. */
export function suppress(
  space: CellSpace,
  values: CellValues,
  sensitive: SensitiveCells,
  options: SuppressionOptions = {},
): Suppression {
  const { cellCount, shown } = space;
  const { uncertainty, knownZero } = sensitive;
  const fixed = options.fixed ?? new Uint8Array(cellCount);
  const isPrimary = sensitive.rules.map((rules) => (rules === 0 ? 0 : 1));
  const clash = isPrimary.findIndex((flag, cell) => flag === 1 && fixed[cell] === 1);
  if (clash >= 0) throw new DisclosureError('release-differencing', { cell: describeCell(space, clash) });
  const insiders = findInsiders(values, isPrimary);
  const full = priceOfHiding(space, values.counts, fixed);
  const uses = new Int32Array(cellCount);
  const price = full.map((own, cell) => (isPrimary[cell] === 1 || shown[cell] === 0 ? 0 : own));
  const closed = fixed.map((flag, cell) => (flag === 1 || knownZero[cell] === 1 ? 1 : 0));
  const search = createMoveSearch(space, uncertainty, price, closed);
  const circuits = createCircuits(space, price, closed);
  const take = (move: Move) => {
    for (const cell of move.cells) {
      uses[cell]! += 1;
      price[cell] = 0;
    }
  };
  const release = (move: Move) => {
    for (const cell of move.cells) {
      uses[cell]! -= 1;
      if (uses[cell] === 0 && isPrimary[cell] === 0 && shown[cell] === 1) price[cell] = full[cell]!;
    }
  };
  const primaries = [...isPrimary.keys()]
    .filter((cell) => isPrimary[cell] === 1)
    .sort((a, b) => values.counts[a]! - values.counts[b]! || a - b);
  const moves = new Map<number, Move>();
  const through = (cell: number, avoided?: Uint8Array): Move | null =>
    search.cheapest(cell, avoided) ?? circuits.through(cell, avoided);
  for (let round = 0; round < ROUNDS; round++) {
    let changed = 0;
    primaries.forEach((cell, at) => {
      const old = moves.get(cell);
      if (old !== undefined) release(old);
      const move = (old === undefined ? null : search.cheapest(cell)) ?? old ?? through(cell);
      if (move === null)
        throw new DisclosureError('table-unprotectable', { cell: describeCell(space, cell) });
      take(move);
      if (old === undefined || !sameCells(old, move)) changed++;
      moves.set(cell, move);
      if (at % 64 === 0) options.onProgress?.(round * primaries.length + at, ROUNDS * primaries.length);
    });
    if (changed === 0) break;
  }
  const isHidden = (cell: number) =>
    isPrimary[cell] === 1 || uses[cell]! > 0 || (shown[cell] === 0 && closed[cell] === 0);
  repairForInsiders(
    space,
    insiders,
    isPrimary,
    isHidden,
    options.guard ?? 'sensitive',
    (cell, avoided) => {
      const move = through(cell, avoided);
      if (move !== null)
        return { move, price: move.cells.reduce((sum, changed) => sum + price[changed]!, 0) };
      return null;
    },
    take,
  );
  const hidden = Uint8Array.from(uses.keys(), (cell) =>
    isPrimary[cell] === 1 ? PRIMARY : isHidden(cell) ? SECONDARY : SHOWN,
  );
  showWhatIsNotNeeded({
    space,
    search,
    counts: values.counts,
    price,
    isPrimary,
    hidden,
    moves,
    insiders,
    guard: options.guard ?? 'sensitive',
  });
  for (let cell = 0; cell < cellCount; cell++)
    if (shown[cell] === 0 && hidden[cell] === SHOWN) hidden[cell] = SECONDARY;
  const count = (state: number) =>
    hidden.reduce((sum, own, cell) => sum + (own === state && shown[cell] === 1 ? 1 : 0), 0);
  return { hidden, primary: count(PRIMARY), secondary: count(SECONDARY), insiders };
}

/** A cell by the codes of its nodes, for messages: never its value. */
export function describeCell({ dimensions, nodes }: CellSpace, cell: number): string {
  return dimensions
    .map(({ name, nodes: list }, d) => `${name}=${list[nodes[cell * dimensions.length + d]!]!.code}`)
    .join(', ');
}

function sameCells(a: Move, b: Move): boolean {
  return a.cells.length === b.cells.length && a.cells.every((cell, at) => cell === b.cells[at]);
}

/** One cell, plus a little for larger cells: of two patterns with as many cells, the one that hides fewer persons. */
function priceOfHiding(space: CellSpace, counts: Float64Array, fixed: Uint8Array): Float64Array {
  const grand = space.find(space.dimensions.reduce((key, { root }, d) => key + root * space.strides[d]!, 0));
  return counts.map((count, cell) => {
    if (fixed[cell] === 1) return Number.POSITIVE_INFINITY;
    if (cell === grand) return 1e6;
    return 1 + 0.01 * Math.log2(1 + count);
  });
}

/** Whoever is alone in sensitive cells, person or group: the cells that each of them knows. */
export function findInsiders(
  { onlyPerson, onlyGroup }: CellValues,
  isPrimary: Uint8Array,
): readonly Int32Array[] {
  const known = new Map<string, number[]>();
  const add = (key: string, cell: number) => {
    const cells = known.get(key);
    if (cells === undefined) known.set(key, [cell]);
    else cells.push(cell);
  };
  isPrimary.forEach((flag, cell) => {
    if (flag === 0) return;
    if (onlyPerson[cell]! >= 0) add(`person ${onlyPerson[cell]}`, cell);
    if (onlyGroup !== null && onlyGroup[cell]! >= 0) add(`group ${onlyGroup[cell]}`, cell);
  });
  const sets = new Map([...known.values()].map((cells) => [cells.join(), Int32Array.from(cells)]));
  return [...sets.values()];
}

interface PricedMove {
  readonly move: Move;
  readonly price: number;
}

/** Adds moves until no insider learns a guarded cell, and no guarded cell follows for outsiders. */
function repairForInsiders(
  space: CellSpace,
  insiders: readonly Int32Array[],
  isPrimary: Uint8Array,
  isHidden: (cell: number) => boolean,
  guard: 'sensitive' | 'all',
  through: (cell: number, avoided: Uint8Array) => PricedMove | null,
  take: (move: Move) => void,
): void {
  const avoided = new Uint8Array(space.cellCount);
  const without = (cell: number, others: Iterable<number>) => {
    for (const other of others) avoided[other] = 1;
    const found = through(cell, avoided);
    for (const other of others) avoided[other] = 0;
    return found;
  };
  for (let round = 0; round < REPAIR_ROUNDS; round++) {
    const all = [...isPrimary.keys()].filter(isHidden);
    const coordinates = coordinatesOfHidden(hiddenRelations(space, isHidden), all);
    const guarded = all.filter(
      (cell) => isPrimary[cell] === 1 || (guard === 'all' && space.shown[cell] === 1),
    );
    const leaks = findLeaks(coordinates, guarded, insiders);
    if (leaks.length === 0) return;
    for (const { known, cell } of leaks) {
      const own = without(cell, known);
      const other = known.length === 0 ? null : without(known[0]!, [cell]);
      const better = own === null || (other !== null && other.price < own.price) ? other : own;
      if (better === null)
        throw new DisclosureError('table-unprotectable', { cell: describeCell(space, cell) });
      take(better.move);
    }
  }
  throw new DisclosureError('table-unprotectable', { rounds: REPAIR_ROUNDS });
}
