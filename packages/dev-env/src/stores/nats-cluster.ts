/**
 * Real `nats-server` processes (Debian's) with JetStream, on free loopback ports and in a folder of their own: one server, or a
 * cluster of three. They end with `stop()`, or when this process exits.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { freePorts } from '../platform/free-ports.ts';

const PROGRAM = '/usr/sbin/nats-server';
const READY_MS = 600_000;
/** How long a stream is tried to be placed before a server is restarted; doubled each time. */
const PLACED_MS = 8000;
/** After so long a server whose disk was wiped is started again. */
const FORGOTTEN_MS = 60_000;
const BETWEEN_MS = 250;
const ASK_MS = 3000;
/** After that a server that was asked to end is killed. */
const ENDS_MS = 30_000;

export interface NatsOptions {
  /** Default 1; a cluster needs 3. */
  readonly servers?: 1 | 3;
  /** `always`: every write reaches the disk before it is acknowledged. Default: the server's own, two minutes. */
  readonly sync?: 'default' | 'always';
  /** The maximum number of bytes that each server stores for JetStream, default 4 GiB. */
  readonly maxStoreBytes?: number;
  /** The maximum message size, default the server's own 1 MiB. */
  readonly maxPayload?: number;
  readonly tls?: { readonly certPath: string; readonly keyPath: string };
  /** The name and password that clients need. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** One or three servers that know each other. */
export interface NatsCluster {
  readonly servers: readonly NatsServer[];
  /** `nats://127.0.0.1:4222,127.0.0.1:4223,…`, as the platform's setting takes it. */
  readonly url: string;
  /** Holds the configuration, the logs and what the servers store. */
  readonly folder: string;
  /** Waits until JetStream answers on every server that runs, and the cluster has a leader. */
  ready(): Promise<void>;
  /** Starts servers that have nothing yet, all of them, and waits until a stream can be placed. */
  begin(): Promise<void>;
  /** The server that leads a stream, once one does. */
  leaderOf(stream: string): Promise<NatsServer>;
  /**
   * Waits until every replica of the stream exists and has caught up. `emptied`: a server whose disk was wiped. Where it is not
   * there after a minute it is started again, once, as docs/operations.md says: 2.10 rarely forgets a stream on an empty disk.
   */
  whole(stream: string, emptied?: NatsServer): Promise<void>;
  /** Ends all servers and deletes the folder. */
  stop(): Promise<void>;
}

export class NatsServer {
  readonly name: string;
  readonly port: number;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  constructor(name: string, port: number, folder: string) {
    this.name = name;
    this.port = port;
    this.#folder = folder;
  }

