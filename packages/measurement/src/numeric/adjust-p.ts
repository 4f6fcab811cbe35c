/** p-values of many tests at once, adjusted so that one level may be used for all of them. */

/**
 * `holm`: the chance of any false finding (Holm 1979). `benjamini-hochberg`: the expected share of false ones among the
 * findings (Benjamini & Hochberg 1995).
 */
export type PAdjustment = 'holm' | 'benjamini-hochberg';

/** In the order given; null stays null and is not counted as a test. As R's `p.adjust`. */
export function adjustP(p: readonly (number | null)[], method: PAdjustment): readonly (number | null)[] {
  const order = p.flatMap((one, k) => (one === null ? [] : [k])).sort((a, b) => p[a]! - p[b]!);
  const tests = order.length;
  const adjusted: (number | null)[] = p.map(() => null);
  let bound = method === 'holm' ? 0 : 1;
  for (let step = 0; step < tests; step++) {
    const rank = method === 'holm' ? step : tests - 1 - step;
    const at = order[rank]!;
    bound =
      method === 'holm'
        ? Math.max(bound, Math.min(1, (tests - rank) * p[at]!))
        : Math.min(bound, (tests / (rank + 1)) * p[at]!);
    adjusted[at] = bound;
  }
  return adjusted;
}
