/**
 * A release: from a file and a specification to the columns that may leave, with the risk before and after, what an attacker with a
 * roster finds, and what the file is still good for. The result is checked as it will be read, from its own columns.
 */
import type { Criteria } from '../criteria/criteria.ts';
import type { Hierarchy } from '../hierarchies/hierarchy.ts';
import { type LinkageResult, linkageAttack, type Roster } from '../linkage/linkage-attack.ts';
import { slotsOf } from '../microdata/combine-codes.ts';
import {
  type CategoricalColumn,
  type Column,
  MISSING,
  type Microdata,
  numbersTo,
  type UniformAt,
} from '../microdata/microdata.ts';
import { tuplesOf } from '../microdata/tuples.ts';
import type { Recoding } from '../recode/lattice-search.ts';
import { type ReleasedUniques, releasedUniques } from '../risk/released-uniques.ts';
import type { MissingConvention } from '../risk/risk.ts';
import type { Hiding } from '../suppress/group-book.ts';
import { type NormalisedLoss, normalisedLoss } from '../utility/normalised-loss.ts';
import {
  type AssociationUtility,
  associationUtility,
  type CategoricalUtility,
  type ComparedColumn,
  categoricalUtility,
  type NumericUtility,
  numericUtility,
} from '../utility/utility.ts';
import { assessFile, type FileRisk } from './assess.ts';
import { hideSensitive } from './hide-sensitive.ts';
import type { PerturbationReport } from './perturb-columns.ts';
import {
  type MeasuredResponses,
  measureResponses,
  type Prepared,
  type PreparedQuasi,
  prepare,
  requireAcceptable,
  requireDeclared,
  useOf,
} from './prepare.ts';
import { type Protected, protect } from './protect.ts';
import { type DisclosurePool, sequentialDisclosurePool } from './run-lane.ts';
import type { Role, Specification } from './specification.ts';

export interface ReleaseEnvironment {
  /** From a secret seed: who knows it undoes shuffling and noise. */
  readonly uniformAt: UniformAt;
  readonly pool?: DisclosurePool;
  /** A population with the quasi-identifiers, for k-map and the journalist's risk. */
  readonly population?: Microdata | null;
  /** Largest set of variables of a special unique, 3 by default; 0 leaves them out. */
  readonly specialSize?: number;
  readonly progress?: (step: ReleaseStep, done: number, of: number) => void;
}

export const RELEASE_STEPS = ['prepare', 'before', 'recode', 'suppress', 'after'] as const;
export type ReleaseStep = (typeof RELEASE_STEPS)[number];

export interface Release {
  /** In the order of the file; identifiers, weights that are not released and dropped variables are not among them. */
  readonly columns: readonly Column[];
  /** Of each released row: its row as read. Not to leave. */
  readonly rowOf: Int32Array;
  readonly report: ReleaseReport;
}

export interface ReleaseReport {
  readonly rowsRead: number;
  readonly rowsReleased: number;
  readonly missing: MissingConvention;
  readonly criteria: Criteria;
  readonly variables: readonly VariableReport[];
  readonly perturbations: readonly PerturbationReport[];
  readonly recoding: Recoding | null;
  readonly suppression: SuppressionReport | null;
  readonly before: FileRisk;
  readonly after: FileRisk;
  /** With a roster of all persons that were read, all quasi-identifiers known. */
  readonly attackBefore: LinkageResult;
  readonly attackAfter: LinkageResult;
  readonly responses: MeasuredResponses | null;
  /** Of the released columns, whatever their role. */
  readonly uniques: ReleasedUniques;
  readonly utility: {
    readonly loss: NormalisedLoss;
    readonly categorical: readonly CategoricalUtility[];
    readonly associations: readonly AssociationUtility[];
    readonly numeric: readonly NumericUtility[];
  };
}

/** Of every declared variable, in the order of the specification. */
export interface VariableReport {
  readonly name: string;
  readonly role: Role;
  readonly released: boolean;
  /** Of a quasi-identifier: the level that leaves, and its name. */
  readonly level: number | null;
  readonly levelName: string | null;
  readonly hidden: number;
}

export interface SuppressionReport {
  readonly cells: number;
  /** Records of classes that failed: where a hidden value is a category, so many cells have to be hidden at least. */
  readonly failingRows: number;
  readonly byVariable: readonly { readonly name: string; readonly cells: number }[];
}

