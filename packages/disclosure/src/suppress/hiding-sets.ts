/** Sets of variables to hide, a bit for each, from the cheapest on. */

export interface HidingBatch {
  readonly cost: number;
  /** Of the batch after it; twice this one's after the last. */
  readonly nextCost: number;
  /** All cost the same, to a billionth. */
  readonly sets: readonly number[];
}

/** All sets are tried up to so many. */
const MOST_SETS = 4096;

/**
 * Every set but the empty one, for up to twelve variables. For more: all sets of the smallest sizes, then the sets of the first m in
 * `order` for each larger m. The last set hides everything.
 */
export function hidingSets(costs: readonly number[], order: readonly number[]): readonly HidingBatch[] {
  const sets = costs.length <= 12 ? everySet(costs.length) : smallSets(costs.length, order);
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

function everySet(variables: number): readonly number[] {
  return Array.from({ length: 2 ** variables - 1 }, (_, i) => i + 1);
}

function smallSets(variables: number, order: readonly number[]): readonly number[] {
  const sets = new Set<number>();
  let layer = [0];
  for (let size = 1; size <= variables; size++) {
    const next = layer.flatMap((set) =>
      Array.from({ length: variables }, (_, j) => j)
        .filter((j) => set < 2 ** j)
        .map((j) => set + 2 ** j),
    );
    if (sets.size + next.length > MOST_SETS) break;
    for (const set of next) sets.add(set);
    layer = next;
  }
  let chain = 0;
  for (const j of order) {
    chain += 2 ** j;
    sets.add(chain);
  }
  return [...sets];
}
