/**
 * An attack by linkage: somebody with a roster of persons and their quasi-identifiers looks for the records that may be theirs. A hidden
 * value may be any. What the attacker concludes is compared with the truth where it is given.
 */
import { combineColumns, type SlotColumn } from '../microdata/combine-codes.ts';
import { matchingWeight, type TupleSet } from '../risk/frequencies.ts';
import { CLASS_SIZES } from '../risk/risk.ts';

export interface AttackedFile {
  readonly rows: number;
  /** Quasi-identifiers of each record as released; slot 0 is hidden or missing. */
  readonly columns: readonly SlotColumn[];
  /** Sensitive variables of each record. Slot 0 tells nothing. */
  readonly sensitive: readonly SensitiveSlots[];
}

export interface Roster {
  readonly rows: number;
  /** The same variables, at the levels of the file, with its slots. */
  readonly columns: readonly SlotColumn[];
  /** The true sensitive values of each person, in the order of the file's, where the checker knows them. */
  readonly sensitive: readonly SlotColumn[] | null;
}

export interface SensitiveSlots extends SlotColumn {
  readonly name: string;
}

export interface LinkageResult {
  readonly records: number;
  readonly persons: number;
  /** Records that fit no person of the roster. */
  readonly fittingNobody: number;
  /** Records that fit fewer than each of `CLASS_SIZES` persons, but one. */
  readonly fittingBelow: readonly { readonly size: number; readonly records: number }[];
  readonly fewestPersons: number;
  readonly meanPersons: number;
  /** Records linked to one person. */
  readonly uniqueLinks: number;
  /** Of these, links to the right person; null without truth. */
  readonly uniqueRight: number | null;
  /** Records that a guess among the fitting persons names right, as expected; null without truth. */
  readonly expectedRight: number | null;
  /** Persons on whose sensitive value all fitting records agree, and of whom it is true. */
  readonly inferred: readonly {
    readonly variable: string;
    readonly persons: number;
    readonly right: number | null;
  }[];
}

/** `truth` is the roster's row of each record, −1 for a record of somebody who is not in it. */
export function linkageAttack(
  file: AttackedFile,
  roster: Roster,
  truth: Int32Array | null = null,
): LinkageResult {
  const records = distinct(file.columns, file.rows);
  const persons = distinct(roster.columns, roster.rows);
  const fits = matchingWeight(records.set, persons.set);
  const below = CLASS_SIZES.map((size) => ({ size, records: 0 }));
  let fittingNobody = 0;
  let uniqueLinks = 0;
  let fewest = Number.POSITIVE_INFINITY;
  let sum = 0;
  fits.forEach((n, t) => {
    const rows = records.set.weight[t]!;
    if (n === 0) {
      fittingNobody += rows;
      return;
    }
    for (const one of below) if (n < one.size) one.records += rows;
    if (n === 1) uniqueLinks += rows;
    fewest = Math.min(fewest, n);
    sum += n * rows;
  });
  const linked = file.rows - fittingNobody;
  return {
    records: file.rows,
    persons: roster.rows,
    fittingNobody,
    fittingBelow: below,
    fewestPersons: linked === 0 ? 0 : fewest,
    meanPersons: linked === 0 ? 0 : sum / linked,
    uniqueLinks,
    ...(truth === null
      ? { uniqueRight: null, expectedRight: null }
      : right(file, roster, truth, records, fits)),
    inferred: file.sensitive.map((of, s) => inferred(of, roster.sensitive?.[s] ?? null, records, persons)),
  };
}

interface Distinct {
  readonly set: TupleSet;
  readonly tupleOf: Int32Array;
}

function distinct(columns: readonly SlotColumn[], rows: number): Distinct {
  const { classOf, count, firstRow } = combineColumns(columns, rows);
  const weight = new Float64Array(count);
  for (const at of classOf) weight[at]! += 1;
  return {
    set: {
      columns: columns.map(({ slots, size }) => ({ slots: firstRow.map((row) => slots[row]!), size })),
      count,
      weight,
    },
    tupleOf: classOf,
  };
}

function right(file: AttackedFile, roster: Roster, truth: Int32Array, records: Distinct, fits: Float64Array) {
  let uniqueRight = 0;
  let expectedRight = 0;
  for (let row = 0; row < file.rows; row++) {
    const person = truth[row]!;
    const n = fits[records.tupleOf[row]!]!;
    if (person < 0 || n === 0) continue;
    const isFit = file.columns.every(({ slots }, j) => {
      const own = slots[row]!;
      const theirs = roster.columns[j]!.slots[person]!;
      return own === 0 || theirs === 0 || own === theirs;
    });
    if (!isFit) continue;
    expectedRight += 1 / n;
    if (n === 1) uniqueRight++;
  }
  return { uniqueRight, expectedRight };
}

/** All fitting records hold the same value when n Σs² = (Σs)² over them. */
function inferred(
  { name, slots }: SensitiveSlots,
  truth: SlotColumn | null,
  records: Distinct,
  persons: Distinct,
): LinkageResult['inferred'][number] {
  const count = new Float64Array(records.set.count);
  const first = new Float64Array(records.set.count);
  const second = new Float64Array(records.set.count);
  for (let row = 0; row < slots.length; row++) {
    const at = records.tupleOf[row]!;
    const slot = slots[row]!;
    if (slot === 0) continue;
    count[at]! += 1;
    first[at]! += slot;
    second[at]! += slot * slot;
  }
  const over = (weight: Float64Array) => matchingWeight(persons.set, { ...records.set, weight });
  const n = over(count);
  const sum = over(first);
  const squares = over(second);
  const certain = Int32Array.from(n, (one, t) =>
    one > 0 && one * squares[t]! === sum[t]! * sum[t]! ? Math.round(sum[t]! / one) : 0,
  );
  let found = 0;
  let rightOnes = 0;
  for (let person = 0; person < persons.tupleOf.length; person++) {
    const slot = certain[persons.tupleOf[person]!]!;
    if (slot === 0) continue;
    found++;
    if (truth !== null && truth.slots[person] === slot) rightOnes++;
  }
  return { variable: name, persons: found, right: truth === null ? null : rightOnes };
}
