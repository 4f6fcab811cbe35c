/**
 * The HTTP service: Fastify without its own logging, one error handler, strict headers, limits on everything whose length a
 * caller controls, and the groups of routes.
 */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { PlatformLog } from '../base/log.ts';
import { PlatformError } from '../base/platform-error.ts';
import { shareWith } from '../web/cross-origin.ts';
import { commonHeaders } from '../web/headers.ts';
import { authorityRoutes } from './authority-routes.ts';
import { refusalBody, refusalHeaders, refusalOf } from './failure.ts';
import { holderRoutes } from './holder-routes.ts';
import { rejectUnknownCodes } from './reject-unknown-codes.ts';
import { MAX_BODY_BYTES, type ServerParts } from './route-parts.ts';
import { saveRoute } from './save-route.ts';
import { readTls } from './tls-files.ts';
import { webRoutes } from './web-routes.ts';

/** Idle connections stay open longer than the minute after which most proxies and school networks close them. */
const KEEP_ALIVE_MS = 80_000;
const HEADERS_MS = 15_000;
/** For a whole request with its body. A slow school line sends 64 KiB in far less. */
const REQUEST_MS = 60_000;

/** How long a client has to read the answer to a malformed request before the connection is cut. */
const LINGER_MS = 1_000;

/** How often Node checks these timeouts. */
const CHECK_MS = 5_000;

/** Statuses for requests that are not valid HTTP, by Node's error code. */
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
    // A request that arrives on an open connection while draining is served; its answer closes the connection.
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
      // A client that does not close it would keep the connection for ever.
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
    // The service never decompresses a body.
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
  rejectUnknownCodes(server, parts);
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
