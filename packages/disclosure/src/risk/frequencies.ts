/**
 * How many records look like each record, under both conventions of a missing value: a category of its own, or matching everything
 * (as sdcMicro counts; Templ, Kowarik & Meindl, JSS 67(4), 2015). Exact: every pair of patterns of missing values is compared.
 */
import { combineColumns, type SlotColumn } from '../microdata/combine-codes.ts';

export interface TupleSet {
  readonly columns: readonly SlotColumn[];
  readonly count: number;
  /** Records or persons of each tuple. */
  readonly weight: Float64Array;
}

/**
 * Of each tuple of `of`: the weight of the tuples of `among` that it may be, when a missing value on either side matches everything.
 * With `among` complete this is the number of persons whom a released record fits. Both must have the same slots.
 */
export function matchingWeight(of: TupleSet, among: TupleSet): Float64Array {
  const result = new Float64Array(of.count);
  const ofPatterns = patterns(of);
  const amongPatterns = patterns(among);
  for (const [pattern, tuples] of ofPatterns) {
    for (const [other, candidates] of amongPatterns) {
      const seen = of.columns.map((_, j) => j).filter((j) => pattern[j] === '1' && other[j] === '1');
      addMatches(result, of, tuples, among, candidates, seen);
    }
  }
  return result;
}

function addMatches(
  result: Float64Array,
  of: TupleSet,
  tuples: readonly number[],
  among: TupleSet,
  candidates: readonly number[],
  seen: readonly number[],
): void {
  const first = tuples.length;
  const all = first + candidates.length;
  const columns = seen.map((j): SlotColumn => {
    const slots = new Int32Array(all);
    const a = of.columns[j]!;
    const b = among.columns[j]!;
    tuples.forEach((t, i) => {
      slots[i] = a.slots[t]!;
    });
    candidates.forEach((t, i) => {
      slots[first + i] = b.slots[t]!;
    });
    return { slots, size: Math.max(a.size, b.size) };
  });
  const { classOf, count } = combineColumns(columns, all);
  const weight = new Float64Array(count);
  candidates.forEach((t, i) => {
    weight[classOf[first + i]!]! += among.weight[t]!;
  });
  tuples.forEach((t, i) => {
    result[t]! += weight[classOf[i]!]!;
  });
}

/** Tuples by which of their values are there, "1" for each that is. */
function patterns({ columns, count }: TupleSet): ReadonlyMap<string, readonly number[]> {
  const of = new Map<string, number[]>();
  for (let t = 0; t < count; t++) {
    let pattern = '';
    for (const { slots } of columns) pattern += slots[t] === 0 ? '0' : '1';
    const known = of.get(pattern);
    if (known === undefined) of.set(pattern, [t]);
    else known.push(t);
  }
  return of;
}
