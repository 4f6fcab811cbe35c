/**
 * Plausible values: draws from each person's posterior (Mislevy 1991), conditioned on groups and background through the prior.
 * Item and population parameters are held at their estimates.
 *
 * The log posterior is known at the nodes; between them it is followed by cubic interpolation on an eight times finer
 * grid, and a draw is the inverse of the piecewise linear density's distribution function: the variance of a draw is too large by
 * (step/8)²/6, below 0.1 % of a posterior variance of 0.3² for the default nodes.
 */

import { uniformAt } from '../numeric/random.ts';
import { type ExpectationState, laneRange, posterior, posteriorWork } from './expectation.ts';

const FINER = 8;

export interface PlausibleState {
  /** As the calibration left it: tables at the reported parameters. */
  readonly expectation: ExpectationState;
  readonly draws: number;
  readonly seed: number;
  /** persons × draws. */
  readonly values: Float64Array;
}

export function createPlausibleState(
  expectation: ExpectationState,
  draws: number,
  seed: number,
): PlausibleState {
  if (!(Number.isInteger(draws) && draws > 0)) throw new RangeError('draws must be a positive whole number');
  return {
    expectation,
    draws,
    seed,
    values: new Float64Array(new SharedArrayBuffer(8 * expectation.persons * draws)),
  };
}

export function plausibleLane(state: PlausibleState, lane: number): void {
  const s = state.expectation;
  const work = posteriorWork(s);
  const logs = new Float64Array(s.nodes);
  const density = new Float64Array((s.nodes - 1) * FINER + 1);
  const mass = new Float64Array((s.nodes - 1) * FINER + 1);
  const [from, to] = laneRange(s.persons, s.lanes, lane);
  const step = (s.theta[1]! - s.theta[0]!) / FINER;
  for (let i = from; i < to; i++) {
    posterior(s, i, work);
    const { low, high, p } = work;
    for (let q = low; q < high; q++) logs[q] = Math.log(p[q]!);
    const cells = (high - low - 1) * FINER;
    refine(logs, low, high, density);
    mass[0] = 0;
    for (let k = 0; k < cells; k++) mass[k + 1] = mass[k]! + (density[k]! + density[k + 1]!) / 2;
    for (let draw = 0; draw < state.draws; draw++) {
      const target = uniformAt(state.seed, i, draw) * mass[cells]!;
      let a = 0;
      let b = cells;
      while (b - a > 1) {
        const middle = (a + b) >> 1;
        if (mass[middle]! <= target) a = middle;
        else b = middle;
      }
      const f0 = density[a]!;
      const slope = density[a + 1]! - f0;
      const rest = target - mass[a]!;
      // ½·slope·x² + f0·x = rest, in the form that does not cancel.
      const x = cells === 0 ? 0 : (2 * rest) / (f0 + Math.sqrt(Math.max(0, f0 * f0 + 2 * slope * rest)));
      state.values[i * state.draws + draw] = s.theta[low]! + (a + (Number.isFinite(x) ? x : 0.5)) * step;
    }
  }
}

/** exp of the cubic through the four nearest nodes (fewer when the window is shorter), relative to the largest. */
function refine(logs: Float64Array, low: number, high: number, density: Float64Array): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let q = low; q < high; q++) if (logs[q]! > top) top = logs[q]!;
  const points = Math.min(4, high - low);
  for (let q = low; q < high - 1; q++) {
    const first = Math.min(Math.max(low, q - 1), high - points);
    for (let k = 0; k < FINER; k++) {
      const x = q + k / FINER;
      let value = 0;
      for (let a = 0; a < points; a++) {
        let weight = logs[first + a]!;
        for (let b = 0; b < points; b++) if (b !== a) weight *= (x - first - b) / (a - b);
        value += weight;
      }
      density[(q - low) * FINER + k] = Math.exp(value - top);
    }
  }
  density[(high - low - 1) * FINER] = Math.exp(logs[high - 1]! - top);
}
