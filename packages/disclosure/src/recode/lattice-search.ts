/**
 * The generalisation that loses least among all that meet the criteria: best first over the lattice of levels.
 *
 * Every node is reached once, by raising variables in their order. A node waits in the queue with a lower bound of its own loss and
 * of that of all coarser nodes; once the best known loss is at or below the smallest bound, no node left can be better. So the result is
 * the optimum of the whole lattice, for measures and criteria that are not monotone too (suppression makes most of them so).
 */
import FlatQueue from 'flatqueue';
import type { Criteria } from '../criteria/criteria.ts';
import { DisclosureError } from '../errors.ts';
import type { Hierarchy } from '../hierarchies/hierarchy.ts';
import { sharedFloats, sharedInts } from '../microdata/shared-arrays.ts';
import type { SensitiveCounts, Tuples } from '../microdata/tuples.ts';
import type { LanePool } from '../parallel/lane-pool.ts';
import {
  type EvaluateNodeJob,
  type LatticeState,
  NODE_BOUND,
  NODE_CLASSES,
  NODE_FAILING,
  NODE_LOSS,
  NODE_RESULT,
} from './evaluate-node.ts';
import { cellLosses, isCellMeasure, type LossMeasure } from './loss-measures.ts';

export interface SearchVariable {
  readonly hierarchy: Hierarchy;
  /** Levels that the specification allows; all of them by default. */
  readonly minLevel?: number;
  readonly maxLevel?: number;
  /** How much its loss counts, 1 by default. */
  readonly weight?: number;
}

export interface SearchRequest {
  readonly tuples: Tuples;
  /** As the columns of `tuples`. */
  readonly variables: readonly SearchVariable[];
  readonly criteria: Criteria;
  readonly sensitiveLabels?: Readonly<Record<string, readonly string[]>>;
  readonly measure: LossMeasure;
  /** Records that may fail the criteria, to be suppressed or protected otherwise: a share of the file. */
  readonly maxFailing: number;
  /** The search stops after so many nodes, and says that it is not optimal. */
  readonly maxNodes?: number;
  readonly progress?: (evaluated: number, lattice: number) => void;
}

export interface Recoding {
  /** Level of each variable. */
  readonly levels: readonly number[];
  readonly loss: number;
  readonly failing: number;
  readonly classes: number;
  /** Nodes of the lattice, and how many of them were evaluated. */
  readonly lattice: number;
  readonly evaluated: number;
  /** False when `maxNodes` ended the search. */
  readonly optimal: boolean;
}

/** Nodes of a batch, the same for any number of threads so that results are too. */
const BATCH = 16;
const DEFAULT_MAX_NODES = 1_000_000;

/** Throws `no-solution`, `rule-invalid`. */
export async function searchLattice(
  request: SearchRequest,
  pool: LanePool<EvaluateNodeJob>,
): Promise<Recoding> {
  const { tuples, variables, measure, maxFailing, maxNodes = DEFAULT_MAX_NODES } = request;
  const low = variables.map(({ minLevel = 0 }) => minLevel);
  const high = variables.map(({ hierarchy, maxLevel }) =>
    Math.min(maxLevel ?? hierarchy.levels.length - 1, hierarchy.levels.length - 1),
  );
  low.forEach((from, j) => {
    if (!(Number.isInteger(from) && from >= 0 && from <= high[j]!))
      throw new DisclosureError('rule-invalid', {
        variable: variables[j]!.hierarchy.variable,
        rule: 'levels',
      });
  });
  const lattice = low.reduce((product, from, j) => product * (high[j]! - from + 1), 1);
  const { state, columnSums } = prepare(request);
  const cheapBound = (levels: readonly number[]) =>
    isCellMeasure(measure)
      ? levels.reduce((sum, level, j) => sum + columnSums[j]![level]!, 0) / Math.max(1, tuples.rows)
      : 0;
  const allowed = maxFailing * tuples.rows + 1e-9;
  const queue = new FlatQueue<Waiting>();
  queue.push({ levels: low, last: 0 }, cheapBound(low));
  let best: Recoding | null = null;
  let evaluated = 0;
  while (queue.length > 0 && evaluated < maxNodes) {
    const batch: Waiting[] = [];
    while (queue.length > 0 && batch.length < BATCH && (best === null || queue.peekValue()! < best.loss))
      batch.push(queue.pop()!);
    if (batch.length === 0) break;
    batch.forEach(({ levels }, lane) => {
      state.nodes.set(levels, lane * variables.length);
    });
    await pool.run({ kind: 'evaluateNode', lanes: batch.length, state });
    evaluated += batch.length;
    for (const [lane, { levels, last }] of batch.entries()) {
      const at = lane * NODE_RESULT;
      const loss = state.results[at + NODE_LOSS]!;
      const failing = state.results[at + NODE_FAILING]!;
      const classes = state.results[at + NODE_CLASSES]!;
      if (failing <= allowed && classes > 0 && isBetter(loss, failing, levels, best))
        best = { levels, loss, failing, classes, lattice, evaluated: 0, optimal: true };
      for (let j = last; j < levels.length; j++) {
        if (levels[j]! >= high[j]!) continue;
        const coarser = levels.with(j, levels[j]! + 1);
        const bound = Math.max(state.results[at + NODE_BOUND]!, cheapBound(coarser));
        if (best === null || bound < best.loss) queue.push({ levels: coarser, last: j }, bound);
      }
    }
    request.progress?.(evaluated, lattice);
  }
  const optimal = queue.length === 0 || (best !== null && queue.peekValue()! >= best.loss);
  if (best === null) throw new DisclosureError('no-solution', { nodes: evaluated, lattice });
  return { ...best, evaluated, optimal };
}