/**
 * Throws `variable-undeclared`, `column-unknown`, `responses-too-unique`, and what the rules and the protection throw. Nothing of a file
 * that is refused is returned.
 */
export async function anonymise(
  data: Microdata,
  specification: Specification,
  environment: ReleaseEnvironment,
): Promise<Release> {
  const { uniformAt, pool = sequentialDisclosurePool, specialSize = 3 } = environment;
  const { protection } = specification;
  const progress = environment.progress ?? (() => {});
  const measured = measure(data, specification, environment);
  requireAcceptable(measured.responses);
  const { prepared, asRead, before, attackBefore, responses } = measured;
  const { quasi, criteria, weights } = prepared;
  const tuples = tuplesOf({
    rows: data.rows,
    quasi: quasi.map(({ base }) => base),
    sensitive: prepared.sensitive,
    weights,
    population: prepared.roster,
  });
  const protectedFile = await protect(
    {
      tuples,
      variables: quasi,
      protection,
      criteria,
      sensitiveLabels: Object.fromEntries(prepared.sensitive.map(({ name, labels }) => [name, labels])),
      progress,
    },
    pool,
  );
  const rowOf = releasedRows(tuples.tupleOf, protectedFile);
  const releasedQuasi = releaseQuasi(quasi, tuples.tupleOf, protectedFile, rowOf);
  const atLevel = (columns: readonly CategoricalColumn[]) =>
    columns.map((column, j) => generalise(column, quasi[j]!.hierarchy, protectedFile.levels[j]!));
  const taken = prepared.sensitive.map((column) => takeRows(column, rowOf) as CategoricalColumn);
  const { columns: sensitive, hidden } =
    protection.sensitiveValues === 'hide'
      ? hideSensitive(rowOf.length, releasedQuasi, taken, criteria)
      : { columns: taken, hidden: new Map<string, Uint8Array>() };
  const roster =
    prepared.roster === null ? null : { rows: prepared.roster.rows, quasi: atLevel(prepared.roster.quasi) };
  const after = assessFile({
    rows: rowOf.length,
    quasi: releasedQuasi,
    sensitive,
    criteria,
    weights: weights === null ? null : takeNumbers(weights, rowOf),
    roster,
    specialSize,
  });
  requireProtected(after, protection.missing ?? 'category', protection.k);
  const known = atLevel(asRead);
  const attackAfter = linkageAttack(
    {
      rows: rowOf.length,
      columns: releasedQuasi.map(slotsOf),
      sensitive: sensitive.map((column) => ({ ...slotsOf(column), name: column.name })),
    },
    rosterOf(data.rows, known, prepared),
    rowOf,
  );
  const released = releasedColumns(data, specification, prepared.columns, releasedQuasi, rowOf, hidden);
  progress('after', 1, 1);
  const compared = [
    ...quasi.map(({ known: own }, j) => ({
      before: own,
      atLevel: known[j]!,
      after: releasedQuasi[j]!,
      rowOf,
    })),
    ...prepared.sensitiveAsRead.map((column, s) => ({
      before: column,
      atLevel: column,
      after: sensitive[s]!,
      rowOf,
    })),
  ] satisfies readonly ComparedColumn[];
  // Counting is faster in the order of the file, so the order is changed last.
  const order = protection.order === 'kept' ? null : shuffledOrder(rowOf.length, uniformAt);
  return {
    columns: order === null ? released : released.map((column) => takeRows(column, order)),
    rowOf: order === null ? rowOf : order.map((at) => rowOf[at]!),
    report: {
      rowsRead: data.rows,
      rowsReleased: rowOf.length,
      missing: protection.missing ?? 'category',
      criteria,
      variables: variableReports(specification, protectedFile, quasi, released, hidden),
      perturbations: prepared.perturbations,
      recoding: protectedFile.recoding,
      suppression: suppressionReport(protectedFile, quasi),
      before,
      after,
      attackBefore,
      attackAfter,
      responses,
      uniques: releasedUniques(released, rowOf.length),
      utility: {
        loss: normalisedLoss({
          rows: data.rows,
          rowOf,
          variables: quasi.map(({ name, base, hierarchy }, j) => ({
            name,
            hierarchy,
            level: protectedFile.levels[j]!,
            before: base,
            after: releasedQuasi[j]!,
          })),
        }),
        categorical: compared.map(categoricalUtility),
        associations: associationUtility(compared),
        numeric: released.flatMap((column) =>
          column.kind === 'numeric'
            ? [numericUtility(prepared.numbersAsRead(column.name), column, rowOf)]
            : [],
        ),
      },
    },
  };
}

