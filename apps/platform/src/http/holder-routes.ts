/** `/api/1/{campaign}/…`: what a browser calls with its holder's token. Whoever calls is known before a body is read. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { base64Url } from '../envelope-input.ts';
import { me } from '../holder/me.ts';
import { readDocument, readRecord } from '../holder/read-envelopes.ts';
import { readKey } from '../holder/read-key.ts';
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
  const { admission } = parts;
  const authenticate =
    (revoked: 'refused' | 'accepted', lane: 'save' | 'read') => async (request: FastifyRequest) => {
      admission.requireRoom(lane);
      const campaign = await openCampaign(parts.store, (request.params as { campaign: string }).campaign);
      const holder = await parts.access.holder(campaign, request.headers.authorization, revoked, lane);
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

    api.get('/api/1/:campaign/me', { onRequest: authenticate('refused', 'read') }, async (request) => {
      const { campaign, holder } = callerOf(request);
      return admission.run('read', () => me(campaign, holder, nowMs()));
    });
    api.get(
      '/api/1/:campaign/documents/*',
      { onRequest: authenticate('refused', 'read') },
      async (request, reply) => {
        const { campaign, holder } = callerOf(request);
        const read = () => readDocument(campaign, holder, nameOf(request), nowMs());
        return sendEnvelope(request, reply, await admission.run('read', read));
      },
    );
    api.get(
      '/api/1/:campaign/records/*',
      { onRequest: authenticate('refused', 'read') },
      async (request, reply) => {
        const { campaign, holder } = callerOf(request);
        const read = () => readRecord(campaign, holder, nameOf(request), nowMs());
        return sendEnvelope(request, reply, await admission.run('read', read));
      },
    );
    api.get(
      '/api/1/:campaign/keys/*',
      { onRequest: authenticate('refused', 'read') },
      async (request, reply) => {
        const { campaign, holder } = callerOf(request);
        const key = await admission.run('read', () => readKey(campaign, holder, nameOf(request), nowMs()));
        return reply.type(OCTETS).send(Buffer.from(key));
      },
    );
    api.get(
      '/api/1/:campaign/routing/*',
      { onRequest: authenticate('refused', 'read') },
      async (request, reply) => {
        const { campaign, holder } = callerOf(request);
        const read = () => readRouting(campaign, holder, nameOf(request), nowMs());
        const sealed = await admission.run('read', read);
        return reply.type(OCTETS).send(Buffer.from(sealed));
      },
    );
    api.put(
      '/api/1/:campaign/records/*',
      { onRequest: authenticate('accepted', 'save') },
      async (request, reply) => {
        const { campaign, holder } = callerOf(request);
        if (request.body === undefined) throw new PlatformError('bad-envelope');
        const { body } = request;
        const save = () => saveRecord(campaign, holder, nameOf(request), bytesOf(body), nowMs());
        const outcome = await admission.run('save', save);
        return outcome === 'saved' ? reply.code(204).send() : reply.code(202).send({ code: 'late' });
      },
    );
  });

  server.register(async (api) => {
    api.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: RESCUE_BYTES },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    const options = { onRequest: authenticate('refused', 'read'), bodyLimit: RESCUE_BYTES };
    api.post('/api/1/:campaign/rescue', options, async (request) => {
      const { campaign, holder } = callerOf(request);
      if (holder.role === 'pupil') throw new PlatformError('not-staff');
      const body = jsonOf(request.body);
      return admission.run('read', () => rescue(campaign, holder, body, nowMs()));
    });
  });
}

function sendEnvelope(request: FastifyRequest, reply: FastifyReply, envelope: StoredEnvelope): FastifyReply {
  const etag = `"${base64Url(envelope.hash)}"`;
  reply.headers({ etag, 'cache-control': 'no-cache, private' });
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.type(OCTETS).send(Buffer.from(envelope.bytes));
}
