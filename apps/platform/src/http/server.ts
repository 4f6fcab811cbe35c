/**
 * The HTTP service: Fastify with its own logging off, one error handler, strict headers, limits on everything that a
 * caller can make long, and the three groups of routes.
 */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { PlatformLog } from '../base/log.ts';
import { PlatformError } from '../base/platform-error.ts';
import { shareWith } from '../web/cross-origin.ts';
import { commonHeaders } from '../web/headers.ts';
import { authorityRoutes } from './authority-routes.ts';
import { refusalBody, refusalHeaders, refusalOf } from './failure.ts';
import { holderRoutes } from './holder-routes.ts';
import { unknownCodes } from './reject-unknown-codes.ts';
import { MAX_BODY_BYTES, type ServerParts } from './route-parts.ts';
import { saveRoute } from './save-route.ts';
import { readTls } from './tls-files.ts';
import { webRoutes } from './web-routes.ts';

/** Idle connections outlive the minute that most proxies and school networks allow. */
const KEEP_ALIVE_MS = 80_000;
const HEADERS_MS = 15_000;
/** A whole request, body included: a slow school line sends 64 KiB in far less. */
const REQUEST_MS = 60_000;

/** Between the answer to what is no request and the end of the connection: time to read it. */
const LINGER_MS = 1_000;

/** How often both are looked at. */
const CHECK_MS = 5_000;

/** Of requests that are not even HTTP, by Node's code of the error. */
const STATUS_OF_BROKEN: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Code of the refusal that was sent, for the log. */
    refusalCode: string | null;
  }
}

export function buildServer(parts: ServerParts): FastifyInstance {
  const server = Fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    connectionTimeout: 0,
    forceCloseConnections: 'idle',
    // A request that comes on an open connection while draining is served, and told to close the connection.
    return503OnClosing: false,
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: 120, caseSensitive: true, ignoreTrailingSlash: false },
    // Malformed addresses never reach a route.
    frameworkErrors: (error, request, reply) => refuse(parts.log, error, request, reply),
    clientErrorHandler: (error, socket) => {
      const status = STATUS_OF_BROKEN[(error as { code?: string }).code ?? ''] ?? '400 Bad Request';
      if (!socket.writable) return void socket.destroy();
      const headers = 'content-type: application/json\r\nconnection: close';
      socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n{"code":"bad-request"}`);
      // Whoever does not hang up after that would keep the connection for ever.
      setTimeout(() => socket.destroy(), LINGER_MS).unref();
    },
    ...tlsOf(parts),
  }) as unknown as FastifyInstance;
  server.server.headersTimeout = HEADERS_MS;

  server.removeAllContentTypeParsers();
  server.decorateRequest('refusalCode', null);
  const headers = commonHeaders(parts.secure);
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers);
    // Nothing here is inflated, whatever it would become.
    const packed = request.headers['content-encoding'] !== undefined;
    done(packed ? new PlatformError('unsupported-type') : undefined);
  });
  server.addHook('onResponse', (request, reply, done) => {
    parts.log.request({
      method: request.method,
      route: request.routeOptions?.url ?? 'none',
      status: reply.statusCode,
      ms: reply.elapsedTime,
      code: request.refusalCode,
    });
    done();
  });
  server.setErrorHandler((error, request, reply) => refuse(parts.log, error, request, reply));
  server.setNotFoundHandler((request, reply) =>
    refuse(parts.log, new PlatformError('not-found'), request, reply),
  );

  server.get('/healthz', async () => {
    await parts.store.campaigns();
    return { status: 'ok' };
  });
  shareWith(server, parts.appOrigins);
  saveRoute(server, parts);
  holderRoutes(server, parts);
  authorityRoutes(server, parts);
  webRoutes(server, parts);
  unknownCodes(server, parts);
  return server;
}

function refuse(
  log: PlatformLog,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  let refusal = refusalOf(error);
  if (refusal === null) {
    log.fault(request.routeOptions?.url ?? 'none', error);
    refusal = new PlatformError('internal');
  }
  request.refusalCode = refusal.code;
  return reply.code(refusal.status).headers(refusalHeaders(refusal)).send(refusalBody(refusal));
}

function tlsOf({ tls }: ServerParts): object {
  const limits = { connectionsCheckingInterval: CHECK_MS };
  if (tls === null) return { http: limits };
  return { https: { ...limits, ...readTls(tls) } };
}
