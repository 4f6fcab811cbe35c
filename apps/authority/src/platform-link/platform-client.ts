/**
 * The authority's calls to a platform (docs/contracts.md, "Addresses on the platform"), each signed by RFC 9421 with
 * Ed25519 over "@method" "@path" "@query" "content-digest" "cloison-sequence".
 *
 * Guarantees to the caller: one request at a time, so that sequences arrive in order; every attempt has its own rising
 * sequence and nonce; what is down or busy is tried again, obeying Retry-After, until `patienceMs` have passed; every
 * answer is parsed. All calls are idempotent, so an answer that was lost costs nothing.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Refusal } from '@cloison/command/refusal';
import {
  type DocumentBatch,
  type FeedPage,
  fromBase64Url,
  type HolderBatch,
  type KeyBatch,
  type KeyProof,
  PLATFORM_ERRORS,
  type PlatformErrorCode,
  type PlatformKey,
  ProtocolError,
  type PublishedCampaign,
  parseKeyProof,
  parsePlatformKey,
  parseResults,
  parseSignedStatement,
  type RecordAnswer,
  type RecordQuery,
  type Results,
  type RoutingBatch,
  readFeedPage,
  readRecordAnswer,
  type SignedStatement,
  toBase64Url,
  verifyStatement,
} from '@cloison/protocol/public';
import { httpbis } from 'http-message-signatures';
import type { Response } from 'undici';
import { isStorageError, isVaultInUse } from '../vault/vault.ts';
import { fetchPlatform } from './fetch.ts';
import { NO_ANSWER, whyNoAnswer } from './no-answer.ts';
import { refusedCall, refusePlatform } from './platform-error.ts';

/** Signs requests, so that the client never holds the authority's key. */
export interface RequestSigner {
  /** What the platform knows the key by: base64url of the raw public key. */
  readonly keyId: string;
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
}

export interface PlatformClientOptions {
  /** Address of the platform, e.g. `https://evaluation.example/`. */
  readonly platform: string;
  readonly campaign: string;
  readonly signer: RequestSigner;
  /**
   * The next value of `cloison-sequence`; durable before it is returned, higher than all before it, and never below the clock
   * in microseconds, put so many milliseconds ahead.
   */
  readonly nextSequence: (aheadMs?: number) => number;
  /** How long to go on trying one call, in milliseconds. Default: a minute. */
  readonly patienceMs?: number;
  /** How long one attempt may take, in milliseconds. Default: thirty seconds. */
  readonly attemptMs?: number;
  /**
   * How long all calls since `beginAnew` may keep the office waiting beyond what an honest platform takes, in milliseconds.
   * Default: four hours. One that answers each call just before it is given up would stretch a thousand calls to a night.
   */
  readonly slowMs?: number;
  readonly signal?: AbortSignal;
  /** Called before each wait. */
  readonly onRetry?: (event: { readonly waitMs: number; readonly why: Refusal }) => void;
  readonly now?: () => number;
}

export type FeedPart = 'finals' | 'others';

export interface PlatformClient {
  readonly platform: string;
  /** What the platform has kept the office waiting is forgotten. */
  readonly beginAnew: () => void;
  readonly putCampaign: (published: PublishedCampaign) => Promise<void>;
  readonly putContent: (hash: string, bytes: Uint8Array, type: string) => Promise<void>;
  readonly putHolders: (batch: HolderBatch) => Promise<void>;
  /** One result for each envelope, in order. */
  readonly putDocuments: (batch: DocumentBatch) => Promise<Results>;
  /** As `putDocuments`, of a request that was made elsewhere; `count` is the number of its envelopes. */
  readonly putPacked: (request: SignedBody, count: number) => Promise<Results>;
  readonly putRouting: (batch: RoutingBatch) => Promise<void>;
  /** Opening keys of sealed content, each to one calendar. */
  readonly putKeys: (batch: KeyBatch) => Promise<void>;
  readonly putRevocations: (holders: readonly string[]) => Promise<void>;
  readonly purge: () => Promise<SignedStatement>;
  /**
   * `only`: a part of the changes (docs/contracts.md); `beside`: the part that has heads which are not final, without their
   * envelopes. A platform that does not know it gives all of them.
   */
  readonly feed: (after: string, limit: number, only?: FeedPart | 'beside') => Promise<FeedPage>;
  readonly readRecords: (query: RecordQuery) => Promise<RecordAnswer>;
  /** The platform's Ed25519 public key, raw, which it has just proven to have. Throws `platform-key-unproven`. */
  readonly readKey: () => Promise<Uint8Array>;
}

