/**
 * The expectation step: for every person the posterior over the quadrature nodes, and the expected counts of answers
 * at each node. One person costs one multiplication and one addition for each block of items and node in the person's
 * window (the nodes that hold the posterior but for 1e-16 of it, found in the step before and checked at each step).
 *
 * Work is cut into lanes, whose number depends on the data alone; each lane is summed in order and lanes are added in
 * order, so the result is the same to the last bit for any number of threads. All arrays are in shared memory and the
 * state is plain data, so a thread needs nothing but the state and the number of a lane.
 */
import { MeasurementError } from '../errors/measurement-error.ts';
import { fillLogProbabilities, type ItemParameters } from '../models/item-models.ts';
import { fillNormalPrior } from '../models/quadrature.ts';
import type { PatternBlocks } from '../responses/pattern-blocks.ts';

export interface ExpectationState {
  readonly persons: number;
  readonly blocks: number;
  readonly nodes: number;
  readonly groups: number;
  readonly lanes: number;
  readonly codes: Uint8Array;
  readonly rowStart: Int32Array;
  readonly theta: Float64Array;
  /** rows × nodes: likelihood of the row's answers, divided by its largest value. */
  readonly table: Float64Array;
  /** Log of that largest value, for each row. */
  readonly rowScale: Float64Array;
  readonly groupOf: Uint16Array | null;
  /** groups × nodes. */
  readonly prior: Float64Array;
  /** Mean and variance of each group's normal distribution; used for persons when `personMean` is given. */
  readonly groupVariance: Float64Array;
  /** Latent regression: each person's own prior mean. */
  readonly personMean: Float64Array | null;
  readonly weights: Float64Array | null;
  readonly windowLow: Uint16Array;
  readonly windowHigh: Uint16Array;
  /** lanes × rows × nodes: expected counts. */
  readonly counts: Float64Array;
  /** lanes × groups × nodes. */
  readonly groupCounts: Float64Array;
  /** lanes: weighted log-likelihood. */
  readonly logLikelihood: Float64Array;
  /** Posterior mean and standard deviation of each person. */
  readonly eap: Float64Array;
  readonly posteriorSd: Float64Array;
}

/** Persons of a lane: [from, to). */
export function laneRange(persons: number, lanes: number, lane: number): readonly [number, number] {
  return [Math.floor((persons * lane) / lanes), Math.floor((persons * (lane + 1)) / lanes)];
}

/** Lanes enough to keep 16 threads busy, and none of them shorter than what is worth a message. */
export function laneCount(persons: number): number {
  return Math.max(1, Math.min(16, Math.floor(persons / 2048)));
}

export function shared(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}

export function createExpectationState(
  blocks: PatternBlocks,
  theta: Float64Array,
  options: {
    readonly groups: number;
    readonly groupOf: Uint16Array | null;
    readonly weights: Float64Array | null;
    readonly personMean: Float64Array | null;
  },
): ExpectationState {
  const { persons } = blocks;
  const nodes = theta.length;
  const lanes = laneCount(persons);
  const rows = blocks.rowStart[blocks.blocks]!;
  const windowLow = new Uint16Array(new SharedArrayBuffer(2 * persons));
  const windowHigh = new Uint16Array(new SharedArrayBuffer(2 * persons)).fill(nodes);
  return {
    persons,
    blocks: blocks.blocks,
    nodes,
    groups: options.groups,
    lanes,
    codes: blocks.codes,
    rowStart: blocks.rowStart,
    theta,
    table: shared(rows * nodes),
    rowScale: shared(rows),
    groupOf: options.groupOf,
    prior: shared(options.groups * nodes),
    groupVariance: shared(options.groups),
    personMean: options.personMean,
    weights: options.weights,
    windowLow,
    windowHigh,
    counts: shared(lanes * rows * nodes),
    groupCounts: shared(lanes * options.groups * nodes),
    logLikelihood: shared(lanes),
    eap: shared(persons),
    posteriorSd: shared(persons),
  };
}

