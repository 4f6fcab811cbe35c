/** A proxy between browsers and the platform. It reads whole requests, and a test decides what happens to them. */
import {
  type Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TakenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
export interface GivenAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Passes a request on; rejects when no whole answer comes. */
export function forward(agent: Agent, origin: string, taken: TakenRequest): Promise<GivenAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const onward = request(
      { agent, hostname, port, method: taken.method, path: taken.path, headers: taken.headers },
      (response) => {
        readWhole(response).then(
          (body) => resolve({ status: response.statusCode ?? 502, headers: response.headers, body }),
          reject,
        );
      },
    );
    onward.once('error', reject);
    onward.end(taken.body);
  });
}

export interface Middleman {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on loopback; `handle` gets each request once its body is here. */
export async function startMiddleman(
  handle: (taken: TakenRequest, response: ServerResponse) => Promise<void>,
): Promise<Middleman> {
  const server: Server = createServer((incoming, response) => {
    readWhole(incoming).then(
      (body) => {
        const { method = 'GET', url = '/', headers } = incoming;
        handle({ method, path: url, headers, body }, response).catch(() => response.destroy());
      },
      () => response.destroy(),
    );
  });
  // Whoever calls decides how long a connection is kept: one that ends by the clock may end under a request.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function give(response: ServerResponse, answer: GivenAnswer): void {
  if (!response.destroyed) response.writeHead(answer.status, answer.headers).end(answer.body);
}

async function readWhole(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
