/** What every command has of the terminal: results to stdout, remarks to stderr, progress, and the wish to stop. */

import type { TerminalProgress } from '../words/progress-maker.ts';
import { fill, type Lang, type Values, type Words } from '../words/refusal.ts';
import { oneLine, printable, printableJson } from './printable.ts';
import { progressOn } from './progress.ts';

export interface Terminal {
  readonly lang: Lang;
  readonly json: boolean;
  readonly env: NodeJS.ProcessEnv;
  /**
   * Aborted by Ctrl-C (SIGINT), SIGTERM, and SIGHUP when the terminal is closed. They are caught from the first time that
   * this is read: a command that never reads it ends at once, as any program does.
   */
  readonly signal: AbortSignal;
  /** SIGHUP asks for this from now on, as of services that read their files again, and no longer stops the command. */
  onHangUp(act: () => void): void;
  /** Each value stays on one line: what a file or a host says does not look like a line of ours. */
  say(words: Words, values?: Values): string;
  /** A line on stdout; nothing with `--json`. */
  print(text: string): void;
  /** A line on stderr, always. */
  note(text: string): void;
  /** One JSON line on stdout with `--json`, before the last one; nothing else. */
  event(event: object): void;
  readonly progress: TerminalProgress;
}

export interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WriteStream;
}

export interface OwnTerminal extends Terminal {
  /** The line that ends a command with `--json`. */
  last(result: object): void;
  /** Whether somebody asked the command to stop. */
  readonly isInterrupted: boolean;
  /** Whether it was stopped because nobody reads its output. */
  readonly isAbandoned: boolean;
  close(): void;
}

export interface TerminalOptions {
  readonly lang: Lang;
  readonly json: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly streams: Streams;
  /** Whether a closed stdout asks the command to stop: for those that would run for ever. */
  readonly stopsWithOutput: boolean;
}

const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function openTerminal({ lang, json, env, streams, stopsWithOutput }: TerminalOptions): OwnTerminal {
  const { stdout, stderr } = streams;
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  let hangUp: (() => void) | null = null;
  let isAbandoned = false;
  const onClosed = () => {
    if (!stopsWithOutput) return;
    isAbandoned = true;
    stop.abort();
  };
  let listens = false;
  stdout.on('error', onClosed);
  const line = (value: object) => stdout.write(`${printableJson(value)}\n`);
  return {
    lang,
    json,
    env,
    get signal() {
      for (const name of listens ? [] : STOPPING)
        if (name !== 'SIGHUP' || hangUp === null) process.on(name, onSignal);
      listens = true;
      return stop.signal;
    },
    onHangUp(act) {
      process.off('SIGHUP', hangUp ?? onSignal);
      process.on('SIGHUP', act);
      hangUp = act;
    },
    get isInterrupted() {
      return stop.signal.aborted;
    },
    get isAbandoned() {
      return isAbandoned;
    },
    say: (words, values = {}) => fill(words[lang], onLines(values), lang),
    print: (text) => {
      if (!json) stdout.write(`${printable(text)}\n`);
    },
    note: (text) => {
      stderr.write(`${printable(text)}\n`);
    },
    event: (event) => {
      if (json) line(event);
    },
    last: (result) => {
      if (json) line(result);
    },
    progress: progressOn(stderr, lang),
    close() {
      for (const name of STOPPING) process.off(name, onSignal);
      if (hangUp !== null) process.off('SIGHUP', hangUp);
      stdout.off('error', onClosed);
    },
  };
}

const GONE: readonly (string | undefined)[] = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];

/**
 * A reader that has gone (`… | head -1`), or a terminal that was closed, is no fault: what is written after it is dropped, and
 * the command ends as it would have. Other errors of the streams are thrown.
 */
export function ignoreClosedPipes(streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams)
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!GONE.includes(error.code)) throw error;
    });
}

function onLines(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? oneLine(value) : value]),
  );
}
