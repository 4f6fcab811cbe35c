/**
 * Moves: ways to shift persons between cells so that no sum changes but those of hidden cells. A move takes a person
 * out of one combination of categories and puts one into another, alternating in every dimension (a rectangle in two,
 * a box in three); where a dimension has no counterpart, the change runs up to the total. While every cell of a move
 * is hidden, its cells could as well be one more and one less.
 */
import type { CellSpace } from './cell-space.ts';
import type { Dimension } from './dimension.ts';
import type { Uncertainty } from './primary-rules.ts';

export interface Move {
  readonly cells: Int32Array;
  /** +1 where the cell rises with the cell that the move was made for, −1 where it falls. */
  readonly signs: Int8Array;
}

/** How one dimension alternates: the nodes that change, and which way. */
interface Alternation {
  readonly nodes: Int32Array;
  readonly signs: Int8Array;
  /** Nodes × stride, to add to a key. */
  readonly offsets: Float64Array;
}

export interface MoveSearch {
  /** The cheapest move that changes `cell` and none of `avoided`, with the uncertainty that `cell` needs; null if none. */
  readonly cheapest: (cell: number, avoided?: Uint8Array) => Move | null;
}

/** Few alternations first; all of them (up to this many combinations) where the few give nothing. */
const FEW = 160;
const MANY_COMBINATIONS = 300_000;

/**
 * `price` is what hiding one more cell costs, 0 where it is hidden already, Infinity where it must be shown.
 * `closed` cells (public zeros) never change.
 */
export function createMoveSearch(
  space: CellSpace,
  uncertainty: readonly Uncertainty[],
  price: Float64Array,
  closed: Uint8Array,
): MoveSearch {
  const { dimensions, strides, find } = space;
  const width = dimensions.length;
  const alternations = dimensions.map((dimension, d) => alternationsOf(dimension, strides[d]!));
  let keys = new Float64Array(256);
  let signs = new Int8Array(256);
  const cells = new Int32Array(65_536);
  const cellSigns = new Int8Array(65_536);

  const search = (
    cell: number,
    lists: readonly (readonly Alternation[])[],
    avoided: Uint8Array | undefined,
  ) => {
    let best: Move | null = null;
    let bestPrice = Number.POSITIVE_INFINITY;
    const picked: Alternation[] = [];
    const tryPicked = () => {
      let length = 1;
      keys[0] = 0;
      signs[0] = 1;
      for (const { offsets, signs: own } of picked) {
        const count = offsets.length;
        if (length * count > keys.length) {
          keys = grown(keys, new Float64Array(length * count * 2));
          signs = grown(signs, new Int8Array(length * count * 2));
        }
        for (let at = count - 1; at >= 0; at--)
          for (let entry = 0; entry < length; entry++) {
            keys[at * length + entry] = keys[entry]! + offsets[at]!;
            signs[at * length + entry] = signs[entry]! * own[at]!;
          }
        length *= count;
      }
      if (length > cells.length) return;
      let total = 0;
      let used = 0;
      for (let entry = 0; entry < length; entry++) {
        const changed = find(keys[entry]!);
        if (changed < 0) continue;
        if (closed[changed] === 1 || avoided?.[changed] === 1) return;
        total += price[changed]!;
        if (total >= bestPrice) return;
        for (const { values, above, below } of uncertainty) {
          const value = values[changed]!;
          if (signs[entry]! > 0 ? value < below[cell]! : value < above[cell]!) return;
        }
        cells[used] = changed;
        cellSigns[used] = signs[entry]!;
        used++;
      }
      bestPrice = total;
      best = { cells: cells.slice(0, used), signs: cellSigns.slice(0, used) };
    };
    const pick = (d: number) => {
      if (d === width) {
        tryPicked();
        return;
      }
      for (const alternation of lists[d]!) {
        picked[d] = alternation;
        pick(d + 1);
        if (bestPrice === 0) return;
      }
    };
    pick(0);
    return best;
  };

  return {
    cheapest: (cell, avoided) => {
      const nodes = dimensions.map((_, d) => space.nodes[cell * width + d]!);
      const few = nodes.map((node, d) => alternations[d]!(node, FEW));
      const found = search(cell, few, avoided);
      if (found !== null) return found;
      const product = few.reduce((total, list) => total * list.length, 1);
      const factor = Math.max(1, (MANY_COMBINATIONS / Math.max(1, product)) ** (1 / width));
      const many = nodes.map((node, d) => alternations[d]!(node, Math.ceil(FEW * 4 * factor), true));
      const size = many.reduce((total, list) => total * list.length, 1);
      return size > product && size <= MANY_COMBINATIONS * 4 ? search(cell, many, avoided) : null;
    },
  };
}

function grown<A extends Float64Array | Int8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

/** Alternations that change a node, those of fewest nodes first; `all` gives also those that change more than needed. */
function alternationsOf(dimension: Dimension, stride: number) {
  const { nodes, nodesOfCategory, categories } = dimension;
  const made = new Map<number, Alternation>();
  const between = (up: number, down: number): Alternation => {
    const key = up * (categories.length + 1) + down + 1;
    const have = made.get(key);
    if (have !== undefined) return have;
    const rising = nodesOfCategory[up]!;
    const falling = down < 0 ? Int32Array.of() : nodesOfCategory[down]!;
    const changed = [
      ...rising.filter((node) => !falling.includes(node)),
      ...falling.filter((node) => !rising.includes(node)),
    ];
    const alternation = {
      nodes: Int32Array.from(changed),
      signs: Int8Array.from(changed, (node) => (rising.includes(node) ? 1 : -1)),
      offsets: Float64Array.from(changed, (node) => node * stride),
    };
    made.set(key, alternation);
    return alternation;
  };
  const known = new Map<string, readonly Alternation[]>();
  return (node: number, most: number, all = false): readonly Alternation[] => {
    const key = `${node} ${most} ${all}`;
    const have = known.get(key);
    if (have !== undefined) return have;
    const inside = nearest(nodes[node]!.leaves, nodes[node]!.leaves[0]!, most);
    const held = new Set(nodes[node]!.leaves);
    const outside = nearest(
      Int32Array.from(categories.keys()).filter((leaf) => !held.has(leaf)),
      inside[0]!,
      most,
    );
    const list: Alternation[] = [];
    for (const up of inside) {
      list.push(between(up, -1));
      for (const down of outside) list.push(between(up, down));
      if (list.length > most * 8) break;
    }
    const size = list.reduce(
      (least, { nodes: { length } }) => Math.min(least, length),
      Number.POSITIVE_INFINITY,
    );
    const upToTotal = new Set(Array.from(inside, (up) => between(up, -1)));
    const result = list
      .filter((entry) => all || entry.nodes.length <= size + 1 || upToTotal.has(entry))
      .sort((a, b) => a.nodes.length - b.nodes.length)
      .slice(0, most);
    // The way up to the total stays, however far down the order it stands.
    const up = between(inside[0]!, -1);
    if (!result.includes(up)) result.push(up);
    known.set(key, result);
    return result;
  };
}

/** At most `most` of the categories, those that stand nearest to `centre` in the file's order. */
function nearest(leaves: Int32Array, centre: number, most: number): Int32Array {
  if (leaves.length <= most) return leaves;
  return leaves
    .toSorted((a, b) => Math.abs(a - centre) - Math.abs(b - centre) || a - b)
    .slice(0, most)
    .sort();
}
