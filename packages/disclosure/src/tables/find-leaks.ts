/** Who learns what from the cells that stay hidden: outsiders, and those who are alone in a cell and so know it. */
import { type Coordinates, directionOf, followsFrom } from './null-lines.ts';

export interface Leak {
  /** What the insider knows; empty for an outsider. */
  readonly known: Int32Array;
  readonly cell: number;
}

/** One leak for each set of cells that tell each other; several insiders of one set are mended together. */
export function findLeaks(
  coordinates: ReadonlyMap<number, Coordinates>,
  guarded: readonly number[],
  insiders: readonly Int32Array[],
): readonly Leak[] {
  const leaks: Leak[] = [];
  const byDirection = new Map<string, number[]>();
  for (const cell of guarded) {
    const direction = directionOf(coordinates.get(cell)!);
    if (direction === '') leaks.push({ known: Int32Array.of(), cell });
    else (byDirection.get(direction) ?? byDirection.set(direction, []).get(direction)!).push(cell);
  }
  for (const known of insiders) {
    const lines = [...new Set(Array.from(known, (cell) => directionOf(coordinates.get(cell)!)))];
    if (lines.length === 1) {
      const victims = (byDirection.get(lines[0]!) ?? []).filter((cell) => !known.includes(cell));
      if (victims.length > 0) leaks.push({ known, cell: victims[0]! });
      continue;
    }
    const vectors = Array.from(known, (cell) => coordinates.get(cell)!);
    const touched = new Set(vectors.flatMap((vector) => [...vector.keys()]));
    const victim = guarded.find((cell) => {
      const vector = coordinates.get(cell)!;
      return (
        !known.includes(cell) &&
        [...vector.keys()].every((free) => touched.has(free)) &&
        followsFrom(vector, vectors)
      );
    });
    if (victim !== undefined) leaks.push({ known, cell: victim });
  }
  return leaks;
}
