/**
 * The errors that mean that the store cannot take anything now. SQLSTATE codes: appendix A of PostgreSQL 17's documentation.
 * An error without a code comes from the connection (refused, cut, timed out, none free). Whether the statement was committed
 * is then unknown, and the caller gets `unavailable`, never that it was stored.
 */
import pg from 'pg';
import { StorageFailure } from '../storage-error.ts';

/** Raised by the functions of `schema.ts`: the campaign accepts no changes (moved, being purged, gone). */
export const NO_CHANGES = 'CL001';

const FULL = new Set(['53100']);
const UNAVAILABLE = new Set([
  NO_CHANGES,
  '0A000', // cached plan must not change result type: there was a migration
  '25006', // read-only transaction
  '25P02', // the transaction was aborted before
  '25P03', // idle in transaction too long
  '25P04', // transaction too long
  '28000', // the role or its password has changed
  '28P01',
  '3D000', // the database does not exist
  '3F000', // the campaign's tables are gone: it was purged
  '42P01',
  '42883',
  '42501', // privileges were taken away
  '55P03', // lock not available in time
  'XX001', // data corrupted
  'XX002',
]);
/** Connection exception, transaction rollback, insufficient resources, operator intervention, system error. */
const UNAVAILABLE_CLASSES = new Set(['08', '40', '53', '57', '58']);
const RETRIED = new Set(['40001', '40P01']);

/** An error of the server with its code. The server's message is left out, because it can quote rows. */
export class PostgresFault extends Error {
  readonly sqlState: string;
  /** The constraint that was violated, if any. */
  readonly constraint: string | undefined;
  constructor(sqlState: string, constraint?: string) {
    super(`PostgreSQL answered ${sqlState}`);
    this.name = 'PostgresFault';
    this.sqlState = sqlState;
    this.constraint = constraint;
  }
}

/** From what `pg` threw: `StorageFailure`, or `PostgresFault` for a fault of the program and for errors that the caller handles. */
export function failureOf(error: unknown): StorageFailure | PostgresFault {
  if (error instanceof StorageFailure || error instanceof PostgresFault) return error;
  if (!(error instanceof pg.DatabaseError) || error.code === undefined)
    return new StorageFailure('unavailable');
  const { code } = error;
  if (FULL.has(code)) return new StorageFailure('full');
  if (RETRIED.has(code)) return new PostgresFault(code);
  if (UNAVAILABLE.has(code) || UNAVAILABLE_CLASSES.has(code.slice(0, 2)))
    return new StorageFailure('unavailable');
  return new PostgresFault(code, error.constraint);
}

/** Whether a transaction conflicted with another one: nothing was stored, and it will succeed when repeated. */
export function mayBeRepeated(error: unknown): boolean {
  return error instanceof PostgresFault && RETRIED.has(error.sqlState);
}

/** Whether the connection can still be used after this error. */
export function keepsConnection(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return false;
  return error.severity === 'ERROR' && !['08', '57'].includes(error.code.slice(0, 2));
}
