/**
 * The process that a bench measures: the platform on a filled store, a bare `node:http` server, or bare rows into the same
 * store. `children.ts` starts it with its task as JSON. It answers requests over IPC.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CAMPAIGN, NOON } from '@cloison/dev-env/platform/published-campaign.ts';
import { createSecrets, parseAuthorityKey } from '../src/base/secrets.ts';
import { openStore } from '../src/start/open-store.ts';
import { secretsDirOf } from '../src/start/platform-secrets.ts';
import { startPlatform } from '../src/start/start-platform.ts';
import { type Filling, filledCampaign } from './bench-holders.ts';
import { openRowFloor, type RowFloorTask } from './row-floors.ts';

export type Task =
  | { readonly kind: 'platform'; readonly dataDir: string; readonly store?: string; readonly fill: Filling }
  | { readonly kind: 'bare-http' }
  | ({ readonly kind: 'rows' } & RowFloorTask);

export interface Ready {
  /** Null for a task that listens on no port. */
  readonly port: number | null;
  readonly filledMs: number;
}
export type Question =
  | { readonly ask: 'usage'; readonly collect: boolean }
  | { readonly ask: 'rows'; readonly inFlight: number; readonly durationMs: number };
export interface Usage {
  /** User and system time of this process since its start. */
  readonly cpuMs: number;
  /** With `collect`, after a garbage collection. */
  readonly rssBytes: number;
}

const task = JSON.parse(process.argv[2]!) as Task;
let rows: Awaited<ReturnType<typeof openRowFloor>> | null = null;

process.on('message', async (question: Question) => {
  switch (question.ask) {
    case 'usage': {
      const { user, system } = process.cpuUsage();
      if (question.collect) globalThis.gc?.();
      process.send!({ cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() } satisfies Usage);
      return;
    }
    case 'rows':
      process.send!(await rows!.run(question.inFlight, question.durationMs));
  }
});

switch (task.kind) {
  case 'platform':
    await runPlatform(task);
    break;
  case 'bare-http':
    runBareHttp();
    break;
  case 'rows':
    rows = await openRowFloor(task);
    process.once('disconnect', () => rows!.close().finally(() => process.exit()));
    ready({ port: null, filledMs: 0 });
}

async function runPlatform({ dataDir, store, fill }: Extract<Task, { kind: 'platform' }>): Promise<void> {
  const options = { dataDir, ...(store === undefined ? {} : { store }) };
  // Nothing is signed in a bench, so any point of the curve will do as the authority's key.
  const { x } = (await crypto.subtle.exportKey(
    'jwk',
    ((await crypto.subtle.generateKey('Ed25519', true, ['sign'])) as CryptoKeyPair).publicKey,
  )) as { x: string };
  const secrets = await createSecrets(secretsDirOf(options), parseAuthorityKey(x));
  const began = performance.now();
  const filled = await openStore(options, secrets);
  await filled.restore(CAMPAIGN, filledCampaign(secrets.pepper, fill));
  await filled.close();
  const filledMs = performance.now() - began;
  const platform = await startPlatform({ ...options, clock: () => NOON, log: 'none' });
  process.once('disconnect', () => platform.close().finally(() => process.exit()));
  ready({ port: platform.port, filledMs });
}

/** Reads each request and answers 204. */
function runBareHttp(): void {
  const server = createServer((request, response) => {
    request.on('data', () => {});
    request.on('end', () => response.writeHead(204).end());
  });
  server.keepAliveTimeout = 80_000;
  process.once('disconnect', () => process.exit());
  server.listen(0, '127.0.0.1', () => ready({ port: (server.address() as AddressInfo).port, filledMs: 0 }));
}

function ready(message: Ready): void {
  process.send!(message);
}
