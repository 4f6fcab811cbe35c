/**
 * `PUT /api/1/{campaign}/records/{name}`: the call that every browser makes every few seconds, answered on Node's own request
 * and response. Plain addresses are handled before Fastify sees them. Others (escaped characters, a service that is closing) go
 * through Fastify's route. Both use the same function. The token is checked before the body is read.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { PlatformError } from '../base/platform-error.ts';
import { refusalOf, saveRecord } from '../holder/save-record.ts';
import type { HolderEntry } from '../store/holders.ts';
import type { SaveOutcome, SavingCampaign } from '../store/saving.ts';
import { StaleView } from '../store/storage-error.ts';
import { DirectResponses, interceptRequests } from './direct-response.ts';
import { MAX_BODY_BYTES, openCampaign, openToSave, type ServerParts } from './route-parts.ts';

const ROUTE = '/api/1/:campaign/records/*';
const PLAIN_ADDRESS = /^\/api\/1\/([A-Za-z0-9-]{1,120})\/records\/([A-Za-z0-9~/-]{1,120})$/;
const OCTETS = 'application/octet-stream';
const OCTETS_WITH_PARAMETERS = /^application\/octet-stream *(?:;|$)/i;

/** Called once for each answer. */
type Answered = (status: number, code: PlatformError['code'] | null) => void;

export function saveRoute(server: FastifyInstance, parts: ServerParts): void {
  const answer = saveAnswerer(parts);
  server.register(async (api) => {
    // Fastify must not read the body, not even one of a type that will be refused.
    api.addContentTypeParser('*', (_request, _payload, done) => done(null));
    api.put(ROUTE, (request, reply) => {
      const { campaign, '*': name } = request.params as { campaign: string; '*': string };
      reply.hijack();
      void answer(request.raw, reply.raw, campaign, name, (_status, code) => {
        request.refusalCode = code;
      });
    });
  });

  let closing = false;
  server.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  interceptRequests(server, (request, response, next) => {
    const address = request.method === 'PUT' && !closing ? PLAIN_ADDRESS.exec(request.url ?? '') : null;
    if (address === null) return next();
    const begunMs = performance.now();
    void answer(request, response, address[1]!, address[2]!, (status, code) =>
      parts.log.request({ method: 'PUT', route: ROUTE, status, ms: performance.now() - begunMs, code }),
    );
  });
}

function saveAnswerer(parts: ServerParts) {
  const { store, access, admission, nowMs } = parts;
  const answers = new DirectResponses(parts);
  const savedHeaders = Object.entries(answers.common).flat();

  /** Is not awaited, and never rejects: a fault of the program goes to the log. */
  const keep = async (campaign: SavingCampaign, holder: HolderEntry, name: string, body: Uint8Array) => {
    try {
      await saveRecord(campaign, holder, name, body, nowMs());
    } catch (error) {
      if (!(error instanceof PlatformError)) parts.log.fault(ROUTE, error);
    }
  };

  /**
   * The one answer to an unknown and to a revoked code, after the same wait and the same body. What a revoked holder wrote
   * is kept as a branch once the answer has gone, so that nothing of it shows.
   */
  const refuse = async (
    campaign: SavingCampaign,
    revoked: HolderEntry | null,
    read: Promise<Uint8Array>,
    response: ServerResponse,
    name: string,
  ): Promise<never> => {
    const body = read.catch(() => null);
    const turn = access.turn(campaign);
    // A queue that is full refuses at once, without the body.
    const whole = await Promise.race([body, turn.then(() => body)]);
    await turn;
    if (revoked !== null && whole !== null) {
      response.once('close', () => void keep(campaign, revoked, name, whole));
    }
    throw new PlatformError('unknown-code');
  };

  return async (
    request: IncomingMessage,
    response: ServerResponse,
    campaignName: string,
    name: string,
    answered: Answered,
  ): Promise<void> => {
    answers.share(request, response);
    try {
      admission.requireRoom('save');
      const { authorization } = request.headers;
      const opened = openToSave(store, campaignName);
      let campaign = opened instanceof Promise ? await opened : opened;
      const announced = Number(request.headers['content-length'] ?? MAX_BODY_BYTES);
      const caller = access.saver(campaign, authorization, announced);
      let holder = caller instanceof Promise ? await caller : caller;
      const read = bodyOf(request);
      if (holder === null || holder.revoked) return await refuse(campaign, holder, read, response, name);
      const body = await read;
      const entered = admission.enter('save');
      const leave = entered instanceof Promise ? await entered : entered;
      let outcome: SaveOutcome;
      try {
        outcome = await saveRecord(campaign, holder, name, body, nowMs());
      } catch (error) {
        if (!(error instanceof StaleView)) throw error;
        campaign = await openCampaign(store, campaignName);
        holder = await access.saver(campaign, authorization, 0);
        if (holder === null || holder.revoked) return await refuse(campaign, holder, read, response, name);
        outcome = await saveRecord(campaign, holder, name, body, nowMs());
      } finally {
        leave();
      }
      switch (outcome.kind) {
        case 'saved':
          response.writeHead(204, savedHeaders).end();
          answered(204, null);
          return;
        case 'late':
          answers.send(
            response,
            202,
            { 'content-type': 'application/json; charset=utf-8' },
            '{"code":"late"}',
          );
          answered(202, null);
          return;
        default:
          throw await refusalOf(outcome, campaign, holder, name);
      }
    } catch (error) {
      const refusal = answers.refuse(response, ROUTE, error);
      answered(refusal.status, refusal.code);
    }
  };
}

/** Throws `bad-envelope` without a body, `unsupported-type`, `too-large`, or `bad-request` when the body is cut off. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const { 'content-type': type, 'transfer-encoding': encoding } = request.headers;
  const length = Number(request.headers['content-length'] ?? 0);
  if (type === undefined && encoding === undefined && length === 0) {
    throw new PlatformError('bad-envelope');
  }
  if (type !== OCTETS && !OCTETS_WITH_PARAMETERS.test(type ?? ''))
    throw new PlatformError('unsupported-type');
  if (request.headers['content-encoding'] !== undefined) throw new PlatformError('unsupported-type');
  if (length > MAX_BODY_BYTES) throw new PlatformError('too-large');
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > MAX_BODY_BYTES) {
        request.removeAllListeners('data').removeAllListeners('end');
        request.resume();
        reject(new PlatformError('too-large'));
      } else {
        parts.push(part);
      }
    });
    request.on('end', () => resolve(parts.length === 1 ? parts[0]! : Buffer.concat(parts)));
    request.on('error', () => reject(new PlatformError('bad-request')));
  });
}