/** The risk of a file as it is read, for the person who decides what to do about it. Throws as `anonymise` does of the same specification. */
export function measureRiskOfFile(
  data: Microdata,
  specification: Specification,
  environment: Omit<ReleaseEnvironment, 'pool'>,
): FileRiskReport {
  const { prepared, before, attackBefore, responses } = measure(data, specification, environment);
  return { rows: data.rows, criteria: prepared.criteria, risk: before, attack: attackBefore, responses };
}

export interface FileRiskReport {
  readonly rows: number;
  readonly criteria: Criteria;
  readonly risk: FileRisk;
  readonly attack: LinkageResult;
  readonly responses: MeasuredResponses | null;
}

function measure(
  data: Microdata,
  specification: Specification,
  environment: Omit<ReleaseEnvironment, 'pool'>,
) {
  const { uniformAt, population = null, specialSize = 3, progress = () => {} } = environment;
  requireDeclared(data, specification);
  progress('prepare', 0, 1);
  const responses = measureResponses(data, specification, uniformAt);
  const prepared = prepare(data, specification, uniformAt, population);
  progress('prepare', 1, 1);
  const asRead = prepared.quasi.map(({ known }) => known);
  const before = assessFile({
    rows: data.rows,
    quasi: asRead,
    sensitive: prepared.sensitive,
    criteria: prepared.criteria,
    weights: prepared.weights,
    roster: prepared.roster,
    specialSize,
  });
  const attackBefore = linkageAttack(
    {
      rows: data.rows,
      columns: asRead.map(slotsOf),
      sensitive: prepared.sensitive.map((column) => ({ ...slotsOf(column), name: column.name })),
    },
    rosterOf(data.rows, asRead, prepared),
    numbersTo(data.rows),
  );
  progress('before', 1, 1);
  return { responses, prepared, asRead, before, attackBefore };
}

/** All persons that were read, with all their quasi-identifiers. */
function rosterOf(rows: number, quasi: readonly CategoricalColumn[], { sensitive }: Prepared): Roster {
  return { rows, columns: quasi.map(slotsOf), sensitive: sensitive.map(slotsOf) };
}

function releasedRows(tupleOf: Int32Array, { classOf, dropped }: Protected): Int32Array {
  const kept = new Int32Array(tupleOf.length);
  let count = 0;
  for (let row = 0; row < tupleOf.length; row++)
    if (dropped[classOf[tupleOf[row]!]!] === 0) kept[count++] = row;
  return kept.slice(0, count);
}

/** Fisher & Yates (Durstenfeld 1964). */
function shuffledOrder(rows: number, uniformAt: UniformAt): Int32Array {
  const order = numbersTo(rows);
  for (let i = rows - 1; i > 0; i--) {
    const other = Math.floor(uniformAt(0, i) * (i + 1));
    const held = order[i]!;
    order[i] = order[other]!;
    order[other] = held;
  }
  return order;
}

/** Values at the released levels, hidden where the protection says so: of each tuple, its first rows. */
function releaseQuasi(
  quasi: readonly PreparedQuasi[],
  tupleOf: Int32Array,
  { classOf, levels, suppression, dropped }: Protected,
  rowOf: Int32Array,
): readonly CategoricalColumn[] {
  const hiddenOf = new Int32Array(tupleOf.length);
  if (suppression !== null) {
    const pending = new Map<number, Hiding[]>();
    for (const hiding of suppression.hidings) {
      const list = pending.get(hiding.tuple);
      if (list === undefined) pending.set(hiding.tuple, [hiding]);
      else list.push(hiding);
    }
    const used = new Int32Array(dropped.length);
    for (let row = 0; row < tupleOf.length; row++) {
      const at = classOf[tupleOf[row]!]!;
      const list = pending.get(at);
      if (list === undefined) continue;
      let before = used[at]!++;
      for (const { rows, hidden } of list) {
        if (before < rows) {
          hiddenOf[row] = hidden;
          break;
        }
        before -= rows;
      }
    }
  }
  return quasi.map(({ name, base, hierarchy }, j) => {
    const { labels, slotOf } = hierarchy.levels[levels[j]!]!;
    const codes = new Int32Array(rowOf.length);
    for (let i = 0; i < codes.length; i++) {
      const row = rowOf[i]!;
      codes[i] = (hiddenOf[row]! >>> j) & 1 ? MISSING : slotOf[base.codes[row]! + 1]! - 1;
    }
    return { kind: 'categorical', name, labels, codes };
  });
}

