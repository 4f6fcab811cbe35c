/** What somebody may have meant: the known word that takes the fewest edits, if it takes few. */

const MOST_EDITS = 3;
const LEAST_SHARE_KEPT = 0.4;

/** The nearest of `known`, or null when none is near. */
export function suggest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = MOST_EDITS + 1;
  for (const one of known) {
    const edits = editDistance(word, one);
    const length = Math.max(word.length, one.length);
    if (edits < fewest && (length - edits) / length > LEAST_SHARE_KEPT) {
      best = one;
      fewest = edits;
    }
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment distance). */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