  get running(): boolean {
    return this.#child !== null;
  }
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }
  get storeFolder(): string {
    return join(this.#folder, this.name);
  }
  get log(): string {
    return readFileSync(join(this.#folder, `${this.name}.log`), 'utf8');
  }

  /** Starts the process, on the same port and folder as before; `ready()` of the cluster says when it can be used. */
  start(): void {
    if (this.#child !== null) return;
    const log = openSync(join(this.#folder, `${this.name}.log`), 'a');
    const child = spawn(PROGRAM, ['-c', join(this.#folder, `${this.name}.conf`)], {
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    running.add(child);
    child.once('exit', () => {
      running.delete(child);
      if (this.#child === child) this.#child = null;
    });
  }

  /** Kills it with -9. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to end, with SIGTERM. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Kills it if it runs, and deletes everything that it stored, as if its disk were lost. */
  async wipe(): Promise<void> {
    await this.kill();
    rmSync(this.storeFolder, { recursive: true, force: true });
  }

  /** Suspends it (SIGSTOP), like a machine that has stopped answering, until `resume`. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }
  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), ENDS_MS);
    await ended;
    clearTimeout(force);
  }
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts them and waits until they can be used. */
export async function startNats(options: NatsOptions = {}): Promise<NatsCluster> {
  const count = options.servers ?? 1;
  const folder = mkdtempSync(join(tmpdir(), 'cloison-nats-'));
  const ports = await freePorts(2 * count);
  const servers = Array.from({ length: count }, (_, i) => new NatsServer(`n${i + 1}`, ports[i]!, folder));
  for (const [i, server] of servers.entries()) {
    mkdirSync(server.storeFolder, { recursive: true });
    const routes = ports.slice(count);
    writeFileSync(join(folder, `${server.name}.conf`), configuration(server, options, routes, i));
  }
  const cluster = new Cluster(folder, servers, options);
  try {
    await cluster.begin();
  } catch (error) {
    const logs = servers.map(({ log }) => log.slice(-2000)).join('\n');
    await cluster.stop();
    throw new Error(`nats-server did not become ready: ${(error as Error).message}\n${logs}`);
  }
  return cluster;
}

class Cluster implements NatsCluster {
  readonly folder: string;
  readonly servers: readonly NatsServer[];
  readonly #options: NatsOptions;

  constructor(folder: string, servers: readonly NatsServer[], options: NatsOptions) {
    this.folder = folder;
    this.servers = servers;
    this.#options = options;
  }

  get url(): string {
    const { login } = this.#options;
    const who = login === undefined ? '' : `${login.user}:${login.password}@`;
    return `nats://${who}${this.servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  /**
   * Starts all servers and waits until a stream can be placed. Servers that are started together may not learn of each other's
   * free storage for half a minute (“no suitable peers for placement”). A server that is restarted tells the others; which of
   * them was not heard is not known, so each has its turn.
   */
  async begin(): Promise<void> {
    // One after the other: when all connect at once, more of what they tell each other is lost.
    for (const server of this.servers) {
      server.start();
      if (server !== this.servers.at(-1)) await sleep(BETWEEN_MS);
    }
    await this.ready();
    const probe = { name: 'probe', subjects: ['probe'], num_replicas: this.servers.length };
    const [first] = this.servers as [NatsServer];
    const until = performance.now() + READY_MS;
    for (let turn = 0; ; turn++) {
      const giveUp = performance.now() + PLACED_MS * 2 ** turn;
      while (performance.now() < giveUp) {
        if ((await this.#ask(first, '$JS.API.STREAM.CREATE.probe', probe)) !== null) {
          await this.#ask(first, '$JS.API.STREAM.DELETE.probe');
          return;
        }
        await sleep(50);
      }
      if (performance.now() > until) throw new Error('no stream can be placed');
      const unheard = this.servers.at(-1 - (turn % this.servers.length))!;
      await unheard.stop();
      unheard.start();
      await this.ready();
    }
  }

  async ready(): Promise<void> {
    const until = performance.now() + READY_MS;
    for (const server of this.servers.filter(({ running }) => running)) {
      for (;;) {
        if (!server.running) throw new Error(`${server.name} ended by itself`);
        if ((await this.#ask(server, '$JS.API.INFO')) !== null) break;
        if (performance.now() > until) throw new Error(`${server.name} is not ready`);
        await sleep(50);
      }
    }
  }

  async leaderOf(stream: string): Promise<NatsServer> {
    const [first, ...others] = this.servers as [NatsServer];
    if (others.length === 0) return first;
    const until = performance.now() + READY_MS;
    for (;;) {
      const name = (await this.#info(stream))?.cluster?.leader;
      const leader = this.servers.find((server) => server.running && server.name === name);
      if (leader !== undefined) return leader;
      if (performance.now() > until) throw new Error(`nobody leads ${stream}`);
      await sleep(50);
    }
  }

  async whole(stream: string, emptied?: NatsServer): Promise<void> {
    const began = performance.now();
    const until = began + READY_MS;
    let again = emptied;
    for (;;) {
      const cluster = (await this.#info(stream))?.cluster;
      const replicas = cluster?.replicas ?? [];
      const all = replicas.length === this.servers.length - 1;
      if (cluster?.leader !== undefined && all && replicas.every(({ current }) => current)) return;
      if (performance.now() > until) throw new Error(`${stream} is not whole: ${JSON.stringify(cluster)}`);
      if (again !== undefined && performance.now() > began + FORGOTTEN_MS) {
        console.error(`${again.name} is started again: ${stream} is not whole`);
        await again.stop();
        again.start();
        again = undefined;
        await this.ready();
      }
      await sleep(100);
    }
  }

  async #info(stream: string): Promise<StreamInfo | null> {
    for (const server of this.servers.filter(({ running }) => running)) {
      const answer = await this.#ask(server, `$JS.API.STREAM.INFO.${stream}`);
      if (answer !== null) return answer as StreamInfo;
    }
    return null;
  }

  /** Null without a successful answer within `ASK_MS`. */
  async #ask(server: NatsServer, subject: string, request?: object): Promise<unknown> {
    const { login, tls } = this.#options;
    try {
      const connection = await connect({
        servers: `127.0.0.1:${server.port}`,
        reconnect: false,
        timeout: ASK_MS,
        ignoreClusterUpdates: true,
        ...(login === undefined ? {} : { user: login.user, pass: login.password }),
        // These are the test's own servers, so their certificates need no check.
        ...(tls === undefined ? {} : { tls: { rejectUnauthorized: false } }),
      });
      try {
        const answer = (
          await connection.request(subject, request === undefined ? '' : JSON.stringify(request), {
            timeout: ASK_MS,
          })
        ).json() as {
          error?: unknown;
        };
        return answer.error === undefined ? answer : null;
      } finally {
        await connection.close();
      }
    } catch {
      return null;
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface StreamInfo {
  readonly cluster?: {
    readonly leader?: string;
    readonly replicas?: readonly { readonly name: string; readonly current: boolean }[];
  };
}

function configuration(
  server: NatsServer,
  options: NatsOptions,
  routes: readonly number[],
  index: number,
): string {
  const lines = [
    `server_name: ${server.name}`,
    `listen: 127.0.0.1:${server.port}`,
    `max_payload: ${options.maxPayload ?? 1_048_576}`,
    'jetstream {',
    `  store_dir: ${JSON.stringify(server.storeFolder)}`,
    '  max_memory_store: 268435456',
    `  max_file_store: ${options.maxStoreBytes ?? 4 * 1024 ** 3}`,
    ...(options.sync === 'always' ? ['  sync_interval: always'] : []),
    '}',
  ];
  if (options.login !== undefined) {
    const { user, password } = options.login;
    lines.push(`authorization { user: ${JSON.stringify(user)}, password: ${JSON.stringify(password)} }`);
  }
  if (options.tls !== undefined) {
    const { certPath, keyPath } = options.tls;
    lines.push(`tls { cert_file: ${JSON.stringify(certPath)}, key_file: ${JSON.stringify(keyPath)} }`);
  }
  if (routes.length > 1) {
    lines.push(
      'cluster {',
      '  name: test',
      `  listen: 127.0.0.1:${routes[index]}`,
      `  routes: [${routes.map((port) => `nats-route://127.0.0.1:${port}`).join(', ')}]`,
      '}',
    );
  }
  return `${lines.join('\n')}\n`;
}
