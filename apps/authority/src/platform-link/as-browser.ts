/**
 * The platform as browsers meet it: the calls of the pages' own client, with a browser's headers and a holder's token, and
 * without a signature of the authority. What hostile answers may be is bounded by that client.
 *
 * Known limit: the connection is Node's, and comes from the office's network unless a proxy is given. A host that looks for
 * either can tell.
 */
import { type PlatformApi, platformApi, RefusedError, UnreachableError } from '@cloison/client/platform';
import type { PlatformErrorCode } from '@cloison/protocol/public';
import { fetchPlatform } from './fetch.ts';
import { NO_ANSWER, type NoAnswer, whyNoAnswer } from './no-answer.ts';
import { PERSONAS, type Persona } from './personas.ts';
import { refusePlatform } from './platform-error.ts';

export interface BrowserOptions {
  /** Address of the platform. */
  readonly platform: string;
  readonly campaign: string;
  /** `http://host:port` of a proxy; null: from here. */
  readonly via?: string | null | undefined;
  readonly attemptMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const ATTEMPT_MS = 10_000;
/** Content is as large as a pack. */
const CONTENT_ATTEMPT_MS = 120_000;

/** One browser, drawn among those of schools. */
export function platformAsBrowser(options: BrowserOptions): PlatformApi {
  const persona = PERSONAS[Math.floor(Math.random() * PERSONAS.length)]!;
  const isSecure = new URL(options.platform).protocol === 'https:';
  const send = (url: string, init: { readonly headers?: Record<string, string>; signal: AbortSignal }) =>
    fetchPlatform(
      new URL(url),
      {
        ...init,
        headers: headersOf(persona, isSecure, init.headers ?? {}),
        signal: AbortSignal.any([init.signal, ...(options.signal === undefined ? [] : [options.signal])]),
      },
      options.via ?? null,
    );
  return platformApi({
    origin: options.platform.replace(/\/$/, ''),
    campaign: options.campaign,
    fetch: send as unknown as typeof fetch,
    timeoutMs: options.attemptMs ?? ATTEMPT_MS,
    contentTimeoutMs: CONTENT_ATTEMPT_MS,
  });
}

/** As `fetch` of a page sends them, but those that the connection adds. */
function headersOf(
  { userAgent, language, encodings, clientHints }: Persona,
  isSecure: boolean,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...(isSecure ? Object.fromEntries(clientHints) : {}),
    ...own,
    'User-Agent': userAgent,
    Accept: '*/*',
    'Sec-Fetch-Site': 'same-origin',
    'Sec-Fetch-Mode': 'cors',
    'Sec-Fetch-Dest': 'empty',
    'Accept-Encoding': encodings,
    'Accept-Language': language,
  };
}

export type Said<T> =
  | { readonly kind: 'given'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: PlatformErrorCode }
  /** An answer that a browser takes for none: of another form, too large, a redirection. */
  | { readonly kind: 'unreadable' };

const BUSY_CODES: ReadonlySet<PlatformErrorCode> = new Set([
  'busy',
  'too-many-requests',
  'storage-full',
  'internal',
]);
const BUSY_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);
/** Causes that are an answer, and not a network. */
const ANSWERS: ReadonlySet<NoAnswer> = new Set(['unreadable', 'led-elsewhere']);

/**
 * What the platform said to one call; `what` names the call. Throws `platform-busy`, `platform-unreachable`, or the reason of the
 * signal.
 */
export async function whatIsSaid<T>(
  what: string,
  call: () => Promise<T>,
  signal?: AbortSignal,
): Promise<Said<T>> {
  try {
    return { kind: 'given', value: await call() };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof RefusedError) {
      if (BUSY_CODES.has(error.code)) throw refusePlatform('platform-busy', { what }, { what });
      return { kind: 'refused', code: error.code };
    }
    if (!(error instanceof UnreachableError)) throw error;
    const { cause } = error;
    if (typeof cause === 'number') {
      if (cause >= 500 || BUSY_STATUSES.has(cause)) throw refusePlatform('platform-busy', { what }, { what });
      return { kind: 'unreadable' };
    }
    const why = whyNoAnswer(cause);
    if (ANSWERS.has(why)) return { kind: 'unreadable' };
    const { fr: whyFr, en: whyEn } = NO_ANSWER[why];
    throw refusePlatform('platform-unreachable', { what, whyFr, whyEn }, { what, why });
  }
}