/** Writes the tables of the current parameters: rows of patterns, and the groups' priors. */
export function fillTables(
  state: ExpectationState,
  blocks: PatternBlocks,
  items: readonly ItemParameters[],
  means: Float64Array,
  variances: Float64Array,
): void {
  const { nodes, table, rowScale, theta } = state;
  const logs = items.map((item) => {
    const logP = new Float64Array(item.scores.length * nodes);
    fillLogProbabilities(item, theta, logP);
    return logP;
  });
  const categoryOf = items.map(categoryTable);
  for (let block = 0; block < blocks.blocks; block++) {
    const firstItem = blocks.itemStart[block]!;
    for (let row = blocks.rowStart[block]!; row < blocks.rowStart[block + 1]!; row++) {
      const at = row * nodes;
      table.fill(0, at, at + nodes);
      const end = blocks.patternStart[row + 1]!;
      for (let k = blocks.patternStart[row]!, item = firstItem; k < end; k++, item++) {
        const category = categoryOf[item]![blocks.patterns[k]!]!;
        if (category < 0) continue;
        const logP = logs[item]!;
        const from = category * nodes;
        for (let q = 0; q < nodes; q++) table[at + q]! += logP[from + q]!;
      }
      let top = Number.NEGATIVE_INFINITY;
      for (let q = 0; q < nodes; q++) if (table[at + q]! > top) top = table[at + q]!;
      for (let q = 0; q < nodes; q++) table[at + q] = Math.exp(table[at + q]! - top);
      rowScale[row] = top;
    }
  }
  for (let group = 0; group < state.groups; group++) {
    fillNormalPrior(theta, means[group]!, variances[group]!, state.prior, group * nodes);
    state.groupVariance[group] = variances[group]!;
  }
}

/** Score code → category, −1 for not administered. */
export function categoryTable(item: ItemParameters): Int16Array {
  const table = new Int16Array(256).fill(-1);
  item.scores.forEach((score, category) => {
    table[score] = category;
  });
  return table;
}

/** Outside its window a posterior holds less than this share of its largest value at each node. */
const NEGLIGIBLE = 1e-17;
/** A window is checked at its edges against this share: larger, and the person is computed again on all nodes. */
const EDGE = 1e-15;
/** Nodes kept on both sides of what is not negligible, so that the next step's parameters still fit. */
const MARGIN = 2;
/** Sums below this have lost bits to underflow. */
const UNDERFLOW = 1e-250;

/** Working arrays of a lane: `p` has one place more than nodes, for the logarithm taken out of an underflowing person. */
export interface PosteriorWork {
  readonly p: Float64Array;
  readonly offsets: Int32Array;
  /** Nodes of `p` that are filled: [low, high). */
  low: number;
  high: number;
}

export function posteriorWork(s: ExpectationState): PosteriorWork {
  return { p: new Float64Array(s.nodes + 1), offsets: new Int32Array(s.blocks), low: 0, high: s.nodes };
}

/**
 * Unnormalised posterior of person `i` (prior × scaled likelihood) into `work.p` on [low, high), and the person's window
 * brought up to date. Returns its sum; `offsets` gets where each block's row starts in the table.
 */
export function posterior(s: ExpectationState, i: number, work: PosteriorWork): number {
  const { blocks, nodes, codes, rowStart } = s;
  const { p, offsets } = work;
  for (let b = 0, at = i * blocks; b < blocks; b++) offsets[b] = (rowStart[b]! + codes[at + b]!) * nodes;
  p[nodes] = 0;
  let low = s.windowLow[i]!;
  let high = s.windowHigh[i]!;
  for (;;) {
    multiply(s, i, p, offsets, low, high);
    let sum = 0;
    let top = 0;
    for (let q = low; q < high; q++) {
      const one = p[q]!;
      sum += one;
      if (one > top) top = one;
    }
    const edge = EDGE * top;
    const whole = low === 0 && high === nodes;
    if (
      !whole &&
      (!(sum > UNDERFLOW) || (low > 0 && p[low]! > edge) || (high < nodes && p[high - 1]! > edge))
    ) {
      low = 0;
      high = nodes;
      continue;
    }
    if (!(sum > UNDERFLOW)) sum = rescuedPosterior(s, i, p, offsets);
    const bound = NEGLIGIBLE * (p[nodes] === 0 ? top : 1);
    while (low < high - 1 && p[low]! < bound) low++;
    while (high > low + 1 && p[high - 1]! < bound) high--;
    s.windowLow[i] = Math.max(0, low - MARGIN);
    s.windowHigh[i] = Math.min(nodes, high + MARGIN);
    work.low = low;
    work.high = high;
    return sum;
  }
}

