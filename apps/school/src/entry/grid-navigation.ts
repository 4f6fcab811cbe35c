/** Moving about a grid whose rows may have different lengths. Positions count from 0. */

export interface Position {
  readonly row: number;
  readonly column: number;
}

export type GridShape = readonly number[];

export type Move =
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'rowStart'
  | 'rowEnd'
  | 'gridStart'
  | 'gridEnd'
  | 'next'
  | 'previous';

/** Where the cursor goes after an answer: along the row, or down the column. */
export type Direction = 'right' | 'down';

/** The nearest position that exists. Empty rows are skipped. */
export function clamp(shape: GridShape, { row, column }: Position): Position {
  const last = shape.length - 1;
  const r = Math.max(0, Math.min(row, last));
  return { row: r, column: Math.max(0, Math.min(column, (shape[r] ?? 1) - 1)) };
}

/** Null when `next` or `previous` would leave the grid. Other moves stop at its edges. */
export function move(shape: GridShape, at: Position, how: Move): Position | null {
  const { row, column } = at;
  switch (how) {
    case 'left':
      return clamp(shape, { row, column: column - 1 });
    case 'right':
      return clamp(shape, { row, column: column + 1 });
    case 'up':
      return clamp(shape, { row: row - 1, column });
    case 'down':
      return clamp(shape, { row: row + 1, column });
    case 'rowStart':
      return { row, column: 0 };
    case 'rowEnd':
      return clamp(shape, { row, column: (shape[row] ?? 1) - 1 });
    case 'gridStart':
      return clamp(shape, { row: 0, column: 0 });
    case 'gridEnd':
      return clamp(shape, { row: shape.length - 1, column: Number.MAX_SAFE_INTEGER });
    case 'next':
      return advance(shape, at, 'right');
    case 'previous':
      if (column > 0) return { row, column: column - 1 };
      return row > 0 ? clamp(shape, { row: row - 1, column: Number.MAX_SAFE_INTEGER }) : null;
  }
}

/** The next cell in the direction, going round to the next row or column; null after the last one. */
export function advance(shape: GridShape, { row, column }: Position, direction: Direction): Position | null {
  if (direction === 'right') {
    if (column + 1 < (shape[row] ?? 0)) return { row, column: column + 1 };
    for (let r = row + 1; r < shape.length; r++) if (shape[r]! > 0) return { row: r, column: 0 };
    return null;
  }
  for (let r = row + 1; r < shape.length; r++) if (column < shape[r]!) return { row: r, column };
  const widest = Math.max(0, ...shape);
  for (let c = column + 1; c < widest; c++) {
    for (let r = 0; r < shape.length; r++) if (c < shape[r]!) return { row: r, column: c };
  }
  return null;
}

/** The first wanted cell after `at` in the direction, then from the beginning; null when there is none. */
export function seek(
  shape: GridShape,
  at: Position,
  direction: Direction,
  wanted: (position: Position) => boolean,
): Position | null {
  for (let p = advance(shape, at, direction); p !== null; p = advance(shape, p, direction)) {
    if (wanted(p)) return p;
  }
  const row = shape.findIndex((length) => length > 0);
  if (row < 0) return null;
  for (let p: Position | null = { row, column: 0 }; p !== null; p = advance(shape, p, direction)) {
    if (wanted(p)) return p;
    if (p.row === at.row && p.column === at.column) return null;
  }
  return null;
}
