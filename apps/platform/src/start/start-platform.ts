/** The composition root: the only place that knows which adapters the service runs on. */
import '../base/keep-next-tick-fast.ts';
import { statfs } from 'node:fs/promises';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { Admission } from '../admission/admission.ts';
import { watchLoopLag } from '../admission/loop-lag.ts';
import { UnknownCodeQueue } from '../admission/unknown-code-queue.ts';
import { DEFAULT_NOT_ERASED, finishPurges } from '../authority/purge.ts';
import { authorityKeyOf } from '../authority/signed-call.ts';
import { openLog } from '../base/log.ts';
import { readCampaignPepper } from '../base/secrets.ts';
import { SetupError } from '../base/setup-error.ts';
import { TokenRing } from '../campaign/token-hash.ts';
import { openControl } from '../control/control-socket.ts';
import { HolderAccess } from '../holder/holder-access.ts';
import { buildServer } from '../http/server.ts';
import { expiryMsOf, readTls, reloadTls } from '../http/tls-files.ts';
import { Metrics } from '../operations/metrics.ts';
import { type OperationsServer, openOperationsServer } from '../operations/operations-server.ts';
import { ReadinessCheck } from '../operations/readiness.ts';
import { AppFolder } from '../web/app-folder.ts';
import { parseAppOrigin } from '../web/cross-origin.ts';
import { isEmbedded, openStore, storeDirOf } from './open-store.ts';
import type { PlatformOptions } from './platform-options.ts';
import { secretsDirOf, secretsFor } from './platform-secrets.ts';

/** How many connections may wait to be accepted: at nine o'clock thousands arrive. The system may allow fewer (`somaxconn`). */
const BACKLOG = 16_384;

export interface RunningPlatform {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  /** Of the key that signs purge statements; raw, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Address of the port of `metrics`; null without one. */
  readonly operationsUrl: string | null;
  /**
   * Reads the certificate again, for new connections. If it cannot be used, the old one stays and the log says so. Does nothing
   * without TLS.
   */
  reloadTls(): void;
  /** Stops accepting connections, finishes requests in progress and closes the store. May be called twice. */
  close(): Promise<void>;
}

/** Starts the service. Rejects with `SetupError`. */
export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
  const host = options.host ?? '127.0.0.1';
  const tls = options.tls ?? null;
  if (tls === null && options.behindProxy !== true && !isLoopback(host)) {
    throw new SetupError('plain-http', { host });
  }
  const appOrigins = (options.appOrigins ?? []).map(parseAppOrigin);
  const secrets = await secretsFor(options);
  const nowMs = options.clock ?? Date.now;
  const metrics = options.metrics === undefined ? null : new Metrics(nowMs);
  const plainLog = openLog(options.log ?? 'none');
  const log = metrics?.counting(plainLog) ?? plainLog;
  const store = await openStore(options, secrets, metrics?.observer);
  const lag = watchLoopLag();
  let control: Awaited<ReturnType<typeof openControl>> = null;
  try {
    const purgeTools = {
      store,
      key: secrets.statementKey,
      notErased: options.notErased ?? DEFAULT_NOT_ERASED,
    };
    for (const campaign of await finishPurges(purgeTools, nowMs())) log.event('purge-finished', { campaign });
    const tokens = new TokenRing(secrets.pepper, (name) => readCampaignPepper(secretsDirOf(options), name));
    const unknownCodes = new UnknownCodeQueue({ nowMs: () => performance.now(), sleep }, (campaign, wanted) =>
      store.bookSlots(campaign, wanted),
    );
    const apps = {
      pupil: new AppFolder(options.apps?.pupil ?? null, () => performance.now()),
      school: new AppFolder(options.apps?.school ?? null, () => performance.now()),
    };
    for (const [app, folder] of Object.entries(apps)) {
      if (!folder.isInstalled) log.event('app-not-installed', { app });
    }
    const admission = new Admission({
      nowMs: () => performance.now(),
      lagMs: lag.meanMs,
      random: Math.random,
      ...(options.admission === undefined ? {} : { limits: options.admission }),
    });
    const server = buildServer({
      store,
      access: new HolderAccess(tokens, unknownCodes, admission),
      admission,
      appOrigins,
      authority: authorityKeyOf(secrets.authorityKey),
      tokens,
      purgeTools,
      apps,
      log,
      nowMs,
      secure: tls !== null || options.behindProxy === true,
      tls,
    });
    await listen(
      () => server.listen({ host, port: options.port ?? 0, backlog: BACKLOG }),
      host,
      options.port ?? 0,
    );
    const campaignHost = { store, secrets, secretsDir: secretsDirOf(options), nowMs };
    if (isEmbedded(options)) control = await openControl(storeDirOf(options), campaignHost, log);
    const readiness = new ReadinessCheck(store, () => performance.now());
    let certificate = tls === null ? null : readTls(tls);
    let operations: OperationsServer | null = null;
    if (metrics !== null && options.metrics !== undefined) {
      server.server.on('clientError', (error) => metrics.broken('http', error));
      server.server.on('tlsClientError', (error) => metrics.broken('tls', error));
      metrics.watch({
        connections: () => connectionsOf(server.server),
        certificateExpiryMs: () => (certificate === null ? null : expiryMsOf(certificate)),
        diskFreeBytes: () => freeBytesOf(options.dataDir),
        draining: () => readiness.isDraining,
        unknownWaiting: () => unknownCodes.waiting,
        lanes: () => admission.counters(),
      });
      const at = { host: options.metrics.host ?? '127.0.0.1', port: options.metrics.port };
      const open = async () => {
        operations = await openOperationsServer(at, metrics, readiness);
      };
      try {
        await listen(open, at.host, at.port);
      } catch (error) {
        await server.close();
        throw error;
      }
    }
    const { port } = server.server.address() as AddressInfo;
    const name = host.includes(':') ? `[${host}]` : host;
    const url = `${tls === null ? 'http' : 'https'}://${name}:${port}`;
    log.event('listening', { url });
    let closing: Promise<void> | null = null;
    const close = async () => {
      readiness.drain();
      if (options.drainNoticeMs !== undefined) await sleep(options.drainNoticeMs);
      // A connection becomes idle when its last request ends: close it then, instead of waiting for the client.
      const idle = setInterval(() => server.server.closeIdleConnections(), 50);
      const force = setTimeout(() => server.server.closeAllConnections(), options.drainMs ?? 10_000);
      try {
        await server.close();
      } finally {
        clearInterval(idle);
        clearTimeout(force);
        lag.stop();
        await control?.close();
        await store.close();
        await operations?.close();
        log.event('closed');
        log.flush();
      }
    };
    return {
      url,
      port,
      publicKey: secrets.statementKey.publicKey,
      operationsUrl: (operations as OperationsServer | null)?.url ?? null,
      reloadTls: () => {
        if (tls === null) return;
        try {
          certificate = reloadTls(server.server as unknown as TlsServer, tls);
          log.event('tls-reloaded', { expires: new Date(expiryMsOf(certificate)).toISOString() });
        } catch (error) {
          log.fault('tls-reload', error);
        }
      },
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    lag.stop();
    await control?.close();
    await store.close();
    throw error;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

async function listen(start: () => Promise<unknown>, host: string, port: number): Promise<void> {
  try {
    await start();
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'EADDRINUSE') throw new SetupError('port-in-use', { port, host });
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new SetupError('cannot-listen', { host, port, reason: code });
    }
    throw error;
  }
}

function connectionsOf(server: { getConnections: Server['getConnections'] }): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count ?? 0));
  });
}

/** Null when there is no such folder, because the store is elsewhere. */
async function freeBytesOf(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
