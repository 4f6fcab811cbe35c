/**
 * Person fit lz* (Snijders 2001; Sinharay 2016 for more than two categories): standardised log-likelihood of a person's
 * answers, with mean and variance corrected for the estimated θ. Near standard normal under the model; low values are
 * answers that do not go with the estimate.
 */
import type { ScoringBasis } from '../irt/calibration.ts';
import { categoryTable } from '../lanes/expectation.ts';
import { fillLogProbabilities, itemMoments, thetaDerivatives } from '../models/item-models.ts';
import type { ResponseMatrix } from '../responses/response-matrix.ts';
import type { PointEstimates } from './point-estimates.ts';

/** Null for a person without estimate, or whose answers could not have differed. */
export function personFit(
  basis: ScoringBasis,
  matrix: ResponseMatrix,
  estimates: PointEstimates,
): readonly (number | null)[] {
  const columns = basis.itemIds.map((id) => matrix.itemIds.indexOf(id));
  const tables = basis.items.map(categoryTable);
  const theta = new Float64Array(1);
  return Array.from({ length: matrix.persons }, (_, i) => {
    if (estimates.statusOf(i) !== 'estimated') return null;
    theta[0] = estimates.estimate[i]!;
    let surprise = 0;
    let numerator = 0;
    let denominator = 0;
    let bias = 0;
    const met: { readonly p: Float64Array; readonly w: Float64Array; readonly r: Float64Array }[] = [];
    for (const [j, item] of basis.items.entries()) {
      const category = tables[j]![matrix.scores[i * matrix.itemIds.length + columns[j]!]!]!;
      if (category < 0) continue;
      const w = new Float64Array(item.scores.length);
      fillLogProbabilities(item, theta, w);
      const { first, second } = thetaDerivatives(item, theta, w);
      const p = w.map(Math.exp);
      met.push({ p, w, r: first });
      surprise += w[category]!;
      for (let c = 0; c < p.length; c++) {
        surprise -= p[c]! * w[c]!;
        numerator += p[c]! * first[c]! * w[c]!;
        denominator += p[c]! * first[c]! * first[c]!;
        bias += p[c]! * first[c]! * (second[c]! + first[c]! * first[c]!);
      }
    }
    if (!(denominator > 0)) return null;
    const slope = numerator / denominator;
    const group = basis.groupOf === null ? 0 : basis.groupOf[i]!;
    const mean = basis.personMean === null ? basis.means[group]! : basis.personMean[i]!;
    const correction =
      estimates.method === 'ml'
        ? 0
        : estimates.method === 'wle'
          ? bias / (2 * denominator)
          : -(theta[0]! - mean) / basis.variances[group]!;
    let variance = 0;
    for (const { p, w, r } of met) {
      let first = 0;
      let second = 0;
      for (let c = 0; c < p.length; c++) {
        const value = w[c]! - slope * r[c]!;
        first += p[c]! * value;
        second += p[c]! * value * value;
      }
      variance += second - first * first;
    }
    return variance > 1e-12 ? (surprise + slope * correction) / Math.sqrt(variance) : null;
  });
}

/** Total information of the items at each θ. */
export function testInformation(items: ScoringBasis['items'], theta: Float64Array): Float64Array {
  const total = new Float64Array(theta.length);
  for (const item of items) {
    const { information } = itemMoments(item, theta);
    for (let q = 0; q < theta.length; q++) total[q]! += information[q]!;
  }
  return total;
}
