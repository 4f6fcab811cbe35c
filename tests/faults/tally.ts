/** What a fault did, counted the same way for every fault and store. */

export interface FaultResult {
  readonly fault: string;
  readonly store: string;
  /** Answers that were acknowledged to a pupil's browser. */
  readonly acknowledged: number;
  /** Of those, how many the platform still has after the fault. */
  readonly found: number;
  readonly lost: number;
  /** Envelopes kept beside the one chain of a record that only one browser wrote, and second finals. */
  readonly duplicated: number;
  /** Pupils, and how many of them have exactly one final record. */
  readonly pupils: number;
  readonly finished: number;
  /** What this fault adds: kills, refusals, seconds without service. */
  readonly facts: Readonly<Record<string, number | string>>;
  readonly seconds: number;
}

const COLUMNS = ['acknowledged', 'found', 'lost', 'duplicated', 'pupils', 'finished', 'seconds'] as const;

/** Lines for people: one a fault, numbers to the right. */
export function faultTable(results: readonly FaultResult[]): string {
  const head = ['fault', 'store', ...COLUMNS, ''];
  const rows = results.map((result) => [
    result.fault,
    result.store,
    ...COLUMNS.map((column) =>
      column === 'seconds' ? result.seconds.toFixed(1) : result[column].toLocaleString('en'),
    ),
    Object.entries(result.facts)
      .map(([what, count]) => `${what} ${count}`)
      .join(', '),
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => (i > 1 && i < row.length - 1 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
