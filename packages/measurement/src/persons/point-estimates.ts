/** ML, MAP and WLE of all persons of a calibration. EAP comes with the calibration itself. */
import type { ScoringBasis } from '../irt/calibration.ts';
import { createEstimationState, ESTIMATED, NO_ANSWERS, type PointMethod } from '../lanes/estimate-lane.ts';
import { laneCount } from '../lanes/expectation.ts';
import type { LanePool } from '../lanes/lane-pool.ts';

export interface PointEstimates {
  readonly method: PointMethod;
  /** NaN where there is none: `statusOf` says why. Writers of files put an empty cell. */
  readonly estimate: Float64Array;
  /** Of ML and WLE 1/√information (Warm 1989); of MAP 1/√(curvature of the log posterior). */
  readonly standardError: Float64Array;
  statusOf(person: number): 'estimated' | 'noAnswers' | 'noMaximum';
}

export async function pointEstimates(
  basis: ScoringBasis,
  start: Float64Array,
  method: PointMethod,
  pool: LanePool,
): Promise<PointEstimates> {
  const { blocks, items, groupOf, personMean, means, variances } = basis;
  const lanes = laneCount(blocks.persons);
  const state = createEstimationState(method, blocks, items, lanes, start, {
    groupOf,
    personMean,
    means,
    variances,
  });
  await pool.run({ kind: 'estimate', lanes, state });
  return {
    method,
    estimate: state.estimate,
    standardError: state.standardError,
    statusOf: (person) => {
      const status = state.status[person]!;
      return status === ESTIMATED ? 'estimated' : status === NO_ANSWERS ? 'noAnswers' : 'noMaximum';
    },
  };
}
