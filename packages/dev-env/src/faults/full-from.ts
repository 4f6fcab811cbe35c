/**
 * For tests: a disk that has no room from the n-th write of this process on, wherever it writes. A write is what needs room: a
 * file opened to be made, bytes written, a folder made, a file renamed or forced to disk, a statement that changes a database,
 * and the end of a transaction. What is removed is removed. Files are not written by other threads' streams: those fail when they
 * are opened.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync, type SQLInputValue, StatementSync } from 'node:sqlite';

/** SQLite result code SQLITE_FULL (sqlite.org/rescode.html). */
const SQLITE_FULL = 13;

function noSpace(syscall: string, path?: string): Error {
  const error = new Error(`ENOSPC: no space left on device, ${syscall}`);
  return Object.assign(error, {
    code: 'ENOSPC',
    errno: -28,
    syscall,
    ...(path === undefined ? {} : { path }),
  });
}

function databaseFull(): Error {
  const error = new Error('database or disk is full');
  return Object.assign(error, { code: 'ERR_SQLITE_ERROR', errcode: SQLITE_FULL, errstr: error.message });
}

export interface FullDisk {
  /** Writes so far. */
  readonly writes: () => number;
  /** Room again, and the functions of before. */
  readonly clear: () => void;
}

/** `at`: the first write that finds no room, from 1. Infinity counts alone. */
export function fullFrom(at: number): FullDisk {
  let writes = 0;
  const isFull = () => {
    writes += 1;
    return writes >= at;
  };
  const undo: (() => void)[] = [];
  for (const name of [
    'writeSync',
    'writeFileSync',
    'fsyncSync',
    'renameSync',
    'mkdirSync',
    'openSync',
  ] as const) {
    const real = fs[name] as (...values: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...values: unknown[]) => {
        const needsRoom = name !== 'openSync' || /^[wa]/.test(String(values[1]));
        if (needsRoom && isFull())
          throw noSpace(name.replace('Sync', ''), typeof values[0] === 'string' ? values[0] : undefined);
        return real(...values);
      },
    });
    undo.push(() => Object.assign(fs, { [name]: real }));
  }
  const stream = fs.createWriteStream;
  Object.assign(fs, {
    createWriteStream: (...values: Parameters<typeof stream>) => {
      const made = stream(...values);
      if (isFull()) made.once('open', () => made.destroy(noSpace('write', String(values[0]))));
      return made;
    },
  });
  undo.push(() => Object.assign(fs, { createWriteStream: stream }));
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    const isEnd = sql === 'COMMIT';
    if ((isEnd || /^(?:VACUUM|.*; VACUUM)/.test(sql)) && isFull()) {
      if (this.isTransaction) exec.call(this, 'ROLLBACK');
      throw databaseFull();
    }
    exec.call(this, sql);
  };
  undo.push(() => {
    DatabaseSync.prototype.exec = exec;
  });
  const { run } = StatementSync.prototype;
  StatementSync.prototype.run = function (this: StatementSync, ...values: SQLInputValue[]) {
    if (isFull()) throw databaseFull();
    return run.apply(this, values as never);
  } as typeof run;
  undo.push(() => {
    StatementSync.prototype.run = run;
  });
  syncBuiltinESMExports();
  return {
    writes: () => writes,
    clear() {
      for (const back of undo.splice(0)) back();
      syncBuiltinESMExports();
    },
  };
}
