/** The composition root: the only place that knows which adapters the service runs on. */
import '../base/keep-next-tick-fast.ts';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { Admission, type AdmissionParts } from '../admission/admission.ts';
import { watchLoopLag } from '../admission/loop-lag.ts';
import { UnknownCodeQueue } from '../admission/unknown-code-queue.ts';
import { DEFAULT_NOT_ERASED, finishPurges } from '../authority/purge.ts';
import { authorityKeyOf } from '../authority/signed-call.ts';
import { type LogDestination, openLog } from '../base/log.ts';
import { SetupError } from '../base/platform-error.ts';
import {
  createSecrets,
  isInitialised,
  type PlatformSecrets,
  parseAuthorityKey,
  readCampaignPepper,
  readSecrets,
} from '../base/secrets.ts';
import { openControl } from '../control/control-socket.ts';
import { HolderAccess, TokenRing } from '../holder/holder-access.ts';
import { buildServer } from '../http/server.ts';
import { expiryMsOf, readTls, reloadTls, type TlsFiles } from '../http/tls-files.ts';
import { Metrics } from '../operations/metrics.ts';
import { type OperationsServer, openOperationsServer } from '../operations/operations-server.ts';
import { ReadinessCheck } from '../operations/readiness.ts';
import { SILENT_OBSERVER, type StoreObserver } from '../store/health.ts';
import { parseNatsAddress } from '../store/nats/address.ts';
import { openNatsStore } from '../store/nats/store.ts';
import { openPostgresStore } from '../store/postgres/store.ts';
import { openSqliteStore } from '../store/sqlite/store.ts';
import type { Store } from '../store/store.ts';
import { AppFolder } from '../web/app-folder.ts';
import { parseAppOrigin } from '../web/cross-origin.ts';

/** Connections that wait to be accepted: at nine they come by the thousand. The system may allow less (`somaxconn`). */
const BACKLOG = 16_384;

export interface PlatformOptions {
  /**
   * Where campaigns are kept: `sqlite:FOLDER`, or `postgres://role@host/database?…` (`store/postgres/postgres-address.ts`),
   * which several processes may share if they have the same secrets. Default `store/` in the data folder.
   */
  readonly store?: string;
  /** Holds `store/` and, unless `secretsDir` says otherwise, `secrets/`. */
  readonly dataDir: string;
  readonly secretsDir?: string;
  /**
   * The authority's Ed25519 public key, raw 32 bytes or their base64url. Needed the first time: a data folder that does
   * not exist yet is then initialised. Later it must be the same, or is left out.
   */
  readonly authorityKey?: Uint8Array | string;
  /** Default 127.0.0.1. Elsewhere than on loopback, `tls` or `behindProxy` is required. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** A proxy in front speaks TLS to browsers. */
  readonly behindProxy?: boolean;
  readonly tls?: TlsFiles;
  /** Where `/metrics`, `/livez` and `/readyz` are: a port of their own; default nowhere. Host: 127.0.0.1 by default. */
  readonly metrics?: { readonly host?: string; readonly port: number };
  /** Folders of the built apps (`apps/pupil/dist`, `apps/school/dist`). */
  readonly apps?: { readonly pupil?: string; readonly school?: string };
  /** Default `none`. */
  readonly log?: LogDestination;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly clock?: () => number;
  /** Said in purge statements: backups and when they expire. */
  readonly notErased?: string;
  /** Largest database of one campaign in MiB; default none. Beyond it saves are answered 507. */
  readonly quotaMiB?: number;
  /** Origins (`https://pages.example`) that serve the apps too: their pages may call. Default: ours alone. */
  readonly appOrigins?: readonly string[];
  /** How many requests of a kind are worked on and wait; default: `http/admission.ts`. */
  readonly admission?: NonNullable<AdmissionParts['limits']>;
  /** How long requests under way are waited for when closing, default 10,000. */
  readonly drainMs?: number;
  /** How long `/readyz` says `draining` before connections are refused, for balancers that ask it; default 0. */
  readonly drainNoticeMs?: number;
}

export interface RunningPlatform {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  /** Signs purge statements; raw, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Of the port of `metrics`, null without. */
  readonly operationsUrl: string | null;
  /**
   * Reads the certificate again, for new connections; when it cannot be used, the old one stays and the log says so.
   * Nothing without TLS.
   */
  reloadTls(): void;
  /** Stops accepting, finishes what is under way, closes the store. May be called twice. */
  close(): Promise<void>;
}

