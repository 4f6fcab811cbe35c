/**
 * The write-ahead log of one database, flushed by us: `synchronous=NORMAL` leaves every commit in the system's cache and
 * flushes only around checkpoints; `fdatasync` of the log's file then makes all commits before it durable. That is what
 * `synchronous=FULL` does itself inside COMMIT (https://sqlite.org/wal.html, "Performance considerations"), but here the
 * event loop goes on meanwhile.
 */
import { closeSync, fdatasync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

export interface DurableLog {
  /** `done(false)` once every commit that was made before this call is durable, `done(true)` when it cannot be flushed. */
  flush(done: (failed: boolean) => void): void;
  /** The same at once; whether it failed. */
  flushNow(): boolean;
  close(): void;
}

/** From here on a commit on `db` is durable only when the log says so. The log lives as long as a connection does. */
export function openDurableLog(db: DatabaseSync): DurableLog {
  const path = `${db.location()}-wal`;
  // The file is made by the first transaction; its name must outlive a power failure too.
  db.exec('BEGIN IMMEDIATE; COMMIT');
  const file = openSync(path, 'r+');
  flushFolder(dirname(path));
  db.exec('PRAGMA synchronous = NORMAL');
  let pending = 0;
  let closed = false;
  const closeWhenIdle = () => {
    if (closed && pending === 0) closeSync(file);
  };
  return {
    flush(done) {
      pending += 1;
      fdatasync(file, (error) => {
        pending -= 1;
        done(error !== null);
        closeWhenIdle();
      });
    },
    flushNow() {
      try {
        fdatasyncSync(file);
        return false;
      } catch {
        return true;
      }
    },
    close() {
      if (closed) return;
      closed = true;
      closeWhenIdle();
    },
  };
}

function flushFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
