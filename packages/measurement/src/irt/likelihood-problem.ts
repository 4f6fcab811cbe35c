/** Maximum likelihood with missing data, whatever the model: EM, Newton's method, and the observed information by differences. */
import { choleskySolve, dot } from '../numeric/linear-algebra.ts';

/** A model under estimation. `State` is a point in the space of its parameters. */
export interface LikelihoodProblem<State, Step extends { readonly objective: number }> {
  /** Expectation steps so far. */
  readonly steps: number;
  /** Posteriors and expected counts at a point, and the log-likelihood plus log priors there. */
  expect(state: State): Promise<Step>;
  /** The point that maximises the expected log-likelihood. */
  maximise(state: State, step: Step): State;
  /** Gradient of the objective by the entries of `pack`. */
  gradient(state: State, step: Step): Float64Array;
  /** What is free, as numbers. */
  pack(state: State): Float64Array;
  /** `base` gives what is not free. Null when the vector makes no proper model. */
  unpack(base: State, vector: Float64Array): State | null;
}

export interface EmResult<State, Step> {
  readonly state: State;
  readonly expected: Step;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * EM with squared extrapolation (SQUAREM, scheme S3 of Varadhan & Roland 2008). An extrapolation that makes no proper
 * model or a smaller likelihood is dropped for the plain step. Stops when a plain step moves no parameter by `tolerance`.
 */
export async function runEm<State, Step extends { readonly objective: number }>(
  problem: LikelihoodProblem<State, Step>,
  start: State,
  tolerance: number,
  maxSteps: number,
): Promise<EmResult<State, Step>> {
  let state = start;
  let expected = await problem.expect(state);
  const first = problem.steps;
  let iterations = 0;
  while (problem.steps - first < maxSteps) {
    iterations++;
    const one = problem.maximise(state, expected);
    const oneExpected = await problem.expect(one);
    const two = problem.maximise(one, oneExpected);
    const v0 = problem.pack(state);
    const v1 = problem.pack(one);
    const v2 = problem.pack(two);
    let moved = 0;
    let firstNorm = 0;
    let secondNorm = 0;
    for (let k = 0; k < v0.length; k++) {
      const r = v1[k]! - v0[k]!;
      const v = v2[k]! - v1[k]! - r;
      moved = Math.max(moved, Math.abs(v2[k]! - v1[k]!));
      firstNorm += r * r;
      secondNorm += v * v;
    }
    if (moved < tolerance || v0.length === 0)
      return { state: two, expected: await problem.expect(two), iterations, converged: true };
    const step = secondNorm === 0 ? 1 : Math.max(1, Math.sqrt(firstNorm / secondNorm));
    let accepted: { state: State; expected: Step } | null = null;
    if (step > 1) {
      const jump = new Float64Array(v0.length);
      for (let k = 0; k < v0.length; k++) {
        const r = v1[k]! - v0[k]!;
        const v = v2[k]! - v1[k]! - r;
        jump[k] = v0[k]! + 2 * step * r + step * step * v;
      }
      const candidate = problem.unpack(two, jump);
      if (candidate !== null) {
        const candidateExpected = await problem.expect(candidate);
        if (candidateExpected.objective >= oneExpected.objective)
          accepted = { state: candidate, expected: candidateExpected };
      }
    }
    if (accepted === null) accepted = { state: two, expected: await problem.expect(two) };
    ({ state, expected } = accepted);
  }
  return { state, expected, iterations, converged: false };
}

const NEWTON_STEPS = 8;
const NEWTON_TOLERANCE = 1e-9;

/** Newton's method with the information of where it began: from EM's neighbourhood each step gains three digits or more. */
export async function polish<State, Step extends { readonly objective: number }>(
  problem: LikelihoodProblem<State, Step>,
  start: State,
  factor: Float64Array,
  size: number,
  known: Step | null,
): Promise<{ state: State; expected: Step; shortfall: number; moved: number }> {
  let state = start;
  let expected = known ?? (await problem.expect(state));
  let moved = 0;
  for (let step = 0; ; step++) {
    const gradient = problem.gradient(state, expected);
    const move = choleskySolve(factor, size, gradient);
    const shortfall = dot(gradient, move) / 2;
    const largest = move.reduce((top, one) => Math.max(top, Math.abs(one)), 0);
    if (step === NEWTON_STEPS || largest < NEWTON_TOLERANCE) return { state, expected, shortfall, moved };
    const vector = problem.pack(state);
    const next = problem.unpack(
      state,
      vector.map((one, k) => one + move[k]!),
    );
    if (next === null) return { state, expected, shortfall, moved };
    const nextExpected = await problem.expect(next);
    if (nextExpected.objective < expected.objective - 1e-12 * Math.abs(expected.objective))
      return { state, expected, shortfall, moved };
    state = next;
    expected = nextExpected;
    moved += largest;
  }
}

/**
 * Minus the Jacobian of the exact gradient, by central differences: Oakes's identity (1999) with both of its terms taken
 * at once. Two expectation steps for each parameter; for every model, population and prior.
 */
export async function oakesInformation<State, Step extends { readonly objective: number }>(
  problem: LikelihoodProblem<State, Step>,
  state: State,
): Promise<Float64Array> {
  const center = problem.pack(state);
  const size = center.length;
  const information = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    // The error of a central difference falls with the square of the step, rounding grows with its inverse.
    const step = 1e-4 * Math.max(1, Math.abs(center[k]!));
    const columns: Float64Array[] = [];
    for (const direction of [1, -1]) {
      const moved = Float64Array.from(center);
      moved[k]! += direction * step;
      const there = problem.unpack(state, moved);
      if (there === null) return new Float64Array(size * size);
      columns.push(problem.gradient(there, await problem.expect(there)));
    }
    for (let l = 0; l < size; l++)
      information[l * size + k] = -(columns[0]![l]! - columns[1]![l]!) / (2 * step);
  }
  for (let k = 0; k < size; k++)
    for (let l = 0; l < k; l++) {
      const mean = (information[k * size + l]! + information[l * size + k]!) / 2;
      information[k * size + l] = mean;
      information[l * size + k] = mean;
    }
  return information;
}
