/**
 * The way out where no move exists: in a sparse table, boxes meet empty cells. Every change that leaves the sums right
 * is a combination of circuits, which elimination over all cells that may be hidden gives. Slower than moves, and
 * complete: if this finds nothing, nothing can protect the cell.
 */
import type { CellSpace } from './cell-space.ts';
import { hiddenRelations } from './hidden-relations.ts';
import type { Move } from './move-search.ts';
import {
  type Coordinates,
  coordinatesOfHidden,
  inverse,
  MINUS_ONE,
  multiply,
  subtract,
} from './null-lines.ts';
import type { Uncertainty } from './primary-rules.ts';

export interface Circuits {
  /** The cheapest circuit, or pair of circuits, that changes `cell` and none of `avoided`. */
  readonly through: (cell: number, avoided?: Uint8Array) => Move | null;
}

export function createCircuits(
  space: CellSpace,
  { values: counts, above, below }: Uncertainty,
  price: Float64Array,
  closed: Uint8Array,
): Circuits {
  let coordinates: Map<number, Coordinates> | undefined;
  let circuits: Map<number, Coordinates> | undefined;
  const prepare = () => {
    if (coordinates !== undefined) return;
    const open = [...closed.keys()].filter((cell) => closed[cell] === 0);
    coordinates = coordinatesOfHidden(
      hiddenRelations(space, (cell) => closed[cell] === 0),
      open,
    );
    circuits = new Map();
    for (const [cell, vector] of coordinates)
      for (const [free, value] of vector) {
        const circuit = circuits.get(free);
        if (circuit === undefined) circuits.set(free, new Map([[cell, value]]));
        else circuit.set(cell, value);
      }
  };
  const priceOf = (circuit: Coordinates) => [...circuit.keys()].reduce((sum, cell) => sum + price[cell]!, 0);
  /** Whether no empty cell would have to fall when the cell rises, or when it falls, as far as its rule asks for either. */
  const staysPositive = (cell: number, circuit: Coordinates) => {
    const own = isNegative(circuit.get(cell)!);
    for (const [changed, value] of circuit) {
      if (counts[changed] !== 0) continue;
      const together = isNegative(value) === own;
      if (together ? below[cell]! > 0 : above[cell]! > 0) return false;
    }
    return true;
  };
  return {
    through: (cell, avoided) => {
      prepare();
      const touching = [...coordinates!.get(cell)!.keys()].map((free) => circuits!.get(free)!);
      const avoids = (circuit: Coordinates) =>
        [...circuit.keys()].every((changed) => avoided?.[changed] !== 1);
      let best: Coordinates | null = null;
      let least = Number.POSITIVE_INFINITY;
      const consider = (circuit: Coordinates) => {
        const total = priceOf(circuit);
        if (total >= least || !circuit.has(cell) || !avoids(circuit) || !staysPositive(cell, circuit)) return;
        best = circuit;
        least = total;
      };
      for (const circuit of touching) consider(circuit);
      if (best === null && avoided !== undefined)
        for (const first of touching) {
          const blocked = [...first.keys()].find((changed) => avoided[changed] === 1);
          if (blocked === undefined) continue;
          for (const free of coordinates!.get(blocked)!.keys()) {
            const second = circuits!.get(free)!;
            if (second === first) continue;
            const joined = new Map(first);
            subtract(joined, second, multiply(first.get(blocked)!, inverse(second.get(blocked)!)));
            consider(joined);
          }
        }
      if (best === null) return null;
      const entries = [...(best as Coordinates)].sort((a, b) => a[0] - b[0]);
      const flip = isNegative((best as Coordinates).get(cell)!);
      return {
        cells: Int32Array.from(entries, ([changed]) => changed),
        signs: Int8Array.from(entries, ([, value]) => (isNegative(value) === flip ? 1 : -1)),
      };
    },
  };
}

/** Coefficients are small whole numbers; their negatives stand in the upper half modulo the prime. */
function isNegative(value: number): boolean {
  return value > MINUS_ONE / 2;
}
