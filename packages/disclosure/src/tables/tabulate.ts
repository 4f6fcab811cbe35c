/** Tables from microdata, protected: what may leave, and for the committee why. */

import { DisclosureError } from '../errors.ts';
import type { Microdata } from '../microdata/microdata.ts';
import type { LinearSolver } from '../solver/linear-solver.ts';
import { perturbByCellKey } from './cell-key.ts';
import { type CellValues, countCells } from './cell-values.ts';
import { roundTables } from './controlled-rounding.ts';
import {
  findSensitiveCells,
  PRIMARY_RULES,
  type SecrecyRules,
  type SensitiveCells,
} from './primary-rules.ts';
import type { ReleaseRecord } from './release-record.ts';
import type { Tabulation } from './specification.ts';
import { PRIMARY, SECONDARY, type Suppression, suppress } from './suppress.ts';
import { createTabulationSpace, type TabulationSpace } from './tabulation-space.ts';

/** One table, for those who may see everything. */
export interface TabulatedTable {
  readonly name: string;
  readonly rows: readonly {
    readonly codes: readonly string[];
    readonly cell: number;
    /** What is shown: persons, then sums; null where hidden. */
    readonly shown: readonly number[] | null;
    /** Mean of each sum over the persons whose value is known; null where there are none, or the cell is hidden. */
    readonly means: readonly (number | null)[];
  }[];
}

export interface Tabulated {
  readonly release: ReleaseRecord;
  readonly tables: readonly TabulatedTable[];
  readonly space: TabulationSpace;
  readonly values: CellValues;
  readonly sensitive: SensitiveCells;
  readonly rules: SecrecyRules;
  /** Null for methods that hide nothing. */
  readonly suppression: Suppression | null;
  /** Cells that changed by so little since an earlier release that both together would tell who came or went. */
  readonly differing: readonly number[];
  /** Cells whose earlier published value still holds. */
  readonly fixed: Uint8Array;
  /** Largest change of a count, for methods that change values. */
  readonly largestChange: number;
}

export interface TabulateArguments {
  readonly data: Microdata;
  readonly tabulation: Tabulation;
  readonly earlier: readonly ReleaseRecord[];
  /** Controlled rounding needs one; the other methods do not. */
  readonly solver: LinearSolver | null;
  readonly onProgress?: (step: 'count' | 'protect', done: number, of: number) => void;
}

/** Throws the errors of tables. With `release-differencing`, an earlier release and this one tell too much together. */
export function tabulate({ data, tabulation, earlier, solver, onProgress }: TabulateArguments): Tabulated {
  requireSameMethod(tabulation, earlier);
  onProgress?.('count', 0, 1);
  const space = createTabulationSpace(tabulation, data, earlier);
  const values = countCells(space.space, space.rows);
  const rules = rulesOf(tabulation, space);
  onProgress?.('count', 1, 1);
  const found = findSensitiveCells(space.space, values, rules);
  const { fixed, differing } = compareWithEarlier(space, values, rules, earlier);
  const sensitive = flagDiffering(found, values, differing);
  const { method } = tabulation;
  const quantities = [values.counts, ...values.measures.map(({ sums }) => sums)];
  const trueMeans = (cell: number) =>
    values.measures.map(({ sums, present }) => (present[cell] === 0 ? null : sums[cell]! / present[cell]!));
  if (method.kind === 'suppression') {
    const suppression = suppressBeside(
      space,
      values,
      sensitive,
      fixed,
      method.guard,
      earlier.length > 0,
      (done, of) => onProgress?.('protect', done, of),
    );
    const tables = tablesOf(
      tabulation,
      space,
      (cell) =>
        suppression.hidden[cell] === PRIMARY || suppression.hidden[cell] === SECONDARY
          ? null
          : quantities.map((quantity) => quantity[cell]!),
      trueMeans,
    );
    const release = describeRelease(tabulation, space, tables, rules, null);
    return {
      release,
      tables,
      space,
      values,
      sensitive,
      rules,
      suppression,
      differing,
      fixed,
      largestChange: 0,
    };
  }
  if (tabulation.sums.length > 0)
    throw new DisclosureError('rule-invalid', { rule: 'sums', method: method.kind });
  const changed =
    method.kind === 'rounding'
      ? roundTables(space.space, values.counts, method.base, shownBefore(space, earlier), solver)
      : perturbByCellKey(space, values, method, recordKeys(space, data, method.column));
  const tables = tablesOf(
    tabulation,
    space,
    (cell) => [changed[cell]!],
    () => [],
  );
  const largestChange = changed.reduce(
    (most, value, cell) => Math.max(most, Math.abs(value - values.counts[cell]!)),
    0,
  );
  const release = describeRelease(
    tabulation,
    space,
    tables,
    rules,
    method.kind === 'rounding' ? method.base : method.deviation,
  );
  return {
    release,
    tables,
    space,
    values,
    sensitive,
    rules,
    suppression: null,
    differing,
    fixed,
    largestChange,
  };
}

