/**
 * Secondary suppression. Deterministic: the same cells hidden at every run, on every machine.
 *
 * 1. Each sensitive cell gets the cheapest move through it; moves share cells, and are chosen anew until no exchange
 *    hides fewer cells. 2. Whoever is alone in a cell knows it: moves are added until nobody who is alone learns
 *    another sensitive cell. 3. Cells that turned out not to be needed are shown again.
 *
 * Promise for outsiders: a sensitive cell has a move of its own, so that one person more and one less (or what its rule
 * asks) agree with everything shown. Promise for those alone in a cell: no sensitive cell but their own follows from
 * what is shown and what they know.
 */
import { DisclosureError } from '../errors.ts';
import { type CellSpace, describeCell } from './cell-space.ts';
import type { CellValues } from './cell-values.ts';
import { createCircuits } from './circuit.ts';
import { type Certificate, createHiddenPattern } from './hidden-pattern.ts';
import { certifyForInsiders, findInsiders, protectFromInsiders, unprotectable } from './insiders.ts';
import { createMoveSearch, type Move } from './move-search.ts';
import type { SensitiveCells } from './primary-rules.ts';
import { showWhatIsNotNeeded } from './reduce-hidden.ts';

export const SHOWN = 0;
export const PRIMARY = 1;
export const SECONDARY = 2;

export interface SuppressionOptions {
  /** Cells that an earlier release has shown: 1. They are never hidden. */
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
}

/** Rounds in which every move is chosen anew; most tables settle in three. */
const ROUNDS = 6;

/**
 * Throws `table-unprotectable` with the codes of a cell beside which nothing can be hidden, and `release-differencing`
 * where an earlier release has shown a sensitive cell.
 */
export function suppress(
  space: CellSpace,
  values: CellValues,
  sensitive: SensitiveCells,
  { fixed = new Uint8Array(space.cellCount), guard = 'sensitive', onProgress }: SuppressionOptions = {},
): Suppression {
  const { uncertainty, knownZero, rules } = sensitive;
  const { counts } = values;
  const isPrimary = rules.map((flags) => (flags === 0 ? 0 : 1));
  const clash = isPrimary.findIndex((flag, cell) => flag === 1 && fixed[cell] === 1);
  if (clash >= 0) throw new DisclosureError('release-differencing', { cell: describeCell(space, clash) });
  const closed = fixed.map((flag, cell) => (flag === 1 || knownZero[cell] === 1 ? 1 : 0));
  const pattern = createHiddenPattern(space, isPrimary, closed, priceOfHiding(space, counts, fixed));
  const search = createMoveSearch(space, uncertainty, pattern.price, closed);
  const circuits = createCircuits(space, uncertainty[0]!, pattern.price, closed);
  const findMove = (cell: number, avoided?: Uint8Array): Move | null =>
    search.cheapest(cell, avoided) ?? circuits.through(cell, avoided);
  const primaries = [...isPrimary.keys()]
    .filter((cell) => isPrimary[cell] === 1)
    .sort((a, b) => counts[a]! - counts[b]! || a - b);
  const certificates: Certificate[] = primaries.map((cell, at) => {
    const move = findMove(cell);
    if (move === null) throw unprotectable(space, cell);
    pattern.take(move);
    if (at % 64 === 0) onProgress?.(at, primaries.length * ROUNDS);
    return { cell, known: Int32Array.of(), move };
  });
  for (let round = 1; round < ROUNDS; round++) {
    let changed = 0;
    certificates.forEach((certificate, at) => {
      pattern.release(certificate.move);
      const move = search.cheapest(certificate.cell) ?? certificate.move;
      pattern.take(move);
      if (!sameCells(move, certificate.move)) changed++;
      certificate.move = move;
      if (at % 64 === 0) onProgress?.(round * primaries.length + at, primaries.length * ROUNDS);
    });
    if (changed === 0) break;
  }
  const insiders = findInsiders(space, values, isPrimary);
  protectFromInsiders(pattern, insiders, guard, findMove);
  if (primaries.some((cell) => counts[cell] === 0))
    certifyForInsiders(pattern, insiders, certificates, findMove);
  const isHidden = showWhatIsNotNeeded({
    pattern,
    search,
    counts,
    uncertainty,
    certificates,
    insiders,
    guard,
  });
  const hidden = Uint8Array.from(rules.keys(), (cell) =>
    isPrimary[cell] === 1 ? PRIMARY : isHidden(cell) ? SECONDARY : SHOWN,
  );
  const count = (state: number) =>
    hidden.reduce((sum, own, cell) => sum + (own === state && space.shown[cell] === 1 ? 1 : 0), 0);
  return { hidden, primary: count(PRIMARY), secondary: count(SECONDARY) };
}

function sameCells(a: Move, b: Move): boolean {
  return a.cells.length === b.cells.length && a.cells.every((cell, at) => cell === b.cells[at]);
}

/** One cell, plus a little for larger cells: of two patterns with as many cells, the one that hides fewer persons. */
function priceOfHiding(space: CellSpace, counts: Float64Array, fixed: Uint8Array): Float64Array {
  const grand = space.find(space.dimensions.reduce((key, { root }, d) => key + root * space.strides[d]!, 0));
  return counts.map((count, cell) => {
    if (fixed[cell] === 1) return Number.POSITIVE_INFINITY;
    if (cell === grand) return GRAND_TOTAL_PRICE;
    return 1 + 0.01 * Math.log2(1 + count);
  });
}

/** The grand total is hidden only where nothing else protects. */
const GRAND_TOTAL_PRICE = 1e6;
