/** What differential item functioning is conditioned on: the sum of the anchor items, within booklets. */
import { MeasurementError } from '../errors/measurement-error.ts';
import { adjustP, type PAdjustment } from '../numeric/adjust-p.ts';
import { findBooklets, NOT_ADMINISTERED, type ResponseMatrix } from '../responses/response-matrix.ts';

export interface DifGroups {
  /** Of each person: 0 reference, 1 focal, anything else not compared. */
  readonly of: Uint8Array;
}

/** What every method adds to an item's test, once all items are tested. */
export interface TestedTogether {
  /** Who met the item, reference and focal group, weights apart: a small group shows large differences only. */
  readonly persons: readonly [reference: number, focal: number];
  /** The test's p-value, adjusted for the number of items tested. `flagged` is by the p-value itself. */
  readonly adjustedP: number | null;
  /** By Holm's method, which bounds the chance of any false finding. */
  readonly holmP: number | null;
}

/** Adds group sizes and adjusted p-values (Benjamini & Hochberg's unless another is given) to the items of `matrix`. */
export function testedTogether<Item extends { readonly id: string }>(
  items: readonly Item[],
  matrix: ResponseMatrix,
  groups: DifGroups,
  pOf: (item: Item) => number | null,
  adjustment: PAdjustment = 'benjamini-hochberg',
): readonly (Item & TestedTogether)[] {
  const width = matrix.itemIds.length;
  const sizes = matrix.itemIds.map((): [number, number] => [0, 0]);
  for (let i = 0; i < matrix.persons; i++) {
    const group = groups.of[i]!;
    if (group > 1) continue;
    for (let j = 0; j < width; j++)
      if (matrix.scores[i * width + j] !== NOT_ADMINISTERED) sizes[j]![group]!++;
  }
  const adjusted = adjustP(items.map(pOf), adjustment);
  const holm = adjustP(items.map(pOf), 'holm');
  return items.map((item, k) => ({
    ...item,
    persons: sizes[matrix.itemIds.indexOf(item.id)]!,
    adjustedP: adjusted[k]!,
    holmP: holm[k]!,
  }));
}

export interface MatchedTable {
  /** Matching score of the cell: the sum of the anchors and the studied item. */
  readonly score: number;
  readonly booklet: number;
  /** Weighted: [group][right]. */
  readonly wrong: readonly [number, number];
  readonly right: readonly [number, number];
}

export function checkDifGroups(groups: DifGroups, matrix: ResponseMatrix): void {
  const sizes = [0, 1].map((group) => groups.of.reduce((sum, one) => sum + (one === group ? 1 : 0), 0));
  if (groups.of.length !== matrix.persons || sizes.some((size) => size < 2))
    throw new MeasurementError('dif-groups', { persons: matrix.persons, given: groups.of.length, sizes });
}

/**
 * One table for each booklet and matching score, over persons who met the item. The studied item is always part of its own
 * matching score (Holland & Thayer 1988); `anchors` says which others are. Scores: 0 is wrong, anything above right, for the
 * studied item; null when it has more than two scores.
 */
export function matchedTables(
  matrix: ResponseMatrix,
  groups: DifGroups,
  item: number,
  anchors: Uint8Array,
  weights: Float64Array | null,
  booklets: Uint32Array = findBooklets(matrix).bookletOf,
): readonly MatchedTable[] | null {
  const J = matrix.itemIds.length;
  const cells = new Map<
    string,
    { score: number; booklet: number; wrong: [number, number]; right: [number, number] }
  >();
  let top = -1;
  let bottom = 256;
  for (let i = 0; i < matrix.persons; i++) {
    const group = groups.of[i]!;
    const own = matrix.scores[i * J + item]!;
    if (group > 1 || own === NOT_ADMINISTERED) continue;
    top = Math.max(top, own);
    bottom = Math.min(bottom, own);
    let score = own;
    for (let j = 0; j < J; j++) {
      const other = matrix.scores[i * J + j]!;
      if (j !== item && anchors[j] === 1 && other !== NOT_ADMINISTERED) score += other;
    }
    const key = `${booklets[i]} ${score}`;
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = { score, booklet: booklets[i]!, wrong: [0, 0], right: [0, 0] };
      cells.set(key, cell);
    }
    const weight = weights === null ? 1 : weights[i]!;
    if (own > 0) cell.right[group]! += weight;
    else cell.wrong[group]! += weight;
  }
  if (top > 1) return null;
  return [...cells.values()].sort((a, b) => a.booklet - b.booklet || a.score - b.score);
}

/**
 * Purification (Holland & Thayer 1988; Clauser, Mazor & Hambleton 1993): items found to function differently leave the matching score of
 * the others, again and again until the same items are found twice.
 */
export function purify<Result>(
  items: number,
  once: (anchors: Uint8Array) => readonly Result[],
  flagged: (result: Result) => boolean,
  rounds = 10,
): { readonly results: readonly Result[]; readonly rounds: number; readonly settled: boolean } {
  const anchors = new Uint8Array(items).fill(1);
  let results = once(anchors);
  for (let round = 1; round <= rounds; round++) {
    const next = Uint8Array.from(results, (result) => (flagged(result) ? 0 : 1));
    if (next.every((one, j) => one === anchors[j])) return { results, rounds: round - 1, settled: true };
    if (next.every((one) => one === 0)) return { results, rounds: round - 1, settled: false };
    anchors.set(next);
    results = once(anchors);
  }
  return { results, rounds, settled: false };
}