/**
 * An interval from a rounded count and what a suppressed table lets follow are narrower together than each, as are two
 * roundings to different bases. Throws `release-differencing`.
 */
function requireSameMethod({ method }: Tabulation, earlier: readonly ReleaseRecord[]): void {
  const change =
    method.kind === 'suppression' ? null : method.kind === 'rounding' ? method.base : method.deviation;
  for (const release of earlier)
    if (release.method !== method.kind || release.rules.change !== change)
      throw new DisclosureError('release-differencing', {
        release: release.name,
        method: release.method,
        ...(release.rules.change === null ? {} : { change: release.rules.change }),
      });
}

/** What earlier releases have shown of each cell of this one; NaN where nothing. */
function shownBefore(
  { space, cellOfEarlier }: TabulationSpace,
  earlier: readonly ReleaseRecord[],
): Float64Array {
  const before = new Float64Array(space.cellCount).fill(Number.NaN);
  earlier.forEach((release, r) => {
    release.tables.forEach((table, t) => {
      for (const [codes, shown] of table.rows) {
        const cell = cellOfEarlier(r, t, codes);
        if (cell >= 0 && shown !== null) before[cell] = shown[0]!;
      }
    });
  });
  return before;
}

/** A person's fixed number in [0, 1): the column holds whole numbers below 2³², drawn once and kept. */
function recordKeys({ rows }: TabulationSpace, data: Microdata, column: string): Float64Array {
  const source = data.columns.find(({ name }) => name === column);
  if (source === undefined) throw new DisclosureError('column-unknown', { variable: column });
  if (source.kind !== 'numeric' || source.values.length !== rows.rows)
    throw new DisclosureError('column-kind', { variable: column });
  return source.values.map((value) => {
    if (!(Number.isInteger(value) && value >= 0 && value < 2 ** 32))
      throw new DisclosureError('rule-invalid', { rule: 'cell-key', column });
    return value / 2 ** 32;
  });
}

const FEW_UNITS = 3;

function rulesOf(tabulation: Tabulation, { space, dimensionOf }: TabulationSpace): SecrecyRules {
  const { rules } = tabulation;
  const impossible = rules.impossible.flatMap((combination) => {
    let nodes: Int32Array[] = [new Int32Array(space.dimensions.length).fill(-1)];
    for (const [variable, codes] of Object.entries(combination)) {
      const d = dimensionOf.get(variable);
      if (d === undefined) return [];
      nodes = nodes.flatMap((one) =>
        codes.map((code) => {
          const next = one.slice();
          next[d] = space.dimensions[d]!.nodes.findIndex((node) => node.code === code);
          if (next[d] === -1)
            throw new DisclosureError('rule-invalid', { rule: 'impossible', variable, code });
          return next;
        }),
      );
    }
    return nodes;
  });
  return {
    // Whatever changes values must hide single persons: without a rule of its own, those of a cell of one or two.
    minUnits: rules.minUnits ?? (tabulation.method.kind === 'suppression' ? null : FEW_UNITS),
    minGroups: rules.minGroups?.atLeast ?? null,
    dominance: rules.dominance ?? null,
    pPercent: rules.pPercent ?? null,
    concentration:
      rules.concentration === undefined
        ? null
        : { dimension: dimensionOf.get(rules.concentration.variable)!, share: rules.concentration.share },
    zeros: rules.zeros,
    impossible,
    interval: rules.interval,
    sumPercent: rules.sumPercent,
  };
}

