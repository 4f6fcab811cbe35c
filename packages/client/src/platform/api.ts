/** The platform's HTTP calls, as a browser makes them (docs/contracts.md). Answers are parsed; refusals are data. */
import {
  type Bytes,
  bearer,
  concat,
  fromBase64Url,
  fromUtf8,
  type Me,
  PLATFORM_ERRORS,
  type PlatformErrorCode,
  type PublicCard,
  parseMe,
  parsePublicCard,
  parseResults,
  toBase64Url,
} from '@cloison/protocol/public';

/** The platform answered, and refused. Dates accompany `window-closed`. */
export class RefusedError extends Error {
  readonly code: PlatformErrorCode;
  readonly opensMs: number | null;
  readonly closesMs: number | null;
  readonly retryAfterMs: number | null;
  /** When, by the platform's clock; null: the answer does not say. */
  readonly atMs: number | null;
  constructor(
    code: PlatformErrorCode,
    opensMs: number | null,
    closesMs: number | null,
    retryAfterMs: number | null,
    atMs: number | null = null,
  ) {
    super(`The platform refused: ${code}`);
    this.name = 'RefusedError';
    this.code = code;
    this.opensMs = opensMs;
    this.closesMs = closesMs;
    this.retryAfterMs = retryAfterMs;
    this.atMs = atMs;
  }
}

/** No answer came, or none that this protocol knows: the network, a proxy, a server that is down. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The platform cannot be reached', { cause });
    this.name = 'UnreachableError';
  }
}

export type PutOutcome =
  | { readonly kind: 'saved' }
  | { readonly kind: 'late' }
  /** `version` 0 and `hash` null: the platform has no head at all. */
  | { readonly kind: 'conflict'; readonly version: number; readonly hash: Bytes | null };

export interface PlatformApi {
  card(): Promise<PublicCard>;
  /** Not verified. */
  content(hash: string, options?: ContentOptions): Promise<Bytes>;
  me(access: Uint8Array): Promise<Me>;
  /** Null when the version held, whose hash is given, is still the newest. */
  document(access: Uint8Array, name: string, heldHash: Uint8Array | null): Promise<Bytes | null>;
  /** Null when there is no such record yet. */
  record(access: Uint8Array, name: string): Promise<Bytes | null>;
  putRecord(access: Uint8Array, name: string, envelope: Uint8Array): Promise<PutOutcome>;
  routing(access: Uint8Array, name: string): Promise<Bytes>;
  /** What opens the sealed content of a sequence; refused with `window-closed` or `not-released` before the opening. */
  key(access: Uint8Array, name: string): Promise<Bytes>;
  /** Codes in the order of the envelopes. */
  rescue(access: Uint8Array, envelopes: readonly Uint8Array[]): Promise<readonly string[]>;
}

export interface ContentOptions {
  /** Bytes that the manifest states: more is no answer. */
  readonly most?: number;
  /** Called from time to time with the number of bytes received. */
  readonly onBytes?: (bytes: number) => void;
}

export interface ApiOptions {
  /** `https://host` without a path. */
  readonly origin: string;
  readonly campaign: string;
  readonly fetch: typeof fetch;
  /**
   * The platform is on another origin than the page. Then documents that are held are not asked for conditionally, and the
   * browser's cache is not bypassed: browsers forget their preflight for such requests (Fetch standard,
   * "HTTP-network-or-cache fetch").
   */
  readonly isElsewhere?: boolean;
  /** A call that takes longer counts as unanswered. */
  readonly timeoutMs?: number;
  /** The same for content, which is larger: packs over the slow line of a school. */
  readonly contentTimeoutMs?: number;
}

/** Whole seconds, as an honest platform asks for. */
const SHORTEST_RETRY_AFTER_MS = 1_000;
/** An honest platform asks for a minute at most. An answer that asks for longer counts as no answer. */
const LONGEST_RETRY_AFTER_MS = 300_000;
/** An envelope has at most 64 KiB, sealed routing tables a little more. */
const MAX_SEALED_BYTES = 128 * 1024;
/** `me` of a class with 600 entry records has some 100 KiB. */
const MAX_JSON_BYTES = 4 * 1024 * 1024;
/** A pack of a sequence with recordings has some ten. */
const MAX_CONTENT_BYTES = 256 * 1024 * 1024;
/** The opening key of a sequence. */
const CONTENT_KEY_BYTES = 32;
/** Of the 32 bits of an envelope's version a host may name half: all that is saved afterwards has to fit above. */
export const MAX_HEAD_VERSION = 0x7fff_ffff;

/**
 * Past the browser's cache. The platform answers all calls with `no-store`; a host that says otherwise once would be heard from
 * the cache, for a year, by pages that an honest one could serve. Content is kept by the app's own store.
 */
const FRESH: RequestInit = { cache: 'no-store' };

