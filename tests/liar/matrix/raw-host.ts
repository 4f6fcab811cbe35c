/**
 * A host that answers byte by byte as it likes: it asks the honest platform, and then writes on the connection whatever a play
 * makes of the answer, well-formed or not.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** What the answer is to: `me`, `document/ticket`, `feed` … */
  readonly route: string;
}

export interface Honest {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What goes over the connection. */
export interface Sent {
  readonly bytes: Buffer;
  /** Written again and again after `bytes`, until the reader goes. */
  readonly forever?: Buffer;
  /** One byte each so many milliseconds. */
  readonly byteEveryMs?: number;
  /** Default: the connection is closed. */
  readonly end?: 'closed' | 'left-open' | 'reset';
}

export type Alter = (asked: Asked, honest: Honest) => Sent | null;
/** Answers without asking the platform, which learns of nothing; null: it is asked. */
export type Swallow = (asked: Asked) => Sent | null;

export interface Lie {
  readonly alter: Alter | null;
  readonly swallow: Swallow | null;
}

export class RawHost {
  /** Since it last began to lie. */
  calls = 0;
  /** How many of its answers were not the platform's. */
  told = 0;
  #lie: Lie | null = null;
  readonly #platform: () => string;
  readonly #server: Server;

  private constructor(platform: () => string) {
    this.#platform = platform;
    this.#server = createServer((request) => {
      this.#answer(request).catch(() => request.socket.destroy());
    });
    this.#server.keepAliveTimeout = 0;
  }

  /** `platform`: where the honest one is at this moment. */
  static async start(platform: () => string): Promise<RawHost> {
    const host = new RawHost(platform);
    await new Promise<void>((resolve) => host.#server.listen(0, '127.0.0.1', resolve));
    return host;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  tell(lie: Lie): void {
    this.#lie = lie;
    this.calls = 0;
  }

  beHonest(): void {
    this.#lie = null;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<void> {
    this.calls += 1;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', this.#platform());
    const asked = { method, path: url.pathname, route: routeOf(method, url.pathname) };
    const swallowed = this.#lie?.swallow?.(asked) ?? null;
    if (swallowed !== null) {
      this.told += 1;
      await write(request.socket, swallowed);
      return;
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !NOT_PASSED_ON.has(name)),
    ) as Record<string, string>;
    const answer = await fetch(url, {
      method,
      headers,
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: Buffer.concat(parts) }),
      redirect: 'manual',
    });
    const honest: Honest = {
      status: answer.status,
      headers: Object.fromEntries([...answer.headers].filter(([name]) => !NOT_PASSED_ON.has(name))),
      body: Buffer.from(await answer.arrayBuffer()),
    };
    const altered = this.#lie?.alter?.(asked, honest) ?? null;
    if (altered !== null) this.told += 1;
    await write(request.socket, altered ?? http(honest));
  }
}

const NOT_PASSED_ON: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'content-encoding',
]);

/** A well-formed answer. */
export function http({ status, headers, body }: Honest, more: readonly string[] = []): Sent {
  const hasBody = status >= 200 && status !== 204 && status !== 304;
  const lines = [
    `HTTP/1.1 ${status} Said`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...more,
    ...(hasBody ? [`content-length: ${body.length}`] : []),
    'connection: close',
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return { bytes: hasBody ? Buffer.concat([head, body]) : head };
}

/** Of browsers and of the office, as plays name them. */
function routeOf(method: string, path: string): string {
  const [, zone = '', ...rest] = path.split('/');
  if (zone === 'authority') return rest[2] ?? '';
  if (zone === 'api') {
    const [, , what = '', ...name] = rest;
    if (what === 'records') return method === 'PUT' ? 'save' : 'record';
    return name.length === 0 ? what : `${what}/${name.join('/')}`;
  }
  if (rest[1] === 'content') return 'content';
  return rest[1] === '' ? 'page' : (rest[1] ?? '');
}

async function write(socket: Socket, { bytes, forever, byteEveryMs, end = 'closed' }: Sent): Promise<void> {
  if (end === 'reset' && bytes.length === 0) {
    socket.resetAndDestroy();
    return;
  }
  const isGone = () => socket.destroyed || !socket.writable;
  socket.on('error', () => socket.destroy());
  const send = (part: Buffer) =>
    new Promise<void>((resolve) => {
      if (isGone()) return resolve();
      socket.once('close', resolve);
      socket.write(part, () => {
        socket.off('close', resolve);
        resolve();
      });
    });
  if (byteEveryMs === undefined) await send(bytes);
  else {
    for (const byte of bytes) {
      if (isGone()) return;
      await send(Buffer.of(byte));
      await new Promise((resolve) => setTimeout(resolve, byteEveryMs));
    }
  }
  while (forever !== undefined && !isGone()) {
    await send(forever);
    await new Promise((resolve) => setTimeout(resolve, byteEveryMs ?? 0));
  }
  if (end === 'left-open') return;
  if (end === 'reset') socket.resetAndDestroy();
  else socket.end();
}