function compareWithEarlier(
  { space, cellOfEarlier }: TabulationSpace,
  { counts }: CellValues,
  rules: SecrecyRules,
  earlier: readonly ReleaseRecord[],
): { readonly fixed: Uint8Array; readonly differing: readonly number[] } {
  const fixed = new Uint8Array(space.cellCount);
  const differing = new Set<number>();
  earlier.forEach((release, r) => {
    // What was rounded or perturbed gives no exact difference; `requireSameMethod` lets it stand beside its like only.
    if (release.method !== 'suppression') return;
    release.tables.forEach((table, t) => {
      for (const [codes, shown] of table.rows) {
        if (shown === null) continue;
        const cell = cellOfEarlier(r, t, codes);
        if (cell < 0) continue;
        const difference = Math.abs(shown[0]! - counts[cell]!);
        if (difference === 0) fixed[cell] = 1;
        else if (difference < (rules.minUnits ?? 1)) differing.add(cell);
      }
    });
  });
  for (const cell of differing) fixed[cell] = 0;
  return { fixed, differing: [...differing].sort((a, b) => a - b) };
}

function flagDiffering(
  sensitive: SensitiveCells,
  values: CellValues,
  differing: readonly number[],
): SensitiveCells {
  if (differing.length === 0) return sensitive;
  const rules = sensitive.rules.slice();
  const knownZero = sensitive.knownZero.slice();
  const [counts, ...sums] = sensitive.uncertainty;
  const above = counts!.above.slice();
  const below = counts!.below.slice();
  for (const cell of differing) {
    rules[cell]! |= 1 << PRIMARY_RULES.indexOf('differs-from-earlier');
    knownZero[cell] = 0;
    above[cell] = Math.max(above[cell]!, 1);
    below[cell] = Math.max(below[cell]!, Math.min(1, values.counts[cell]!));
  }
  return { rules, knownZero, uncertainty: [{ values: counts!.values, above, below }, ...sums] };
}

/** What cannot be protected beside an earlier release is that release's doing, and is said so. */
function suppressBeside(
  { space }: TabulationSpace,
  values: CellValues,
  sensitive: SensitiveCells,
  fixed: Uint8Array,
  guard: 'sensitive' | 'all',
  hasEarlier: boolean,
  onProgress: (done: number, of: number) => void,
): Suppression {
  try {
    return suppress(space, values, sensitive, { fixed, guard, onProgress });
  } catch (error) {
    if (hasEarlier && error instanceof DisclosureError && error.code === 'table-unprotectable')
      throw new DisclosureError('release-differencing', error.data);
    throw error;
  }
}

function tablesOf(
  tabulation: Tabulation,
  { shownRows }: TabulationSpace,
  shownOf: (cell: number) => readonly number[] | null,
  meansOf: (cell: number, shown: readonly number[]) => readonly (number | null)[],
): readonly TabulatedTable[] {
  return tabulation.tables.map(({ name }, t) => ({
    name,
    rows: shownRows[t]!.map(({ codes, cell }) => {
      const shown = shownOf(cell);
      return { codes, cell, shown, means: shown === null ? [] : meansOf(cell, shown) };
    }),
  }));
}

function describeRelease(
  tabulation: Tabulation,
  { variables }: TabulationSpace,
  tables: readonly TabulatedTable[],
  rules: SecrecyRules,
  change: number | null,
): ReleaseRecord {
  const { name, title, period, producer, unit, where, sums, method } = tabulation;
  return {
    format: 'cloison-tables/1',
    name,
    title: title ?? { fr: name, en: name },
    period: period ?? null,
    producer: producer ?? null,
    unit,
    where: where as Record<string, string[]>,
    variables: [...variables],
    sums: sums.map(({ column, label, decimals }) => ({
      column,
      label: label ?? { fr: column, en: column },
      decimals,
    })),
    method: method.kind,
    rules: {
      minUnits: rules.minUnits,
      minGroups: rules.minGroups,
      dominance: rules.dominance,
      pPercent: rules.pPercent?.p ?? null,
      concentration: tabulation.rules.concentration ?? null,
      zeros: rules.zeros,
      interval: rules.interval,
      change,
    },
    tables: tables.map(({ name: table, rows }, t) => {
      const { title: own, by } = tabulation.tables[t]!;
      return {
        name: table,
        title: own ?? { fr: table, en: table },
        by: by.map(({ variable }) => variable),
        rows: rows.map(({ codes, shown, means }): ReleaseRecord['tables'][number]['rows'][number] => [
          [...codes],
          shown === null ? null : [...shown],
          shown === null ? null : [...means],
        ]),
      };
    }),
  };
}
