/**
 * Loaded before each command of `npm run` but `cloison`, which has its own way (`packages/command`). A reader that has gone, as
 * `head` after its lines, ends the command as SIGTERM would: what it started is stopped, and no stack is shown.
 * Plain JavaScript, because `run.mjs` names it to Node before anything is compiled.
 */
import { isMainThread } from 'node:worker_threads';

let isGone = false;

/** @param {NodeJS.ErrnoException} error */
function onError(error) {
  if (error.code !== 'EPIPE') throw error;
  if (isGone) return;
  isGone = true;
  process.kill(process.pid, 'SIGTERM');
}

if (isMainThread) for (const stream of [process.stdout, process.stderr]) stream.on('error', onError);
