/**
 * The log: what the service did, never for whom. A line about a request has its method, the *pattern* of its route, status,
 * duration and code, and nothing that the caller sent. Pino writes only the fields given here.
 */
import { mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DestinationStream, destination, type Logger, pino } from 'pino';

/** A path, `stderr`, `none`, or (in tests) any stream of lines. */
export type LogDestination = 'stderr' | 'none' | { readonly path: string } | DestinationStream;

const MAX_BUFFERED_MS = 1000;
const MAX_BUFFERED_CHARACTERS = 64 * 1024;

export interface RequestLine {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly code: string | null;
}

export interface PlatformLog {
  request(line: RequestLine): void;
  /** An event of the service. `facts` are the operator's settings and counts, never anything that a caller sent. */
  event(event: string, facts?: Readonly<Record<string, string | number | boolean>>): void;
  /** A fault of the program: its class and where in our source it was thrown. Not its message, which could quote input. */
  fault(where: string, error: unknown): void;
  flush(): void;
}

export function openLog(to: LogDestination): PlatformLog {
  const { logger, flush } = loggerOf(to);
  return {
    request: ({ method, route, status, ms, code }) => {
      const level = status >= 500 && status !== 503 ? 'error' : 'info';
      logger[level]({ method, route, status, ms: Math.round(ms * 10) / 10, code }, 'request');
    },
    event: (event, facts = {}) => logger.info(facts, event),
    fault: (where, error) => {
      logger.error({ where, ...errorOrigin(error) }, 'fault');
      flush();
    },
    flush,
  };
}

function loggerOf(to: LogDestination): { readonly logger: Logger; readonly flush: () => void } {
  const options = { base: null, timestamp: () => `,"time":"${new Date().toISOString()}"`, serializers: {} };
  const nothing = () => undefined;
  if (to === 'none') return { logger: pino({ ...options, enabled: false }), flush: nothing };
  if (to !== 'stderr' && !('path' in to)) return { logger: pino(options, to), flush: nothing };
  const lines = new BufferedLines(to === 'stderr' ? 2 : openAppend(to.path));
  return { logger: pino(options, lines), flush: () => lines.flush() };
}

/**
 * Writes lines together, at the latest after a second. One write for each line would cost more than a save, and one for each
 * page of lines still a twentieth of it. (Pino's own buffer measures everything that it holds again with each line.)
 */
class BufferedLines implements DestinationStream {
  readonly #to: ReturnType<typeof destination>;
  /** The same file, for `flush`: what Pino has begun to write in the background, its `flushSync` does not wait for. */
  readonly #toNow: ReturnType<typeof destination>;
  #lines: string[] = [];
  #length = 0;

  constructor(fd: number) {
    this.#to = destination({ dest: fd, sync: false });
    this.#toNow = destination({ dest: fd, sync: true });
    setInterval(() => this.#sendTo(this.#to), MAX_BUFFERED_MS).unref();
  }

  write(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length >= MAX_BUFFERED_CHARACTERS) this.#sendTo(this.#to);
  }

  /** Writes everything that is buffered before it returns. */
  flush(): void {
    this.#to.flushSync();
    this.#sendTo(this.#toNow);
  }

  #sendTo(to: ReturnType<typeof destination>): void {
    if (this.#length === 0) return;
    to.write(this.#lines.join(''));
    this.#lines = [];
    this.#length = 0;
  }
}

function openAppend(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, 'a', 0o640);
}

/** The class of an error and the frames of its stack, which name files of the program. The message is left out. */
export function errorOrigin(error: unknown): { readonly name: string; readonly at: readonly string[] } {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const frames = (error.stack ?? '').replace(error.message, '');
  const at = frames
    .split('\n')
    .flatMap((line) => /^\s+at (?:([\w.#<>]+) )?\(?.*?([\w.-]+\.[cm]?[jt]s:\d+)/.exec(line)?.[2] ?? []);
  return { name: error.name, at: at.slice(0, 8) };
}
