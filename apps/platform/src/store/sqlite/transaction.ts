/** One transaction on one connection, rolled back as a whole when any part of it fails. */
import type { DatabaseSync } from 'node:sqlite';
import { storageFailureOf } from './failure.ts';

/** Returns null once it is on the disk (`synchronous=FULL`); otherwise a `StorageFailure` or what `work` threw, and nothing is stored. */
export function transact(db: DatabaseSync, work: () => void): unknown {
  try {
    db.exec('BEGIN IMMEDIATE');
    work();
    db.exec('COMMIT');
    return null;
  } catch (error) {
    rollback(db);
    return storageFailureOf(error) ?? error;
  }
}

function rollback(db: DatabaseSync): void {
  if (!db.isTransaction) return;
  try {
    db.exec('ROLLBACK');
  } catch {
    // SQLite had already rolled back (full disk, input/output error).
  }
}
