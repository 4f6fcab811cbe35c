/**
 * Special uniques: records that few of their values are enough to single out. Minimal sample uniques by size, as SUDA finds them (Elliot,
 * Manning & Ford, IJUFKS 10, 2002; Manning, Haglin & Keane, DMKD 16, 2008), exactly, by counting every set of variables up to a size.
 */
import { DisclosureError } from '../errors.ts';
import { combineColumns } from '../microdata/combine-codes.ts';
import type { TupleSet } from './frequencies.ts';

export interface SpecialUniques {
  /** Largest set of variables that was looked at. */
  readonly maxSize: number;
  /** Records alone with all their values. */
  readonly uniques: number;
  /** Those alone with fewer than all variables already. */
  readonly specialUniques: number;
  /** Records whose smallest such set has 1, 2, … variables. */
  readonly bySmallest: readonly { readonly size: number; readonly records: number }[];
  /** Minimal sets in all, and in how many of them each variable is. */
  readonly minimalSets: number;
  readonly setsWithVariable: readonly number[];
  /** Of each tuple: Σ over its minimal sets of Π (variables − i) for i from the set's size to `maxSize`. 0 without any. */
  readonly score: Float64Array;
}

/** Sets of variables times combinations: more would take hours. */
const MOST_WORK = 5e10;

/** Throws `too-many-sets`. */
export function specialUniques(records: TupleSet, maxSize = 3): SpecialUniques {
  const variables = records.columns.length;
  const largest = Math.min(maxSize, Math.max(1, variables - 1));
  const sets = countSets(variables, largest);
  if (sets * records.count > MOST_WORK) throw new DisclosureError('too-many-sets', { sets });
  const alone: number[] = [];
  for (let t = 0; t < records.count; t++) if (records.weight[t] === 1) alone.push(t);
  const score = new Float64Array(records.count);
  const smallest = new Map<number, number>();
  const setsWithVariable = new Array<number>(variables).fill(0);
  let minimalSets = 0;
  let layer = new Map<string, ReadonlySet<number>>([
    ['', new Set(records.count === 1 && alone.length === 1 ? alone : [])],
  ]);
  for (let size = 1; size <= largest && alone.length > 0; size++) {
    const points = scoreOf(size, largest, variables);
    const next = new Map<string, ReadonlySet<number>>();
    for (const set of setsOfSize(variables, size)) {
      const unique = uniqueOn(records, set, alone);
      next.set(set.join(), unique);
      for (const t of unique) {
        if (set.some((j) => layer.get(set.filter((one) => one !== j).join())?.has(t))) continue;
        minimalSets++;
        score[t]! += points;
        for (const j of set) setsWithVariable[j]! += 1;
        if (!smallest.has(t)) smallest.set(t, size);
      }
    }
    layer = next;
  }
  const special = variables > 1 ? smallest.size : 0;
  return {
    maxSize: largest,
    uniques: alone.length,
    specialUniques: special,
    bySmallest: Array.from({ length: largest }, (_, k) => ({
      size: k + 1,
      records: [...smallest.values()].filter((size) => size === k + 1).length,
    })),
    minimalSets,
    setsWithVariable,
    score,
  };
}

/** Which of the uniques are alone on these variables already. */
function uniqueOn(records: TupleSet, set: readonly number[], alone: readonly number[]): ReadonlySet<number> {
  const { classOf, count } = combineColumns(
    set.map((j) => records.columns[j]!),
    records.count,
  );
  const rows = new Float64Array(count);
  for (let t = 0; t < records.count; t++) rows[classOf[t]!]! += records.weight[t]!;
  return new Set(alone.filter((t) => rows[classOf[t]!] === 1));
}

function scoreOf(size: number, largest: number, variables: number): number {
  let points = 1;
  for (let i = size; i <= largest; i++) points *= Math.max(1, variables - i);
  return points;
}

function* setsOfSize(variables: number, size: number, from = 0): Generator<readonly number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let j = from; j <= variables - size; j++)
    for (const rest of setsOfSize(variables, size - 1, j + 1)) yield [j, ...rest];
}

function countSets(variables: number, largest: number): number {
  let sets = 0;
  let ofSize = 1;
  for (let size = 1; size <= largest; size++) {
    ofSize = (ofSize * (variables - size + 1)) / size;
    sets += ofSize;
  }
  return sets;
}
