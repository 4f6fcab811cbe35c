/** Minimising smooth functions of a few variables, and roots of one. */
import { solveWithRidge } from './linear-algebra.ts';

/**
 * Newton's method with numeric derivatives (central differences) and step halving, for functions that cost little.
 * Returns null when it does not settle within `iterations`.
 */
export function minimiseSmooth(
  value: (x: readonly number[]) => number,
  start: readonly number[],
  { tolerance = 1e-10, iterations = 200 } = {},
): readonly number[] | null {
  const n = start.length;
  let x = [...start];
  let current = value(x);
  // Cube root of the machine's precision balances truncation and rounding of a central first difference
  // (Nocedal & Wright 2006, § 8.1); its fourth root does for the second.
  const h1 = Math.cbrt(Number.EPSILON);
  const h2 = Number.EPSILON ** 0.25;
  const at = (changes: readonly (readonly [number, number])[]) => {
    const y = [...x];
    for (const [index, change] of changes) y[index]! += change;
    return value(y);
  };
  for (let iteration = 0; iteration < iterations; iteration++) {
    const gradient = new Float64Array(n);
    const hessian = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      gradient[i] = (at([[i, h1]]) - at([[i, -h1]])) / (2 * h1);
      hessian[i * n + i] = (at([[i, h2]]) - 2 * current + at([[i, -h2]])) / (h2 * h2);
      for (let j = 0; j < i; j++) {
        const mixed =
          (at([
            [i, h2],
            [j, h2],
          ]) -
            at([
              [i, h2],
              [j, -h2],
            ]) -
            at([
              [i, -h2],
              [j, h2],
            ]) +
            at([
              [i, -h2],
              [j, -h2],
            ])) /
          (4 * h2 * h2);
        hessian[i * n + j] = mixed;
        hessian[j * n + i] = mixed;
      }
    }
    const step = solveWithRidge(hessian, n, gradient);
    let scale = 1;
    let next = x;
    let best = current;
    for (; scale > 1e-8; scale /= 2) {
      const trial = x.map((one, i) => one - scale * step[i]!);
      const trialValue = value(trial);
      if (trialValue <= current) {
        next = trial;
        best = trialValue;
        break;
      }
    }
    const moved = Math.max(...next.map((one, i) => Math.abs(one - x[i]!)));
    x = next;
    current = best;
    if (!Number.isFinite(current)) return null;
    if (moved < tolerance || scale <= 1e-8) return x;
  }
  return null;
}

/** A root of `f` between two points of opposite sign: bisection to the last bits. Null without a change of sign. */
export function bisect(f: (x: number) => number, low: number, high: number): number | null {
  let a = low;
  let b = high;
  const atLow = f(a);
  const atHigh = f(b);
  if (atLow === 0) return a;
  if (atHigh === 0) return b;
  if (!(atLow * atHigh < 0)) return null;
  for (let i = 0; i < 200; i++) {
    const middle = (a + b) / 2;
    if (middle === a || middle === b) break;
    const value = f(middle);
    if (value === 0) return middle;
    if (value * atLow > 0) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
}
