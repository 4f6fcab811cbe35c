/** One thread of the commands: lanes of a CSV file, and lanes of the package. */
import { runDisclosureLane } from '@cloison/disclosure';
import { serveLanes } from '@cloison/threads';
import { runCellLane } from './cell-lanes.ts';
import type { Job } from './disclosure-job.ts';

serveLanes<Job>((job, lane) => {
  switch (job.kind) {
    case 'findRows':
    case 'readCells':
      runCellLane(job, lane);
      break;
    case 'evaluateNode':
      runDisclosureLane(job, lane);
      break;
  }
});
