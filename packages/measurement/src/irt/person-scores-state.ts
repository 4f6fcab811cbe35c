/** What the lanes of `person-scores.ts` need of an estimation: derivatives at the nodes, places in the vector, clusters. */
import { categoryTable, shared } from '../lanes/expectation.ts';
import type { PersonScoresState } from '../lanes/person-scores.ts';
import { fillDerivatives, fillLogProbabilities } from '../models/item-models.ts';
import type { Estimation } from './estimation.ts';
import { type ModelState, meanPlace, variancePlace } from './model-state.ts';

/** `clusters`: of each person, any numbers; null: each person is a cluster. */
export function createPersonScoresState(
  estimation: Estimation,
  state: ModelState,
  clusters: Uint32Array | null,
  of: PersonScoresState['of'] = 'cluster',
): PersonScoresState {
  const { layout, blocks, covariates } = estimation.data;
  const { theta, expectation } = estimation;
  const n = theta.length;
  const parts: Float64Array[] = [];
  const derivativeStart = new Float64Array(state.items.length);
  const places = new Int32Array(state.items.length);
  let total = 0;
  state.items.forEach((item, j) => {
    const size = item.scores.length * n;
    const logP = new Float64Array(size);
    fillLogProbabilities(item, theta, logP);
    const all = new Float64Array(layout.free[j]!.length * size);
    fillDerivatives(item, theta, logP, all);
    derivativeStart[j] = total;
    layout.free[j]!.forEach((isFree, k) => {
      if (isFree === 0) return;
      parts.push(all.subarray(k * size, (k + 1) * size));
      total += size;
      places[j]!++;
    });
  });
  const derivatives = shared(total);
  let at = 0;
  for (const part of parts) {
    derivatives.set(part, at);
    at += part.length;
  }
  const categoryOf = new Int16Array(state.items.length * 256);
  state.items.forEach((item, j) => {
    categoryOf.set(categoryTable(item), j * 256);
  });
  const groups = layout.groupLabels.map((_, group) => group);
  return {
    expectation,
    items: state.items.length,
    size: layout.length,
    firstPlace: Int32Array.from(layout.itemOffset),
    places,
    derivativeStart,
    derivatives,
    categories: Int32Array.from(state.items, (item) => item.scores.length),
    categoryOf,
    patterns: blocks.patterns,
    patternStart: blocks.patternStart,
    itemStart: blocks.itemStart,
    groupMean: state.means,
    meanAt: Int32Array.from(groups, (group) => meanPlace(layout, group)),
    varianceAt: Int32Array.from(groups, (group) => variancePlace(layout, group)),
    covariates:
      covariates === null
        ? null
        : { width: covariates.names.length, values: covariates.values, at: layout.coefficientOffset },
    ...sortClusters(expectation.persons, clusters),
    of,
    products: shared(expectation.lanes * layout.length * layout.length),
  };
}

function sortClusters(persons: number, clusters: Uint32Array | null) {
  const order = new Uint32Array(new SharedArrayBuffer(4 * persons));
  for (let i = 0; i < persons; i++) order[i] = i;
  if (clusters === null) {
    const clusterStart = new Uint32Array(new SharedArrayBuffer(4 * (persons + 1)));
    for (let i = 0; i <= persons; i++) clusterStart[i] = i;
    return { order, clusterStart };
  }
  order.sort((a, b) => clusters[a]! - clusters[b]! || a - b);
  const starts = [0];
  for (let k = 1; k < persons; k++) if (clusters[order[k]!] !== clusters[order[k - 1]!]) starts.push(k);
  starts.push(persons);
  const clusterStart = new Uint32Array(new SharedArrayBuffer(4 * starts.length));
  clusterStart.set(starts);
  return { order, clusterStart };
}
