/** What each cell holds: persons, schools (or other groups), sums, and the largest contributions to each sum. */
import { DisclosureError } from '../errors.ts';
import type { CellSpace } from './cell-space.ts';

/** One row per person; dimensions as category indices, never missing (a missing value is a category of its own). */
export interface TableRows {
  readonly rows: number;
  /** For each dimension of the space, the category of each row. */
  readonly categories: readonly Int32Array[];
  /** Group of each row for `minGroups` and contributions, or null where no rule asks. −1 belongs to no group. */
  readonly groups: Int32Array | null;
  readonly measures: readonly {
    readonly name: string;
    /** NaN is missing and adds nothing. */
    readonly values: Float64Array;
    /** That a person can have, where it is declared. */
    readonly least?: number | undefined;
    readonly largest?: number | undefined;
    /** Who contributes: each person, or each group as one. Null keeps no contributions. */
    readonly contributors: 'persons' | 'groups' | null;
  }[];
}

export interface MeasureValues {
  readonly name: string;
  readonly sums: Float64Array;
  /** Persons whose value is not missing; who they are where it is one, and the groups that they are from, as for cells. */
  readonly present: Float64Array;
  readonly onlyPerson: Float64Array;
  readonly groups: Int32Array | null;
  readonly onlyGroup: Int32Array | null;
  /** The least and the largest value that a person can have. */
  readonly bounds: readonly [least: number, largest: number];
  /** `LARGEST` largest contributions of each cell, descending; null where no rule asks. */
  readonly largest: Float64Array | null;
}

export interface CellValues {
  readonly counts: Float64Array;
  /** The row of the one person of a cell, −1 elsewhere. */
  readonly onlyPerson: Float64Array;
  readonly groups: Int32Array | null;
  /** The one group of a cell, −1 elsewhere. */
  readonly onlyGroup: Int32Array | null;
  readonly measures: readonly MeasureValues[];
}

/** Contributions kept per cell: enough for dominance of up to five. */
export const LARGEST = 5;

/** Those that were declared, else those of the file. Throws `rule-invalid` where the file goes beyond what was declared. */
function boundsOf({ name, values, least, largest }: TableRows['measures'][number]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low < (least ?? low) || high > (largest ?? high))
    throw new DisclosureError('rule-invalid', { rule: 'sums', column: name, least: low, largest: high });
  return [least ?? low, largest ?? high];
}

export function countCells(space: CellSpace, data: TableRows): CellValues {
  const combinations = combineRows(space, data);
  const { cellsOf, ofRow, count } = combinations;
  const counts = new Float64Array(space.cellCount);
  const rowSums = new Float64Array(space.cellCount);
  const persons = new Float64Array(count);
  const rowsOf = new Float64Array(count);
  for (let row = 0; row < data.rows; row++) {
    persons[ofRow[row]!]! += 1;
    rowsOf[ofRow[row]!]! += row;
  }
  for (let combination = 0; combination < count; combination++)
    for (const cell of cellsOf(combination)) {
      counts[cell]! += persons[combination]!;
      rowSums[cell]! += rowsOf[combination]!;
    }
  const onlyPerson = rowSums.map((sum, cell) => (counts[cell] === 1 ? sum : -1));
  const ordered = data.groups === null ? null : rowsByGroup(data.groups);
  const { groups, onlyGroup } =
    ordered === null
      ? { groups: null, onlyGroup: null }
      : countGroups(space, combinations, data.groups!, ordered);
  const measures = data.measures.map((measure): MeasureValues => {
    const sums = new Float64Array(space.cellCount);
    const present = new Float64Array(space.cellCount);
    const sumOf = new Float64Array(count);
    const presentOf = new Float64Array(count);
    const rowsPresentOf = new Float64Array(count);
    for (let row = 0; row < data.rows; row++) {
      const value = measure.values[row]!;
      if (Number.isNaN(value)) continue;
      sumOf[ofRow[row]!]! += value;
      presentOf[ofRow[row]!]! += 1;
      rowsPresentOf[ofRow[row]!]! += row;
    }
    const rowSumsPresent = new Float64Array(space.cellCount);
    for (let combination = 0; combination < count; combination++)
      for (const cell of cellsOf(combination)) {
        sums[cell]! += sumOf[combination]!;
        present[cell]! += presentOf[combination]!;
        rowSumsPresent[cell]! += rowsPresentOf[combination]!;
      }
    const from =
      ordered === null || !measure.values.some(Number.isNaN)
        ? { groups, onlyGroup }
        : countGroups(
            space,
            combinations,
            data.groups!,
            ordered.filter((row) => !Number.isNaN(measure.values[row]!)),
          );
    const largest =
      measure.contributors === null
        ? null
        : largestContributions(
            space,
            combinations,
            measure.values,
            measure.contributors === 'groups' ? data.groups : null,
            ordered,
          );
    return {
      name: measure.name,
      sums,
      present,
      onlyPerson: rowSumsPresent.map((sum, cell) => (present[cell] === 1 ? sum : -1)),
      ...from,
      bounds: boundsOf(measure),
      largest,
    };
  });
  return { counts, onlyPerson, groups, onlyGroup, measures };
}

