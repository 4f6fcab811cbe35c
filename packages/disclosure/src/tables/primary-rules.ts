/** Which cells may not be shown by themselves, by which rule, and how far from its value each must stay uncertain. */
import { DisclosureError } from '../errors.ts';
import { type CellSpace, forEachRelation, keyOfCell } from './cell-space.ts';
import { type CellValues, LARGEST, type MeasureValues } from './cell-values.ts';

export const PRIMARY_RULES = [
  'few-units',
  'few-groups',
  'dominance',
  'p-percent',
  'concentration',
  'zero',
  'differs-from-earlier',
  'extreme-sum',
] as const;
export type PrimaryRule = (typeof PRIMARY_RULES)[number];

/** Every rule is the specification's; null leaves it out. */
export interface SecrecyRules {
  /** A cell of 1 to `minUnits` − 1 persons is not shown. */
  readonly minUnits: number | null;
  /** A cell with persons of fewer groups (schools) is not shown. */
  readonly minGroups: number | null;
  /** The `n` largest contributors have more than `percent` of the sum. */
  readonly dominance: { readonly n: number; readonly percent: number } | null;
  /** The second largest contributor can tell the largest to within `p` percent. */
  readonly pPercent: { readonly p: number } | null;
  /**
   * A category holds at least `share` of a row, so that the row's persons are known by it. The cell is not shown,
   * nor are the row's empty cells, which would tell the same.
   */
  readonly concentration: { readonly dimension: number; readonly share: number } | null;
  /** Whether an empty cell is shown as 0, or is as secret as a small one. */
  readonly zeros: 'shown' | 'protected';
  /** Node combinations (−1: any) that cannot hold anybody. They are shown as 0: everybody knows it. */
  readonly impossible: readonly Int32Array[];
  /**
   * How uncertain a hidden count stays. `one`: one person more and one less are possible. `threshold`: everything
   * from 0 to `minUnits` is possible, so that nobody learns even that the cell is small.
   */
  readonly interval: 'one' | 'threshold';
  /** Hidden sums stay uncertain by this share of their value, in percent, on both sides. */
  readonly sumPercent: number;
}

/** What must stay possible for one quantity: for each cell, so much above its value and so much below. */
export interface Uncertainty {
  readonly values: Float64Array;
  readonly above: Float64Array;
  readonly below: Float64Array;
}

export interface SensitiveCells {
  /** Bits in the order of `PRIMARY_RULES`; 0 for a cell that may be shown. */
  readonly rules: Uint8Array;
  /** Counts first, then each measure. */
  readonly uncertainty: readonly Uncertainty[];
  /** Empty cells that no rule protects: 1 where 0 is public. */
  readonly knownZero: Uint8Array;
}

/** Throws `rule-invalid`, `measure-negative`. */
export function findSensitiveCells(
  space: CellSpace,
  values: CellValues,
  rules: SecrecyRules,
): SensitiveCells {
  checkRules(rules, values);
  const { counts } = values;
  const flags = new Uint8Array(space.cellCount);
  const uncertainty = [{ values: counts }, ...values.measures.map(({ sums }) => ({ values: sums }))].map(
    ({ values }): Uncertainty => ({
      values,
      above: new Float64Array(space.cellCount),
      below: new Float64Array(space.cellCount),
    }),
  );
  const flag = (cell: number, rule: PrimaryRule, above: number, below: number) => {
    flags[cell]! |= 1 << PRIMARY_RULES.indexOf(rule);
    need(uncertainty[0]!, cell, above, below);
    for (const measure of uncertainty.slice(1)) {
      const margin = (Math.abs(measure.values[cell]!) * rules.sumPercent) / 100;
      need(measure, cell, margin, margin);
    }
  };
  const impossible = (cell: number) =>
    rules.impossible.some((nodes) =>
      nodes.every((node, d) => node < 0 || node === space.nodes[cell * space.dimensions.length + d]),
    );
  const knownZero = new Uint8Array(space.cellCount);
  for (let cell = 0; cell < space.cellCount; cell++) {
    const count = counts[cell]!;
    if (count === 0) {
      if (rules.zeros === 'shown' || impossible(cell)) knownZero[cell] = 1;
      else flag(cell, 'zero', rules.interval === 'threshold' ? (rules.minUnits ?? 1) : 1, 0);
      continue;
    }
    if (rules.minUnits !== null && count < rules.minUnits)
      if (rules.interval === 'threshold') flag(cell, 'few-units', rules.minUnits - count, count);
      else flag(cell, 'few-units', 1, 1);
    if (rules.minGroups !== null && values.groups!.at(cell)! < rules.minGroups)
      flag(cell, 'few-groups', 1, 1);
    values.measures.forEach((measure, at) => {
      // A sum is that of those whose value is known, who may be fewer than the cell's persons.
      const present = measure.present[cell]!;
      if (present > 0 && rules.minUnits !== null && present < rules.minUnits) flag(cell, 'few-units', 1, 1);
      if (present > 0 && rules.minGroups !== null && measure.groups![cell]! < rules.minGroups)
        flag(cell, 'few-groups', 1, 1);
      if (rules.minUnits !== null) flagExtreme(measure, cell, flag, uncertainty[at + 1]!);
      const margin = dominanceMargin(measure, cell, rules);
      if (margin === null) return;
      flag(cell, margin.rule, 1, 1);
      need(uncertainty[at + 1]!, cell, margin.amount, margin.amount);
    });
  }
  if (rules.concentration !== null) {
    flagConcentration(space, counts, rules.concentration, flag, knownZero);
    hideEmptySums(space, counts, flag, knownZero);
  }
  return { rules: flags, uncertainty, knownZero };
}

