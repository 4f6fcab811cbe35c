/** Threads for work in lanes (Node). */
export { serveLanes } from './serve-lanes.ts';
export {
  createThreadPool,
  type LaneWork,
  type ThreadPool,
  withThreadPool,
} from './thread-pool.ts';
