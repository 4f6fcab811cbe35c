/**
 * Exact recovery by linear algebra: Gauss and Jordan with the largest pivot of the column, in floating point. Shares
 * no code with what hides the cells.
 */
import type { HiddenSystem } from './published-cells.ts';

/** Entries smaller than this are 0: coefficients of tables are small whole numbers and their quotients. */
const TINY = 1e-7;

export interface SolvedSystem {
  readonly cells: Int32Array;
  /** Unknowns that follow exactly, with their value. */
  readonly recovered: readonly { readonly cell: number; readonly value: number }[];
  /** Which cells, of `targets`, follow for somebody who knows the cells `known`. */
  readonly recoveredBy: (known: readonly number[], targets: readonly number[]) => readonly number[];
}

export function solveSystem({ cells, rows }: HiddenSystem): SolvedSystem {
  const width = cells.length;
  const matrix = rows.map(({ unknowns, coefficients, value }) => {
    const row = new Float64Array(width + 1);
    unknowns.forEach((unknown, at) => {
      row[unknown]! += coefficients[at]!;
    });
    row[width] = value;
    return row;
  });
  const pivotRow = new Int32Array(width).fill(-1);
  let rank = 0;
  for (let column = 0; column < width && rank < matrix.length; column++) {
    let best = rank;
    for (let row = rank + 1; row < matrix.length; row++)
      if (Math.abs(matrix[row]![column]!) > Math.abs(matrix[best]![column]!)) best = row;
    if (Math.abs(matrix[best]![column]!) < TINY) continue;
    [matrix[rank], matrix[best]] = [matrix[best]!, matrix[rank]!];
    const own = matrix[rank]!;
    const factor = own[column]!;
    const entries: number[] = [];
    for (let at = column; at <= width; at++) {
      own[at]! /= factor;
      if (Math.abs(own[at]!) >= TINY || at === width) entries.push(at);
      else own[at] = 0;
    }
    for (let row = 0; row < matrix.length; row++) {
      const other = matrix[row]!;
      const times = other[column]!;
      if (row === rank || times === 0) continue;
      for (const at of entries) {
        other[at]! -= times * own[at]!;
        if (at < width && Math.abs(other[at]!) < TINY) other[at] = 0;
      }
    }
    pivotRow[column] = rank++;
  }
  const free = [...cells.keys()].filter((column) => pivotRow[column]! < 0);
  const placeOfFree = new Map(free.map((column, at) => [column, at]));
  /** How each unknown depends on the free ones. */
  const dependence = Array.from(cells, (_, column) => {
    const line = new Float64Array(free.length);
    if (pivotRow[column]! < 0) line[placeOfFree.get(column)!] = 1;
    else
      free.forEach((other, at) => {
        line[at] = -matrix[pivotRow[column]!]![other]!;
      });
    return line;
  });
  const isZero = (line: Float64Array) => line.every((entry) => Math.abs(entry) < TINY);
  const place = new Map(Array.from(cells, (cell, at) => [cell, at]));
  return {
    cells,
    recovered: [...cells.keys()]
      .filter((column) => isZero(dependence[column]!))
      .map((column) => ({ cell: cells[column]!, value: matrix[pivotRow[column]!]![width]! })),
    recoveredBy: (known, targets) => {
      const basis: { readonly pivot: number; readonly line: Float64Array }[] = [];
      const reduce = (line: Float64Array) => {
        for (const { pivot, line: other } of basis) {
          const factor = line[pivot]!;
          if (Math.abs(factor) >= TINY)
            for (let at = 0; at < line.length; at++) line[at]! -= factor * other[at]!;
        }
        return line;
      };
      for (const cell of known) {
        const at = place.get(cell);
        if (at === undefined) continue;
        const line = reduce(dependence[at]!.slice());
        const pivot = line.reduce(
          (best, entry, index) => (Math.abs(entry) > Math.abs(line[best]!) ? index : best),
          0,
        );
        if (line.length === 0 || Math.abs(line[pivot]!) < TINY) continue;
        const scale = line[pivot]!;
        basis.push({ pivot, line: line.map((entry) => entry / scale) });
      }
      if (basis.length === 0) return [];
      return targets.filter((cell) => {
        const at = place.get(cell);
        return at !== undefined && !known.includes(cell) && isZero(reduce(dependence[at]!.slice()));
      });
    },
  };
}