export function platformApi({
  origin,
  campaign,
  fetch,
  timeoutMs = 40_000,
  contentTimeoutMs = 600_000,
  isElsewhere = false,
}: ApiOptions): PlatformApi {
  const api = `${origin}/api/1/${campaign}`;
  const pages = `${origin}/c/${campaign}`;

  async function call(
    url: string,
    init: RequestInit,
    accepted: readonly number[],
    longestMs = timeoutMs,
  ): Promise<Response> {
    let response: Response;
    try {
      const signal = AbortSignal.timeout(longestMs);
      response = await fetch(url, {
        ...init,
        signal,
        credentials: 'omit',
        redirect: 'error',
      });
    } catch (error) {
      throw new UnreachableError(error);
    }
    if (accepted.includes(response.status)) return response;
    throw await refusal(response);
  }
  const authorised = (access: Uint8Array, more: Record<string, string> = {}): RequestInit => ({
    ...(isElsewhere ? {} : FRESH),
    headers: { authorization: bearer(access), ...more },
  });
  const path = (name: string) => name.split('/').map(encodeURIComponent).join('/');

  return {
    async card() {
      return believed(parsePublicCard, await json(await call(`${pages}/campaign.json`, FRESH, [200])));
    },
    async content(hash, { most = MAX_CONTENT_BYTES, onBytes } = {}) {
      const response = await call(`${pages}/content/${hash}`, FRESH, [200], contentTimeoutMs);
      return bytes(response, Math.min(most, MAX_CONTENT_BYTES), onBytes);
    },
    async me(access) {
      return believed(parseMe, await json(await call(`${api}/me`, authorised(access), [200])));
    },
    async document(access, name, heldHash) {
      const isHeld = heldHash !== null && !isElsewhere;
      const held = isHeld ? { 'if-none-match': `"${toBase64Url(heldHash)}"` } : {};
      // Nothing was held: "as you have it" would be taken for "there is none".
      const accepted = isHeld ? [200, 304] : [200];
      const response = await call(`${api}/documents/${path(name)}`, authorised(access, held), accepted);
      return response.status === 304 ? null : bytes(response);
    },
    async record(access, name) {
      try {
        return await bytes(await call(`${api}/records/${path(name)}`, authorised(access), [200]));
      } catch (error) {
        if (error instanceof RefusedError && error.code === 'not-found') return null;
        throw error;
      }
    },
    async putRecord(access, name, envelope) {
      const init = { ...authorised(access, { 'content-type': 'application/octet-stream' }), method: 'PUT' };
      const url = `${api}/records/${path(name)}`;
      const response = await call(url, { ...init, body: envelope as Bytes }, [204, 202, 409]);
      if (response.status === 204) return { kind: 'saved' };
      if (response.status === 202) return { kind: 'late' };
      return conflictOf(await json(response));
    },
    async routing(access, name) {
      return bytes(await call(`${api}/routing/${path(name)}`, authorised(access), [200]));
    },
    async key(access, name) {
      const key = await bytes(await call(`${api}/keys/${path(name)}`, authorised(access), [200]));
      if (key.length !== CONTENT_KEY_BYTES) throw new UnreachableError('no key');
      return key;
    },
    async rescue(access, envelopes) {
      const init = { ...authorised(access, { 'content-type': 'application/json' }), method: 'POST' };
      const body = JSON.stringify({ envelopes: envelopes.map(toBase64Url) });
      const response = await call(`${api}/rescue`, { ...init, body }, [200]);
      const { results } = believed(parseResults, await json(response));
      // A person is told how many were taken.
      if (results.length !== envelopes.length) throw new UnreachableError('results of other envelopes');
      return results.map(({ code }) => code);
    },
  };
}

/** What the body of a `409` says of the head. Throws `UnreachableError` where there can be no such head. */
function conflictOf(body: unknown): PutOutcome {
  const { version, hash } = (body ?? {}) as { version?: unknown; hash?: unknown };
  if (version === 0) return { kind: 'conflict', version, hash: null };
  const isVersion = Number.isInteger(version) && Number(version) > 0 && Number(version) <= MAX_HEAD_VERSION;
  if (!isVersion || typeof hash !== 'string' || !/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(hash))
    throw new UnreachableError('malformed conflict');
  return { kind: 'conflict', version: Number(version), hash: fromBase64Url(hash) };
}

/** The body, which is counted while it comes: what unpacks without end is no answer. Tells its progress. */
async function bytes(
  response: Response,
  most = MAX_SEALED_BYTES,
  onBytes: (bytes: number) => void = () => {},
): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let total = 0;
  try {
    const reader = response.body?.getReader();
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) break;
      total += part.value.length;
      if (total > most) {
        void reader?.cancel().catch(() => undefined);
        throw new Error(`more than ${most} bytes`);
      }
      parts.push(part.value);
      onBytes(total);
    }
  } catch (error) {
    throw new UnreachableError(error);
  }
  return concat(...parts);
}

/** Nobody signed it: what does not follow the protocol is as good as no answer. */
function believed<T>(parse: (value: unknown) => T, answer: unknown): T {
  try {
    return parse(answer);
  } catch (error) {
    throw new UnreachableError(error);
  }
}

async function json(response: Response): Promise<unknown> {
  const text = await bytes(response, MAX_JSON_BYTES);
  try {
    return JSON.parse(fromUtf8(text));
  } catch (error) {
    throw new UnreachableError(error);
  }
}

async function refusal(response: Response): Promise<RefusedError | UnreachableError> {
  const body = await json(response).catch(() => null);
  const { code, opens, closes } = (body ?? {}) as { code?: unknown; opens?: unknown; closes?: unknown };
  if (typeof code !== 'string' || !Object.hasOwn(PLATFORM_ERRORS, code))
    return new UnreachableError(response.status);
  const instant = (value: unknown) => (typeof value === 'string' ? Date.parse(value) || null : null);
  const retryAfter = Number(response.headers.get('retry-after'));
  const askedMs = Math.max(SHORTEST_RETRY_AFTER_MS, Math.min(retryAfter * 1000, LONGEST_RETRY_AFTER_MS));
  const retryAfterMs = retryAfter > 0 ? askedMs : null;
  const atMs = instant(response.headers.get('date'));
  return new RefusedError(code as PlatformErrorCode, instant(opens), instant(closes), retryAfterMs, atMs);
}
