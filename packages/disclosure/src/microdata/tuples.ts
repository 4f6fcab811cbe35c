/** The different combinations of a file's quasi-identifiers, each once, with all that secrecy asks of those who hold it. */
import { DisclosureError } from '../errors.ts';
import { combineColumns, type SlotColumn, slotsOf } from './combine-codes.ts';
import type { CategoricalColumn } from './microdata.ts';

export interface SensitiveCounts {
  readonly name: string;
  /** Slots of the sensitive variable. */
  readonly size: number;
  /** Entries are (tuple, slot, count), each pair once, sorted by tuple. */
  readonly tuple: Int32Array;
  readonly slot: Int32Array;
  readonly count: Float64Array;
  /** Entries of tuple t are from `start[t]` to `start[t + 1]`. */
  readonly start: Int32Array;
  /** Of each slot over the whole file. */
  readonly total: Float64Array;
}

export interface Tuples {
  readonly count: number;
  readonly rows: number;
  /** Of each quasi-identifier: the slot of each tuple. Slot 0 is missing. */
  readonly columns: readonly SlotColumn[];
  /** Rows of each tuple. May be 0 where a population was added. */
  readonly rowCount: Float64Array;
  /** Persons of the population of each tuple: from a roster, from weights, or the rows themselves. */
  readonly population: Float64Array;
  readonly sensitive: readonly SensitiveCounts[];
  /** Of each row. */
  readonly tupleOf: Int32Array;
}

export interface TupleRequest {
  readonly rows: number;
  readonly quasi: readonly CategoricalColumn[];
  readonly sensitive?: readonly CategoricalColumn[];
  /** One per row. */
  readonly weights?: Float64Array | null;
  /** The same quasi-identifiers, with the same labels, of a whole population; replaces weights. */
  readonly population?: { readonly rows: number; readonly quasi: readonly CategoricalColumn[] } | null;
}

/** Throws `no-quasi-identifier`, `weights-invalid`, `columns-uneven`. */
export function tuplesOf(request: TupleRequest): Tuples {
  const { rows, quasi, sensitive = [], weights = null, population = null } = request;
  if (quasi.length === 0) throw new DisclosureError('no-quasi-identifier');
  if (weights !== null) checkWeights(weights, rows);
  const all = rows + (population?.rows ?? 0);
  const slots = quasi.map((column, j): SlotColumn => {
    const own = slotsOf(column);
    const other = population?.quasi[j];
    if (other === undefined) return own;
    const joined = new Int32Array(all);
    joined.set(own.slots);
    for (let row = 0; row < other.codes.length; row++) joined[rows + row] = other.codes[row]! + 1;
    return { slots: joined, size: Math.max(own.size, other.labels.length + 1) };
  });
  const { classOf, count, firstRow } = combineColumns(slots, all);
  const rowCount = new Float64Array(count);
  const persons = new Float64Array(count);
  for (let row = 0; row < rows; row++) {
    const at = classOf[row]!;
    rowCount[at]! += 1;
    if (population === null) persons[at]! += weights === null ? 1 : weights[row]!;
  }
  for (let row = rows; row < all; row++) persons[classOf[row]!]! += 1;
  const tupleOf = all === rows ? classOf : classOf.slice(0, rows);
  return {
    count,
    rows,
    columns: slots.map(({ slots: of, size }) => ({ slots: firstRow.map((row) => of[row]!), size })),
    rowCount,
    population: persons,
    sensitive: sensitive.map((column) => sensitiveCounts(column, tupleOf, count)),
    tupleOf,
  };
}

function checkWeights(weights: Float64Array, rows: number): void {
  if (weights.length !== rows) throw new DisclosureError('columns-uneven', { variable: 'weight' });
  let some = rows === 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights[row]!;
    if (!(Number.isFinite(weight) && weight >= 0))
      throw new DisclosureError('weights-invalid', { row: row + 1 });
    if (weight > 0) some = true;
  }
  if (!some) throw new DisclosureError('weights-invalid');
}

function sensitiveCounts(column: CategoricalColumn, tupleOf: Int32Array, tuples: number): SensitiveCounts {
  const rows = column.codes.length;
  const { slots, size } = slotsOf(column);
  const pairs = combineColumns(
    [
      { slots: tupleOf, size: Math.max(1, tuples) },
      { slots, size },
    ],
    rows,
  );
  const counts = new Float64Array(pairs.count);
  const total = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    counts[pairs.classOf[row]!]! += 1;
    total[slots[row]!]! += 1;
  }
  const start = new Int32Array(tuples + 1);
  for (const row of pairs.firstRow) start[tupleOf[row]! + 1]! += 1;
  for (let t = 0; t < tuples; t++) start[t + 1]! += start[t]!;
  const next = start.slice();
  const tuple = new Int32Array(pairs.count);
  const slot = new Int32Array(pairs.count);
  const count = new Float64Array(pairs.count);
  pairs.firstRow.forEach((row, pair) => {
    const t = tupleOf[row]!;
    const at = next[t]!++;
    tuple[at] = t;
    slot[at] = slots[row]!;
    count[at] = counts[pair]!;
  });
  return { name: column.name, size, tuple, slot, count, start, total };
}
