/**
 * What a Chromium wrote of its own network while it ran (`--log-net-log`, NetLog format of the Chromium project): every answer
 * as it came, whichever page, worker or service worker had asked. Nothing stands between the browser and the host.
 */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { type Answer, decoded } from './browser-request.ts';

const schema = v.object({
  constants: v.object({ logEventTypes: v.record(v.string(), v.number()) }),
  events: v.array(
    v.object({
      type: v.number(),
      phase: v.optional(v.number(), 0),
      source: v.object({ id: v.number() }),
      params: v.optional(v.record(v.string(), v.unknown())),
    }),
  ),
});

interface Coming {
  readonly url: string;
  status: number | null;
  headers: Headers;
  /** Whether the browser's network had undone `content-encoding` before it wrote the bytes. */
  isDecoded: boolean;
  isCut: boolean;
  readonly parts: Buffer[];
}

const BEGINS = 1;

/**
 * Whole answers of the network by address, in the order in which they were asked for. Answers from the browser's own cache,
 * `304`s, and answers that were cut off are left out. Throws when the file is no such log.
 */
export function readNetLog(path: string): ReadonlyMap<string, readonly Answer[]> {
  const { constants, events } = v.parse(schema, JSON.parse(readFileSync(path, 'utf8')));
  const names = new Map(Object.entries(constants.logEventTypes).map(([name, type]) => [type, name]));
  const coming = new Map<number, Coming>();
  const all: Coming[] = [];
  for (const { type, phase, source, params = {} } of events) {
    const now = coming.get(source.id);
    switch (names.get(type)) {
      case 'URL_REQUEST_START_JOB': {
        // Again for each address that a redirection leads to.
        if (phase !== BEGINS || typeof params.url !== 'string') break;
        // An answer to `HEAD` has no bytes to compare.
        if (params.method !== 'GET') {
          coming.delete(source.id);
          break;
        }
        const url = new URL(params.url);
        url.hash = '';
        const next: Coming = {
          url: url.href,
          status: null,
          headers: new Headers(),
          isDecoded: false,
          isCut: false,
          parts: [],
        };
        coming.set(source.id, next);
        all.push(next);
        break;
      }
      case 'HTTP_TRANSACTION_READ_RESPONSE_HEADERS': {
        if (now === undefined || !Array.isArray(params.headers)) break;
        const [first = '', ...lines] = params.headers as string[];
        now.status = Number(/^HTTP\/\S+ (\d{3})/.exec(first)?.[1] ?? 0);
        now.headers = headersOf(lines);
        break;
      }
      case 'URL_REQUEST_FILTERS_SET':
        if (now !== undefined) now.isDecoded = true;
        break;
      case 'URL_REQUEST_JOB_FILTERED_BYTES_READ':
        if (typeof params.bytes === 'string') now?.parts.push(Buffer.from(params.bytes, 'base64'));
        break;
      case 'CANCELLED':
      case 'FAILED':
        if (now !== undefined) now.isCut = true;
        break;
    }
  }
  const whole = all.filter(({ status, isCut }) => status !== null && status !== 304 && !isCut);
  return new Map([...Map.groupBy(whole, ({ url }) => url)].map(([url, own]) => [url, own.map(answerOf)]));
}

function answerOf({ status, headers, isDecoded, parts }: Coming): Answer {
  const bytes = Buffer.concat(parts);
  return {
    status: status!,
    headers,
    bytes: isDecoded ? bytes : decoded(bytes, headers.get('content-encoding') ?? undefined),
  };
}

function headersOf(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const at = line.indexOf(':');
    if (at > 0) headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  return headers;
}