/**
 * A sum that is the least or the largest that so many persons can have tells everybody's value. Hidden, it must leave room for one
 * person at the other end.
 */
function flagExtreme(
  { sums, present, bounds: [least, largest] }: MeasureValues,
  cell: number,
  flag: (cell: number, rule: PrimaryRule, above: number, below: number) => void,
  uncertainty: Uncertainty,
): void {
  const persons = present[cell]!;
  if (persons === 0 || !(least < largest)) return;
  const sum = sums[cell]!;
  const reach = largest - least;
  // Sums of decimals are not exact.
  const isAt = (bound: number) => Math.abs(sum - persons * bound) <= 1e-9 * persons * reach;
  if (!isAt(least) && !isAt(largest)) return;
  flag(cell, 'extreme-sum', 1, 1);
  if (isAt(least)) need(uncertainty, cell, reach, 0);
  else need(uncertainty, cell, 0, reach);
}

function need({ values, above, below }: Uncertainty, cell: number, more: number, less: number): void {
  above[cell] = Math.max(above[cell]!, more);
  below[cell] = Math.max(below[cell]!, Math.min(less, values[cell]!));
}

function checkRules(rules: SecrecyRules, { measures, groups }: CellValues): void {
  const refuse = (rule: string) => {
    throw new DisclosureError('rule-invalid', { rule });
  };
  if (rules.minUnits !== null && !(rules.minUnits >= 2 && Number.isInteger(rules.minUnits)))
    refuse('minUnits');
  if (rules.minGroups !== null && (groups === null || !(rules.minGroups >= 2))) refuse('minGroups');
  const shares = measures.some(({ largest }) => largest !== null);
  if (rules.dominance !== null) {
    const { n, percent } = rules.dominance;
    if (!shares || !(n >= 1 && n <= LARGEST) || !(percent > 0 && percent < 100)) refuse('dominance');
  }
  if (rules.pPercent !== null && (!shares || !(rules.pPercent.p > 0))) refuse('pPercent');
  if (rules.concentration !== null && !(rules.concentration.share > 0.5 && rules.concentration.share <= 1))
    refuse('concentration');
  for (const { name, sums, largest } of measures)
    if (largest !== null && sums.some((sum) => sum < 0))
      throw new DisclosureError('measure-negative', { measure: name });
}

/**
 * Upper protection levels: Hundepool et al. (2012), Statistical Disclosure Control, table 4.3: for dominance
 * (100/k)·(x₁+…+xₙ) − X; for p %, (p/100)·x₁ − (X − x₁ − x₂).
 */
function dominanceMargin(
  { sums, largest }: MeasureValues,
  cell: number,
  { dominance, pPercent }: SecrecyRules,
): { readonly rule: PrimaryRule; readonly amount: number } | null {
  if (largest === null) return null;
  const sum = sums[cell]!;
  const top = largest.subarray(cell * LARGEST, (cell + 1) * LARGEST);
  if (sum <= 0) return null;
  if (dominance !== null) {
    const share = top.slice(0, dominance.n).reduce((total, value) => total + value, 0);
    const amount = (share * 100) / dominance.percent - sum;
    if (amount > 0) return { rule: 'dominance', amount };
  }
  if (pPercent !== null) {
    const amount = (pPercent.p / 100) * top[0]! - (sum - top[0]! - top[1]!);
    if (amount > 0) return { rule: 'p-percent', amount };
  }
  return null;
}

function flagConcentration(
  space: CellSpace,
  counts: Float64Array,
  { dimension, share }: { readonly dimension: number; readonly share: number },
  flag: (cell: number, rule: PrimaryRule, above: number, below: number) => void,
  knownZero: Uint8Array,
): void {
  const { nodes, root } = space.dimensions[dimension]!;
  const stride = space.strides[dimension]!;
  const width = space.dimensions.length;
  for (let total = 0; total < space.cellCount; total++) {
    if (space.nodes[total * width + dimension] !== root || counts[total] === 0) continue;
    const base = keyOfCell(space, total) - root * stride;
    const row = [...nodes.keys()]
      .filter((node) => node !== root)
      .map((node) => space.find(base + node * stride));
    const least = share * counts[total]!;
    const full = row.filter((cell) => cell >= 0 && counts[cell]! >= least);
    if (full.length === 0 || row.filter((cell) => cell >= 0).length < 2) continue;
    for (const cell of full) flag(cell, 'concentration', 0, Math.floor(counts[cell]! - least) + 1);
    for (const cell of row)
      if (cell >= 0 && counts[cell] === 0) {
        knownZero[cell] = 0;
        flag(cell, 'concentration', 1, 0);
      }
  }
}

/** An empty sum that is shown tells that all its parts are empty: where one of these is protected, so is the sum. */
function hideEmptySums(
  space: CellSpace,
  counts: Float64Array,
  flag: (cell: number, rule: PrimaryRule, above: number, below: number) => void,
  knownZero: Uint8Array,
): void {
  for (let changed = true; changed; ) {
    changed = false;
    forEachRelation(space, ([sum, ...parts]) => {
      if (counts[sum!] !== 0 || knownZero[sum!] === 0 || parts.every((part) => knownZero[part] === 1)) return;
      knownZero[sum!] = 0;
      flag(sum!, 'concentration', 1, 0);
      changed = true;
    });
  }
}
