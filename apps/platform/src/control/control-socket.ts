/**
 * How `cloison platform export` and `import` reach the process that uses the embedded store: HTTP over a Unix socket in the
 * store's folder, which only the platform's user can open. It cannot be reached from the network.
 *
 *     GET /counts?campaign=…   POST /freeze?campaign=…   POST /thaw?campaign=…   GET /export?campaign=…   GET /return?campaign=…   PUT /import
 *
 * The header `transfer-key` has the transfer key. A refusal is `{ reason, values }` of a `SetupError`.
 */

import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Values } from '@cloison/command/refusal';
import { readTransferKey } from '@cloison/protocol/public';
import type { PlatformLog } from '../base/log.ts';
import { SetupError, type SetupReason } from '../base/setup-error.ts';
import {
  type CampaignHost,
  type CheckedTransfer,
  countsOf,
  exportCampaign,
  freezeCampaign,
  importCampaign,
  thawCampaign,
} from '../move/move-campaign.ts';
import { exportReturn } from '../relay/relay-folder.ts';
import type { PurgeCounts } from '../store/purging.ts';

/** Linux: `sun_path` has 108 bytes. */
const MAX_PATH = 107;

function controlPath(storeDir: string): string {
  return join(storeDir, 'control.sock');
}

/** Null when the folder's path is too long for a socket. Campaigns can then be moved only while the service is stopped. */
export async function openControl(
  storeDir: string,
  host: CampaignHost,
  log: PlatformLog,
): Promise<{ close(): Promise<void> } | null> {
  const path = controlPath(storeDir);
  if (Buffer.byteLength(path) > MAX_PATH) {
    log.event('no-control-socket');
    return null;
  }
  const server = createServer({ requestTimeout: 0 }, (call, answer) => {
    void serve(host, log, call, answer);
  });
  // This process holds the store's lock, so an existing socket is left from a process that was killed.
  rmSync(path, { force: true });
  await listen(server, path);
  chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, path: string): Promise<void> {
  const before = process.umask(0o177);
  return new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  }).finally(() => process.umask(before));
}

async function serve(
  host: CampaignHost,
  log: PlatformLog,
  call: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const url = new URL(call.url ?? '/', 'http://control');
  const campaign = url.searchParams.get('campaign') ?? '';
  const what = `${call.method} ${url.pathname}`;
  try {
    switch (what) {
      case 'GET /counts':
        return json(answer, 200, await countsOf(host, campaign));
      case 'POST /freeze': {
        const counts = await freezeCampaign(host, campaign);
        log.event('frozen', { campaign });
        return json(answer, 200, counts);
      }
      case 'POST /thaw':
        await thawCampaign(host, campaign);
        log.event('thawed', { campaign });
        return json(answer, 200, {});
      case 'GET /export':
      case 'GET /return': {
        const write = url.pathname === '/export' ? exportCampaign : exportReturn;
        const pieces = write(host, campaign, keyOf(call));
        const first = await pieces.next();
        answer.writeHead(200, { 'content-type': 'application/octet-stream' });
        if (first.done !== true) answer.write(first.value);
        await pipeline(Readable.from(pieces, { objectMode: false }), answer);
        log.event('exported', { campaign });
        return;
      }
      case 'PUT /import': {
        const done = await importCampaign(host, keyOf(call), call);
        log.event('imported', { campaign: done.head.campaign });
        return json(answer, 200, { campaign: done.head.campaign, counts: done.counts });
      }
      default:
        return json(answer, 404, { reason: 'control-call-unknown', values: {} } satisfies Refused);
    }
  } catch (error) {
    if (!(error instanceof SetupError)) log.fault(`control ${what}`, error);
    // A file that was begun must not look complete.
    if (answer.headersSent) return void answer.destroy();
    const { reason, values } =
      error instanceof SetupError ? error : { reason: 'running-platform-failed' as const, values: {} };
    json(answer, 409, { reason, values } satisfies Refused);
  }
}

interface Refused {
  readonly reason: SetupReason;
  readonly values: Values;
}

function keyOf(call: IncomingMessage): Uint8Array {
  const header = call.headers['transfer-key'];
  return readTransferKey(typeof header === 'string' ? header : '');
}

function json(answer: ServerResponse, status: number, value: unknown): void {
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** A command's connection to the running process. Each call throws the `SetupError` that the process answered. */
export interface ControlClient {
  counts(campaign: string): Promise<PurgeCounts>;
  freeze(campaign: string): Promise<PurgeCounts>;
  thaw(campaign: string): Promise<void>;
  export(campaign: string, key: string): Promise<AsyncIterable<Uint8Array>>;
  /** Exports what a laptop collected. */
  return(campaign: string, key: string): Promise<AsyncIterable<Uint8Array>>;
  import(
    key: string,
    pieces: AsyncIterable<Uint8Array>,
  ): Promise<{ campaign: string; counts: CheckedTransfer['counts'] }>;
}

/** Null when no process answers there. */
export async function connectControl(storeDir: string): Promise<ControlClient | null> {
  const socketPath = controlPath(storeDir);
  const call = (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: AsyncIterable<Uint8Array>,
  ) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ socketPath, method, path, headers }, resolve);
      sent.once('error', reject);
      if (body === undefined) sent.end();
      // An answer before the end of the body is a refusal: it is read, and the rest of the body is not sent.
      else pipeline(Readable.from(body, { objectMode: false }), sent).catch(() => undefined);
    });
  const answered = async (answer: IncomingMessage) => {
    const value = JSON.parse(Buffer.concat(await answer.toArray()).toString('utf8')) as Record<
      string,
      unknown
    >;
    if (answer.statusCode === 200) return value;
    const { reason, values } = value as unknown as Refused;
    throw new SetupError(reason, values);
  };
  const streamed = async (path: string, key: string) => {
    const answer = await call('GET', path, { 'transfer-key': key });
    if (answer.statusCode !== 200) await answered(answer);
    return answer;
  };
  try {
    // Any answer shows that the process is there.
    (await call('GET', '/')).resume();
  } catch {
    return null;
  }
  const of = (campaign: string) => `?campaign=${encodeURIComponent(campaign)}`;
  return {
    counts: async (campaign) => (await answered(await call('GET', `/counts${of(campaign)}`))) as never,
    freeze: async (campaign) => (await answered(await call('POST', `/freeze${of(campaign)}`))) as never,
    thaw: async (campaign) => void (await answered(await call('POST', `/thaw${of(campaign)}`))),
    export: (campaign, key) => streamed(`/export${of(campaign)}`, key),
    return: (campaign, key) => streamed(`/return${of(campaign)}`, key),
    import: async (key, pieces) =>
      (await answered(await call('PUT', '/import', { 'transfer-key': key }, pieces))) as never,
  };
}
