/**
 * Local suppression for those who count a missing value as matching everything. It hides far fewer cells and protects less: a record whose
 * values all stay may still fit one person only, who is told apart by an attacker who has a roster. The release report says how many.
 */
import { DisclosureError } from '../errors.ts';
import type { SlotColumn } from '../microdata/combine-codes.ts';
import { combineColumns } from '../microdata/combine-codes.ts';
import type { Tuples } from '../microdata/tuples.ts';
import { matchingWeight } from '../risk/frequencies.ts';
import type { Hiding } from './group-book.ts';
import { hidableVariables, hidingSets } from './hiding-sets.ts';
import type { Suppression } from './local-suppression.ts';

interface Piece {
  readonly tuple: number;
  rows: number;
  hidden: number;
}

/**
 * Hides until every record has at least k that may be it. Sets of variables are tried from the cheapest on. Among the records that agree on all other
 * variables ("a line"), the rarest tuples have the set hidden, one after the other, until those that keep their values have enough hidden
 * ones beside them. Throws `too-few-rows`.
 */
export function suppressByMatching(
  tuples: Tuples,
  k: number,
  costs: readonly number[] | null = null,
): Suppression {
  const total = tuples.rowCount.reduce((sum, one) => sum + one, 0);
  if (total < k) throw new DisclosureError('too-few-rows', { rows: total, k });
  const pieces: Piece[] = [];
  for (let tuple = 0; tuple < tuples.count; tuple++)
    if (tuples.rowCount[tuple]! > 0) pieces.push({ tuple, rows: tuples.rowCount[tuple]!, hidden: 0 });
  const weights = costs ?? tuples.columns.map(() => 1);
  let failingRows: number | null = null;
  for (const { sets } of hidingSets(weights, hidableVariables(tuples))) {
    // The set that hides the variables with the most values comes first: its lines are the longest.
    const bySize = sets.toSorted((a, b) => spanOf(tuples, b) - spanOf(tuples, a) || a - b);
    for (const set of bySize) {
      const matching = frequencies(tuples, pieces);
      const failing = matching.reduce((sum, n, i) => sum + (n < k ? pieces[i]!.rows : 0), 0);
      failingRows ??= failing;
      if (failing === 0) return collect(tuples, pieces, failingRows);
      protectLines(tuples, pieces, matching, set, k);
    }
  }
  // A line counts a record that is hidden as a new match of all others, though it may have matched some before. What lacks a match for
  // that reason shows nothing, and so matches all.
  const everything = hidableVariables(tuples).reduce((set, j) => set + 2 ** j, 0);
  frequencies(tuples, pieces).forEach((n, i) => {
    if (n < k) pieces[i]!.hidden = everything;
  });
  return collect(tuples, pieces, failingRows ?? 0);
}

function protectLines(tuples: Tuples, pieces: Piece[], matching: Float64Array, set: number, k: number): void {
  const { columns } = view(tuples, pieces);
  const seen = columns.filter((_, j) => !((set >>> j) & 1));
  const { classOf, count } = combineColumns(seen, pieces.length);
  const lines: number[][] = Array.from({ length: count }, () => []);
  classOf.forEach((line, i) => {
    lines[line]!.push(i);
  });
  for (const line of lines) {
    const rows = line.reduce((sum, i) => sum + pieces[i]!.rows, 0);
    const failing = line.filter((i) => matching[i]! < k);
    // A line with fewer than k records is left to a set that hides more.
    if (failing.length === 0 || rows < k) continue;
    failing.sort((a, b) => matching[a]! - matching[b]! || pieces[a]!.rows - pieces[b]!.rows || a - b);
    let hidden = 0;
    for (const i of failing) {
      if (matching[i]! + hidden >= k) break;
      pieces[i]!.hidden |= set;
      hidden += pieces[i]!.rows;
    }
  }
}

/** The pieces as tuples with their hidden values missing. */
function view(tuples: Tuples, pieces: readonly Piece[]): { columns: readonly SlotColumn[] } {
  return {
    columns: tuples.columns.map(({ slots, size }, j) => ({
      slots: Int32Array.from(pieces, ({ tuple, hidden }) => ((hidden >>> j) & 1 ? 0 : slots[tuple]!)),
      size,
    })),
  };
}

function frequencies(tuples: Tuples, pieces: readonly Piece[]): Float64Array {
  const set = {
    ...view(tuples, pieces),
    count: pieces.length,
    weight: Float64Array.from(pieces, ({ rows }) => rows),
  };
  return matchingWeight(set, set);
}

function spanOf(tuples: Tuples, set: number): number {
  return tuples.columns.reduce((product, { size }, j) => product * ((set >>> j) & 1 ? size : 1), 1);
}

function collect(tuples: Tuples, pieces: readonly Piece[], failingRows: number): Suppression {
  const hidings: Hiding[] = [];
  const cellsByVariable = tuples.columns.map(() => 0);
  for (const { tuple, rows, hidden: set } of pieces) {
    let hidden = 0;
    tuples.columns.forEach(({ slots }, j) => {
      if (!((set >>> j) & 1) || slots[tuple] === 0) return;
      hidden += 2 ** j;
      cellsByVariable[j]! += rows;
    });
    if (hidden !== 0) hidings.push({ tuple, rows, hidden });
  }
  return { hidings, cells: cellsByVariable.reduce((sum, one) => sum + one, 0), cellsByVariable, failingRows };
}
