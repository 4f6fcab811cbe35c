/** The errors of SQLite and the file system that mean that the store cannot take anything now (codes: https://sqlite.org/rescode.html). */
import { StorageFailure } from '../storage-error.ts';

const FULL = 13;
const UNAVAILABLE = new Map([
  [5, 'BUSY'],
  [6, 'LOCKED'],
  [8, 'READONLY'],
  [10, 'IOERR'],
  [14, 'CANTOPEN'],
]);
const FULL_ERRNO = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const UNAVAILABLE_ERRNO = new Set(['EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE']);

/** Null for any other error: it is a fault of the program. */
export function storageFailureOf(error: unknown): StorageFailure | null {
  if (error instanceof StorageFailure) return error;
  if (!(error instanceof Error)) return null;
  const { errcode, code } = error as Error & { errcode?: unknown; code?: unknown };
  if (typeof errcode === 'number') {
    const primary = errcode & 0xff;
    if (primary === FULL) return new StorageFailure('full');
    if (UNAVAILABLE.has(primary)) return new StorageFailure('unavailable');
  } else if (typeof code === 'string') {
    if (FULL_ERRNO.has(code)) return new StorageFailure('full');
    if (UNAVAILABLE_ERRNO.has(code)) return new StorageFailure('unavailable');
  }
  return null;
}
