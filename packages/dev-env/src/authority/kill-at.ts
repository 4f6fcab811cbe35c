/**
 * For tests, loaded before a command (`node --import kill-at.ts bin/cloison.ts …`): the process kills itself with SIGKILL at
 * its n-th step (KILL_AT). A step is what leaves a trace: a statement that changes a database, a commit before and after, a
 * file opened, written, forced to disk or renamed. With KILL_AT=0 it writes its number of steps to the file KILL_STEPS.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync, type SQLInputValue, StatementSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';

const at = Number(process.env.KILL_AT ?? '0');
let steps = 0;
const step = () => {
  steps += 1;
  if (steps === at) process.kill(process.pid, 'SIGKILL');
};

if (isMainThread) {
  const { writeFileSync } = fs;
  for (const name of [
    'writeSync',
    'fsyncSync',
    'renameSync',
    'createWriteStream',
    'mkdirSync',
    'writeFileSync',
  ] as const) {
    const real = fs[name] as (...values: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...values: unknown[]) => {
        step();
        return real(...values);
      },
    });
  }
  syncBuiltinESMExports();
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (sql) {
    if (!sql.startsWith('PRAGMA')) step();
    exec.call(this, sql);
    if (sql === 'COMMIT') step();
  };
  const { run } = StatementSync.prototype;
  StatementSync.prototype.run = function (this: StatementSync, ...values: SQLInputValue[]) {
    step();
    return run.apply(this, values as never);
  } as typeof run;
  process.on('exit', () => {
    if (process.env.KILL_STEPS !== undefined) writeFileSync(process.env.KILL_STEPS, String(steps));
  });
}
