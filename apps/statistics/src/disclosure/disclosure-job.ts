/** What the threads of the commands do. */
import type { DisclosureJob } from '@cloison/disclosure';
import type { ThreadPool } from '@cloison/threads';
import type { CellJob } from './cell-lanes.ts';

export type Job = CellJob | DisclosureJob;
export type Pool = ThreadPool<Job>;

export const DISCLOSURE_WORKER = new URL('./disclosure-worker.ts', import.meta.url);
