/**
 * The log: what the service did, never for whom. A line about a request holds its method, the *pattern* of its route,
 * status, duration and code, and nothing that the caller sent. Pino serialises only the fields given here.
 */
import { type DestinationStream, destination, type Logger, pino } from 'pino';

/** A path, `stderr`, `none`, or anything that takes lines (tests). */
export type LogDestination = 'stderr' | 'none' | { readonly path: string } | DestinationStream;

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
  const logger = loggerOf(to);
  return {
    request: ({ method, route, status, ms, code }) => {
      const level = status >= 500 && status !== 503 ? 'error' : 'info';
      logger[level]({ method, route, status, ms: Math.round(ms * 10) / 10, code }, 'request');
    },
    event: (event, facts = {}) => logger.info(facts, event),
    fault: (where, error) => logger.error({ where, ...placeOf(error) }, 'fault'),
    flush: () => logger.flush(),
  };
}

function loggerOf(to: LogDestination): Logger {
  const options = { base: null, timestamp: () => `,"time":"${new Date().toISOString()}"`, serializers: {} };
  if (to === 'none') return pino({ ...options, enabled: false });
  if (to === 'stderr') return pino(options, destination({ dest: 2, sync: true }));
  if ('path' in to)
    return pino(options, destination({ dest: to.path, mkdir: true, sync: true, mode: 0o640 }));
  return pino(options, to);
}

/** Frames of the stack name files and functions of the program; the first line, with the message, is left out. */
function placeOf(error: unknown): { readonly name: string; readonly at: readonly string[] } {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const at = (error.stack ?? '')
    .split('\n')
    .flatMap((line) => /^\s+at (?:([\w.#<>]+) )?\(?.*?([\w.-]+\.[cm]?[jt]s:\d+)/.exec(line)?.[2] ?? []);
  return { name: error.name, at: at.slice(0, 8) };
}