/** Starts the service. Rejects with `SetupError`. */
export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
  const host = options.host ?? '127.0.0.1';
  const tls = options.tls ?? null;
  if (tls === null && options.behindProxy !== true && !isLoopback(host)) {
    throw new SetupError(
      'plain-http',
      `refusing plain HTTP on ${host}: give --tls-cert and --tls-key, or --behind-proxy when a proxy in front speaks TLS`,
    );
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
    const gate = new UnknownCodeQueue({ nowMs: () => performance.now(), sleep }, (campaign, wanted) =>
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
      access: new HolderAccess(tokens, gate, admission),
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
    const place = { store, secrets, secretsDir: secretsDirOf(options), nowMs };
    if (isEmbedded(options)) control = await openControl(storeDirOf(options), place, log);
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
        unknownWaiting: () => gate.waiting,
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
      // A connection whose request was under way becomes idle a moment later: it is not waited for.
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

type StoreOptions = Pick<PlatformOptions, 'dataDir' | 'store' | 'quotaMiB'>;

/** Opens the store that the options name; rejects with `SetupError`. */
export async function openStore(
  options: StoreOptions,
  { pepper }: Pick<PlatformSecrets, 'pepper'>,
  observer: StoreObserver = SILENT_OBSERVER,
): Promise<Store> {
  const address = options.store ?? '';
  if (isEmbedded(options)) {
    const pages = options.quotaMiB === undefined ? null : options.quotaMiB * 256;
    const folder = storeDirOf(options);
    return openSqliteStore({ folder, pepper, maxPages: () => pages, observer, saveThreads: true });
  }
  if (options.quotaMiB !== undefined) {
    throw new SetupError('bad-setting', '--quota is for the embedded store: bound the others where they run');
  }
  if (/^postgres(?:ql)?:/.test(address)) return openPostgresStore({ address, pepper, observer });
  if (address.startsWith('nats:')) {
    return openNatsStore({ address: parseNatsAddress(address), pepper, observer });
  }
  throw new SetupError(
    'bad-setting',
    'a store is named as sqlite:FOLDER or postgres://role@host/database or nats://host,host,host',
  );
}

export function isEmbedded({ store }: Pick<PlatformOptions, 'store'>): boolean {
  return store === undefined || store.startsWith('sqlite:');
}

/** Folder of the embedded store; throws `bad-setting` when the store is elsewhere. */
export function storeDirOf(options: Pick<PlatformOptions, 'dataDir' | 'store'>): string {
  if (!isEmbedded(options)) {
    throw new SetupError('bad-setting', 'this is for the embedded store: the others have their own tools');
  }
  return options.store?.slice('sqlite:'.length) ?? join(options.dataDir, 'store');
}

/** Whether there is an embedded store already; one elsewhere knows itself whose secrets it was made with. */
export function storeExists(options: Pick<PlatformOptions, 'dataDir' | 'store'>): boolean {
  return isEmbedded(options) && existsSync(storeDirOf(options));
}

export function secretsDirOf({
  dataDir,
  secretsDir,
}: Pick<PlatformOptions, 'dataDir' | 'secretsDir'>): string {
  return secretsDir ?? join(dataDir, 'secrets');
}

async function secretsFor(options: PlatformOptions): Promise<PlatformSecrets> {
  const folder = secretsDirOf(options);
  const given =
    typeof options.authorityKey === 'string' ? parseAuthorityKey(options.authorityKey) : options.authorityKey;
  if (!isInitialised(folder) && given !== undefined && !storeExists(options)) {
    return createSecrets(folder, given);
  }
  const secrets = await readSecrets(folder);
  if (given !== undefined && Buffer.compare(given, secrets.authorityKey) !== 0) {
    throw new SetupError('bad-authority-key', 'the data folder was initialised with another authority key');
  }
  return secrets;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

async function listen(start: () => Promise<unknown>, host: string, port: number): Promise<void> {
  try {
    await start();
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'EADDRINUSE')
      throw new SetupError('bad-setting', `port ${port} of ${host} is in use already`);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new SetupError('bad-setting', `cannot listen on ${host}, port ${port} (${code})`);
    }
    throw error;
  }
}

function connectionsOf(server: { getConnections: Server['getConnections'] }): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count ?? 0));
  });
}

/** Null when there is no such folder: the store is elsewhere. */
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
