/** `/c/{campaign}/…`: the two web apps, the campaign's card and its public content. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PlatformError } from '../base/platform-error.ts';
import type { AppFile, AppFolder } from '../web/app-folder.ts';
import { appPolicy, MODULE_FRAME, MODULE_FRAME_HEADERS, PAGE_HEADERS } from '../web/headers.ts';
import { chooseEncoding, matches } from '../web/negotiate.ts';
import { PAGES } from '../web/pages.ts';
import { openCampaign, type ServerParts } from './route-parts.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const HASH = /^[0-9a-f]{64}$/;
/** Further addresses of the pupil app's page. */
const PAGES_OF_PUPIL_APP: ReadonlySet<string> = new Set(['preparer', 'controle', 'entrainement']);

export function webRoutes(server: FastifyInstance, parts: ServerParts): void {
  const { store, apps, admission } = parts;
  const campaignOf = (request: FastifyRequest) => (request.params as { campaign: string }).campaign;
  const restOf = (request: FastifyRequest) => (request.params as { '*': string })['*'];

  /** Sends a file of an app, or a page that says why it cannot. */
  const sendApp = async (request: FastifyRequest, reply: FastifyReply, app: AppFolder, name: string) => {
    const { state } = await store.campaign(campaignOf(request));
    if (state === 'purging' || state === 'purged') return sendPage(reply, 410, PAGES.closed);
    if (state === 'absent') return sendPage(reply, 404, PAGES.notFound);
    const file = app.file(name);
    if (file !== null) {
      const isPupilApp = app === apps.pupil;
      return sendFile(request, reply, file, {
        frames: isPupilApp,
        isFrame: isPupilApp && name === MODULE_FRAME,
      });
    }
    if (!app.isInstalled) return sendPage(reply, 503, PAGES.notInstalled);
    return sendPage(reply, 404, PAGES.notFound);
  };

  server.get('/c/:campaign', async (request, reply) => {
    await openCampaign(store, campaignOf(request));
    return reply.redirect(`/c/${campaignOf(request)}/`, 308);
  });
  server.get('/c/:campaign/ecole', async (request, reply) => {
    await openCampaign(store, campaignOf(request));
    return reply.redirect(`/c/${campaignOf(request)}/ecole/`, 308);
  });
  server.get('/c/:campaign/campaign.json', async (request, reply) => {
    const campaign = await openCampaign(store, campaignOf(request));
    reply.header('cache-control', 'no-cache');
    return (await campaign.published()).card;
  });
  server.get('/c/:campaign/content/:hash', async (request, reply) => {
    admission.requireRoom('content');
    const campaign = await openCampaign(store, campaignOf(request));
    const { hash } = request.params as { hash: string };
    const file = HASH.test(hash) ? await admission.run('content', () => campaign.content(hash)) : null;
    if (file === null) throw new PlatformError('not-found');
    const etag = `"${hash}"`;
    reply.headers({ etag, 'cache-control': IMMUTABLE, vary: 'accept-encoding' });
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return sendBest(request, reply, file.type, file.identity, [file.gzip, file.br]);
  });
  server.get('/c/:campaign/ecole/*', async (request, reply) =>
    sendApp(request, reply, apps.school, restOf(request)),
  );
  server.get('/c/:campaign/*', async (request, reply) =>
    sendApp(request, reply, apps.pupil, PAGES_OF_PUPIL_APP.has(restOf(request)) ? '' : restOf(request)),
  );
}

function sendPage(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.code(status).headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(html);
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: AppFile,
  { frames, isFrame }: { readonly frames: boolean; readonly isFrame: boolean },
): Promise<FastifyReply> {
  reply.headers({
    ...PAGE_HEADERS,
    'content-security-policy': appPolicy({ importMaps: file.importMaps, frames }),
    ...(isFrame ? MODULE_FRAME_HEADERS : {}),
    'cache-control': file.immutable ? IMMUTABLE : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  });
  if (matches(request.headers['if-none-match'], file.etag)) return reply.code(304).send();
  return sendBest(request, reply, file.type, file.bytes, await file.variants());
}

function sendBest(
  request: FastifyRequest,
  reply: FastifyReply,
  type: string,
  identity: Uint8Array,
  [gzip, br]: readonly [Uint8Array | null, Uint8Array | null],
): FastifyReply {
  const accept = request.headers['accept-encoding'];
  const encoding = chooseEncoding(accept, { br: br !== null, gzip: gzip !== null });
  if (encoding !== null) reply.header('content-encoding', encoding);
  const bytes = encoding === 'br' ? br! : encoding === 'gzip' ? gzip! : identity;
  return reply.type(type).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
