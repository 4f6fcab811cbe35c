/** The protection of a specification, applied to the quasi-identifiers of a file: levels, hidden cells, dropped records. */
import { type Criteria, criteriaTest, judgeClasses } from '../criteria/criteria.ts';
import { DisclosureError } from '../errors.ts';
import type { Hierarchy } from '../hierarchies/hierarchy.ts';
import { combineColumns } from '../microdata/combine-codes.ts';
import { numbersTo } from '../microdata/microdata.ts';
import type { SensitiveCounts, Tuples } from '../microdata/tuples.ts';
import type { LanePool } from '../parallel/lane-pool.ts';
import type { EvaluateNodeJob } from '../recode/evaluate-node.ts';
import { type Recoding, searchLattice } from '../recode/lattice-search.ts';
import { type Suppression, suppressLocally } from '../suppress/local-suppression.ts';
import { suppressByMatching } from '../suppress/matching-suppression.ts';
import { metByHiding } from './hide-sensitive.ts';
import type { Protection } from './specification.ts';

export interface ProtectRequest {
  readonly tuples: Tuples;
  readonly variables: readonly ProtectedVariable[];
  readonly protection: Protection;
  readonly criteria: Criteria;
  readonly sensitiveLabels: Readonly<Record<string, readonly string[]>>;
  readonly progress?: (step: 'recode' | 'suppress', done: number, of: number) => void;
}

export interface ProtectedVariable {
  readonly hierarchy: Hierarchy;
  readonly from: number;
  readonly to: number;
  readonly importance: number;
}

export interface Protected {
  readonly levels: readonly number[];
  /** Null when nothing was to be searched. */
  readonly recoding: Recoding | null;
  /** Of the tuples at these levels. */
  readonly suppression: Suppression | null;
  /** Of each tuple at the levels of the file: its tuple at the released levels. */
  readonly classOf: Int32Array;
  /** Of each tuple at the released levels: 1 when its records do not leave. */
  readonly dropped: Uint8Array;
}

/** Share of the records that recoding may leave to be dropped or hidden. */
const DEFAULT_MAX_FAILING = 0.01;

/** Throws `no-solution`, `rule-invalid`, `too-few-rows`. */
export async function protect(request: ProtectRequest, pool: LanePool<EvaluateNodeJob>): Promise<Protected> {
  const { tuples, variables, protection, criteria, sensitiveLabels } = request;
  const { method, missing = 'category', measure = 'loss', maxFailing = DEFAULT_MAX_FAILING } = protection;
  if (tuples.rows < criteria.k)
    throw new DisclosureError('too-few-rows', { rows: tuples.rows, k: criteria.k });
  if (missing === 'matching' && (criteria.sensitive.length > 0 || criteria.kMap > 1 || method === 'recode'))
    throw new DisclosureError('rule-invalid', {
      rule: 'missing',
      reason: 'matching is for local suppression to k only',
    });
  const hides = protection.sensitiveValues === 'hide';
  // What no hidden sensitive value can meet.
  const lasting = hides
    ? { ...criteria, sensitive: criteria.sensitive.filter((one) => !metByHiding(one)) }
    : criteria;
  const search = (asked: Criteria) =>
    searchLattice(
      {
        tuples,
        variables: variables.map(({ hierarchy, from, to, importance }) => ({
          hierarchy,
          minLevel: from,
          maxLevel: to,
          weight: importance,
        })),
        criteria: asked,
        sensitiveLabels,
        measure,
        maxFailing,
        progress: (done, of) => request.progress?.('recode', done, of),
      },
      pool,
    );
  const recoding =
    method === 'suppress'
      ? null
      : await search(criteria).catch((error) => {
          // No level meets them within what may fail: then hiding does, at the levels that the rest asks.
          if (!(hides && error instanceof DisclosureError && error.code === 'no-solution')) throw error;
          return search(lasting);
        });
  const levels = recoding?.levels ?? variables.map(({ from }) => from);
  const { tuples: coarse, classOf } = atLevels(tuples, variables, levels);
  const test = criteriaTest(lasting, coarse, (variable) => sensitiveLabels[variable] ?? []);
  if (method === 'recode') {
    const each = numbersTo(coarse.count);
    const { passes } = judgeClasses(coarse, each, coarse.count, test);
    return { levels, recoding, suppression: null, classOf, dropped: passes.map((one) => 1 - one) };
  }
  const costs = variables.map(({ importance }) => importance);
  const suppression =
    missing === 'matching'
      ? suppressByMatching(coarse, criteria.k, costs)
      : suppressLocally({
          tuples: coarse,
          test,
          costs,
          progress: (done, of) => request.progress?.('suppress', done, of),
        });
  return { levels, recoding, suppression, classOf, dropped: new Uint8Array(coarse.count) };
}

function atLevels(
  tuples: Tuples,
  variables: readonly ProtectedVariable[],
  levels: readonly number[],
): { readonly tuples: Tuples; readonly classOf: Int32Array } {
  const columns = variables.map(({ hierarchy }, j) => {
    const { slotOf, labels } = hierarchy.levels[levels[j]!]!;
    return { slots: tuples.columns[j]!.slots.map((slot) => slotOf[slot]!), size: labels.length + 1 };
  });
  const { classOf, count, firstRow } = combineColumns(columns, tuples.count);
  const rowCount = new Float64Array(count);
  const population = new Float64Array(count);
  for (let t = 0; t < tuples.count; t++) {
    rowCount[classOf[t]!]! += tuples.rowCount[t]!;
    population[classOf[t]!]! += tuples.population[t]!;
  }
  return {
    classOf,
    tuples: {
      count,
      rows: tuples.rows,
      columns: columns.map(({ slots, size }) => ({ slots: firstRow.map((t) => slots[t]!), size })),
      rowCount,
      population,
      sensitive: tuples.sensitive.map((of) => mergedCounts(of, classOf, count)),
      tupleOf: new Int32Array(0),
    },
  };
}

function mergedCounts(of: SensitiveCounts, classOf: Int32Array, classes: number): SensitiveCounts {
  const entries = of.tuple.length;
  const owner = Int32Array.from(of.tuple, (t) => classOf[t]!);
  const pairs = combineColumns(
    [
      { slots: owner, size: Math.max(1, classes) },
      { slots: of.slot, size: of.size },
    ],
    entries,
  );
  const sums = new Float64Array(pairs.count);
  for (let e = 0; e < entries; e++) sums[pairs.classOf[e]!]! += of.count[e]!;
  const order = Array.from(pairs.firstRow, (_, pair) => pair).sort(
    (a, b) => owner[pairs.firstRow[a]!]! - owner[pairs.firstRow[b]!]! || a - b,
  );
  const start = new Int32Array(classes + 1);
  for (const pair of order) start[owner[pairs.firstRow[pair]!]! + 1]! += 1;
  for (let at = 0; at < classes; at++) start[at + 1]! += start[at]!;
  return {
    ...of,
    tuple: Int32Array.from(order, (pair) => owner[pairs.firstRow[pair]!]!),
    slot: Int32Array.from(order, (pair) => of.slot[pairs.firstRow[pair]!]!),
    count: Float64Array.from(order, (pair) => sums[pair]!),
    start,
  };
}
