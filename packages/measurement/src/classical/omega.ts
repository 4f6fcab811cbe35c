/**
 * McDonald's ω (1999): reliability of the sum under one common factor, ω = (Σλ)²/((Σλ)² + Σψ). Loadings and uniquenesses are the
 * normal maximum likelihood of the covariance matrix, by EM (Rubin & Thayer 1982).
 */
import { MeasurementError } from '../errors/measurement-error.ts';
import { NOT_ADMINISTERED, NOT_REACHED, type ResponseMatrix } from '../responses/response-matrix.ts';

export interface OneFactor {
  readonly loadings: readonly number[];
  readonly uniquenesses: readonly number[];
  readonly omega: number;
}

/** Null below three items that vary, or when the factor vanishes. Complete data only, but for items that nobody met: throws `incomplete-data`. */
export function omega(matrix: ResponseMatrix, weights: Float64Array | null = null): OneFactor | null {
  const { covariance, size } = covarianceMatrix(matrix, weights);
  return oneFactor(covariance, size);
}

/** Items × items, n − 1 in the denominator; items that do not vary are left out. */
function covarianceMatrix(matrix: ResponseMatrix, weights: Float64Array | null) {
  const { persons, scores, itemIds } = matrix;
  const J = itemIds.length;
  const sums = new Float64Array(J);
  const products = new Float64Array(J * J);
  const met = new Int32Array(J);
  const anybodyMet = new Uint8Array(J);
  for (let at = 0; at < persons * J; at++) if (scores[at] !== NOT_ADMINISTERED) anybodyMet[at % J] = 1;
  let total = 0;
  for (let i = 0; i < persons; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    total += weight;
    let count = 0;
    for (let j = 0; j < J; j++) {
      const code = scores[i * J + j]!;
      if (anybodyMet[j] === 0) continue;
      if (code === NOT_ADMINISTERED)
        throw new MeasurementError('incomplete-data', { statistic: 'omega', row: i, item: itemIds[j]! });
      if (code !== 0 && code < NOT_REACHED) met[count++] = j;
    }
    for (let a = 0; a < count; a++) {
      const j = met[a]!;
      const left = weight * scores[i * J + j]!;
      sums[j]! += left;
      for (let b = 0; b <= a; b++) products[j * J + met[b]!]! += left * scores[i * J + met[b]!]!;
    }
  }
  const of = (j: number, k: number) => (products[j * J + k]! - (sums[j]! * sums[k]!) / total) / (total - 1);
  const varying = Array.from({ length: J }, (_, j) => j).filter((j) => of(j, j) > 1e-12);
  const size = varying.length;
  const covariance = new Float64Array(size * size);
  varying.forEach((j, a) => {
    for (let b = 0; b <= a; b++) {
      covariance[a * size + b] = of(j, varying[b]!);
      covariance[b * size + a] = covariance[a * size + b]!;
    }
  });
  return { covariance, size };
}

export function oneFactor(covariance: Float64Array, size: number): OneFactor | null {
  if (size < 3) return null;
  let loadings = new Float64Array(size);
  let unique = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    let sum = 0;
    for (let k = 0; k < size; k++) if (k !== j) sum += covariance[j * size + k]!;
    const variance = covariance[j * size + j]!;
    loadings[j] =
      Math.sign(sum) *
      Math.sqrt(Math.max(0.05 * variance, Math.min(0.5 * variance, Math.abs(sum) / (size - 1))));
    unique[j] = variance - loadings[j]! ** 2;
  }
  // Steps of EM shrink geometrically; 20,000 reach 1e-12 even for the weakest factor that a test shows.
  for (let step = 0; step < 20_000; step++) {
    // Regression of the factor on the items: β = Σ⁻¹λ, by the matrix inversion lemma.
    let precision = 1;
    for (let j = 0; j < size; j++) precision += loadings[j]! ** 2 / unique[j]!;
    const beta = loadings.map((one, j) => one / unique[j]! / precision);
    const cross = new Float64Array(size);
    for (let j = 0; j < size; j++)
      for (let k = 0; k < size; k++) cross[j]! += covariance[j * size + k]! * beta[k]!;
    let second = 1 / precision;
    for (let j = 0; j < size; j++) second += beta[j]! * cross[j]!;
    const nextLoadings = cross.map((one) => one / second);
    const nextUnique = nextLoadings.map((one, j) =>
      Math.max(1e-9, covariance[j * size + j]! - one * cross[j]!),
    );
    let moved = 0;
    for (let j = 0; j < size; j++) moved = Math.max(moved, Math.abs(nextLoadings[j]! - loadings[j]!));
    loadings = nextLoadings;
    unique = nextUnique;
    if (moved < 1e-12) break;
  }
  const common = loadings.reduce((sum, one) => sum + one, 0) ** 2;
  const noise = unique.reduce((sum, one) => sum + one, 0);
  return {
    loadings: Array.from(loadings),
    uniquenesses: Array.from(unique),
    omega: common / (common + noise),
  };
}
