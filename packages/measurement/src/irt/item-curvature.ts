/** Second derivatives of an item's expected complete-data log-likelihood. */
import { type ItemParameters, logistic, vectorLength } from '../models/item-models.ts';
import { type AsymptotePriors, addPriorCurvature, itemInformation } from './maximisation.ts';

/**
 * Minus Σ counts·∂² log P(c | θ)/∂vector², prior's curvature added, length × length in the order of `toVector`. For partial credit it is
 * what `itemInformation` expects; for the other kinds it depends on the answers themselves. `counts` is `[category·nodes + q]`.
 */
export function itemCurvature(
  item: ItemParameters,
  theta: Float64Array,
  counts: Float64Array,
  priors: AsymptotePriors | null,
): Float64Array {
  switch (item.kind) {
    case 'partialCredit':
      return itemInformation(item, theta, counts, priors);
    case 'graded':
      return gradedCurvature(item, theta, counts);
    case 'guessing':
      return guessingCurvature(item, theta, counts, priors);
    case 'asymptotes':
      return asymptotesCurvature(item, theta, counts, priors);
  }
}

/** log P(c) = log S(c) + log(1 − S(c+1)) + log(1 − e^−Δ), Δ the gap of the two intercepts (as in `fillLogProbabilities`). */
function gradedCurvature(
  item: Extract<ItemParameters, { kind: 'graded' }>,
  theta: Float64Array,
  counts: Float64Array,
): Float64Array {
  const n = theta.length;
  const length = vectorLength(item);
  const out = new Float64Array(length * length);
  const categories = item.scores.length;
  for (let c = 0; c < categories; c++) {
    let gap = 0;
    for (let q = 0; q < n; q++) gap += counts[c * n + q]!;
    // The sides of the category: its own intercept (c ≥ 1) and the next one's.
    for (const side of [c, c + 1]) {
      if (side === 0 || side === categories) continue;
      for (let q = 0; q < n; q++) {
        const s = logistic(item.slope * theta[q]! + item.intercepts[side]!);
        const bend = counts[c * n + q]! * s * (1 - s);
        out[0]! += bend * theta[q]! * theta[q]!;
        out[side]! += bend * theta[q]!;
        out[side * length + side]! += bend;
      }
    }
    if (c === 0 || c + 1 === categories) continue;
    const inverse = -Math.expm1(item.intercepts[c + 1]! - item.intercepts[c]!);
    const bend = (gap * (1 - inverse)) / (inverse * inverse);
    out[c * length + c]! += bend;
    out[(c + 1) * length + c + 1]! += bend;
    out[c * length + c + 1]! -= bend;
  }
  for (let k = 0; k < length; k++) for (let l = 0; l < k; l++) out[k * length + l] = out[l * length + k]!;
  return out;
}

function guessingCurvature(
  item: Extract<ItemParameters, { kind: 'guessing' }>,
  theta: Float64Array,
  counts: Float64Array,
  priors: AsymptotePriors | null,
): Float64Array {
  const n = theta.length;
  const g = item.guessing;
  // By z = slope·θ + intercept and v = logit g.
  const out = new Float64Array(9);
  for (let q = 0; q < n; q++) {
    const x = theta[q]!;
    const s = logistic(item.slope * x + item.intercept);
    const right = g + (1 - g) * s;
    const byZ = ((1 - g) * s * (1 - s)) / right;
    const byV = (g * (1 - g) * (1 - s)) / right;
    const zz = byZ * byZ - byZ * (1 - 2 * s);
    const zv = byZ * byV + (g * (1 - g) * s * (1 - s)) / right;
    const vv = byV * byV - byV * (1 - 2 * g);
    const [wrong, solved] = [counts[q]!, counts[n + q]!];
    const curveZ = solved * zz + wrong * s * (1 - s);
    out[0]! += curveZ * x * x;
    out[1]! += curveZ * x;
    out[4]! += curveZ;
    out[2]! += solved * zv * x;
    out[5]! += solved * zv;
    out[8]! += solved * vv + wrong * g * (1 - g);
  }
  addPriorCurvature(out, item, priors);
  out[3] = out[1]!;
  out[6] = out[2]!;
  out[7] = out[5]!;
  return out;
}

/** Of log P and log (1 − P), from first and second derivatives of P by z, logit g and logit u. */
function asymptotesCurvature(
  item: Extract<ItemParameters, { kind: 'asymptotes' }>,
  theta: Float64Array,
  counts: Float64Array,
  priors: AsymptotePriors | null,
): Float64Array {
  const n = theta.length;
  const { guessing: g, upper: u } = item;
  const out = new Float64Array(16);
  for (let q = 0; q < n; q++) {
    const z = item.slope * theta[q]! + item.intercept;
    const [s, t] = [logistic(z), logistic(-z)];
    const right = g + (u - g) * s;
    const wrong = 1 - u + (u - g) * t;
    const [byG, byU] = [g * (1 - g), u * (1 - u)];
    const first = [(u - g) * s * t, byG * t, byU * s];
    const second = [
      [(u - g) * s * t * (t - s), -byG * s * t, byU * s * t],
      [-byG * s * t, byG * (1 - 2 * g) * t, 0],
      [byU * s * t, 0, byU * (1 - 2 * u) * s],
    ];
    const curve = (k: number, l: number) => {
      const [product, bend] = [first[k]! * first[l]!, second[k]![l]!];
      return (
        counts[n + q]! * (product / (right * right) - bend / right) +
        counts[q]! * (product / (wrong * wrong) + bend / wrong)
      );
    };
    // Slope and intercept move P through z alone.
    const places = [
      { by: 0, factor: theta[q]! },
      { by: 0, factor: 1 },
      { by: 1, factor: 1 },
      { by: 2, factor: 1 },
    ];
    places.forEach((row, k) => {
      places.forEach((column, l) => {
        out[k * 4 + l]! += row.factor * column.factor * curve(row.by, column.by);
      });
    });
  }
  addPriorCurvature(out, item, priors);
  return out;
}
