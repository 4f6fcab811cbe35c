/** What a class of records that look alike must fulfil before it may leave. */
import { DisclosureError } from '../errors.ts';
import type { SensitiveCounts, Tuples } from '../microdata/tuples.ts';

/**
 * Distinct, entropy and recursive (c, l)-diversity: Machanavajjhala, Kifer, Gehrke & Venkitasubramaniam, "l-Diversity", ACM TKDD 1
 * (2007). t-closeness by the earth mover's distance, with equal distances or along an order: Li, Li & Venkatasubramanian, ICDE 2007.
 * A missing sensitive value is no value: it makes no class more diverse, and a class without any value passes.
 */
export type SensitiveCriterion =
  | {
      readonly kind: 'distinct';
      readonly variable: string;
      readonly l: number;
      /**
       * Asked of a class only while it shows one of these quasi-identifiers, by number: how many schools stand behind a place, say, where
       * the place is released. Coarser nodes of a lattice are held to it whatever they show.
       */
      readonly unlessHidden?: readonly number[];
    }
  | { readonly kind: 'entropy'; readonly variable: string; readonly l: number }
  | { readonly kind: 'recursive'; readonly variable: string; readonly l: number; readonly c: number }
  | {
      readonly kind: 'closeness';
      readonly variable: string;
      readonly t: number;
      /** The categories in order, from one end to the other; without it all are equally far apart. */
      readonly order?: readonly string[];
    };

export interface Criteria {
  /** Records of the file that share a class (Samarati & Sweeney 1998). 1 asks nothing. */
  readonly k: number;
  /** Persons of the population that share a class (k-map, Sweeney 2002). 1 asks nothing. */
  readonly kMap: number;
  readonly sensitive: readonly SensitiveCriterion[];
}

/** Whether the counts of each slot of a sensitive variable in one class pass; slot 0 is missing and not looked at. */
export type SlotsTest = (counts: Float64Array) => boolean;

/** Throws `rule-invalid`, `column-unknown`. `labels` are those of the sensitive variable, in the order of its slots. */
export function sensitiveTest(
  criterion: SensitiveCriterion,
  sensitive: SensitiveCounts,
  labels: readonly string[],
): SlotsTest {
  switch (criterion.kind) {
    case 'distinct':
      requireRule(Number.isInteger(criterion.l) && criterion.l >= 1, criterion);
      return (counts) => {
        let distinct = 0;
        for (let slot = 1; slot < counts.length; slot++) if (counts[slot]! > 0) distinct++;
        return distinct === 0 || distinct >= criterion.l;
      };
    case 'entropy':
      requireRule(Number.isFinite(criterion.l) && criterion.l >= 1, criterion);
      return (counts) => {
        const sum = sumOf(counts);
        return sum === 0 || entropyOf(counts, sum) >= Math.log(criterion.l) - 1e-12;
      };
    case 'recursive':
      requireRule(Number.isInteger(criterion.l) && criterion.l >= 2 && criterion.c > 0, criterion);
      return (counts) => {
        const sorted = counts.slice(1).sort();
        const most = sorted.at(-1) ?? 0;
        if (most === 0) return true;
        let tail = 0;
        for (let i = 0; i <= sorted.length - criterion.l; i++) tail += sorted[i]!;
        return most < criterion.c * tail;
      };
    case 'closeness': {
      requireRule(criterion.t > 0 && criterion.t <= 1, criterion);
      const order = slotOrder(criterion, labels);
      const total = sumOf(sensitive.total);
      return (counts) => {
        const sum = sumOf(counts);
        return sum === 0 || earthMover(counts, sum, sensitive.total, total, order) <= criterion.t + 1e-12;
      };
    }
  }
}

/** The earth mover's distance of two distributions over slots 1 …: along `order` (slots, one step 1/(m − 1)) or all equally far. */
export function earthMover(
  a: Float64Array,
  sumA: number,
  b: Float64Array,
  sumB: number,
  order: readonly number[] | null,
): number {
  let distance = 0;
  if (order === null) {
    for (let slot = 1; slot < a.length; slot++) distance += Math.abs(a[slot]! / sumA - b[slot]! / sumB);
    return distance / 2;
  }
  let carried = 0;
  for (const slot of order) {
    carried += a[slot]! / sumA - b[slot]! / sumB;
    distance += Math.abs(carried);
  }
  return order.length < 2 ? 0 : distance / (order.length - 1);
}

