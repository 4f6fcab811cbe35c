/**
 * The road between everybody and the platform: a wire that is tapped, then the host's own machine, where TLS ends and requests
 * lie open. Each keeps all that passes. The host may also answer otherwise than its platform does.
 */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer, type Server } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import type { TestCertificate } from '@cloison/dev-env/platform/test-certificate.ts';

export interface Passing {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HostAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Null: answered honestly. `ask` gives the platform's own answer. */
export type Deceit = (
  request: Passing,
  ask: () => Promise<HostAnswer>,
) => Promise<HostAnswer | null> | HostAnswer | null;

/** Not passed on: they belong to one connection. */
const HOP_HEADERS = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']);

export class TappedRoad {
  /** Bytes on the wire, both ways. */
  readonly wire: Buffer[] = [];
  /** What the host's machine sees of each request and answer, TLS removed. */
  readonly seen: Buffer[] = [];
  /** Bodies of requests among these. */
  readonly sent: Buffer[] = [];
  requests = 0;
  deceit: Deceit | null = null;
  readonly url: string;
  readonly #servers: readonly { close(done: () => void): unknown }[];
  readonly #host: Server;
  readonly #sockets: ReadonlySet<Socket>;

  private constructor(
    url: string,
    host: Server,
    servers: readonly { close(done: () => void): unknown }[],
    sockets: ReadonlySet<Socket>,
  ) {
    this.url = url;
    this.#host = host;
    this.#servers = servers;
    this.#sockets = sockets;
  }

  /** `platform`: its address at this moment. Null instead of a certificate: without TLS. */
  static async open(platform: () => string, certificate: TestCertificate | null): Promise<TappedRoad> {
    const pass = (request: Parameters<TappedRoad['host']>[0], response: Parameters<TappedRoad['host']>[1]) =>
      road.host(request, response, platform()).catch((error: unknown) => response.destroy(error as Error));
    const host = (
      certificate === null ? createHttpServer(pass) : createTlsServer(certificate, pass)
    ) as Server;
    host.keepAliveTimeout = 60_000;
    host.listen(0, '127.0.0.1');
    await once(host, 'listening');
    const hostPort = (host.address() as AddressInfo).port;
    const sockets = new Set<Socket>();
    const tap = createTcpServer((socket) => {
      const onward = connect(hostPort, '127.0.0.1');
      for (const [from, to] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        sockets.add(from);
        from.on('data', (part) => {
          road.wire.push(part as Buffer);
          to.write(part);
        });
        from.on('end', () => to.end());
        from.on('error', () => to.destroy());
        from.on('close', () => sockets.delete(from));
      }
    });
    tap.listen(0, '127.0.0.1');
    await once(tap, 'listening');
    const { port } = tap.address() as AddressInfo;
    const url = `${certificate === null ? 'http' : 'https'}://localhost:${port}`;
    const road = new TappedRoad(url, host, [tap, host], sockets);
    return road;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#host.closeAllConnections();
    await Promise.all(
      this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
    );
  }

  async host(
    request: import('node:http').IncomingMessage,
    response: import('node:http').ServerResponse,
    platform: string,
  ): Promise<void> {
    this.requests += 1;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const passing: Passing = {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          HOP_HEADERS.has(name) || value === undefined ? [] : [[name, String(value)]],
        ),
      ),
      body: Buffer.concat(parts),
    };
    this.sent.push(passing.body);
    const ask = async (): Promise<HostAnswer> => {
      const answer = await fetch(new URL(passing.path, platform), {
        method: passing.method,
        // Answers are recorded as they are meant, not packed.
        headers: { ...passing.headers, 'accept-encoding': 'identity' },
        redirect: 'manual',
        ...(passing.body.length === 0 ? {} : { body: new Uint8Array(passing.body) }),
      });
      const headers = [...answer.headers].filter(([name]) => !HOP_HEADERS.has(name));
      return {
        status: answer.status,
        headers: Object.fromEntries(headers),
        body: Buffer.from(await answer.arrayBuffer()),
      };
    };
    const { status, headers, body } = (await this.deceit?.(passing, ask)) ?? (await ask());
    this.seen.push(
      Buffer.from(`${passing.method} ${passing.path}\n${JSON.stringify(passing.headers)}\n`),
      passing.body,
      Buffer.from(`\n${status} ${JSON.stringify(headers)}\n`),
      body,
    );
    const hasBody = status !== 204 && status !== 304;
    response.writeHead(status, { ...headers, ...(hasBody ? { 'content-length': body.length } : {}) });
    response.end(hasBody ? body : undefined);
  }
}
