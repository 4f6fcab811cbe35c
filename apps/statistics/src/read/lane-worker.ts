/** One thread of the commands: lanes of a CSV file, and lanes of measurement. */
import { runLane } from '@cloison/measurement';
import { serveLanes } from '@cloison/threads';
import { runCsvLane } from './csv-lanes.ts';
import type { Job } from './job.ts';

serveLanes<Job>((job, lane) => {
  if (job.kind === 'countLines' || job.kind === 'readScores') runCsvLane(job, lane);
  else runLane(job, lane);
});