function multiply(
  s: ExpectationState,
  i: number,
  p: Float64Array,
  offsets: Int32Array,
  low: number,
  high: number,
): void {
  const { table, blocks } = s;
  fillPrior(s, i, p, low, high);
  let b = 0;
  for (; b + 4 <= blocks; b += 4) {
    const o0 = offsets[b]!;
    const o1 = offsets[b + 1]!;
    const o2 = offsets[b + 2]!;
    const o3 = offsets[b + 3]!;
    for (let q = low; q < high; q++)
      p[q] = p[q]! * table[o0 + q]! * table[o1 + q]! * (table[o2 + q]! * table[o3 + q]!);
  }
  for (; b < blocks; b++) {
    const o = offsets[b]!;
    for (let q = low; q < high; q++) p[q] = p[q]! * table[o + q]!;
  }
}

function fillPrior(s: ExpectationState, i: number, p: Float64Array, low: number, high: number): void {
  const { theta, nodes } = s;
  const group = s.groupOf === null ? 0 : s.groupOf[i]!;
  if (s.personMean === null) {
    const at = group * nodes;
    for (let q = low; q < high; q++) p[q] = s.prior[at + q]!;
    return;
  }
  const variance = s.groupVariance[group]!;
  const mean = s.personMean[i]!;
  const front = (theta[1]! - theta[0]!) / Math.sqrt(2 * Math.PI * variance);
  for (let q = low; q < high; q++) p[q] = front * Math.exp(-((theta[q]! - mean) ** 2) / (2 * variance));
}

/** In logarithms, for the rare person whose product underflows: hundreds of answers that contradict each other. */
function rescuedPosterior(s: ExpectationState, i: number, p: Float64Array, offsets: Int32Array): number {
  const { nodes, table, blocks } = s;
  fillPrior(s, i, p, 0, nodes);
  let top = Number.NEGATIVE_INFINITY;
  for (let q = 0; q < nodes; q++) {
    let log = Math.log(p[q]!);
    for (let b = 0; b < blocks; b++) log += Math.log(table[offsets[b]! + q]!);
    p[q] = log;
    if (log > top) top = log;
  }
  if (!Number.isFinite(top)) throw new MeasurementError('no-maximum', { row: i });
  let sum = 0;
  for (let q = 0; q < nodes; q++) {
    p[q] = Math.exp(p[q]! - top);
    sum += p[q]!;
  }
  p[nodes] = top;
  return sum;
}

