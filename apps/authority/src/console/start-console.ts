/**
 * The console's HTTP service: loopback alone, one desk. `POST /api/enter` takes the token of an address; every other request
 * of the API bears the session that it gave. A request that is refused gets the reason in one word, and nothing else.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EXIT, type ExitCode, Refusal } from '@cloison/command/refusal';
import { COMMANDS, REQUESTS, type RequestName, type Trouble } from '@cloison/console-messages';
import * as v from 'valibot';
import { explainStorage } from '../vault/storage-failure.ts';
import { ANSWERS, type AtWork } from './answers.ts';
import { KeptCounts } from './counts/kept-counts.ts';
import { requireBounds } from './desk/bounds.ts';
import { Desk, type DeskOptions } from './desk/desk.ts';
import { refuseConsole } from './desk/refusals.ts';
import { readBuiltPages } from './door/built-pages.ts';
import { EntryTokens } from './door/entry-tokens.ts';
import { bearerOf, readJson, STATUS_OF, unheard } from './door/guard.ts';
import { headersOf } from './door/headers.ts';
import { PageShelf, type ShelvedFile } from './door/page-shelf.ts';
import { WorkList } from './work/work-list.ts';

export interface ConsoleOptions extends DeskOptions {
  /** The built page: a folder with `index.html`. */
  readonly pages: string;
  /** Default: one that is free. */
  readonly port?: number;
  /** Called with an unforeseen error; the page learns only that there was one. */
  readonly onError?: (error: unknown) => void;
}

export interface RunningConsole {
  readonly port: number;
  /** A new address, good for one opening within ten minutes. */
  address(): string;
  close(): Promise<void>;
}

/** Throws `console-pages`, `console-port`. */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const pages = readBuiltPages(options.pages);
  const desk = new Desk(options);
  const works = new WorkList(desk, options.onError);
  const tokens = new EntryTokens();
  const shelf = new PageShelf();
  const counts = new KeptCounts(
    { vaultFolder: options.vaultFolder, keysFolder: options.keysFolder, who: options.actor.who },
    options.actor.now,
    () => `${desk.acts} ${works.ended}`,
  );
  let port = 0;
  const server = createServer(async (request, response) => {
    try {
      const why = unheard(request, port);
      if (why !== null) return refuse(response, STATUS_OF[why], why);
      const path = new URL(request.url ?? '/', `http://127.0.0.1:${port}`).pathname;
      if (request.method === 'GET') {
        const shelved = shelf.take(path);
        if (shelved !== null) return give(response, shelved);
        const file = pages.get(path);
        if (file === undefined) return refuse(response, 404, 'path');
        response.writeHead(200, { ...headersOf('page'), 'content-type': file.type });
        return response.end(file.bytes);
      }
      await answerApi(path, request, response);
    } catch (error) {
      options.onError?.(error);
      refuse(response, 500, 'unexpected');
    }
  });
  // Longer than any browser keeps a connection that nothing is asked on: one that ended by the clock might end under a request.
  server.keepAliveTimeout = 600_000;

  async function answerApi(path: string, request: IncomingMessage, response: ServerResponse) {
    if (path === '/api/enter') {
      const body = v.safeParse(ENTER, await readJson(request));
      const session = body.success ? tokens.enter(body.output.token) : null;
      return session === null ? refuse(response, 401, 'token') : send(response, 200, { session });
    }
    const session = bearerOf(request);
    if (session === null || !tokens.isOpen(session)) return refuse(response, 401, 'session');
    if (path === '/api/leave') {
      tokens.leave(session);
      return send(response, 200, {});
    }
    const name = path.startsWith('/api/') ? path.slice('/api/'.length) : '';
    if (!isRequestName(name)) return refuse(response, 404, 'path');
    try {
      send(response, 200, await answer({ desk, works, shelf, counts }, name, await readJson(request)));
    } catch (error) {
      const refusal = explainStorage(error, options.vaultFolder) ?? error;
      if (!(refusal instanceof Refusal)) throw error;
      const { code, words, data } = refusal;
      send(response, HTTP_OF_EXIT[refusal.exit], { code, ...words, data } satisfies Trouble);
    }
  }

  await listen(server, options.port ?? 0);
  port = (server.address() as AddressInfo).port;
  return {
    port,
    address: () => `http://127.0.0.1:${port}/#jeton=${tokens.issue()}`,
    async close() {
      await Promise.all([works.close(), counts.close()]);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      desk.close();
    },
  };
}

const ENTER = v.strictObject({ token: v.pipe(v.string(), v.maxLength(64)) });

function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(REQUESTS, name);
}

/** Role first, then form: nobody learns what a command takes that they may not run. */
async function answer<Name extends RequestName>(at: AtWork, name: Name, body: unknown): Promise<unknown> {
  const command = COMMANDS[name];
  if (command !== null) requireBounds(at.desk, command);
  const parsed = v.safeParse(REQUESTS[name], body);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const detail = `${v.getDotPath(issue) ?? 'JSON'} (${issue.message})`;
    throw refuseConsole('console-request', { detail });
  }
  return ANSWERS[name](at, parsed.output as never);
}

const HTTP_OF_EXIT: Readonly<Record<ExitCode, number>> = {
  [EXIT.ok]: 200,
  [EXIT.refused]: 409,
  [EXIT.usage]: 400,
  [EXIT.locked]: 423,
  [EXIT.unreachable]: 502,
  [EXIT.key]: 424,
  [EXIT.damaged]: 500,
  [EXIT.interrupted]: 409,
};

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { ...headersOf('data'), 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** What is shown runs nothing; what is kept has a name. */
function give(response: ServerResponse, { type, bytes, download }: ShelvedFile): void {
  response.writeHead(200, {
    ...headersOf('report'),
    'content-type': type,
    ...(download === undefined
      ? {}
      : { 'content-disposition': `attachment; filename="${download.replaceAll(/[^\w.-]/g, '_')}"` }),
  });
  response.end(bytes);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) return;
  send(response, status, { code: `console-${why}`, fr: '', en: '', data: {} } satisfies Trouble);
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? refuseConsole('console-port', { port }) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}
