/**
 * The log: what the service did, never for whom. A line about a request holds its method, the *pattern* of its route,
 * status, duration and code, and nothing that the caller sent. Pino serialises only the fields given here.
 */
import { mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DestinationStream, destination, type Logger, pino } from 'pino';

/** A path, `stderr`, `none`, or anything that takes lines (tests). */
export type LogDestination = 'stderr' | 'none' | { readonly path: string } | DestinationStream;

const LONGEST_HELD_MS = 1000;
/** Characters. */
const MOST_HELD = 64 * 1024;

export interface RequestLine {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly code: string | null;
}

export interface PlatformLog {
  request(line: RequestLine): void;
  /** Of the service's life; `facts` are the operator's own settings and counts, never a caller's words. */
  event(event: string, facts?: Readonly<Record<string, string | number | boolean>>): void;
  /** A fault of the program: its class, code and place in our own source, not its message, which could quote input. */
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
  const lines = new GatheredLines(to === 'stderr' ? 2 : openAppend(to.path));
  return { logger: pino(options, lines), flush: () => lines.flush() };
}

/**
 * Lines are written together, at the latest after a second: a write for each would cost more than a save, and for each page
 * of them still a twentieth of it. (The buffer of Pino's destination measures all that it holds again with each line.)
 */
class GatheredLines implements DestinationStream {
  readonly #to: ReturnType<typeof destination>;
  #lines: string[] = [];
  #length = 0;

  constructor(fd: number) {
    this.#to = destination({ dest: fd, sync: false });
    setInterval(() => this.#send(), LONGEST_HELD_MS).unref();
  }

  write(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length >= MOST_HELD) this.#send();
  }

  /** Everything is written when it returns. */
  flush(): void {
    this.#send();
    this.#to.flushSync();
  }

  #send(): void {
    if (this.#length === 0) return;
    this.#to.write(this.#lines.join(''));
    this.#lines = [];
    this.#length = 0;
  }
}

function openAppend(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, 'a', 0o640);
}

/** Frames of the stack name files and functions of the program; the first line, with the message, is left out. */
export function errorOrigin(error: unknown): { readonly name: string; readonly at: readonly string[] } {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const frames = (error.stack ?? '').replace(error.message, '');
  const at = frames
    .split('\n')
    .flatMap((line) => /^\s+at (?:([\w.#<>]+) )?\(?.*?([\w.-]+\.[cm]?[jt]s:\d+)/.exec(line)?.[2] ?? []);
  return { name: error.name, at: at.slice(0, 8) };
}
