/** Sets of variables to hide, a bit for each, from the cheapest on. */
import type { Tuples } from '../microdata/tuples.ts';

export interface HidingBatch {
  readonly cost: number;
  /** Of the batch after it; twice this one's after the last. */
  readonly nextCost: number;
  /** All cost the same, to a billionth. */
  readonly sets: readonly number[];
}

/** All sets are tried up to so many. */
export const MOST_SETS = 4096;

/**
 * Every set of `variables` but the empty one, if there are at most `most`. If not: all sets of the smallest sizes, then the sets of the first m of
 * `variables` for each larger m. The last set hides all of them.
 */
export function hidingSets(
  costs: readonly number[],
  variables: readonly number[],
  most = MOST_SETS,
): readonly HidingBatch[] {
  const bits = variables.map((j) => 2 ** j);
  const sets = 2 ** bits.length - 1 <= most ? everySet(bits) : smallSets(bits, most);
  const costOf = (set: number) => costs.reduce((sum, cost, j) => sum + ((set >>> j) & 1 ? cost : 0), 0);
  const sorted = sets
    .map((set) => ({ set, cost: costOf(set) }))
    .sort((a, b) => a.cost - b.cost || a.set - b.set);
  const batches: { cost: number; sets: number[] }[] = [];
  for (const { set, cost } of sorted) {
    const last = batches.at(-1);
    if (last !== undefined && cost - last.cost < 1e-9) last.sets.push(set);
    else batches.push({ cost, sets: [set] });
  }
  return batches.map((batch, at) => ({ ...batch, nextCost: batches[at + 1]?.cost ?? 2 * batch.cost }));
}

function everySet(bits: readonly number[]): readonly number[] {
  return Array.from({ length: 2 ** bits.length - 1 }, (_, i) =>
    bits.reduce((set, bit, at) => set + (((i + 1) >>> at) & 1 ? bit : 0), 0),
  );
}

function smallSets(bits: readonly number[], most: number): readonly number[] {
  const sets = new Set<number>();
  let layer: readonly { readonly set: number; readonly next: number }[] = [{ set: 0, next: 0 }];
  for (let size = 1; size <= bits.length; size++) {
    layer = layer.flatMap(({ set, next }) =>
      bits.slice(next).map((bit, at) => ({ set: set + bit, next: next + at + 1 })),
    );
    if (sets.size + layer.length > most) break;
    for (const { set } of layer) sets.add(set);
  }
  let chain = 0;
  for (const bit of bits) {
    chain += bit;
    sets.add(chain);
  }
  return [...sets];
}

/**
 * Those that take more than one value, and `always` others with a value: the one with the most values first, as it is the one that most
 * records need hidden.
 */
export function hidableVariables({ columns }: Tuples, always: readonly number[] = []): readonly number[] {
  return columns
    .map((_, j) => j)
    .filter((j) => {
      const { slots } = columns[j]!;
      return slots.some((slot) => slot !== slots[0]) || (always.includes(j) && slots[0] !== 0);
    })
    .sort((a, b) => columns[b]!.size - columns[a]!.size || a - b);
}
