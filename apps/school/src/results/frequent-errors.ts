/** The answers without full marks that came most often: what a teacher takes up again with the class. */
import type { ClassReport } from '@cloison/protocol';

type ItemResult = ClassReport['pupils'][number]['items'][string];

export interface FrequentError {
  readonly response: string | readonly string[];
  readonly pupils: number;
}

/** At most three, the most frequent first, in the order in which they were met when as many gave them. */
export function frequentErrors(results: readonly ItemResult[]): readonly FrequentError[] {
  const counts = new Map<string, { response: string | readonly string[]; pupils: number }>();
  for (const { state, response, score, maxScore } of results) {
    if (state !== 'answered' || response === null || score >= maxScore) continue;
    if (typeof response !== 'string' && !Array.isArray(response)) continue;
    const key = JSON.stringify(response);
    const held = counts.get(key);
    if (held === undefined) counts.set(key, { response, pupils: 1 });
    else held.pupils += 1;
  }
  return [...counts.values()].sort((a, b) => b.pupils - a.pupils).slice(0, 3);
}
