/** Dense symmetric matrices, row-major in one Float64Array. Sizes here are tens to a few thousand. */
import { MeasurementError } from '../errors/measurement-error.ts';

/** Below this share of its diagonal, a pivot means a direction without information (relative, so free of units). */
const PIVOT_SHARE = 1e-12;

/**
 * Lower Cholesky factor of a symmetric positive definite matrix (Golub & Van Loan 2013, algorithm 4.2.1).
 * Null when a pivot is not positive, or smaller than `PIVOT_SHARE` of what it was.
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array | null {
  const lower = Float64Array.from(matrix);
  for (let j = 0; j < size; j++) {
    const rowJ = j * size;
    const before = matrix[rowJ + j]!;
    let pivot = before;
    for (let k = 0; k < j; k++) pivot -= lower[rowJ + k]! * lower[rowJ + k]!;
    if (!(pivot > PIVOT_SHARE * before)) return null;
    const root = Math.sqrt(pivot);
    lower[rowJ + j] = root;
    for (let i = j + 1; i < size; i++) {
      const rowI = i * size;
      let sum = matrix[rowI + j]!;
      for (let k = 0; k < j; k++) sum -= lower[rowI + k]! * lower[rowJ + k]!;
      lower[rowI + j] = sum / root;
    }
    for (let k = j + 1; k < size; k++) lower[rowJ + k] = 0;
  }
  return lower;
}

/** Solves L Lᵀ x = b. */
export function choleskySolve(lower: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = forwardSolve(lower, size, right);
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < size; k++) sum -= lower[k * size + i]! * x[k]!;
    x[i] = sum / lower[i * size + i]!;
  }
  return x;
}

/** Solves L x = b. */
export function forwardSolve(lower: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * size + k]! * x[k]!;
    x[i] = sum / lower[i * size + i]!;
  }
  return x;
}

/** (L Lᵀ)⁻¹, symmetric. */
export function choleskyInverse(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  const unit = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    unit.fill(0);
    unit[j] = 1;
    const column = choleskySolve(lower, size, unit);
    for (let i = 0; i < size; i++) inverse[i * size + j] = column[i]!;
  }
  return inverse;
}

/** Solves a symmetric positive definite system, or throws `matrix-not-positive-definite`. */
export function solvePositive(matrix: Float64Array, size: number, right: Float64Array): Float64Array {
  const lower = cholesky(matrix, size);
  if (lower === null) throw new MeasurementError('matrix-not-positive-definite', { size });
  return choleskySolve(lower, size, right);
}

/**
 * Like `solvePositive`, with the least ridge (a share of the diagonal, from 1e-10 up by tens) that makes the matrix
 * positive definite: a step of an iteration may be shortened so, a result may not.
 */
export function solveWithRidge(matrix: Float64Array, size: number, right: Float64Array): Float64Array {
  const trial = Float64Array.from(matrix);
  for (let ridge = 0; ridge < 1e6; ridge = ridge === 0 ? 1e-10 : ridge * 10) {
    for (let i = 0; i < size; i++) {
      const diagonal = matrix[i * size + i]!;
      trial[i * size + i] = diagonal + ridge * (Math.abs(diagonal) + 1e-8);
    }
    const lower = cholesky(trial, size);
    if (lower !== null) return choleskySolve(lower, size, right);
  }
  return new Float64Array(size);
}

/** Σ left·right. */
export function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += left[i]! * right[i]!;
  return sum;
}
