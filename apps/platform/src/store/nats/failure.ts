/** Translates errors of the servers and of the client into those of the port. */
import { SetupError } from '../../base/setup-error.ts';
import { StorageFailure } from '../storage-error.ts';

/** Codes of the server's errors (`jetstream_errors_generated.go`). */
const CODES = {
  wrongLastSequence: [10071, 10164],
  notFound: [10037],
  streamNotFound: [10059],
  consumerNotFound: [10014],
  /** No storage left for the server, the account or the stream, or no server with room for a new stream. */
  full: [10002, 10005, 10023, 10028, 10047, 10077, 10120],
} as const;

/** An error that a server answered. */
export class ApiError extends Error {
  readonly code: number;
  constructor(code: number, description: string) {
    super(description);
    this.name = 'ApiError';
    this.code = code;
  }
  is(what: keyof typeof CODES): boolean {
    return (CODES[what] as readonly number[]).includes(this.code);
  }
}

/** `StorageFailure` for what the servers or the connection refuse; any other error as it is. */
export function failureOf(error: unknown): Error {
  if (error instanceof StorageFailure || error instanceof SetupError) return error;
  if (error instanceof ApiError) {
    return new StorageFailure(error.is('full') ? 'full' : 'unavailable', { cause: error });
  }
  if (error instanceof Error && CLIENT_ERRORS.has(error.name)) {
    return new StorageFailure('unavailable', { cause: error });
  }
  return error instanceof Error ? error : new StorageFailure('unavailable');
}

/** Names of the client's errors that come from the connection or the servers, not from a fault of the program. */
const CLIENT_ERRORS = new Set([
  'RequestError',
  'TimeoutError',
  'NoRespondersError',
  'ConnectionError',
  'ClosedConnectionError',
  'DrainingConnectionError',
  'PermissionViolationError',
  'AuthorizationError',
  'UserAuthenticationExpiredError',
  'ProtocolError',
  'JetStreamError',
  'JetStreamStatusError',
  'JetStreamApiError',
  'ConsumerNotFoundError',
  'StreamNotFoundError',
]);
