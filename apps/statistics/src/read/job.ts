/** What the threads of the commands do. */
import type { LaneJob } from '@cloison/measurement';
import { createThreadPool, type ThreadPool } from '@cloison/threads';
import type { CsvJob } from './csv-lanes.ts';

export type Job = LaneJob | CsvJob;
export type Pool = ThreadPool<Job>;

export const LANE_WORKER = new URL('./lane-worker.ts', import.meta.url);

export const createPool = (threads?: number): Pool => createThreadPool<Job>(LANE_WORKER, threads);