function generalise(column: CategoricalColumn, hierarchy: Hierarchy, at: number): CategoricalColumn {
  const { labels, slotOf } = hierarchy.levels[at]!;
  return { ...column, labels, codes: column.codes.map((code) => slotOf[code + 1]! - 1) };
}

function takeRows(column: Column, rowOf: Int32Array): Column {
  if (column.kind === 'categorical') {
    const codes = new Int32Array(rowOf.length);
    for (let i = 0; i < codes.length; i++) codes[i] = column.codes[rowOf[i]!]!;
    return { ...column, codes };
  }
  return { ...column, values: takeNumbers(column.values, rowOf) };
}

function takeNumbers(of: Float64Array, rowOf: Int32Array): Float64Array {
  const values = new Float64Array(rowOf.length);
  for (let i = 0; i < values.length; i++) values[i] = of[rowOf[i]!]!;
  return values;
}

/** The columns that leave were counted again; that they fail is a fault of this package, and stops the release. */
function requireProtected({ failing, matching }: FileRisk, missing: MissingConvention, k: number): void {
  const failed =
    missing === 'matching' ? matching.smallestClass < k : failing.some(({ records }) => records > 0);
  if (failed && matching.records > 0) throw new Error('the protected file fails its own criteria');
}

function releasedColumns(
  data: Microdata,
  { variables, responses = null }: Specification,
  columns: ReadonlyMap<string, Column>,
  quasi: readonly CategoricalColumn[],
  rowOf: Int32Array,
  hidden: ReadonlyMap<string, Uint8Array>,
): readonly Column[] {
  const withheld = new Set(responses?.release === 'none' ? responses.variables : []);
  return data.columns.flatMap(({ name }): Column[] => {
    const rule = variables[name]!;
    if (rule.role === 'identifier' || withheld.has(name) || useOf(rule) === 'drop') return [];
    const own = quasi.find((column) => column.name === name);
    if (own !== undefined) return [own];
    const column = takeRows(columns.get(name)!, rowOf);
    const mask = hidden.get(name);
    return [mask === undefined ? column : withoutHidden(column, mask)];
  });
}

function withoutHidden(column: Column, mask: Uint8Array): Column {
  return column.kind === 'categorical'
    ? { ...column, codes: column.codes.map((code, row) => (mask[row] === 1 ? MISSING : code)) }
    : { ...column, values: column.values.map((value, row) => (mask[row] === 1 ? Number.NaN : value)) };
}

function variableReports(
  { variables }: Specification,
  { levels, suppression }: Protected,
  quasi: readonly PreparedQuasi[],
  released: readonly Column[],
  hidden: ReadonlyMap<string, Uint8Array>,
): readonly VariableReport[] {
  return Object.entries(variables).map(([name, { role }]) => {
    const j = quasi.findIndex((one) => one.name === name);
    return {
      name,
      role,
      released: released.some((column) => column.name === name),
      level: j < 0 ? null : levels[j]!,
      levelName: j < 0 ? null : quasi[j]!.hierarchy.levels[levels[j]!]!.name,
      hidden: j < 0 ? countOnes(hidden.get(name)) : (suppression?.cellsByVariable[j] ?? 0),
    };
  });
}

function countOnes(mask: Uint8Array | undefined): number {
  return mask === undefined ? 0 : mask.reduce((sum, one) => sum + one, 0);
}

function suppressionReport(
  { suppression }: Protected,
  quasi: readonly PreparedQuasi[],
): SuppressionReport | null {
  if (suppression === null) return null;
  return {
    cells: suppression.cells,
    failingRows: suppression.failingRows,
    byVariable: quasi.map(({ name }, j) => ({ name, cells: suppression.cellsByVariable[j]! })),
  };
}
