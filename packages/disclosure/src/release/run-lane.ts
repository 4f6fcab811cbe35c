/** What a thread does. */
import type { LanePool } from '../parallel/lane-pool.ts';
import { type EvaluateNodeJob, evaluateNodeLane } from '../recode/evaluate-node.ts';

/** Plain data over shared memory: it can be posted to a thread as it is. */
export type DisclosureJob = EvaluateNodeJob;

/** One lane of a job, in any thread; results are written into the job's shared arrays. */
export function runDisclosureLane(job: DisclosureJob, lane: number): void {
  switch (job.kind) {
    case 'evaluateNode':
      evaluateNodeLane(job.state, lane);
      break;
  }
}

export type DisclosurePool = LanePool<DisclosureJob>;

/** All lanes in this thread. */
export const sequentialDisclosurePool: DisclosurePool = {
  async run(job) {
    for (let lane = 0; lane < job.lanes; lane++) runDisclosureLane(job, lane);
  },
};
