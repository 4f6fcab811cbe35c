/** What the servers and the client refuse, as the port says it. */
import { SetupError } from '../../base/platform-error.ts';
import { StorageFailure } from '../storage-error.ts';

/** Codes of the server's errors (`jetstream_errors_generated.go`). */
const CODES = {
  wrongLastSequence: [10071, 10164],
  notFound: [10037],
  streamNotFound: [10059],
  consumerNotFound: [10014],
  /** Storage of the server or the account, of the stream, and no server with room for a new one. */
  full: [10002, 10005, 10023, 10028, 10047, 10077, 10120],
} as const;

/** Answer of the server that is an error. */
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

/** Everything that the servers or the connection to them refuse, as the port says it. */
export function failureOf(error: unknown): Error {
  if (error instanceof StorageFailure || error instanceof SetupError) return error;
  if (error instanceof ApiError) {
    return new StorageFailure(error.is('full') ? 'full' : 'unavailable', { cause: error });
  }
  if (error instanceof Error && OF_THE_CLIENT.has(error.name)) {
    return new StorageFailure('unavailable', { cause: error });
  }
  return error instanceof Error ? error : new StorageFailure('unavailable');
}

/** Names of the client's errors that tell of the connection or the servers, not of a fault of the program. */
const OF_THE_CLIENT = new Set([
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
