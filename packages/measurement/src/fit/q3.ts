/** Q3 (Yen 1984): correlations of residuals between items, given each person's EAP. Large ones are dependence that θ does not explain. */
import type { Calibration } from '../irt/calibration.ts';
import { categoryTable } from '../lanes/expectation.ts';
import { itemMoments } from '../models/item-models.ts';
import type { ResponseMatrix } from '../responses/response-matrix.ts';

export interface ResidualCorrelations {
  readonly itemIds: readonly string[];
  /** items × items; null where fewer than 3 persons met both items, or one item does not vary. */
  readonly q3: readonly (readonly (number | null)[])[];
  /** Mean over pairs of items: about −1/(items − 1) under the model; what to compare pairs with (Christensen, Makransky & Horton 2017). */
  readonly mean: number | null;
}

export function residualCorrelations(calibration: Calibration, matrix: ResponseMatrix): ResidualCorrelations {
  const { itemIds, items } = calibration.scoring;
  const J = items.length;
  const columns = itemIds.map((id) => matrix.itemIds.indexOf(id));
  const residuals = items.map((item, j) => {
    const table = categoryTable(item);
    const { expected } = itemMoments(item, calibration.eap);
    return Float64Array.from({ length: matrix.persons }, (_, i) => {
      const category = table[matrix.scores[i * matrix.itemIds.length + columns[j]!]!]!;
      return category < 0 ? Number.NaN : item.scores[category]! - expected[i]!;
    });
  });
  const q3: (number | null)[][] = Array.from({ length: J }, () => new Array<number | null>(J).fill(null));
  let sum = 0;
  let pairs = 0;
  for (let j = 0; j < J; j++) {
    q3[j]![j] = 1;
    for (let k = 0; k < j; k++) {
      const correlation = correlate(residuals[j]!, residuals[k]!);
      q3[j]![k] = correlation;
      q3[k]![j] = correlation;
      if (correlation !== null) {
        sum += correlation;
        pairs++;
      }
    }
  }
  return { itemIds, q3, mean: pairs === 0 ? null : sum / pairs };
}

function correlate(x: Float64Array, y: Float64Array): number | null {
  let n = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i]!;
    const b = y[i]!;
    const both = a + b;
    if (Number.isNaN(both)) continue;
    n++;
    sx += a;
    sy += b;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  const vx = sxx - (sx * sx) / n;
  const vy = syy - (sy * sy) / n;
  return n >= 3 && vx > 1e-12 && vy > 1e-12 ? (sxy - (sx * sy) / n) / Math.sqrt(vx * vy) : null;
}
