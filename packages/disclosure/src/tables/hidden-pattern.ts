import type { CellSpace } from './cell-space.ts';
import type { Move } from './move-search.ts';

/** A promise and what keeps it: while all cells of the move are hidden, the cell stays uncertain for an attacker who knows `known`. */
export interface Certificate {
  readonly cell: number;
  /** Cells that the one who asks knows, being alone in them. Empty for outsiders. */
  readonly known: Int32Array;
  move: Move;
}

/** Which cells are hidden while a pattern is being found: those of moves in use, and those that may not be shown. */
export interface HiddenPattern {
  readonly space: CellSpace;
  readonly isPrimary: Uint8Array;
  /** Cells that never change for an attacker: shown whatever happens, or known to be 0. */
  readonly closed: Uint8Array;
  /** What hiding one more cell costs: 0 where it is hidden already, Infinity where it must be shown. */
  readonly price: Float64Array;
  readonly isHidden: (cell: number) => boolean;
  readonly take: (move: Move) => void;
  readonly release: (move: Move) => void;
}

export function createHiddenPattern(
  space: CellSpace,
  isPrimary: Uint8Array,
  closed: Uint8Array,
  fullPrice: Float64Array,
): HiddenPattern {
  const uses = new Int32Array(space.cellCount);
  // Cells that nobody sees cost nothing: they are hidden by nature.
  const isFree = (cell: number) => isPrimary[cell] === 1 || space.shown[cell] === 0;
  const price = fullPrice.map((full, cell) => (isFree(cell) ? 0 : full));
  return {
    space,
    isPrimary,
    closed,
    price,
    isHidden: (cell) =>
      isPrimary[cell] === 1 || uses[cell]! > 0 || (space.shown[cell] === 0 && closed[cell] === 0),
    take: ({ cells }) => {
      for (const cell of cells) {
        uses[cell]! += 1;
        price[cell] = 0;
      }
    },
    release: ({ cells }) => {
      for (const cell of cells) {
        uses[cell]! -= 1;
        if (uses[cell] === 0 && !isFree(cell)) price[cell] = fullPrice[cell]!;
      }
    },
  };
}

export function priceOfMove({ price }: HiddenPattern, { cells }: Move): number {
  return cells.reduce((sum, cell) => sum + price[cell]!, 0);
}
