/**
 * `cloison qti preview`: a small service on loopback alone. Its address has a secret part, because it shows answer keys and other
 * people may use the same machine; what names another host or comes from another page is not heard. It reads the package again
 * when a file of it changes, and tells the page.
 */
import { randomBytes } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BuiltFile, readBuiltPages } from '../console/door/built-pages.ts';
import { readJson, STATUS_OF, unheard } from '../console/door/guard.ts';
import { headersOf } from '../console/door/headers.ts';
import { type OpenPreview, readPreview } from './preview-package.ts';

export interface PreviewOptions {
  /** The package: a folder or a .zip. */
  readonly path: string;
  /** The built page: a folder with `index.html`. */
  readonly pages: string;
  /** Default: one that is free. */
  readonly port?: number;
  /** Chooses the variants of items with template variables; missing: those that everybody has. */
  readonly seed?: string;
  /** Called when the package was read again. */
  readonly onRead?: (preview: OpenPreview['shown']) => void;
}

export interface RunningPreview {
  readonly address: string;
  close(): Promise<void>;
}

/** An editor saves in several steps. */
const QUIET_MS = 150;

/** Throws `console-pages` when the page was not built, `EADDRINUSE` when the port is taken. */
export async function startPreview(options: PreviewOptions): Promise<RunningPreview> {
  const pages = readBuiltPages(options.pages);
  const secret = randomBytes(16).toString('hex');
  const listeners = new Set<ServerResponse>();
  let preview = readPreview(options.path, options.seed);
  let timer: NodeJS.Timeout | null = null;
  let port = 0;
  const readAgain = () => {
    preview = readPreview(options.path, options.seed);
    options.onRead?.(preview.shown);
    for (const one of listeners) one.write('data: again\n\n');
  };
  const watcher: FSWatcher = watch(options.path, { recursive: true }, () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(readAgain, QUIET_MS);
  });
  // A folder that goes away is read again as one that cannot be read.
  watcher.on('error', readAgain);
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // Longer than any browser keeps a connection that nothing is asked on: one that ended by the clock might end under a request.
  server.keepAliveTimeout = 600_000;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const why = unheard(request, port);
    if (why !== null) return end(response, STATUS_OF[why]);
    const { pathname } = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    if (!pathname.startsWith(`/${secret}/`)) return end(response, 404);
    const path = pathname.slice(secret.length + 1);
    if (request.method === 'POST') {
      if (path !== '/api/score' && path !== '/api/attempt') return end(response, 404);
      const body = (await readJson(request)) as
        | { item?: unknown; responses?: unknown; attempts?: unknown }
        | undefined;
      const item = String(body?.item ?? '');
      if (path === '/api/score') return json(response, preview.score(item, body?.responses ?? {}));
      const attempts: unknown = body?.attempts;
      return json(response, preview.attempt(item, Array.isArray(attempts) ? attempts : []));
    }
    if (path === '/api/package') return json(response, preview.shown);
    if (path === '/api/changes') return listen(response);
    const asset = path.startsWith('/files/') ? preview.files.get(decodePath(path.slice(7))) : undefined;
    if (asset !== undefined) return file(response, asset, 'data');
    const page = pages.get(path);
    if (page === undefined) return end(response, 404);
    return file(response, page, path === '/module-frame.html' ? 'frame' : 'page');
  }

  function listen(response: ServerResponse): void {
    response.writeHead(200, { ...headersOf('data'), 'content-type': 'text/event-stream' });
    response.write(': here\n\n');
    listeners.add(response);
    response.on('close', () => listeners.delete(response));
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port;
  return {
    address: `http://127.0.0.1:${port}/${secret}/`,
    async close() {
      watcher.close();
      if (timer !== null) clearTimeout(timer);
      for (const one of listeners) one.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

function file(response: ServerResponse, { type, bytes }: BuiltFile, kind: 'page' | 'data' | 'frame'): void {
  const headers = headersOf(kind);
  // Items have sounds, films and modules in frames, which the console's pages have not.
  const more = kind === 'frame' ? '' : "; media-src 'self'; frame-src 'self'";
  const policy = `${headers['content-security-policy']}${more}`;
  response.writeHead(200, { ...headers, 'content-security-policy': policy, 'content-type': type });
  response.end(bytes);
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { ...headersOf('data'), 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, headersOf('data'));
  response.end();
}
