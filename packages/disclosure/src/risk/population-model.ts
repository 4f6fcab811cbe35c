/**
 * What a sample says of its population, by weights: the persons of a class beyond the f that were drawn follow a negative binomial
 * law with f successes of probability f / F̂ (Benedetti & Franconi 1998; Franconi & Polettini, PSD 2004, with its corrections).
 */

/** Expected 1 / F of a class with f records that stand for F̂ persons. */
export function individualRisk(records: number, persons: number): number {
  const p = Math.min(1, records / persons);
  if (p >= 1 - 1e-9) return 1 / records;
  const q = 1 - p;
  // The closed forms lose their digits as p comes near 1: the law's mean is as good there.
  if (q > 1e-3) {
    if (records === 1) return (p / q) * Math.log(1 / p);
    if (records === 2) return (p / q ** 2) * (p * Math.log(p) + q);
    if (records === 3) return (p / (2 * q ** 3)) * (q * (3 * q - 2) - 2 * p ** 2 * Math.log(p));
  }
  return p / (records - q);
}

/** That a sample unique standing for F̂ persons is alone in the population. */
export function populationUniqueProbability(persons: number): number {
  return Math.min(1, 1 / persons);
}

/**
 * Of the matches of an intruder with the file's uniques, the share that is right: data intrusion simulation (Skinner & Elliot, JRSS B 64,
 * 2002). `uniques` and `pairs` are classes of one and of two records in a sample of the population's share `fraction`. Null without uniques.
 */
export function intrusionSimulation(uniques: number, pairs: number, fraction: number): number | null {
  if (uniques === 0) return null;
  if (fraction >= 1) return 1;
  return (fraction * uniques) / (fraction * uniques + 2 * (1 - fraction) * pairs);
}
