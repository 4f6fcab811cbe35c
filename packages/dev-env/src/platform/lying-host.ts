/**
 * For tests: a host that lies. It stands between an office and an honest platform, passes on what the office asks, signature
 * included, and alters answers. What the platform has is untouched, so that a test can tell the truth afterwards.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the office asked for: the last part of the path (`feed`, `records`, `purge`, `key`, `me` …), its query and JSON body. */
export interface Asked {
  readonly what: string;
  readonly path: string;
  readonly method: string;
  /** Of a holder, as the header has it; null: the office signed, or nobody did. */
  readonly token: string | null;
  readonly query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: a liar alters whatever JSON there is
  readonly body: any;
}

/** The answer that the office gets instead; by default JSON with status 200. */
// biome-ignore lint/suspicious/noExplicitAny: a liar alters whatever JSON there is
export type Lie = (truth: any, asked: Asked) => unknown;

/** Given by a lie instead of JSON. */
export class RawAnswer {
  readonly status: number;
  readonly text: string | Uint8Array;
  constructor(status: number, text: string | Uint8Array) {
    this.status = status;
    this.text = text;
  }
}

export class LyingHost {
  /** By what is asked for; what is not here is answered honestly. */
  lies: Readonly<Record<string, Lie>> = {};
  /** Answers in the platform's place, which is then not asked; null: the platform is. */
  refuses: (what: string, asked: Asked) => RawAnswer | null = () => null;
  /** Everything that was asked for, in order. */
  readonly asked: Asked[] = [];
  readonly #platform: () => string;
  readonly #server: Server;

  /** `platform`: where the honest one is at this moment. */
  private constructor(platform: () => string) {
    this.#platform = platform;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    // Whoever calls decides how long a connection is kept: one that ends by the clock may end under a request.
    this.#server.keepAliveTimeout = 0;
  }

  static async start(platform: () => string): Promise<LyingHost> {
    const host = new LyingHost(platform);
    await new Promise<void>((resolve) => host.#server.listen(0, '127.0.0.1', resolve));
    return host;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** How often this was asked for. */
  count(what: string): number {
    return this.asked.filter((one) => one.what === what).length;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const url = new URL(request.url ?? '/', this.#platform());
    const asked: Asked = {
      what: url.pathname.split('/').at(-1) ?? '',
      path: url.pathname,
      method: request.method ?? 'GET',
      token: request.headers.authorization ?? null,
      query: url.searchParams,
      body: request.headers['content-type'] === 'application/json' ? JSON.parse(body.toString('utf8')) : null,
    };
    this.asked.push(asked);
    const refused = this.refuses(asked.what, asked);
    if (refused !== null) {
      response.writeHead(refused.status, { 'content-type': 'application/json' }).end(refused.text);
      return;
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(
        ([name]) => !['host', 'connection', 'content-length'].includes(name),
      ),
    ) as Record<string, string>;
    const method = request.method ?? 'GET';
    const honest = await fetch(url, { method, headers, ...(method === 'GET' ? {} : { body }) });
    const bytes = Buffer.from(await honest.arrayBuffer());
    const lie = this.lies[asked.what];
    const told =
      lie === undefined
        ? new RawAnswer(honest.status, bytes)
        : await lie(parsed(bytes.toString('utf8')), asked);
    const { status, text: sent } =
      told instanceof RawAnswer ? told : new RawAnswer(200, JSON.stringify(told));
    response.writeHead(status, { 'content-type': 'application/json' });
    // 204 has no body.
    response.end(status === 204 ? undefined : sent);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
