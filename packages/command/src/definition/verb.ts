/**
 * A command as data and what it does. Its session (a vault, a store, threads …) is the frame's: this package knows
 * nothing of it.
 *
 *     const { verb } = frame;
 *     export const mint = verb({
 *       name: 'mint',
 *       summary: { fr: '…', en: '…' },
 *       options: { count: optional(count(), { fr: '…', en: '…' }) },
 *       examples: ['cloison codes mint --count 100'],
 *       async run(session, { count }) { … return { minted }; },
 *     });
 */

import type { Terminal } from '../terminal/terminal.ts';
import type { Refusal, Words } from '../words/refusal.ts';
import type { OptionTable, OptionValues, ValuesOf } from './option.ts';
import type { Rule } from './rules.ts';

/** What `--json` prints besides `ok` and `command`. */
export type VerbResult = Readonly<Record<string, unknown>>;

interface VerbData {
  /** `mint`, or `relay start` for a verb of a group. */
  readonly name: string;
  readonly summary: Words;
  /** Text below the options in help. */
  readonly about?: Words;
  readonly rules?: readonly Rule[];
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** It runs until it is asked to stop, and also stops when nobody reads its output any more. */
  readonly isEndless?: boolean;
}

export interface VerbDefinition<Session, Arguments extends OptionTable, Options extends OptionTable>
  extends VerbData {
  /** In order. */
  readonly arguments?: Arguments;
  readonly options?: Options;
  run(session: Session, options: ValuesOf<Arguments & Options>): Promise<VerbResult>;
}

export interface Verb<Session> extends VerbData {
  readonly arguments: OptionTable;
  readonly options: OptionTable;
  run(session: Session, options: OptionValues): Promise<VerbResult>;
}

export interface Opened<Session> {
  readonly session: Session;
  close(): void | Promise<void>;
}

/** What the verbs of one app share. */
export interface Frame<Session> {
  /** Options that each verb has besides its own. */
  readonly options: OptionTable;
  /** Called after all options were found good. `command` is `codes mint`. */
  open(terminal: Terminal, options: OptionValues, command: string): Opened<Session>;
  /** An error of the app as a refusal; null for one that nobody foresaw. */
  explain?(error: unknown): Refusal | null;
  /** What may be shown of an error that nobody foresaw. Default: its message. */
  describe?(error: unknown): string;
}

type NoOptions = Readonly<Record<never, never>>;

/** Checks the definition's types, and fills in what it leaves out. */
export function defineVerb<Session>() {
  return <const Arguments extends OptionTable = NoOptions, const Options extends OptionTable = NoOptions>(
    definition: VerbDefinition<Session, Arguments, Options>,
  ): Verb<Session> => {
    const { arguments: given = {}, options = {} } = definition;
    const twice = Object.keys(given).find((name) => Object.hasOwn(options, name));
    if (twice !== undefined) throw new TypeError(`${definition.name}: ${twice} is an argument and an option`);
    return {
      ...definition,
      arguments: given,
      options,
      run: (session, values) => definition.run(session, values as ValuesOf<Arguments & Options>),
    };
  };
}
