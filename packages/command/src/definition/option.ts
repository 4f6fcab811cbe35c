/**
 * Options and arguments as data. A command lists them by the name that its `run` reads: `notReached` is `--not-reached` on
 * the command line. The type of each value follows from its kind.
 */
import type { Kind } from '../kinds/kind.ts';
import { yesNo } from '../kinds/texts.ts';
import type { Words } from '../words/refusal.ts';

export interface Option<Value> {
  readonly words: Words;
  readonly kind: Kind<unknown>;
  /** In help, without brackets, instead of the kind's own. */
  readonly placeholder?: Words;
  readonly presence: 'required' | 'optional' | 'flag' | 'repeated';
  /** The text that counts when none is given. */
  readonly fallback?: string;
  /** How help says the fallback, when it is not the text itself. */
  readonly fallbackWords?: Words;
  /** Environment variable that counts when the option is not on the command line. */
  readonly env?: string;
  /** From the values that were given, in order, each checked by the kind; none when it was not given. */
  readonly finish: (given: readonly unknown[]) => Value;
}

export type OptionTable = Readonly<Record<string, Option<unknown>>>;

export type ValuesOf<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never;
};

/** Values of any command, by name. */
export type OptionValues = Readonly<Record<string, unknown>>;

export interface More {
  /** Instead of the kind's own. */
  readonly placeholder?: Words;
  readonly env?: string;
  readonly fallbackWords?: Words;
}

export function required<Value>(kind: Kind<Value>, words: Words, more: More = {}): Option<Value> {
  return { words, kind, presence: 'required', ...more, finish: (given) => given[0] as Value };
}

export function optional<Value>(kind: Kind<Value>, words: Words, more: More = {}): Option<Value | undefined> {
  return { words, kind, presence: 'optional', ...more, finish: (given) => given[0] as Value | undefined };
}

/** `fallback` is written as on a command line, and checked as it would be there. */
export function withDefault<Value>(
  kind: Kind<Value>,
  fallback: string,
  words: Words,
  more: More = {},
): Option<Value> {
  return { words, kind, presence: 'optional', fallback, ...more, finish: (given) => given[0] as Value };
}

/** May be given several times. */
export function repeated<Value>(kind: Kind<Value>, words: Words, more: More = {}): Option<readonly Value[]> {
  return { words, kind, presence: 'repeated', ...more, finish: (given) => given as readonly Value[] };
}

/** Takes no value: given or not. Its environment variable says yes or no. */
export function flag(words: Words, more: More = {}): Option<boolean> {
  return { words, kind: yesNo(), presence: 'flag', ...more, finish: (given) => given[0] === true };
}

/** In help, without brackets. */
export const placeholderOf = ({ placeholder, kind }: Option<unknown>): Words =>
  placeholder ?? kind.placeholder;

/** `--not-reached` of `notReached`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
