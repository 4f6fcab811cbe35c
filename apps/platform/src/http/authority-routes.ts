/** `/authority/1/{campaign}/…`: signed calls. The signature is checked before the body is read, and the digest after it. */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { auditRecords, feed } from '../authority/collect.ts';
import { proveKey } from '../authority/prove-key.ts';
import {
  publishCampaign,
  publishContent,
  publishDocuments,
  publishHolders,
  publishRouting,
  releaseKeys,
  revoke,
} from '../authority/publish.ts';
import { purge } from '../authority/purge.ts';
import { acceptOnce, type VerifiedCall, verifyBody, verifySignedCall } from '../authority/signed-call.ts';
import { PlatformError } from '../base/platform-error.ts';
import { bytesOf, jsonOf, openCampaign, type ServerParts } from './route-parts.ts';

const BATCH_BYTES = 12 * 1024 * 1024;
const CONTENT_BYTES = 64 * 1024 * 1024;
const HASH = /^[0-9a-f]{64}$/;

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

export function authorityRoutes(server: FastifyInstance, parts: ServerParts): void {
  const { store, nowMs } = parts;
  const calls = new WeakMap<FastifyRequest, VerifiedCall>();
  const onRequest = async (request: FastifyRequest) => {
    const header = (name: string) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    const signed = { method: request.method, target: request.raw.url ?? '', header };
    const call = verifySignedCall(signed, parts.authority, nowMs());
    await acceptOnce(store, call, nowMs());
    calls.set(request, call);
  };
  const preHandler = async (request: FastifyRequest) => {
    const call = calls.get(request);
    if (call === undefined) throw new Error('an authority route without a signature');
    verifyBody(call, bytesOf(request.body));
  };
  const campaignOf = (request: FastifyRequest) => (request.params as { campaign: string }).campaign;
  const opened = (request: FastifyRequest) => openCampaign(store, campaignOf(request));

  server.register(async (api) => {
    api.addContentTypeParser(
      '*',
      { parseAs: 'buffer' },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    const route = (method: 'GET' | 'PUT' | 'POST', call: string, handler: Handler, bodyLimit = BATCH_BYTES) =>
      api.route({
        method,
        url: `/authority/1/:campaign/${call}`,
        bodyLimit,
        onRequest,
        preHandler,
        handler: handler as RouteHandlerMethod,
        exposeHeadRoute: false,
      });

    route('PUT', 'campaign', async (request, reply) => {
      await publishCampaign(store, campaignOf(request), json(request));
      return reply.code(204).send();
    });
    route(
      'PUT',
      'content/:hash',
      async (request, reply) => {
        const campaign = await opened(request);
        const { hash } = request.params as { hash: string };
        if (!HASH.test(hash)) throw new PlatformError('not-found');
        await publishContent(campaign, hash, request.headers['content-type'] ?? '', bytesOf(request.body));
        return reply.code(204).send();
      },
      CONTENT_BYTES,
    );
    route('PUT', 'holders', async (request, reply) => {
      await publishHolders(await opened(request), parts.tokens, json(request));
      return reply.code(204).send();
    });
    route('PUT', 'documents', async (request) => publishDocuments(await opened(request), json(request)));
    route('PUT', 'routing', async (request, reply) => {
      await publishRouting(await opened(request), json(request));
      return reply.code(204).send();
    });
    route('PUT', 'keys', async (request, reply) => {
      await releaseKeys(await opened(request), json(request));
      return reply.code(204).send();
    });
    route('PUT', 'revocations', async (request, reply) => {
      await revoke(await opened(request), json(request));
      return reply.code(204).send();
    });
    route('PUT', 'purge', async (request) => {
      const { campaign } = (json(request) ?? {}) as { campaign?: unknown };
      if (campaign !== campaignOf(request)) throw new PlatformError('wrong-campaign');
      const statement = await purge(parts.purgeTools, campaign, nowMs());
      parts.log.event('purged', { campaign });
      return statement;
    });
    route('GET', 'feed', async (request) =>
      feed(await opened(request), request.query as Record<string, unknown>),
    );
    route('POST', 'records', async (request) => auditRecords(await opened(request), json(request)));
    route('GET', 'key', async (request) =>
      proveKey(parts.purgeTools.key, campaignOf(request), request.query as Record<string, unknown>),
    );
  });
}

function json(request: FastifyRequest): unknown {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json') throw new PlatformError('unsupported-type');
  return jsonOf(request.body);
}
