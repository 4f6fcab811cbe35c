/**
 * Local suppression: single cells are hidden until every class of records that look alike meets the criteria, where a hidden value is a
 * category of its own. So a released record fits at least k persons whatever an attacker thinks of the hidden cells.
 *
 * Records that fail are put together by what they share. Sets of variables to hide are tried from the cheapest on; among the groups that
 * a set makes, the largest comes first and takes all its members that have no group yet, as long as the group meets the criteria. Groups
 * that stay too small take members from groups that can spare them, or from classes that are safe, where that is cheaper than to hide
 * more. What is left in the end has every value hidden. This is done once for each variable that may come first, and the cheapest kept. No cheaper result exists for a record that leaves with one hidden cell: a class
 * below k must change in each of its records.
 */
import { type CriteriaTest, judgeClasses } from '../criteria/criteria.ts';
import { DisclosureError } from '../errors.ts';
import { numbersTo } from '../microdata/microdata.ts';
import type { Tuples } from '../microdata/tuples.ts';
import { GroupBook, type Hiding, type Member } from './group-book.ts';
import { type HidingBatch, hidableVariables, hidingSets, MOST_SETS } from './hiding-sets.ts';

export interface SuppressionRequest {
  readonly tuples: Tuples;
  readonly test: CriteriaTest;
  /** Of each quasi-identifier: what hiding one cell costs. 1 by default; the rarely needed variable is cheap. */
  readonly costs?: readonly number[];
  readonly progress?: (protectedTuples: number, failing: number) => void;
}

export interface Suppression {
  /** Sorted by tuple; rows that are not mentioned leave as they are. */
  readonly hidings: readonly Hiding[];
  /** Hidden cells in all: cells that were missing before are not counted. */
  readonly cells: number;
  readonly cellsByVariable: readonly number[];
  /** Rows of classes that failed at first: at least so many cells have to be hidden. */
  readonly failingRows: number;
}

/** More quasi-identifiers than bits of a number. */
export const MAX_HIDING_VARIABLES = 30;

/** Throws `no-solution` when even records with every value hidden fail the criteria, and `rule-invalid` for wrong costs. */
export function suppressLocally(request: SuppressionRequest): Suppression {
  const { tuples, test } = request;
  const variables = tuples.columns.length;
  const costs = request.costs ?? Array.from({ length: variables }, () => 1);
  if (costs.length !== variables || !costs.every((cost) => cost > 0 && Number.isFinite(cost)))
    throw new DisclosureError('rule-invalid', { rule: 'importance' });
  if (variables > MAX_HIDING_VARIABLES)
    throw new DisclosureError('rule-invalid', { rule: 'suppress', most: MAX_HIDING_VARIABLES });
  const { passes } = judgeClasses(tuples, numbersTo(tuples.count), tuples.count, test);
  const hidable = hidableVariables(
    tuples,
    test.sensitive.flatMap(({ unlessHidden }) => unlessHidden ?? []),
  );
  const failing = passes.reduce((count, one) => count + (one === 1 ? 0 : 1), 0);
  const batches = hidingSets(
    costs,
    hidable,
    Math.min(MOST_SETS, Math.floor(MOST_WORK / Math.max(1, failing))),
  );
  const sets = batches.reduce((sum, batch) => sum + batch.sets.length, 0);
  // Which of equally cheap sets comes first decides who is left over: each variable is tried as the first, and the cheapest result taken.
  const preferences = sets * failing > MOST_TO_TRY_AGAIN ? [null] : [null, ...hidable];
  let best: { readonly suppression: Suppression; readonly cost: number } | null = null;
  for (const [at, preferred] of preferences.entries()) {
    const suppression = attempt(tuples, test, passes, preferring(batches, preferred), hidable, (done) =>
      request.progress?.(at * failing + done, preferences.length * failing),
    );
    const cost = suppression.cellsByVariable.reduce((sum, cells, j) => sum + cells * costs[j]!, 0);
    if (best === null || cost < best.cost) best = { suppression, cost };
    const least = suppression.failingRows * Math.min(...hidable.map((j) => costs[j]!));
    if (best.cost <= least * NEAR_ENOUGH) break;
  }
  return best!.suppression;
}

/** Every failing row has to hide one cell: a result so near that bound is not improved upon. */
const NEAR_ENOUGH = 1.01;

