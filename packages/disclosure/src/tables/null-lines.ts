/**
 * What the hidden cells can still do: every change of their values that leaves all sums right. Each hidden cell gets
 * its coordinates in that space, exact modulo a prime. A cell whose coordinates are all 0 cannot change: it is known.
 * Two cells whose coordinates are multiples of each other tell each other.
 *
 * Arithmetic modulo the prime 2²⁶ − 5: products fit in a double, and nothing is rounded. Sums of cells have
 * coefficients 1 and −1, so that a true 0 stays 0; another number is taken for 0 once in 67 million. The attack, which
 * works with fractions in floating point, checks what comes of it.
 */

const PRIME = 67108859;

export type Coordinates = Map<number, number>;

/** `rows` are sums over hidden cells: coefficient by cell, 1 and −1. They are consumed. */
export function coordinatesOfHidden(rows: Coordinates[], hidden: Iterable<number>): Map<number, Coordinates> {
  const pivots = new Map<number, Coordinates>();
  const holders = new Map<number, Set<Coordinates>>();
  const hold = (cell: number, row: Coordinates) => {
    const set = holders.get(cell);
    if (set === undefined) holders.set(cell, new Set([row]));
    else set.add(row);
  };
  rows.sort((a, b) => a.size - b.size);
  for (const row of rows) {
    for (const [cell, factor] of [...row]) {
      const pivot = pivots.get(cell);
      if (pivot !== undefined) subtract(row, pivot, factor);
    }
    if (row.size === 0) continue;
    let chosen = -1;
    let fewest = Number.POSITIVE_INFINITY;
    for (const cell of row.keys()) {
      const count = holders.get(cell)?.size ?? 0;
      if (count < fewest) {
        fewest = count;
        chosen = cell;
      }
    }
    const factor = inverse(row.get(chosen)!);
    for (const [cell, value] of row) row.set(cell, multiply(value, factor));
    for (const other of [...(holders.get(chosen) ?? [])]) {
      const before = other.get(chosen)!;
      subtract(other, row, before);
      for (const cell of row.keys())
        if (other.has(cell)) hold(cell, other);
        else holders.get(cell)?.delete(other);
    }
    pivots.set(chosen, row);
    for (const cell of row.keys()) hold(cell, row);
  }
  const result = new Map<number, Coordinates>();
  for (const cell of hidden) {
    const pivot = pivots.get(cell);
    const coordinates: Coordinates = new Map();
    if (pivot === undefined) coordinates.set(cell, 1);
    else for (const [free, value] of pivot) if (free !== cell) coordinates.set(free, PRIME - value);
    result.set(cell, coordinates);
  }
  return result;
}

export const MINUS_ONE = PRIME - 1;

/** `target − factor · row`, in place. Entries that become 0 leave. */
export function subtract(target: Coordinates, row: Coordinates, factor: number): void {
  for (const [cell, value] of row) {
    let difference = (target.get(cell) ?? 0) - multiply(factor, value);
    if (difference < 0) difference += PRIME;
    if (difference === 0) target.delete(cell);
    else target.set(cell, difference);
  }
}

export function multiply(a: number, b: number): number {
  const product = a * b;
  const rest = product - Math.floor(product / PRIME) * PRIME;
  return rest < 0 ? rest + PRIME : rest >= PRIME ? rest - PRIME : rest;
}

export function inverse(value: number): number {
  let result = 1;
  let base = value;
  for (let exponent = PRIME - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = multiply(result, base);
    base = multiply(base, base);
  }
  return result;
}

/** Equal for cells that are multiples of each other; empty for a cell that is known. */
export function directionOf(coordinates: Coordinates): string {
  if (coordinates.size === 0) return '';
  const entries = [...coordinates].sort((a, b) => a[0] - b[0]);
  const factor = inverse(entries[0]![1]);
  return entries.map(([free, value]) => `${free}:${multiply(value, factor)}`).join(' ');
}

/** Whether `target` follows from the cells `known`. */
export function followsFrom(target: Coordinates, known: readonly Coordinates[]): boolean {
  const basis: { readonly pivot: number; readonly row: Coordinates }[] = [];
  const reduce = (row: Coordinates) => {
    for (const { pivot, row: other } of basis) {
      const factor = row.get(pivot);
      if (factor !== undefined) subtract(row, other, factor);
    }
    return row;
  };
  for (const coordinates of known) {
    const row = reduce(new Map(coordinates));
    const pivot = row.keys().next();
    if (pivot.done) continue;
    const factor = inverse(row.get(pivot.value)!);
    for (const [cell, value] of row) row.set(cell, multiply(value, factor));
    basis.push({ pivot: pivot.value, row });
  }
  return reduce(new Map(target)).size === 0;
}
