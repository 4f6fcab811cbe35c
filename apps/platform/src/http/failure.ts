/** Turns anything thrown into `{ "code": … }`: a short code, and nothing of what was sent. */
import { type PlatformErrorCode, ProtocolError } from '@cloison/protocol/public';
import { PlatformError } from '../base/platform-error.ts';
import { StorageFailure, StorageRefusal } from '../store/storage-error.ts';

/** Errors of Fastify have a code `FST_…` and a status; Node's have neither. */
const FASTIFY_CODES: Readonly<Record<string, PlatformErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-type',
  FST_ERR_CTP_INVALID_TYPE: 'unsupported-type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported-type',
};

/** Null for a fault of the program, which the caller answers `internal` and logs. */
export function refusalOf(error: unknown): PlatformError | null {
  if (error instanceof PlatformError) return error;
  if (error instanceof ProtocolError) return new PlatformError('bad-request');
  if (error instanceof StorageFailure)
    return new PlatformError(error.kind === 'full' ? 'storage-full' : 'busy');
  if (error instanceof StorageRefusal) {
    return new PlatformError(error.message === 'purged' ? 'already-purged' : 'bad-request');
  }
  if (!(error instanceof Error)) return null;
  const { code, statusCode } = error as Error & { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? FASTIFY_CODES[code] : undefined;
  if (known !== undefined) return new PlatformError(known);
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return new PlatformError('bad-request');
  return null;
}

/** Seconds to wait, for temporary refusals. */
const RETRY_AFTER_S: Partial<Record<PlatformErrorCode, number>> = {
  'too-many-requests': 2,
  busy: 2,
  'storage-full': 10,
};

/** Headers of a refusal, in addition to those of every answer. */
export function refusalHeaders(refusal: PlatformError): Readonly<Record<string, string>> {
  const retryAfter = refusal.retryAfterS ?? RETRY_AFTER_S[refusal.code];
  return {
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(refusal.code === 'unknown-code' ? { 'www-authenticate': 'Bearer' } : {}),
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  };
}

export function refusalBody(refusal: PlatformError): string {
  return JSON.stringify({ code: refusal.code, ...refusal.facts });
}
