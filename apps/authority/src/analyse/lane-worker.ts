/** One thread of an analysis: lanes of measurement. */
import { type LaneJob, runLane } from '@cloison/measurement';
import { serveLanes } from '@cloison/threads';

serveLanes<LaneJob>(runLane);