/** Failing tuples times sets of variables: some minutes. Where all sets would be more, only the smallest are tried. */
const MOST_WORK = 50_000_000;

/** Beyond so much of the same one way has to do. */
const MOST_TO_TRY_AGAIN = 500_000;

/** Failing tuples times sets that are looked at together, so that memory does not grow with the number of sets. */
const MOST_TOGETHER = 4_000_000;

/** In each batch, the sets that hide the preferred variable before the others. */
function preferring(batches: readonly HidingBatch[], preferred: number | null): readonly HidingBatch[] {
  if (preferred === null) return batches;
  return batches.flatMap((batch) => {
    const [first, others] = [
      batch.sets.filter((set) => (set >>> preferred) & 1),
      batch.sets.filter((set) => !((set >>> preferred) & 1)),
    ];
    return [first, others].filter((sets) => sets.length > 0).map((sets) => ({ ...batch, sets }));
  });
}

function attempt(
  tuples: Tuples,
  test: CriteriaTest,
  passes: Uint8Array,
  batches: readonly HidingBatch[],
  hidable: readonly number[],
  progress: (protectedTuples: number) => void,
): Suppression {
  const book = new GroupBook(tuples, test);
  const open = new Set<number>();
  let failingRows = 0;
  for (let t = 0; t < tuples.count; t++) {
    if (tuples.rowCount[t] === 0) continue;
    if (passes[t] === 1) book.release(t);
    else {
      open.add(t);
      failingRows += tuples.rowCount[t]!;
    }
  }
  const failing = open.size;
  for (const { sets, cost, nextCost } of batches) {
    for (let from = 0; from < sets.length && open.size > 0; ) {
      const together = sets.slice(from, from + Math.max(1, Math.floor(MOST_TOGETHER / open.size)));
      protectBatch(book, open, together, nextCost - cost, cost);
      progress(failing - open.size);
      from += together.length;
    }
  }
  if (open.size > 0) hideEverything(book, open, hidable);
  return collect(tuples, book, failingRows);
}

/** Sets of variables that cost the same. */
function protectBatch(
  book: GroupBook,
  open: Set<number>,
  sets: readonly number[],
  extraCost: number,
  cost: number,
): void {
  const candidates = book.candidates(open, sets);
  for (const group of book.largestFirst(candidates, open)) book.fill(group, open);
  if (open.size === 0 || !book.countsOnly) return;
  // What no group took: complete the groups that are nearest to k, when hiding in spare records is cheaper than hiding more here.
  const small = candidates
    .map((group) => ({ group, rows: book.openRows(group, open) }))
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => b.rows - a.rows || a.group.order - b.group.order);
  const spare = book.spareOf(small.map(({ group }) => group));
  for (const { group } of small) {
    const rows = book.openRows(group, open);
    if (rows === 0) continue;
    const lacking = book.lacking(group, rows);
    const members = book.sparedBy(group, lacking);
    const rest = lacking - members.reduce((sum, one) => sum + one.rows, 0);
    let pulled: readonly Member[] = [];
    if (rest > 0) {
      if (rest * cost >= rows * extraCost) continue;
      const found = spare(group, rest);
      if (found === null) continue;
      pulled = found;
    }
    book.complete(group, open, [...members, ...pulled]);
  }
}

/** The last resort: all hidden, in one group, which takes others along until it passes. */
function hideEverything(book: GroupBook, open: Set<number>, variables: readonly number[]): void {
  const group = book.wholeGroup(variables);
  book.fillAnyway(group, open);
  while (!book.groupPasses(group)) {
    if (!book.takeAlong(group)) throw new DisclosureError('no-solution', { reason: 'all values hidden' });
  }
}

function collect(tuples: Tuples, book: GroupBook, failingRows: number): Suppression {
  const hidings = book.hidings();
  const cellsByVariable = tuples.columns.map(({ slots }, j) =>
    hidings.reduce(
      (sum, { tuple, rows, hidden }) => sum + ((hidden >>> j) & 1 && slots[tuple] !== 0 ? rows : 0),
      0,
    ),
  );
  return {
    hidings,
    cells: cellsByVariable.reduce((sum, one) => sum + one, 0),
    cellsByVariable,
    failingRows,
  };
}
