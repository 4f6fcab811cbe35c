/** `/api/1/{campaign}/…`: what a browser calls with its holder's token, except saves (`save-route.ts`). The token is checked before a body is read. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PlatformError } from '../base/platform-error.ts';
import { base64Url } from '../campaign/read-envelope.ts';
import { me } from '../holder/me.ts';
import { readDocument, readRecord } from '../holder/read-envelopes.ts';
import { readKey } from '../holder/read-key.ts';
import { readRouting } from '../holder/read-routing.ts';
import { rescue } from '../holder/rescue.ts';
import type { CampaignStore } from '../store/campaign-store.ts';
import type { StoredEnvelope } from '../store/envelopes.ts';
import type { HolderEntry } from '../store/holders.ts';
import { matches } from '../web/negotiate.ts';
import { jsonOf, openCampaign, type ServerParts } from './route-parts.ts';

const OCTETS = 'application/octet-stream';
const RESCUE_BYTES = 5 * 1024 * 1024;

interface Caller {
  readonly campaign: CampaignStore;
  readonly holder: HolderEntry;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on routes that require a token. */
    caller: Caller | null;
  }
}

export function holderRoutes(server: FastifyInstance, parts: ServerParts): void {
  const { nowMs } = parts;
  const { admission } = parts;
  server.decorateRequest('caller', null);
  const authenticate = async (request: FastifyRequest) => {
    admission.requireRoom('read');
    const campaign = await openCampaign(parts.store, (request.params as { campaign: string }).campaign);
    const holder = await parts.access.holder(campaign, request.headers.authorization);
    request.caller = { campaign, holder };
  };
  const callerOf = ({ caller }: FastifyRequest): Caller => {
    if (caller === null) throw new Error('a route without authentication');
    return caller;
  };
  const nameOf = (request: FastifyRequest) => (request.params as { '*': string })['*'];

  server.register(async (api) => {
    api.get('/api/1/:campaign/me', { onRequest: authenticate }, async (request) => {
      const { campaign, holder } = callerOf(request);
      return admission.run('read', () => me(campaign, holder, nowMs()));
    });
    api.get('/api/1/:campaign/documents/*', { onRequest: authenticate }, async (request, reply) => {
      const { campaign, holder } = callerOf(request);
      const read = () => readDocument(campaign, holder, nameOf(request), nowMs());
      return sendEnvelope(request, reply, await admission.run('read', read));
    });
    api.get('/api/1/:campaign/records/*', { onRequest: authenticate }, async (request, reply) => {
      const { campaign, holder } = callerOf(request);
      const read = () => readRecord(campaign, holder, nameOf(request), nowMs());
      return sendEnvelope(request, reply, await admission.run('read', read));
    });
    api.get('/api/1/:campaign/keys/*', { onRequest: authenticate }, async (request, reply) => {
      const { campaign, holder } = callerOf(request);
      const key = await admission.run('read', () => readKey(campaign, holder, nameOf(request), nowMs()));
      return reply.type(OCTETS).send(Buffer.from(key));
    });
    api.get('/api/1/:campaign/routing/*', { onRequest: authenticate }, async (request, reply) => {
      const { campaign, holder } = callerOf(request);
      const read = () => readRouting(campaign, holder, nameOf(request), nowMs());
      const sealed = await admission.run('read', read);
      return reply.type(OCTETS).send(Buffer.from(sealed));
    });
  });

  server.register(async (api) => {
    api.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: RESCUE_BYTES },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    const options = { onRequest: authenticate, bodyLimit: RESCUE_BYTES };
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
  reply.headers({ etag, 'cache-control': 'no-store' });
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.type(OCTETS).send(Buffer.from(envelope.bytes));
}