interface Combinations {
  readonly count: number;
  readonly ofRow: Int32Array;
  /** Every cell that holds the persons of a combination of categories. */
  readonly cellsOf: (combination: number) => Int32Array;
}

function combineRows(space: CellSpace, { rows, categories }: TableRows): Combinations {
  const { dimensions } = space;
  const index = new Map<number, number>();
  const ofRow = new Int32Array(rows);
  const parts: number[] = [];
  for (let row = 0; row < rows; row++) {
    let key = 0;
    for (let d = 0; d < dimensions.length; d++)
      key = key * dimensions[d]!.categories.length + categories[d]![row]!;
    let combination = index.get(key);
    if (combination === undefined) {
      combination = index.size;
      index.set(key, combination);
      for (let d = 0; d < dimensions.length; d++) parts.push(categories[d]![row]!);
    }
    ofRow[row] = combination;
  }
  const known: Int32Array[] = [];
  const cellsOf = (combination: number): Int32Array => {
    const have = known[combination];
    if (have !== undefined) return have;
    let keys = [0];
    for (let d = 0; d < dimensions.length; d++) {
      const nodes = dimensions[d]!.nodesOfCategory[parts[combination * dimensions.length + d]!]!;
      const next: number[] = [];
      for (const key of keys) for (const node of nodes) next.push(key + node * space.strides[d]!);
      keys = next;
    }
    const cells = Int32Array.from(keys.map(space.find).filter((cell) => cell >= 0));
    known[combination] = cells;
    return cells;
  };
  return { count: index.size, ofRow, cellsOf };
}

/** Rows sorted by group; those of no group are left out. */
function rowsByGroup(groups: Int32Array): Int32Array {
  const rows = Int32Array.from(groups.keys()).filter((row) => groups[row]! >= 0);
  return rows.sort((a, b) => groups[a]! - groups[b]! || a - b);
}

function countGroups(
  space: CellSpace,
  { ofRow, cellsOf }: Combinations,
  groupOf: Int32Array,
  ordered: Int32Array,
): { readonly groups: Int32Array; readonly onlyGroup: Int32Array } {
  const groups = new Int32Array(space.cellCount);
  const last = new Int32Array(space.cellCount).fill(-1);
  for (const row of ordered)
    for (const cell of cellsOf(ofRow[row]!))
      if (last[cell] !== groupOf[row]!) {
        last[cell] = groupOf[row]!;
        groups[cell]! += 1;
      }
  return { groups, onlyGroup: last.map((group, cell) => (groups[cell] === 1 ? group : -1)) };
}

function largestContributions(
  space: CellSpace,
  { ofRow, cellsOf }: Combinations,
  values: Float64Array,
  groupOf: Int32Array | null,
  ordered: Int32Array | null,
): Float64Array {
  const largest = new Float64Array(space.cellCount * LARGEST);
  const insert = (cell: number, value: number) => {
    let at = cell * LARGEST + LARGEST - 1;
    if (value <= largest[at]!) return;
    for (; at > cell * LARGEST && largest[at - 1]! < value; at--) largest[at] = largest[at - 1]!;
    largest[at] = value;
  };
  if (groupOf === null || ordered === null) {
    for (let row = 0; row < values.length; row++)
      if (values[row]! > 0) for (const cell of cellsOf(ofRow[row]!)) insert(cell, values[row]!);
    return largest;
  }
  const sums = new Float64Array(space.cellCount);
  let touched: number[] = [];
  ordered.forEach((row, at) => {
    const value = values[row]!;
    if (!Number.isNaN(value))
      for (const cell of cellsOf(ofRow[row]!)) {
        if (sums[cell] === 0) touched.push(cell);
        sums[cell]! += value;
      }
    if (at + 1 < ordered.length && groupOf[ordered[at + 1]!] === groupOf[row]) return;
    for (const cell of touched) {
      insert(cell, sums[cell]!);
      sums[cell] = 0;
    }
    touched = [];
  });
  return largest;
}

/** The sum of one number per row, over each cell. */
export function sumsOverCells(space: CellSpace, data: TableRows, values: Float64Array): Float64Array {
  const { ofRow, cellsOf, count } = combineRows(space, data);
  const sums = new Float64Array(count);
  for (let row = 0; row < data.rows; row++) sums[ofRow[row]!]! += values[row]!;
  const result = new Float64Array(space.cellCount);
  for (let combination = 0; combination < count; combination++)
    for (const cell of cellsOf(combination)) result[cell]! += sums[combination]!;
  return result;
}
