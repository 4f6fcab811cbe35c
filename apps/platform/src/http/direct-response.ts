/** Answers on Node's own request and response, before Fastify sees them, where each microsecond counts. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { PlatformError } from '../base/platform-error.ts';
import { sharedHeaders } from '../web/cross-origin.ts';
import { commonHeaders } from '../web/headers.ts';
import { refusalBody, refusalHeaders, refusalOf } from './failure.ts';
import type { ServerParts } from './route-parts.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Gives each request to `handle` before the existing listener. `handle` calls `next` for a request that it does not answer. */
export function interceptRequests(
  server: FastifyInstance,
  handle: (request: IncomingMessage, response: ServerResponse, next: () => void) => void,
): void {
  const [listener] = server.server.listeners('request') as [Listener];
  server.server.off('request', listener);
  server.server.on('request', (request: IncomingMessage, response: ServerResponse) =>
    handle(request, response, () => listener(request, response)),
  );
}

export class DirectResponses {
  readonly common: Readonly<Record<string, string>>;
  readonly #parts: Pick<ServerParts, 'appOrigins' | 'log'>;

  constructor(parts: Pick<ServerParts, 'appOrigins' | 'log' | 'secure'>) {
    this.common = commonHeaders(parts.secure);
    this.#parts = parts;
  }

  /** For pages of other origins, on whatever will be answered. */
  share(request: IncomingMessage, response: ServerResponse): void {
    const { appOrigins } = this.#parts;
    if (appOrigins.length === 0) return;
    const shared = { vary: 'origin', ...sharedHeaders(appOrigins, request.headers.origin) };
    for (const [header, value] of Object.entries(shared)) response.setHeader(header, value);
  }

  send(response: ServerResponse, status: number, headers: object, body: string): void {
    response
      .writeHead(status, { ...this.common, ...headers, 'content-length': String(Buffer.byteLength(body)) })
      .end(body);
  }

  /** Answers with what was thrown: a fault of the program is logged and answered `internal`. Gives what was answered. */
  refuse(response: ServerResponse, route: string, error: unknown): PlatformError {
    let refusal = refusalOf(error);
    if (refusal === null) {
      this.#parts.log.fault(route, error);
      refusal = new PlatformError('internal');
    }
    // Of a body that is too large the rest is not waited for.
    const connection = refusal.code === 'too-large' ? { connection: 'close' } : {};
    const headers = { ...refusalHeaders(refusal), ...connection };
    this.send(response, refusal.status, headers, refusalBody(refusal));
    return refusal;
  }
}