/** Natural logarithm. */
export function entropyOf(counts: Float64Array, sum: number): number {
  let entropy = 0;
  for (let slot = 1; slot < counts.length; slot++) {
    const share = counts[slot]! / sum;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return entropy;
}

export function sumOf(counts: Float64Array): number {
  let sum = 0;
  for (let slot = 1; slot < counts.length; slot++) sum += counts[slot]!;
  return sum;
}

/** What one class must pass, with the tests of its sensitive variables. */
export interface CriteriaTest {
  readonly k: number;
  readonly kMap: number;
  readonly sensitive: readonly {
    readonly of: SensitiveCounts;
    readonly passes: SlotsTest;
    /** Null: asked of every class. */
    readonly unlessHidden: readonly number[] | null;
  }[];
}

/** Whether a class of these tuples, with these variables hidden, shows one of `variables`. */
export function shows(
  tuples: Pick<Tuples, 'columns'>,
  tuple: number,
  hidden: number,
  variables: readonly number[],
): boolean {
  return variables.some((j) => ((hidden >>> j) & 1) === 0 && tuples.columns[j]!.slots[tuple] !== 0);
}

/** Throws `rule-invalid`, `column-unknown`. */
export function criteriaTest(
  criteria: Criteria,
  tuples: Pick<Tuples, 'sensitive'>,
  labelsOf: (variable: string) => readonly string[],
): CriteriaTest {
  for (const bound of [criteria.k, criteria.kMap])
    if (!(Number.isInteger(bound) && bound >= 1))
      throw new DisclosureError('rule-invalid', { rule: 'k', reason: 'a whole number from 1 on' });
  return {
    k: criteria.k,
    kMap: criteria.kMap,
    sensitive: criteria.sensitive.map((criterion) => {
      const of = tuples.sensitive.find(({ name }) => name === criterion.variable);
      if (of === undefined) throw new DisclosureError('column-unknown', { variable: criterion.variable });
      return {
        of,
        passes: sensitiveTest(criterion, of, labelsOf(criterion.variable)),
        unlessHidden: criterion.kind === 'distinct' ? (criterion.unlessHidden ?? null) : null,
      };
    }),
  };
}

export interface ClassVerdict {
  readonly rows: Float64Array;
  readonly population: Float64Array;
  /** 1 where the class passes, or has no record. */
  readonly passes: Uint8Array;
}

/** Counts of each class of tuples, and whether it passes. */
export function judgeClasses(
  tuples: Tuples,
  classOf: Int32Array,
  classes: number,
  test: CriteriaTest,
): ClassVerdict {
  const rows = new Float64Array(classes);
  const population = new Float64Array(classes);
  for (let t = 0; t < tuples.count; t++) {
    const at = classOf[t]!;
    rows[at]! += tuples.rowCount[t]!;
    population[at]! += tuples.population[t]!;
  }
  const passes = new Uint8Array(classes);
  for (let at = 0; at < classes; at++)
    passes[at] = rows[at] === 0 || (rows[at]! >= test.k && atLeast(population[at]!, test.kMap)) ? 1 : 0;
  for (const { of, passes: passesTest, unlessHidden } of test.sensitive) {
    const asked = unlessHidden === null || tuples.columns.length === 0 ? null : new Uint8Array(classes);
    if (asked !== null)
      for (let t = 0; t < tuples.count; t++) if (shows(tuples, t, 0, unlessHidden!)) asked[classOf[t]!] = 1;
    forEachClass(of, classOf, classes, (at, counts) => {
      if (passes[at] === 1 && (asked === null || asked[at] === 1) && !passesTest(counts)) passes[at] = 0;
    });
  }
  return { rows, population, passes };
}

/** Sums of weights carry the dust of binary fractions. */
function atLeast(population: number, least: number): boolean {
  return least <= 1 || population >= least - 1e-9 * least;
}

/** Calls with the counts of each class that has records; the array is used again. */
export function forEachClass(
  sensitive: SensitiveCounts,
  classOf: Int32Array,
  classes: number,
  visit: (at: number, counts: Float64Array) => void,
): void {
  const start = new Int32Array(classes + 1);
  const entries = sensitive.tuple.length;
  for (let e = 0; e < entries; e++) start[classOf[sensitive.tuple[e]!]! + 1]! += 1;
  for (let at = 0; at < classes; at++) start[at + 1]! += start[at]!;
  const next = start.slice();
  const order = new Int32Array(entries);
  for (let e = 0; e < entries; e++) order[next[classOf[sensitive.tuple[e]!]!]!++] = e;
  const counts = new Float64Array(sensitive.size);
  for (let at = 0; at < classes; at++) {
    const from = start[at]!;
    const to = start[at + 1]!;
    if (from === to) continue;
    for (let i = from; i < to; i++) counts[sensitive.slot[order[i]!]!]! += sensitive.count[order[i]!]!;
    visit(at, counts);
    for (let i = from; i < to; i++) counts[sensitive.slot[order[i]!]!] = 0;
  }
}

function slotOrder(
  criterion: Extract<SensitiveCriterion, { kind: 'closeness' }>,
  labels: readonly string[],
): readonly number[] | null {
  const { order } = criterion;
  if (order === undefined) return null;
  requireRule(
    new Set(order).size === order.length && labels.every((label) => order.includes(label)),
    criterion,
  );
  return order.map((label) => labels.indexOf(label) + 1).filter((slot) => slot > 0);
}

function requireRule(holds: boolean, criterion: SensitiveCriterion): void {
  if (!holds)
    throw new DisclosureError('rule-invalid', { variable: criterion.variable, rule: criterion.kind });
}
