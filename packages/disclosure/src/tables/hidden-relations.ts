import { type CellSpace, forEachRelation } from './cell-space.ts';
import { type Coordinates, MINUS_ONE } from './null-lines.ts';

/** Sums over hidden cells alone: what an outsider still has to solve. */
export function hiddenRelations(space: CellSpace, isHidden: (cell: number) => boolean): Coordinates[] {
  const rows: Coordinates[] = [];
  forEachRelation(space, (cells) => {
    const row: Coordinates = new Map();
    cells.forEach((cell, at) => {
      if (isHidden(cell)) row.set(cell, at === 0 ? MINUS_ONE : 1);
    });
    if (row.size > 0) rows.push(row);
  });
  return rows;
}
