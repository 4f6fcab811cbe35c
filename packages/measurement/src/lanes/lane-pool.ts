/** Where lanes run. This package runs them one after the other; an application may give them to threads. */

import { type EstimationState, estimateLane } from './estimate-lane.ts';
import { type ExpectationState, expectLane } from './expectation.ts';
import { type JointState, jointLane } from './joint-expectation.ts';
import { type MissingInformationState, missingInformationLane } from './missing-information.ts';
import { type PersonScoresState, personScoresLane } from './person-scores.ts';
import { type PlausibleState, plausibleLane } from './plausible-values.ts';
import { type ScoreProductsState, scoreProductsLane } from './score-products.ts';

/** Plain data over shared memory: it can be posted to a thread as it is. */
export type LaneJob =
  | { readonly kind: 'expect'; readonly lanes: number; readonly state: ExpectationState }
  | { readonly kind: 'missingInformation'; readonly lanes: number; readonly state: MissingInformationState }
  | { readonly kind: 'personScores'; readonly lanes: number; readonly state: PersonScoresState }
  | { readonly kind: 'scoreProducts'; readonly lanes: number; readonly state: ScoreProductsState }
  | { readonly kind: 'joint'; readonly lanes: number; readonly state: JointState }
  | { readonly kind: 'estimate'; readonly lanes: number; readonly state: EstimationState }
  | { readonly kind: 'plausible'; readonly lanes: number; readonly state: PlausibleState };

/** One lane of a job, in any thread; results are written into the job's shared arrays. */
export function runLane(job: LaneJob, lane: number): void {
  switch (job.kind) {
    case 'expect':
      expectLane(job.state, lane);
      break;
    case 'missingInformation':
      missingInformationLane(job.state, lane);
      break;
    case 'personScores':
      personScoresLane(job.state, lane);
      break;
    case 'scoreProducts':
      scoreProductsLane(job.state, lane);
      break;
    case 'joint':
      jointLane(job.state, lane);
      break;
    case 'estimate':
      estimateLane(job.state, lane);
      break;
    case 'plausible':
      plausibleLane(job.state, lane);
      break;
  }
}

export interface LanePool {
  /** Resolves when every lane of the job has run, each exactly once. */
  run(job: LaneJob): Promise<void>;
}

/** All lanes in this thread. */
export const sequentialPool: LanePool = {
  async run(job) {
    for (let lane = 0; lane < job.lanes; lane++) runLane(job, lane);
  },
};