/** The JSON of a request, in bytes. */
export interface SignedBody {
  readonly body: Uint8Array;
  /** SHA-256 of the body, base64. */
  readonly digest: string;
}

interface Call {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly body: Uint8Array;
  readonly type: string | null;
  /** SHA-256 of the body, base64; computed unless it is known. */
  readonly digest?: string;
}

/** What is made of an answer that is no refusal. */
type Reader<T> =
  | { readonly status: 200; readonly read: (json: unknown) => T }
  | { readonly status: 204; readonly read: () => T };

/** A call that is answered by nothing but its status: a page of some other server is not taken for it. */
const DONE: Reader<void> = { status: 204, read: () => undefined };
const withJson = <T>(read: (json: unknown) => T): Reader<T> => ({ status: 200, read });

/** Statuses after which the same request may succeed a little later. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
const FIELDS = ['@method', '@path', '@query', 'content-digest', 'cloison-sequence'];
const EMPTY = new Uint8Array(0);
/**
 * How far the sequence goes ahead of the clock when the platform refuses it as too low: each step is tried once, in this order. The
 * platform takes a call within five minutes of its clock, so two clocks of an office differ by eleven minutes at most. A clock that
 * was once ahead by a day or by years used sequences that high. A vault that was restored from a backup does not know them.
 */
const AHEAD_MS = [11 * 60_000, 25 * 3_600_000, 10 * 365 * 86_400_000];

export function createPlatformClient(options: PlatformClientOptions): PlatformClient {
  const base = new URL(options.platform.endsWith('/') ? options.platform : `${options.platform}/`);
  const root = new URL(`authority/1/${options.campaign}/`, base);
  let queue: Promise<unknown> = Promise.resolve();
  const slowness = new Slowness(options.slowMs ?? SLOW_MS, base.origin);

  /** One call after the other: the platform refuses a sequence that a higher one has overtaken. */
  const call = <T>(request: Call, read: Reader<T>): Promise<T> => {
    const mine = queue.then(() => attempts(options, slowness, new URL(request.path, root), request, read));
    queue = mine.catch(() => undefined);
    return mine;
  };
  const json = (method: 'PUT' | 'POST', path: string, value: unknown): Call => ({
    method,
    path,
    body: new TextEncoder().encode(JSON.stringify(value)),
    type: 'application/json',
  });
  const get = (path: string): Call => ({ method: 'GET', path, body: EMPTY, type: null });
  const documents = async (request: Call, count: number): Promise<Results> => {
    const answer = await call(request, withJson(parseResults));
    if (answer.results.length !== count) {
      throw refusePlatform('platform-answer', { what: 'PUT documents: results' });
    }
    return answer;
  };

  return {
    platform: base.href,
    beginAnew: () => slowness.forget(),
    putCampaign: (published) => call(json('PUT', 'campaign', published), DONE),
    putContent: (hash, bytes, type) =>
      call({ method: 'PUT', path: `content/${hash}`, body: bytes, type }, DONE),
    putHolders: (batch) => call(json('PUT', 'holders', batch), DONE),
    putDocuments: (batch) => documents(json('PUT', 'documents', batch), batch.envelopes.length),
    putPacked: ({ body, digest }, count) =>
      documents({ method: 'PUT', path: 'documents', body, digest, type: 'application/json' }, count),
    putRouting: (batch) => call(json('PUT', 'routing', batch), DONE),
    putKeys: (batch) => call(json('PUT', 'keys', batch), DONE),
    putRevocations: (holders) => call(json('PUT', 'revocations', { holders }), DONE),
    purge: () => call(json('PUT', 'purge', { campaign: options.campaign }), withJson(parseSignedStatement)),
    feed: (after, limit, only) =>
      call(
        get(`feed?after=${after}&limit=${limit}${partOf(only)}`),
        withJson((answer) => readFeedPage(answer, limit)),
      ),
    readRecords: (query) => call(json('POST', 'records', query), withJson(readRecordAnswer)),
    readKey: async () => {
      const asked = { campaign: options.campaign, host: base.host, nonce: toBase64Url(randomBytes(32)) };
      const challenge = new URLSearchParams({ nonce: asked.nonce, host: asked.host });
      return provenKey(await call(get(`key?${challenge}`), withJson(parsePlatformKey)), asked, base.href);
    },
  };
}

function partOf(only: FeedPart | 'beside' | undefined): string {
  if (only === undefined) return '&whole=heads';
  return only === 'beside' ? '&only=others' : `&whole=heads&only=${only}`;
}

