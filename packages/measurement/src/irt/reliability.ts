/** Reliability of EAP scores: their variance over that variance plus the mean posterior variance (mirt's `empirical_rxx`). */

export interface ScoresOfPersons {
  readonly eap: Float64Array;
  readonly posteriorSd: Float64Array;
  /** Person i is at `i·width + column`. */
  readonly width: number;
  readonly column: number;
  readonly weights: Float64Array | null;
}

/** Over the persons whom `counts` takes, weighted; null for fewer than two. */
export function reliabilityOf(
  { eap, posteriorSd, width, column, weights }: ScoresOfPersons,
  counts: (person: number) => boolean,
): number | null {
  let total = 0;
  let counted = 0;
  let mean = 0;
  let squares = 0;
  let error = 0;
  for (let i = 0, at = column; at < eap.length; i++, at += width) {
    const weight = weights === null ? 1 : weights[i]!;
    if (weight === 0 || !counts(i)) continue;
    counted++;
    total += weight;
    const distance = eap[at]! - mean;
    mean += (weight * distance) / total;
    squares += weight * distance * (eap[at]! - mean);
    error += weight * posteriorSd[at]! ** 2;
  }
  if (counted < 2) return null;
  const variance = (squares / total) * (counted / (counted - 1));
  return variance / (variance + error / total);
}
