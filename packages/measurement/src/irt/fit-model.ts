/** One model on one set of nodes: EM to the neighbourhood of the maximum, information, Newton to the maximum. */
import { MeasurementError } from '../errors/measurement-error.ts';
import type { Quadrature } from '../models/quadrature.ts';
import { cholesky } from '../numeric/linear-algebra.ts';
import type { Calibration, CalibrationRequest } from './calibration.ts';
import { Estimation, type Expected } from './estimation.ts';
import { oakesInformation, polish, runEm } from './likelihood-problem.ts';
import type { ModelState } from './model-state.ts';
import { generalLouisInformation, louisApplies, louisInformation } from './observed-information.ts';
import type { Prepared } from './prepare-calibration.ts';

const EM_TOLERANCE = 1e-4;
const EM_TOLERANCE_WITHOUT_INFORMATION = 1e-8;

export interface Fitted {
  readonly estimation: Estimation;
  readonly state: ModelState;
  readonly expected: Expected;
  readonly iterations: number;
  readonly information: Calibration['information'];
  readonly factor: Float64Array | null;
  readonly shortfall: number | null;
}

export async function fit(
  prepared: Prepared,
  quadrature: Quadrature,
  start: ModelState,
  request: CalibrationRequest,
): Promise<Fitted> {
  const estimation = new Estimation(prepared.data, quadrature);
  const maxSteps = request.maxSteps ?? 2_000;
  const wanted = request.information ?? 'louis';
  const tolerance = wanted === 'none' ? EM_TOLERANCE_WITHOUT_INFORMATION : EM_TOLERANCE;
  let em = await runEm(estimation, start, tolerance, maxSteps);
  if (!em.converged) throw new MeasurementError('not-converged', { steps: estimation.steps });
  const size = prepared.data.layout.length;
  if (wanted === 'none' || size === 0)
    return { estimation, ...em, information: 'none', factor: null, shortfall: null };
  const informationAt = async (state: ModelState, expected: Expected) =>
    cholesky(
      wanted === 'oakes'
        ? await oakesInformation(estimation, state)
        : louisApplies(estimation, state, prepared.strata)
          ? await louisInformation(estimation, state, expected, prepared.strata)
          : await generalLouisInformation(estimation, state, expected),
      size,
    );
  let factor = await informationAt(em.state, em.expected);
  if (factor === null) {
    // The likelihood is not concave here: EM goes on until it converges, then the information is computed again.
    const further = await runEm(estimation, em.state, EM_TOLERANCE_WITHOUT_INFORMATION, maxSteps);
    em = { ...further, iterations: em.iterations + further.iterations };
    if (!em.converged) throw new MeasurementError('not-converged', { steps: estimation.steps });
    factor = await informationAt(em.state, em.expected);
    if (factor === null)
      return {
        estimation,
        state: em.state,
        expected: await estimation.expect(em.state),
        iterations: em.iterations,
        information: 'not positive definite',
        factor: null,
        shortfall: null,
      };
  }
  const polished = await polish(estimation, em.state, factor, size, wanted === 'louis' ? em.expected : null);
  if (polished.moved > RECOMPUTE) {
    // A rejected step leaves its tables behind: compute those of the accepted point.
    const there = await estimation.expect(polished.state);
    factor = (await informationAt(polished.state, there)) ?? factor;
  }
  // The last pass leaves persons' posterior means and deviations at the reported parameters.
  const expected = await estimation.expect(polished.state);
  return {
    estimation,
    state: polished.state,
    expected,
    iterations: em.iterations,
    information: wanted,
    factor,
    shortfall: polished.shortfall,
  };
}

/** A Newton step that moves a parameter further than this makes the information worth computing again. */
const RECOMPUTE = 2e-3;
