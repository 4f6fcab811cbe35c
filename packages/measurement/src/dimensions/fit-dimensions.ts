/** The maximum of a model with several dimensions: EM, information, Newton, and as many nodes as the result takes. */
import { MeasurementError } from '../errors/measurement-error.ts';
import type { QuadratureCheck } from '../irt/calibration.ts';
import { oakesInformation, polish, runEm } from '../irt/likelihood-problem.ts';
import { doubledQuadrature, type Quadrature } from '../models/quadrature.ts';
import { cholesky, choleskySolve } from '../numeric/linear-algebra.ts';
import type { JointModel, JointPoint } from './joint-model.ts';

export interface JointFit {
  readonly model: JointModel;
  readonly point: JointPoint;
  readonly logLikelihood: number;
  /** Cholesky factor of the observed information; null where there is none. */
  readonly factor: Float64Array | null;
  readonly quadrature: Quadrature;
  readonly check: QuadratureCheck;
  readonly iterations: number;
  readonly passes: number;
}

export interface JointFitRequest {
  readonly start: JointPoint;
  readonly modelOn: (quadrature: Quadrature) => JointModel;
  /** Null: as many as it takes. */
  readonly quadrature: Quadrature | null;
  readonly information: 'oakes' | 'none';
  readonly maxSteps: number;
}

/** Of each dimension, by their number. */
const QUADRATURES: Readonly<Record<number, Quadrature>> = {
  2: { nodes: 31, low: -6, high: 6 },
  3: { nodes: 21, low: -5, high: 5 },
  4: { nodes: 15, low: -4.5, high: 4.5 },
};
/** What a grid may grow to: 15,000 points for two dimensions, 69,000 for three, 195,000 for four. */
const MOST_NODES: Readonly<Record<number, number>> = { 2: 121, 3: 41, 4: 21 };
const MOST_GRIDS = 4;
const EM_TOLERANCE = 1e-4;
const EM_TOLERANCE_FURTHER = 1e-7;
/** Beyond the check's nodes the log-likelihood may change by this, or this share of it, and no parameter by its third decimal. */
const CHECK_LOG_LIKELIHOOD = 1e-3;
const CHECK_SHARE = 1e-8;
const CHECK_PARAMETER = 5e-4;
/** A grid reaches this many standard deviations from the mean: beyond are 4 persons in ten million. */
const REACH = 5;

export async function fitDimensions(request: JointFitRequest): Promise<JointFit> {
  const dimensions = Math.sqrt(request.start.covariance.length);
  let quadrature = request.quadrature ?? QUADRATURES[dimensions]!;
  let point = request.start;
  let iterations = 0;
  let passes = 0;
  for (let grids = 1; ; grids++) {
    const model = request.modelOn(quadrature);
    const found = await maximum(model, point, request);
    point = found.point;
    // The last pass leaves persons' posterior means and deviations at the reported parameters.
    const { logLikelihood } = await model.expect(point);
    const check = await checkNodes(request, model, found, quadrature);
    iterations += found.iterations;
    passes += model.steps + 1;
    const next =
      request.quadrature === null && !check.enough && grids < MOST_GRIDS ? wider(quadrature, point) : null;
    if (next === null)
      return { model, point, logLikelihood, factor: found.factor, quadrature, check, iterations, passes };
    quadrature = next;
  }
}

interface Maximum {
  readonly point: JointPoint;
  readonly factor: Float64Array | null;
  readonly iterations: number;
}

async function maximum(
  model: JointModel,
  start: JointPoint,
  { information, maxSteps }: JointFitRequest,
): Promise<Maximum> {
  const climb = async (from: JointPoint, tolerance: number) => {
    const em = await runEm(model, from, tolerance, maxSteps);
    if (!em.converged) throw new MeasurementError('not-converged', { steps: model.steps });
    return em;
  };
  if (information === 'none') {
    const { state, iterations } = await climb(start, EM_TOLERANCE_FURTHER);
    return { point: state, factor: null, iterations };
  }
  let em = await climb(start, EM_TOLERANCE);
  const size = model.pack(em.state).length;
  const informationAt = async (point: JointPoint) => cholesky(await oakesInformation(model, point), size);
  let factor = await informationAt(em.state);
  if (factor === null) {
    // The likelihood is not concave here: EM goes on, then the information is computed again.
    const further = await climb(em.state, EM_TOLERANCE_FURTHER);
    em = { ...further, iterations: em.iterations + further.iterations };
    factor = await informationAt(em.state);
    if (factor === null) return { point: em.state, factor: null, iterations: em.iterations };
  }
  const polished = await polish(model, em.state, factor, size, null);
  if (polished.moved > RECOMPUTE) factor = (await informationAt(polished.state)) ?? factor;
  return { point: polished.state, factor, iterations: em.iterations };
}

/** A Newton step that moves a parameter further than this makes the information worth computing again. */
const RECOMPUTE = 2e-3;

async function checkNodes(
  { modelOn }: JointFitRequest,
  model: JointModel,
  { point, factor }: Maximum,
  used: Quadrature,
): Promise<QuadratureCheck> {
  const quadrature = doubledQuadrature(used);
  const finer = modelOn(quadrature);
  const [here, there] = [await model.expect(point), await finer.expect(point)];
  const logLikelihoodChange = there.logLikelihood - here.logLikelihood;
  let largestParameterChange: number | null = null;
  if (factor !== null) {
    const before = model.gradient(point, here);
    const surplus = finer.gradient(point, there).map((one, k) => one - before[k]!);
    largestParameterChange = choleskySolve(factor, surplus.length, surplus).reduce(
      (top, one) => Math.max(top, Math.abs(one)),
      0,
    );
  }
  const tolerated = Math.max(CHECK_LOG_LIKELIHOOD, CHECK_SHARE * Math.abs(here.logLikelihood));
  return {
    ...quadrature,
    logLikelihoodChange,
    largestParameterChange,
    enough: Math.abs(logLikelihoodChange) <= tolerated && (largestParameterChange ?? 0) <= CHECK_PARAMETER,
  };
}

/** As far as the widest dimension asks, steps two thirds as long while the grid may grow. Null: it may not. */
function wider({ nodes, high }: Quadrature, { covariance }: JointPoint): Quadrature | null {
  const dimensions = Math.sqrt(covariance.length);
  let to = high;
  for (let d = 0; d < dimensions; d++)
    to = Math.max(to, Math.ceil(REACH * Math.sqrt(covariance[d * dimensions + d]!)));
  const wanted = Math.ceil((1.5 * (nodes - 1) * to) / high) + 1;
  const most = Math.min(MOST_NODES[dimensions]!, wanted);
  return to === high && most <= nodes ? null : { nodes: Math.max(nodes, most), low: -to, high: to };
}
