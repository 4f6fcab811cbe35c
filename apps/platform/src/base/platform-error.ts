/**
 * What a use case throws when it refuses: a code of `PLATFORM_ERRORS`, which determines the HTTP status. The message is only
 * the code, so that an error that reaches a log by accident says nothing about anyone.
 */
import { PLATFORM_ERRORS, type PlatformErrorCode } from '@cloison/protocol/public';

/** Facts that the caller gets with the code (dates of a window, version and hash of a head). */
export type RefusalFacts = Readonly<Record<string, string | number>>;

export class PlatformError extends Error {
  readonly code: PlatformErrorCode;
  readonly facts: RefusalFacts;
  /** Seconds after which the caller may try again; null for the default of the code (`http/failure.ts`). */
  readonly retryAfterS: number | null;
  constructor(code: PlatformErrorCode, facts: RefusalFacts = {}, retryAfterS: number | null = null) {
    super(code);
    this.name = 'PlatformError';
    this.code = code;
    this.facts = facts;
    this.retryAfterS = retryAfterS;
  }
  get status(): number {
    return PLATFORM_ERRORS[this.code];
  }
}
