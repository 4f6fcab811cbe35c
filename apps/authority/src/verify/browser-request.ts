/**
 * Requests as a browser of a school makes them: its headers, in its order, over one connection that is kept, through a proxy
 * where one is given. A host that wants to serve other pages to a checker has little else to go by.
 *
 * Known limit: the handshake of TLS and HTTP/1.1 are Node's. A host that looks for them can still tell.
 */
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { Persona } from '../platform-link/personas.ts';

/** What the file is for, as `Sec-Fetch-Dest` says it. */
export type Destination =
  | 'document'
  | 'script'
  | 'style'
  | 'image'
  | 'font'
  | 'manifest'
  | 'worker'
  | 'serviceworker';

export interface BrowserRequest {
  readonly url: URL;
  readonly destination: Destination;
  /** Asked for with CORS, as module scripts, fonts and whatever says `crossorigin` are. */
  readonly cors: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Decoded; null: it is compressed in a way that no browser undoes, or not truly. */
  readonly bytes: Uint8Array | null;
}

export const ANSWER_MS = 30_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** One browser, from one place. `close` when it is no longer needed. */
export class Browser {
  readonly #persona: Persona;
  readonly #answerMs: number;
  readonly #agents: { readonly 'http:': PlainAgent; readonly 'https:': TlsAgent };

  /** `proxy`: `http://host:port` of a proxy that the requests go through; null: from here. */
  constructor(persona: Persona, proxy: string | null, answerMs = ANSWER_MS) {
    this.#persona = persona;
    this.#answerMs = answerMs;
    // Of the proxy alone: the settings of this machine say nothing here.
    const proxyEnv = proxy === null ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
    const options = { keepAlive: true, maxSockets: 1, proxyEnv };
    this.#agents = { 'http:': new PlainAgent(options), 'https:': new TlsAgent(options) };
  }

  close(): void {
    this.#agents['http:'].destroy();
    this.#agents['https:'].destroy();
  }

  /** Follows no redirection. Throws what the network throws, and for answers without end. */
  async get(asked: BrowserRequest, signal?: AbortSignal): Promise<Answer> {
    const signals = [AbortSignal.timeout(this.#answerMs), ...(signal === undefined ? [] : [signal])];
    const headers = headersOf(this.#persona, asked);
    const options = { headers: headers.flat(), setHost: false, signal: AbortSignal.any(signals) };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const { url } = asked;
      const sent =
        url.protocol === 'https:'
          ? tlsRequest(url, { ...options, agent: this.#agents['https:'] }, resolve)
          : plainRequest(url, { ...options, agent: this.#agents['http:'] }, resolve);
      // Of these Node tells as of no other answer: without a listener, nobody.
      sent.on('upgrade', (_, socket) => {
        socket.destroy();
        reject(Object.assign(new Error('101'), { code: 'HPE_UPGRADE' }));
      });
      sent.on('error', reject).end();
    });
    const parts: Buffer[] = [];
    let left = MAX_BYTES;
    for await (const part of response) {
      left -= (part as Buffer).length;
      // Longer than any file of a site: its hash is another one in any case.
      if (left < 0) break;
      parts.push(part as Buffer);
    }
    const pairs = Object.entries(response.headersDistinct).flatMap(([name, values]) =>
      (values ?? []).map((value): [string, string] => [name, value]),
    );
    return {
      status: response.statusCode ?? 0,
      headers: new Headers(pairs),
      bytes: decoded(Buffer.concat(parts), response.headers['content-encoding']),
    };
  }
}

/** In the order in which a browser sends them over HTTP/1.1. */
export function headersOf(
  persona: Persona,
  { url, destination, cors }: BrowserRequest,
): readonly (readonly [string, string])[] {
  const isPage = destination === 'document';
  const mode = isPage ? 'navigate' : isWorker(destination) ? 'same-origin' : cors ? 'cors' : 'no-cors';
  return [
    ['Host', url.host],
    ['Connection', 'keep-alive'],
    // Told to secure origins alone.
    ...(url.protocol === 'https:' ? persona.clientHints : []),
    ...(isPage ? ([['Upgrade-Insecure-Requests', '1']] as const) : []),
    ['User-Agent', persona.userAgent],
    ['Accept', acceptOf(persona, destination)],
    ...(destination === 'serviceworker' ? ([['Service-Worker', 'script']] as const) : []),
    ['Sec-Fetch-Site', isPage ? 'none' : 'same-origin'],
    ['Sec-Fetch-Mode', mode],
    ...(isPage ? ([['Sec-Fetch-User', '?1']] as const) : []),
    ['Sec-Fetch-Dest', destination],
    ['Accept-Encoding', persona.encodings],
    ['Accept-Language', persona.language],
  ];
}

function isWorker(destination: Destination): boolean {
  return destination === 'worker' || destination === 'serviceworker';
}

function acceptOf({ document, image }: Persona, destination: Destination): string {
  switch (destination) {
    case 'document':
      return document;
    case 'style':
      return 'text/css,*/*;q=0.1';
    case 'image':
      return image;
    case 'script':
    case 'font':
    case 'manifest':
    case 'worker':
    case 'serviceworker':
      return '*/*';
  }
}

/** Undoes `content-encoding`, within bounds; null where that is not possible. */
export function decoded(bytes: Buffer, encoding: string | undefined): Uint8Array | null {
  try {
    return undone(bytes, encoding);
  } catch {
    return null;
  }
}

function undone(bytes: Buffer, encoding: string | undefined): Uint8Array | null {
  const bounded = { maxOutputLength: MAX_BYTES };
  switch (encoding) {
    case undefined:
    case 'identity':
      return bytes;
    case 'gzip':
      return gunzipSync(bytes, bounded);
    case 'deflate':
      return inflateSync(bytes, bounded);
    case 'br':
      return brotliDecompressSync(bytes, bounded);
    case 'zstd':
      return zstdDecompressSync(bytes, bounded);
    default:
      return null;
  }
}