/** One lane of the expectation step. */
export function expectLane(s: ExpectationState, lane: number): void {
  const { nodes, blocks, counts, groupCounts, theta, rowScale, codes, rowStart } = s;
  const rows = rowScale.length;
  const [from, to] = laneRange(s.persons, s.lanes, lane);
  const base = lane * rows * nodes;
  counts.fill(0, base, base + rows * nodes);
  const groupBase = lane * s.groups * nodes;
  groupCounts.fill(0, groupBase, groupBase + s.groups * nodes);
  const work = posteriorWork(s);
  const { p, offsets } = work;
  let total = 0;
  for (let i = from; i < to; i++) {
    const sum = posterior(s, i, work);
    const weight = s.weights === null ? 1 : s.weights[i]!;
    const { low, high } = work;
    let log = Math.log(sum) + p[nodes]!;
    for (let b = 0, at = i * blocks; b < blocks; b++) log += rowScale[rowStart[b]! + codes[at + b]!]!;
    total += weight * log;
    const share = 1 / sum;
    const center = theta[low]!;
    let first = 0;
    let second = 0;
    for (let q = low; q < high; q++) {
      const one = p[q]! * share;
      const x = theta[q]! - center;
      first += one * x;
      second += one * x * x;
      p[q] = one * weight;
    }
    s.eap[i] = center + first;
    s.posteriorSd[i] = Math.sqrt(Math.max(0, second - first * first));
    const groupAt = groupBase + (s.groupOf === null ? 0 : s.groupOf[i]!) * nodes;
    for (let q = low; q < high; q++) groupCounts[groupAt + q]! += p[q]!;
    let b = 0;
    for (; b + 4 <= blocks; b += 4) {
      const o0 = base + offsets[b]!;
      const o1 = base + offsets[b + 1]!;
      const o2 = base + offsets[b + 2]!;
      const o3 = base + offsets[b + 3]!;
      for (let q = low; q < high; q++) {
        const one = p[q]!;
        counts[o0 + q]! += one;
        counts[o1 + q]! += one;
        counts[o2 + q]! += one;
        counts[o3 + q]! += one;
      }
    }
    for (; b < blocks; b++) {
      const o = base + offsets[b]!;
      for (let q = low; q < high; q++) counts[o + q]! += p[q]!;
    }
  }
  s.logLikelihood[lane] = total;
}

export interface ExpectedCounts {
  readonly logLikelihood: number;
  /** For each item, `[category·nodes + q]`. */
  readonly items: readonly Float64Array[];
  /** For each group, `[q]`. */
  readonly groups: readonly Float64Array[];
}

/** Adds the lanes in order, and hands the rows' counts to the items. */
export function collectCounts(
  state: ExpectationState,
  blocks: PatternBlocks,
  items: readonly ItemParameters[],
): ExpectedCounts {
  const { nodes, lanes, groups } = state;
  const rows = state.rowScale.length;
  const total = addLanes(state.counts, lanes, rows * nodes);
  const groupTotal = addLanes(state.groupCounts, lanes, groups * nodes);
  let logLikelihood = 0;
  for (let lane = 0; lane < lanes; lane++) logLikelihood += state.logLikelihood[lane]!;
  return {
    logLikelihood,
    items: distributeRows(total, nodes, blocks, items),
    groups: Array.from({ length: groups }, (_, group) =>
      groupTotal.subarray(group * nodes, (group + 1) * nodes),
    ),
  };
}

export function addLanes(values: Float64Array, lanes: number, length: number): Float64Array {
  const total = values.slice(0, length);
  for (let lane = 1; lane < lanes; lane++) {
    const base = lane * length;
    for (let k = 0; k < length; k++) total[k]! += values[base + k]!;
  }
  return total;
}

/** Sums of rows by item and category, `[category·nodes + q]`. */
export function distributeRows(
  rowsTotal: Float64Array,
  nodes: number,
  blocks: PatternBlocks,
  items: readonly ItemParameters[],
): readonly Float64Array[] {
  const counts = items.map((item) => new Float64Array(item.scores.length * nodes));
  const categoryOf = items.map(categoryTable);
  for (let block = 0; block < blocks.blocks; block++) {
    for (let row = blocks.rowStart[block]!; row < blocks.rowStart[block + 1]!; row++) {
      const at = row * nodes;
      const end = blocks.patternStart[row + 1]!;
      for (let k = blocks.patternStart[row]!, item = blocks.itemStart[block]!; k < end; k++, item++) {
        const category = categoryOf[item]![blocks.patterns[k]!]!;
        if (category < 0) continue;
        const target = counts[item]!;
        const to = category * nodes;
        for (let q = 0; q < nodes; q++) target[to + q]! += rowsTotal[at + q]!;
      }
    }
  }
  return counts;
}
