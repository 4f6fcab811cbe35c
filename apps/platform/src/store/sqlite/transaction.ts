/** One transaction on one connection, taken back whole when anything of it fails. */
import type { DatabaseSync } from 'node:sqlite';
import { storageFailureOf } from './failure.ts';

/** Null once it is on the disk (`synchronous=FULL`); else why nothing of it was stored: a `StorageFailure` or what was thrown. */
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
    // SQLite has rolled back by itself (full disk, input/output error).
  }
}
