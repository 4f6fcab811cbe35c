/**
 * Looks up codes that this process does not know before anything else is done for a request, and refuses unknown ones. A
 * million guessed codes would otherwise take the processor from those who save. Known codes go on to their route.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PlatformErrorCode } from '@cloison/protocol/public';
import type { FastifyInstance } from 'fastify';
import { PlatformError } from '../base/platform-error.ts';
import { DirectResponses, interceptRequests } from './direct-response.ts';
import { openToSave, type ServerParts } from './route-parts.ts';

/** The plain addresses of `holderRoutes`. Those with escaped characters go to the routes unchecked. */
const ADDRESS =
  /^\/api\/1\/([A-Za-z0-9-]{1,120})\/(?:(me)|(documents|records|keys|routing)\/[A-Za-z0-9~/-]{1,120})$/;
const REFUSED_HERE: ReadonlySet<PlatformErrorCode> = new Set(['unknown-code', 'too-many-requests', 'busy']);

export function rejectUnknownCodes(server: FastifyInstance, parts: ServerParts): void {
  const { store, access, admission, log } = parts;
  const answers = new DirectResponses(parts);

  /** Throws what `authenticate` of the routes throws. */
  const lookUp = async (campaignName: string, authorization: string | undefined) => {
    admission.requireRoom('read');
    await access.holder(await openToSave(store, campaignName), authorization);
  };

  interceptRequests(server, (request: IncomingMessage, response: ServerResponse, next) => {
    const found = request.method === 'GET' ? ADDRESS.exec(request.url ?? '') : null;
    const { authorization } = request.headers;
    if (found === null || access.remembers(found[1]!, authorization)) return next();
    const begunMs = performance.now();
    lookUp(found[1]!, authorization).then(next, (error) => {
      // The route will meet any other error and answer it.
      if (!(error instanceof PlatformError && REFUSED_HERE.has(error.code))) return next();
      const route = `/api/1/:campaign/${found[2] ?? `${found[3]}/*`}`;
      answers.share(request, response);
      const { status, code } = answers.refuse(response, route, error);
      log.request({ method: 'GET', route, status, ms: performance.now() - begunMs, code });
    });
  });
}
