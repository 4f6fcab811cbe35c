/**
 * The operator's port, apart from the public one: `/metrics` for Prometheus, `/livez` for a supervisor (the process answers),
 * `/readyz` for a load balancer (whether to send requests here). Plain HTTP, on loopback by default: it reveals nothing about
 * anyone, but is not meant for the outside.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';
import type { ReadinessCheck } from './readiness.ts';

export interface OperationsServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  close(): Promise<void>;
}

/** Rejects with Node's error when the port cannot be opened. */
export async function openOperationsServer(
  { host, port }: { readonly host: string; readonly port: number },
  metrics: Metrics,
  readiness: ReadinessCheck,
): Promise<OperationsServer> {
  const server = createServer({ keepAliveTimeout: 80_000 }, (request, response) => {
    request.resume();
    const path = (request.url ?? '').split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') answer(response, 404, 'not-found');
    else if (path === '/livez') answer(response, 200, 'alive');
    else if (path === '/readyz') {
      void readiness.now().then((state) => answer(response, state === 'ready' ? 200 : 503, state));
    } else if (path === '/metrics') {
      metrics.text().then(
        (text) => answer(response, 200, text, metrics.contentType),
        () => answer(response, 500, 'internal'),
      );
    } else answer(response, 404, 'not-found');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  return { url, close: () => closeNow(server) };
}

function answer(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8') {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(text.endsWith('\n') ? text : `${text}\n`);
}

function closeNow(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
