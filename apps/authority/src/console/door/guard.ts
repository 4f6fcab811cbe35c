/**
 * Which requests are heard at all. The console listens on loopback alone; what reaches it all the same is another page of the
 * browser, which may name this address by a name of its own (DNS rebinding) or post to it from its own origin. So a request
 * names exactly this host and port, and one that may change something comes from this very origin, in JSON, which no form can
 * send.
 */
import type { IncomingMessage } from 'node:http';

/** Why a request is not heard; null: it is. */
export type Unheard = 'host' | 'origin' | 'method' | 'type';

export function unheard(request: IncomingMessage, port: number): Unheard | null {
  const { headers, method } = request;
  const host = `127.0.0.1:${port}`;
  if (headers.host !== host) return 'host';
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return 'origin';
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'origin';
  if (method === 'GET') return null;
  if (method !== 'POST') return 'method';
  if (origin === undefined) return 'origin';
  return headers['content-type'] === 'application/json' ? null : 'type';
}

export const STATUS_OF: Readonly<Record<Unheard, number>> = {
  host: 421,
  origin: 403,
  method: 405,
  type: 415,
};

/** The session that a request bears; null: none. */
export function bearerOf({ headers }: IncomingMessage): string | null {
  return /^Bearer ([\w-]{43})$/.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** Requests are short: names, paths, a reason. */
const MOST_BYTES = 64 * 1024;

/** The body as JSON; undefined when it is too long or no JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) return undefined;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
