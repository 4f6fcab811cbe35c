/** Codes of the platform's refusals: `{ "code": … }` with the HTTP status beside them. Never reused. */
export const PLATFORM_ERRORS = {
  'unknown-code': 401,
  'bad-signature': 401,
  'replayed-request': 401,
  'window-closed': 403,
  'not-released': 403,
  'not-staff': 403,
  'not-found': 404,
  conflict: 409,
  'already-purged': 410,
  'too-large': 413,
  'unsupported-type': 415,
  'bad-request': 400,
  'bad-envelope': 422,
  'wrong-campaign': 422,
  'wrong-holder': 422,
  'wrong-name': 422,
  'hash-mismatch': 422,
  'too-many-records': 422,
  'too-many-requests': 503,
  busy: 503,
  'storage-full': 507,
  internal: 500,
} as const;

export type PlatformErrorCode = keyof typeof PLATFORM_ERRORS;
