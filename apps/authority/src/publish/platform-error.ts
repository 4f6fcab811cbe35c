/** What can go wrong between the authority and a platform. Codes are stable; texts are English, for operators. */
import type { PlatformErrorCode } from '@cloison/protocol/public';

export const PLATFORM_CALL_ERRORS = {
  'platform-unreachable': 'The platform does not answer',
  'platform-busy': 'The platform answers that it is busy, and went on saying so',
  'platform-refused': 'The platform refused a request',
  'platform-answer-invalid': 'The platform gave an answer that does not follow the protocol',
  'platform-key-changed': 'The platform shows another key than the one registered at the first publication',
  'platform-other': 'The campaign was published to another platform',
} as const;

export type PlatformCallErrorCode = keyof typeof PLATFORM_CALL_ERRORS;

export interface PlatformCallDetail {
  /** HTTP status of the last answer, null when there was none. */
  readonly status?: number | null;
  /** The platform's own code, when it gave one. */
  readonly platformCode?: PlatformErrorCode | null;
  /** What the operator can do, one sentence. */
  readonly advice?: string;
}

/** Thrown by the platform client. `exitCode` 4: the platform is down or busy; the same command run again goes on. */
export class PlatformCallError extends Error {
  readonly code: PlatformCallErrorCode;
  readonly status: number | null;
  readonly platformCode: PlatformErrorCode | null;
  readonly advice: string;
  readonly exitCode: number;
  constructor(code: PlatformCallErrorCode, what: string, detail: PlatformCallDetail = {}) {
    const advice = detail.advice ?? adviceFor(code, detail.platformCode ?? null);
    super(`${PLATFORM_CALL_ERRORS[code]}: ${what}. ${advice}`);
    this.name = 'PlatformCallError';
    this.code = code;
    this.status = detail.status ?? null;
    this.platformCode = detail.platformCode ?? null;
    this.advice = advice;
    this.exitCode = code === 'platform-unreachable' || code === 'platform-busy' ? 4 : 1;
  }
}

function adviceFor(code: PlatformCallErrorCode, platformCode: PlatformErrorCode | null): string {
  switch (code) {
    case 'platform-unreachable':
      return 'Check that it runs and that the address is right, then run the same command again: it goes on where it stopped';
    case 'platform-busy':
      return 'Wait a little, then run the same command again: it goes on where it stopped';
    case 'platform-answer-invalid':
      return 'Check that the address is that of a Cloison platform of the same version';
    case 'platform-key-changed':
      return 'Either this is another machine, or its key was replaced: ask its operator before sending anything';
    case 'platform-other':
      return 'Give the address of the platform that this campaign was published to';
    case 'platform-refused':
      return refusalAdvice(platformCode);
  }
}

function refusalAdvice(code: PlatformErrorCode | null): string {
  switch (code) {
    case 'bad-signature':
      return 'The platform was started with another public key: give its operator the one of this vault';
    case 'replayed-request':
      return 'The clocks may differ by more than five minutes: set both, then run the same command again';
    case 'already-purged':
      return 'The platform has erased this campaign';
    case 'storage-full':
      return 'Its disk is full: the operator has to make room, then run the same command again';
    default:
      return 'Nothing was lost; run the same command again once the cause is removed';
  }
}
