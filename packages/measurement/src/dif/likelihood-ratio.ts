/**
 * IRT likelihood ratio (Thissen, Steinberg & Wainer 1993): an item's parameters the same in both groups, or its own in
 * each, on a scale held by the other items. With purification, items found to differ are freed for the tests of the others.
 */

import { calibrate } from '../irt/calibrate.ts';
import type { Calibration, CalibrationRequest, CalibrationRuntime } from '../irt/calibration.ts';
import { difficulties } from '../models/item-models.ts';
import { DEFAULT_QUADRATURE } from '../models/quadrature.ts';
import type { PAdjustment } from '../numeric/adjust-p.ts';
import { chiSquareUpper } from '../numeric/distributions.ts';
import { NOT_ADMINISTERED, type ResponseMatrix } from '../responses/response-matrix.ts';
import { checkDifGroups, type DifGroups, type TestedTogether, testedTogether } from './matching.ts';

export interface LikelihoodRatioDif {
  readonly id: string;
  readonly statistic: number | null;
  readonly df: number;
  readonly p: number | null;
  /** Mean difficulty, focal minus reference: positive is harder for the focal group. */
  readonly difficultyDifference: number | null;
  readonly slopeDifference: number | null;
  readonly flagged: boolean;
}

export interface LikelihoodRatioOptions {
  /** Items to test; the others are anchors. Default: all, each against all others. */
  readonly items?: readonly string[];
  readonly purify?: boolean;
  readonly level?: number;
  /** Of p-values over the items. Default: Benjamini & Hochberg's. */
  readonly adjustment?: PAdjustment;
  readonly onTest?: (done: number, total: number) => void;
}

const SUFFIX = '@focal';

export async function likelihoodRatioDif(
  request: Pick<CalibrationRequest, 'matrix' | 'model' | 'weights' | 'guessing'>,
  groups: DifGroups,
  options: LikelihoodRatioOptions,
  runtime: CalibrationRuntime,
): Promise<{
  readonly items: readonly (LikelihoodRatioDif & TestedTogether)[];
  readonly rounds: number;
  readonly settled: boolean;
}> {
  checkDifGroups(groups, request.matrix);
  const level = options.level ?? 0.05;
  const tested = options.items ?? request.matrix.itemIds;
  const fitWith = (free: ReadonlySet<string>) =>
    calibrate(
      {
        ...request,
        ...splitModels(request.model, free),
        matrix: splitItems(request.matrix, groups, free),
        groups: { labels: ['reference', 'focal'], of: Uint16Array.from(groups.of) },
        quadrature: DEFAULT_QUADRATURE,
      },
      runtime,
    );
  const together = (items: readonly LikelihoodRatioDif[]) =>
    testedTogether(items, request.matrix, groups, ({ p }) => p, options.adjustment);
  let free = new Set<string>();
  let results: LikelihoodRatioDif[] = [];
  const maxRounds = options.purify === false ? 1 : 6;
  for (let round = 1; round <= maxRounds; round++) {
    const base = await fitWith(free);
    results = [];
    for (const [done, id] of tested.entries()) {
      options.onTest?.(done, tested.length);
      const without = new Set(free);
      without.delete(id);
      const withItem = new Set(free).add(id);
      // At least one item must tie the groups together.
      if (withItem.size >= request.matrix.itemIds.length) {
        results.push(untested(id));
        continue;
      }
      const constrained = free.has(id) ? await fitWith(without) : base;
      const freed = free.has(id) ? base : await fitWith(withItem);
      results.push(compare(id, constrained, freed, level));
    }
    options.onTest?.(tested.length, tested.length);
    const next = new Set(results.filter(({ flagged }) => flagged).map(({ id }) => id));
    const same = next.size === free.size && [...next].every((id) => free.has(id));
    if (same) return { items: together(results), rounds: round, settled: true };
    free = next;
  }
  return { items: together(results), rounds: maxRounds, settled: options.purify === false };
}

function compare(
  id: string,
  constrained: Calibration,
  freed: Calibration,
  level: number,
): LikelihoodRatioDif {
  const df = freed.freeParameters - constrained.freeParameters;
  if (df <= 0) return untested(id);
  const statistic = Math.max(0, 2 * (freed.objective - constrained.objective));
  const p = chiSquareUpper(statistic, df);
  const reference = freed.items.find((item) => item.id === id);
  const focal = freed.items.find((item) => item.id === `${id}${SUFFIX}`);
  const location = (item: typeof reference) => {
    const all = item === undefined ? [] : difficulties(item.parameters);
    return all.length === 0 || all.some((one) => one === null)
      ? null
      : all.reduce<number>((sum, one) => sum + one!, 0) / all.length;
  };
  const a = location(reference);
  const b = location(focal);
  return {
    id,
    statistic,
    df,
    p,
    difficultyDifference: a === null || b === null ? null : b - a,
    slopeDifference:
      reference === undefined || focal === undefined
        ? null
        : focal.parameters.slope - reference.parameters.slope,
    flagged: p < level,
  };
}

function untested(id: string): LikelihoodRatioDif {
  return {
    id,
    statistic: null,
    df: 0,
    p: null,
    difficultyDifference: null,
    slopeDifference: null,
    flagged: false,
  };
}

/** Each free item becomes two columns: one that only the reference group met, one that only the focal group met. */
function splitItems(matrix: ResponseMatrix, groups: DifGroups, free: ReadonlySet<string>): ResponseMatrix {
  if (free.size === 0) return matrix;
  const J = matrix.itemIds.length;
  const columns = matrix.itemIds.flatMap((id, j) => (free.has(id) ? [j] : []));
  const width = J + columns.length;
  const scores = new Uint8Array(new SharedArrayBuffer(matrix.persons * width));
  for (let i = 0; i < matrix.persons; i++) {
    for (let j = 0; j < J; j++) scores[i * width + j] = matrix.scores[i * J + j]!;
    columns.forEach((j, k) => {
      const focal = groups.of[i] === 1;
      scores[i * width + J + k] = focal ? matrix.scores[i * J + j]! : NOT_ADMINISTERED;
      if (focal) scores[i * width + j] = NOT_ADMINISTERED;
    });
  }
  return {
    persons: matrix.persons,
    itemIds: [...matrix.itemIds, ...columns.map((j) => `${matrix.itemIds[j]!}${SUFFIX}`)],
    scores,
  };
}

function splitModels(
  model: CalibrationRequest['model'],
  free: ReadonlySet<string>,
): Pick<CalibrationRequest, 'model'> {
  if (typeof model === 'string') return { model };
  const models = new Map(model);
  for (const id of free) models.set(`${id}${SUFFIX}`, model.get(id)!);
  return { model: models };
}
