/** One node of the lattice: the classes that its levels make, which of them pass, and what it costs. A lane of the search. */
import { type Criteria, type CriteriaTest, criteriaTest, judgeClasses } from '../criteria/criteria.ts';
import { combineColumns, type SlotColumn } from '../microdata/combine-codes.ts';
import type { Tuples } from '../microdata/tuples.ts';
import type { LossMeasure } from './loss-measures.ts';

/** Plain data over shared memory: it can be posted to a thread as it is. */
export interface LatticeState {
  /** Without `tupleOf`, which no node needs. */
  readonly tuples: Tuples;
  /** Of each variable and level. */
  readonly slots: readonly (readonly SlotColumn[])[];
  /** Of each variable and level, then suppressed: the loss of the cells of each tuple. */
  readonly losses: readonly (readonly Float64Array[])[];
  readonly criteria: Criteria;
  readonly sensitiveLabels: Readonly<Record<string, readonly string[]>>;
  readonly measure: LossMeasure;
  /** Levels of the nodes of a batch, one row a node. */
  readonly nodes: Int32Array;
  /** `NODE_RESULT` numbers a node. */
  readonly results: Float64Array;
}

export interface EvaluateNodeJob {
  readonly kind: 'evaluateNode';
  readonly lanes: number;
  readonly state: LatticeState;
}

export const NODE_RESULT = 4;
export const NODE_LOSS = 0;
/** Records of classes that do not pass. */
export const NODE_FAILING = 1;
export const NODE_CLASSES = 2;
/** No coarser node loses less than this. 0 for measures of cells, which the search bounds without an evaluation. */
export const NODE_BOUND = 3;

export function evaluateNodeLane(state: LatticeState, lane: number): void {
  const variables = state.slots.length;
  const levels = state.nodes.subarray(lane * variables, (lane + 1) * variables);
  const test = criteriaTest(state.criteria, state.tuples, (variable) => state.sensitiveLabels[variable]!);
  const { loss, failing, classes, bound } = evaluateNode(state, levels, test);
  const at = lane * NODE_RESULT;
  state.results[at + NODE_LOSS] = loss;
  state.results[at + NODE_FAILING] = failing;
  state.results[at + NODE_CLASSES] = classes;
  state.results[at + NODE_BOUND] = bound;
}

export interface NodeResult {
  readonly loss: number;
  readonly failing: number;
  /** Released. */
  readonly classes: number;
  readonly bound: number;
}

export function evaluateNode(
  state: Pick<LatticeState, 'tuples' | 'slots' | 'losses' | 'measure'>,
  levels: ArrayLike<number>,
  test: CriteriaTest,
): NodeResult {
  const { tuples, slots, losses, measure } = state;
  const { classOf, count } = combineColumns(
    slots.map((ofLevels, j) => ofLevels[levels[j]!]!),
    tuples.count,
  );
  const { rows, passes } = judgeClasses(tuples, classOf, count, test);
  let failing = 0;
  let classes = 0;
  let all = 0;
  let squares = 0;
  let passingSquares = 0;
  for (let at = 0; at < count; at++) {
    const n = rows[at]!;
    if (n === 0) continue;
    all++;
    squares += n * n;
    if (passes[at] === 1) {
      classes++;
      passingSquares += n * n;
    } else failing += n;
  }
  const { rows: records } = tuples;
  switch (measure) {
    case 'discernibility':
      return { loss: passingSquares + records * failing, failing, classes, bound: squares };
    case 'classSize':
      return {
        loss: classes === 0 ? Number.POSITIVE_INFINITY : records / classes,
        failing,
        classes,
        bound: all === 0 ? 0 : records / all,
      };
    case 'loss':
    case 'precision':
    case 'entropy': {
      let kept = 0;
      let gone = 0;
      losses.forEach((ofLevels, j) => {
        const of = ofLevels[levels[j]!]!;
        const suppressed = ofLevels.at(-1)!;
        for (let t = 0; t < tuples.count; t++) {
          const n = tuples.rowCount[t]!;
          if (n === 0) continue;
          if (passes[classOf[t]!] === 1) kept += n * of[t]!;
          else gone += n * suppressed[t]!;
        }
      });
      return { loss: (kept + gone) / Math.max(1, records), failing, classes, bound: 0 };
    }
  }
}
