/** `/api/1/{campaign}/…`: what a browser calls with its holder's token. Whoever calls is known before a body is read. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { base64Url } from '../envelope-input.ts';
import { me } from '../holder/me.ts';
import { readDocument, readRecord } from '../holder/read-envelopes.ts';
import { readRouting } from '../holder/read-routing.ts';
import { rescue } from '../holder/rescue.ts';
import { saveRecord } from '../holder/save-record.ts';
import { PlatformError } from '../platform-error.ts';
import type { CampaignStore, HolderEntry, StoredEnvelope } from '../store/store.ts';
import { matches } from '../web/negotiate.ts';
import { bytesOf, jsonOf, openCampaign, type ServerParts } from './route-parts.ts';

const OCTETS = 'application/octet-stream';
const RESCUE_BYTES = 5 * 1024 * 1024;

interface Caller {
  readonly campaign: CampaignStore;
  readonly holder: HolderEntry;
}

export function holderRoutes(server: FastifyInstance, parts: ServerParts): void {
  const { nowMs } = parts;
  const callers = new WeakMap<FastifyRequest, Caller>();
  const authenticate = (revoked: 'refused' | 'accepted') => async (request: FastifyRequest) => {
    const campaign = await openCampaign(parts.store, (request.params as { campaign: string }).campaign);
    const holder = await parts.access.holder(campaign, request.headers.authorization, revoked);
    callers.set(request, { campaign, holder });
  };
  const callerOf = (request: FastifyRequest): Caller => {
    const caller = callers.get(request);
    if (caller === undefined) throw new Error('a route without authentication');
    return caller;
  };
  const nameOf = (request: FastifyRequest) => (request.params as { '*': string })['*'];

  server.register(async (api) => {
    api.addContentTypeParser(
      OCTETS,
      { parseAs: 'buffer' },
      async (_request: FastifyRequest, body: Buffer) => body,
    );

    api.get('/api/1/:campaign/me', { onRequest: authenticate('refused') }, async (request) => {
      const { campaign, holder } = callerOf(request);
      return me(campaign, holder, nowMs());
    });
    api.get(
      '/api/1/:campaign/documents/*',
      { onRequest: authenticate('refused') },
      async (request, reply) => {
        const { campaign, holder } = callerOf(request);
        return sendEnvelope(request, reply, await readDocument(campaign, holder, nameOf(request), nowMs()));
      },
    );
    api.get('/api/1/:campaign/records/*', { onRequest: authenticate('refused') }, async (request, reply) => {
      const { campaign, holder } = callerOf(request);
      return sendEnvelope(request, reply, await readRecord(campaign, holder, nameOf(request), nowMs()));
    });
    api.get('/api/1/:campaign/routing/*', { onRequest: authenticate('refused') }, async (request, reply) => {
      const { campaign, holder } = callerOf(request);
      const sealed = await readRouting(campaign, holder, nameOf(request), nowMs());
      return reply.type(OCTETS).send(Buffer.from(sealed));
    });
    api.put('/api/1/:campaign/records/*', { onRequest: authenticate('accepted') }, async (request, reply) => {
      const { campaign, holder } = callerOf(request);
      if (request.body === undefined) throw new PlatformError('bad-envelope');
      const outcome = await saveRecord(campaign, holder, nameOf(request), bytesOf(request.body), nowMs());
      return outcome === 'saved' ? reply.code(204).send() : reply.code(202).send({ code: 'late' });
    });
  });

  server.register(async (api) => {
    api.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: RESCUE_BYTES },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    const options = { onRequest: authenticate('refused'), bodyLimit: RESCUE_BYTES };
    api.post('/api/1/:campaign/rescue', options, async (request) => {
      const { campaign, holder } = callerOf(request);
      if (holder.role === 'pupil') throw new PlatformError('not-staff');
      return rescue(campaign, holder, jsonOf(request.body), nowMs());
    });
  });
}

function sendEnvelope(request: FastifyRequest, reply: FastifyReply, envelope: StoredEnvelope): FastifyReply {
  const etag = `"${base64Url(envelope.hash)}"`;
  reply.headers({ etag, 'cache-control': 'no-cache, private' });
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.type(OCTETS).send(Buffer.from(envelope.bytes));
}