/** The key that a platform shows, if it has signed with it what it was asked. */
async function provenKey(
  { publicKey, proof }: PlatformKey,
  asked: Pick<KeyProof, 'campaign' | 'host' | 'nonce'>,
  platform: string,
): Promise<Uint8Array> {
  try {
    const key = fromBase64Url(publicKey);
    const said = parseKeyProof(await verifyStatement(proof, key));
    const answers = (['campaign', 'host', 'nonce'] as const).every((part) => said[part] === asked[part]);
    if (answers) return key;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
  throw refusePlatform('platform-key-unproven', { platform });
}

const SLOW_MS = 4 * 3_600_000;
/** An honest platform answers most calls in a tenth of it. */
const PROMPT_MS = 2_000;
/** Of what is sent: a megabit a second. */
const BYTES_A_MS = 125;

/** How long a platform has kept the office waiting, beyond what calls of that size take. */
class Slowness {
  readonly #mostMs: number;
  readonly #platform: string;
  #ms = 0;
  #calls = 0;

  constructor(mostMs: number, platform: string) {
    this.#mostMs = mostMs;
    this.#platform = platform;
  }

  forget(): void {
    this.#ms = 0;
    this.#calls = 0;
  }

  /** Throws `platform-slow` once it has been too long. */
  check(): void {
    if (this.#ms <= this.#mostMs) return;
    const seconds = Math.round(this.#ms / 1000);
    const said = { platform: this.#platform, seconds, calls: this.#calls };
    throw refusePlatform('platform-slow', said, said);
  }

  /** An attempt that took so long, whatever came of it. */
  note(tookMs: number, sentBytes: number): void {
    const beyondMs = tookMs - PROMPT_MS - sentBytes / BYTES_A_MS;
    if (beyondMs <= 0) return;
    this.#ms += beyondMs;
    this.#calls += 1;
  }
}

async function attempts<T>(
  options: PlatformClientOptions,
  slowness: Slowness,
  url: URL,
  request: Call,
  reader: Reader<T>,
): Promise<T> {
  // A clock that is set while this waits changes nothing.
  const until = performance.now() + (options.patienceMs ?? 60_000);
  const ahead = [...AHEAD_MS];
  let aheadMs = 0;
  for (let attempt = 0; ; attempt++) {
    options.signal?.throwIfAborted();
    slowness.check();
    const began = performance.now();
    const outcome = await attemptOnce(options, url, request, aheadMs);
    slowness.note(performance.now() - began, request.body.length);
    if (outcome.kind === 'answer') return readAnswer(outcome, reader, request);
    // A request of a killed process may have overtaken this one; or the vault was restored from a backup, and the clock is
    // behind that of before. A sequence above both settles it.
    const further = isReplayed(outcome) ? ahead.shift() : undefined;
    if (further !== undefined) {
      aheadMs = further;
      continue;
    }
    const waitMs = outcome.waitMs ?? Math.min(15_000, 200 * 2 ** attempt) * (0.5 + Math.random() / 2);
    if (outcome.kind === 'refused' || performance.now() + waitMs > until) throw outcome.error;
    options.onRetry?.({ waitMs, why: outcome.error });
    await wait(waitMs, options.signal);
  }
}

type Outcome =
  | { readonly kind: 'answer'; readonly status: number; readonly json: unknown }
  | { readonly kind: 'refused'; readonly error: Refusal; readonly waitMs: null }
  | { readonly kind: 'passing'; readonly error: Refusal; readonly waitMs: number | null };

function isReplayed(outcome: Outcome): boolean {
  return outcome.kind === 'refused' && outcome.error.data.platformCode === 'replayed-request';
}

async function attemptOnce(
  options: PlatformClientOptions,
  url: URL,
  request: Call,
  aheadMs: number,
): Promise<Outcome> {
  const what = `${request.method} ${url.origin}${url.pathname}`;
  const signals = [AbortSignal.timeout(options.attemptMs ?? 30_000)];
  if (options.signal !== undefined) signals.push(options.signal);
  let response: Response;
  let text: string;
  try {
    const headers = await signedHeaders(options, url, request, aheadMs);
    response = await fetchPlatform(url, {
      method: request.method,
      headers,
      ...(request.method === 'GET' ? {} : { body: request.body }),
      redirect: 'error',
      signal: AbortSignal.any(signals),
    });
    text = await readBounded(response);
  } catch (error) {
    options.signal?.throwIfAborted();
    // The next sequence is kept in the vault, whose disk may be full: that is not the platform's silence.
    if (isStorageError(error) && !isVaultInUse(error)) throw error;
    if (error instanceof AnswerTooLarge) {
      const tooLarge = refusePlatform('platform-answer', { what: `${what}: ${error.message}` });
      return { kind: 'refused', error: tooLarge, waitMs: null };
    }
    const why = whyNoAnswer(error);
    const { fr: whyFr, en: whyEn } = NO_ANSWER[why];
    return {
      kind: 'passing',
      error: refusePlatform('platform-unreachable', { what, whyFr, whyEn }, { what, why }),
      waitMs: null,
    };
  }
  const json = parseJson(text);
  if (response.ok) return { kind: 'answer', status: response.status, json };
  const platformCode = errorCodeOf(json);
  const named = `${what} → ${response.status}${platformCode === null ? '' : ` ${platformCode}`}`;
  if (PASSING.has(response.status)) {
    return {
      kind: 'passing',
      error: refusePlatform(
        'platform-busy',
        { what: named },
        { what: named, status: response.status, platformCode },
      ),
      waitMs: waitAskedMs(response.headers.get('retry-after'), (options.now ?? Date.now)()),
    };
  }
  return { kind: 'refused', error: refusedCall(named, response.status, platformCode), waitMs: null };
}

/** Far above any true answer (a page of the feed is some 12 MB), and far below what a gzip bomb would become. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** A page of the feed has some 5,000 values. 64 MB of `{},` would take gigabytes of memory and half a minute to read. */
const MAX_ANSWER_VALUES = 100_000;
/** Each of these is followed by at most one value more. */
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BRACE = 0x7b;

/**
 * `fetch` inflates whatever says that it is compressed: bytes and values are counted while they come. Throws
 * `AnswerTooLarge`.
 */
async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let values = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) throw new AnswerTooLarge(`more than ${MAX_ANSWER_BYTES} bytes`);
    for (const byte of part) if (byte === COMMA || byte === BRACKET || byte === BRACE) values += 1;
    if (values > MAX_ANSWER_VALUES) throw new AnswerTooLarge(`more than ${MAX_ANSWER_VALUES} values`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

class AnswerTooLarge extends Error {}

/** Headers of one attempt: a fresh sequence and nonce, and the signature over both (RFC 9421; RFC 9530 for the digest). */
async function signedHeaders(
  options: PlatformClientOptions,
  url: URL,
  request: Call,
  aheadMs: number,
): Promise<Record<string, string>> {
  const digest = request.digest ?? createHash('sha256').update(request.body).digest('base64');
  const headers: Record<string, string> = {
    'content-digest': `sha-256=:${digest}:`,
    'cloison-sequence': String(options.nextSequence(aheadMs)),
    ...(request.type === null ? {} : { 'content-type': request.type }),
  };
  const signed = await httpbis.signMessage(
    {
      key: {
        id: options.signer.keyId,
        alg: 'ed25519',
        sign: async (bytes) => Buffer.from(await options.signer.sign(bytes)),
      },
      name: 'sig',
      fields: FIELDS,
      params: ['created', 'nonce', 'keyid', 'alg'],
      paramValues: {
        created: new Date((options.now ?? Date.now)()),
        nonce: randomBytes(16).toString('base64url'),
      },
    },
    { method: request.method, url, headers },
  );
  return signed.headers as Record<string, string>;
}

function readAnswer<T>(
  { status, json }: { readonly status: number; readonly json: unknown },
  reader: Reader<T>,
  request: Call,
): T {
  const named = `${request.method} ${request.path.split('?')[0]}`;
  if (status !== reader.status) throw refusePlatform('platform-answer', { what: `${named} → ${status}` });
  try {
    return reader.read(json);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const what = error.field === '' ? named : `${named}: ${error.field}`;
    throw refusePlatform('platform-answer', { what });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function errorCodeOf(json: unknown): PlatformErrorCode | null {
  if (typeof json !== 'object' || json === null || !('code' in json)) return null;
  const { code } = json;
  return typeof code === 'string' && Object.hasOwn(PLATFORM_ERRORS, code)
    ? (code as PlatformErrorCode)
    : null;
}

/** No platform asks for less: one that says “at once” for ever would be asked a hundred times a second. */
const LEAST_WAIT_MS = 200;

function waitAskedMs(header: string | null, nowMs: number): number | null {
  const asked = retryAfterMs(header, nowMs);
  return asked === null ? null : Math.max(LEAST_WAIT_MS, asked);
}

/** Milliseconds of a Retry-After header, in seconds or as a date (RFC 9110, section 10.2.3); null when there is none. */
function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d{1,6}$/.test(header.trim())) return Number(header.trim()) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

/** Sleeps, or throws the signal's reason at once when it is aborted. */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done() {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }
    function aborted() {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
