/** Threads for work in lanes, and for tasks (Node). */
export { serveLanes } from './serve-lanes.ts';
export { serveTasks } from './serve-tasks.ts';
export { createTaskPool, resultsInOrder, TaskError, type TaskPool } from './task-pool.ts';
export {
  createThreadPool,
  type LaneWork,
  type ThreadPool,
  withThreadPool,
} from './thread-pool.ts';
