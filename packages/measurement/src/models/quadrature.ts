/** Equally spaced nodes: for smooth integrands that vanish at both ends the rectangle rule converges faster than any power of the step (Trefethen & Weideman 2014). */
import { MeasurementError } from '../errors/measurement-error.ts';

export interface Quadrature {
  readonly nodes: number;
  readonly low: number;
  readonly high: number;
}

/** mirt's default for one dimension: 61 nodes on ±6 (Chalmers 2012; mirt 1.47, `quadpts`, `theta_lim`). */
export const DEFAULT_QUADRATURE: Quadrature = { nodes: 61, low: -6, high: 6 };

export function quadratureNodes({ nodes, low, high }: Quadrature): Float64Array {
  if (!(Number.isInteger(nodes) && nodes >= 5 && nodes <= 4001 && high > low))
    throw new MeasurementError('nodes-invalid', { nodes, low, high });
  const theta = new Float64Array(new SharedArrayBuffer(8 * nodes));
  for (let q = 0; q < nodes; q++) theta[q] = low + ((high - low) * q) / (nodes - 1);
  return theta;
}

/** Twice the nodes on half as much again: what a result is checked against. */
export function doubledQuadrature({ nodes, low, high }: Quadrature): Quadrature {
  const margin = (high - low) / 4;
  return { nodes: 3 * (nodes - 1) + 1, low: low - margin, high: high + margin };
}

/** Normal probabilities of the nodes, made to sum to 1, into `out` at `offset`. */
export function fillNormalPrior(
  theta: Float64Array,
  mean: number,
  variance: number,
  out: Float64Array,
  offset: number,
): void {
  let sum = 0;
  for (let q = 0; q < theta.length; q++) {
    const density = Math.exp(-((theta[q]! - mean) ** 2) / (2 * variance));
    out[offset + q] = density;
    sum += density;
  }
  for (let q = 0; q < theta.length; q++) out[offset + q]! /= sum;
}
