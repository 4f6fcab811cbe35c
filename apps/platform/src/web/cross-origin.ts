/**
 * Apps that a machine of the authority serves from another origin: which origins may call, and the answers to preflights (the
 * Fetch standard, "CORS protocol").
 *
 * A browser caches a preflight by address, with all methods and headers that its answer names. So one `OPTIONS` of an address,
 * which needs no code and no store, serves every later call of that address. Pages send theirs when they are opened, and at nine
 * o'clock there is no second round trip.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PlatformError } from '../base/platform-error.ts';
import { SetupError } from '../base/setup-error.ts';

/** More than any browser uses: Chromium caches for two hours, Firefox for a day, Safari for ten minutes. */
const MAX_AGE_S = 86_400;
const PREFLIGHT: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET, HEAD, PUT, POST, OPTIONS',
  'access-control-allow-headers': 'authorization, content-type, if-none-match',
  'access-control-max-age': String(MAX_AGE_S),
};
const EXPOSED = 'date, etag, retry-after, server-timing';
/** What browsers of other origins may call: neither the authority's calls nor the health check. */
const SHARED = ['/api/1/*', '/c/*'] as const;

/** An origin, as browsers write it; throws `bad-setting`. Plain HTTP is allowed only on loopback. */
export function parseAppOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const local = url !== null && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && local);
  if (url === null || !secure || url.origin !== text.replace(/\/$/, '')) {
    throw new SetupError('not-an-origin', { text });
  }
  return url.origin;
}

/** Additional headers of an answer to a page of this origin; null without an origin, or for one that is not declared. */
export function sharedHeaders(
  origins: readonly string[],
  origin: string | undefined,
): Readonly<Record<string, string>> | null {
  if (origin === undefined || !origins.includes(origin)) return null;
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED,
    'timing-allow-origin': origin,
  };
}

/** Call before any route is added. Saves set these headers themselves (`http/save-route.ts`). Does nothing without origins. */
export function shareWith(server: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const isShared = (request: FastifyRequest) =>
    SHARED.some((route) => request.url.startsWith(route.slice(0, -1)));
  server.addHook('onSend', (request, reply, payload, done) => {
    if (isShared(request)) {
      addTo(reply, 'vary', 'origin');
      reply.headers(sharedHeaders(origins, request.headers.origin) ?? {});
    }
    done(null, payload);
  });
  for (const route of SHARED) {
    server.options(route, async (request, reply) => {
      if (sharedHeaders(origins, request.headers.origin) === null) throw new PlatformError('not-found');
      return reply.code(204).headers(PREFLIGHT).send();
    });
  }
}

function addTo(reply: FastifyReply, header: string, value: string): void {
  const before = reply.getHeader(header);
  reply.header(header, before === undefined ? value : `${String(before)}, ${value}`);
}