interface Waiting {
  readonly levels: readonly number[];
  /** Variables before it are not raised again, so that no node is reached twice. */
  readonly last: number;
}

/** Less loss; at the same, fewer failing records, then the node that comes first. */
function isBetter(loss: number, failing: number, levels: readonly number[], best: Recoding | null): boolean {
  if (best === null) return true;
  if (loss !== best.loss) return loss < best.loss;
  if (failing !== best.failing) return failing < best.failing;
  const j = levels.findIndex((level, at) => level !== best.levels[at]);
  return j >= 0 && levels[j]! < best.levels[j]!;
}

function prepare(request: SearchRequest): { state: LatticeState; columnSums: readonly Float64Array[] } {
  const { tuples, variables, measure } = request;
  const weights = variables.map(({ weight = 1 }) => weight);
  const allWeight = weights.reduce((sum, one) => sum + one, 0);
  if (!(allWeight > 0 && weights.every((one) => one >= 0 && Number.isFinite(one))))
    throw new DisclosureError('rule-invalid', { rule: 'weight' });
  const slots = variables.map(({ hierarchy }, j) =>
    hierarchy.levels.map(({ slotOf, labels }) => ({
      slots: sharedInts(tuples.columns[j]!.slots.map((slot) => slotOf[slot]!)),
      size: labels.length + 1,
    })),
  );
  const losses = variables.map(({ hierarchy }, j) =>
    cellLosses(measure, hierarchy, tuples, j, weights[j]! / allWeight).map((ofSlot) =>
      sharedFloats(Float64Array.from(tuples.columns[j]!.slots, (slot) => ofSlot[slot]!)),
    ),
  );
  const columnSums = losses.map((ofLevels) =>
    Float64Array.from(ofLevels, (of) => of.reduce((sum, one, t) => sum + one * tuples.rowCount[t]!, 0)),
  );
  const state: LatticeState = {
    tuples: {
      ...tuples,
      tupleOf: new Int32Array(0),
      columns: [],
      rowCount: sharedFloats(tuples.rowCount),
      population: sharedFloats(tuples.population),
      sensitive: tuples.sensitive.map(sharedSensitive),
    },
    slots,
    losses: isCellMeasure(measure) ? losses : [],
    criteria: request.criteria,
    sensitiveLabels: request.sensitiveLabels ?? {},
    measure,
    nodes: sharedInts(new Int32Array(BATCH * variables.length)),
    results: sharedFloats(new Float64Array(BATCH * NODE_RESULT)),
  };
  return { state, columnSums };
}

function sharedSensitive(of: SensitiveCounts): SensitiveCounts {
  return {
    ...of,
    tuple: sharedInts(of.tuple),
    slot: sharedInts(of.slot),
    start: sharedInts(of.start),
    count: sharedFloats(of.count),
    total: sharedFloats(of.total),
  };
}
