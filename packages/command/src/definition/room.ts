/** Rooms of the command line: `codes` in `cloison codes mint`. A room is loaded only when it is asked for. */

import type { Terminal } from '../terminal/terminal.ts';
import type { Refusal, Words } from '../words/refusal.ts';
import type { OptionTable, OptionValues } from './option.ts';
import type { Rule } from './rules.ts';
import type { Frame, Verb, VerbResult } from './verb.ts';

export interface Room {
  readonly name: string;
  readonly summary: Words;
  load(): Promise<LoadedRoom>;
}

export interface LoadedRoom {
  /** One verb without a name, alone, is the room itself: `cloison console`. */
  readonly verbs: readonly BoundVerb[];
  /** Summaries of the groups that verbs' names begin with (`relay` of `relay start`). */
  readonly groups?: Readonly<Record<string, Words>>;
}

/** A verb with its frame: what the command line has to know of it. */
export interface BoundVerb {
  readonly name: string;
  readonly summary: Words;
  readonly about: Words | null;
  readonly arguments: OptionTable;
  /** The verb's own, then the frame's. */
  readonly options: OptionTable;
  readonly rules: readonly Rule[];
  readonly examples: readonly string[];
  readonly isEndless: boolean;
  start(terminal: Terminal, options: OptionValues, command: string): Promise<VerbResult>;
  explain(error: unknown): Refusal | null;
  describe(error: unknown): string;
}

export function bindVerbs<Session>(
  frame: Frame<Session>,
  verbs: readonly Verb<Session>[],
): readonly BoundVerb[] {
  return verbs.map((verb) => ({
    name: verb.name,
    summary: verb.summary,
    about: verb.about ?? null,
    arguments: verb.arguments,
    options: { ...verb.options, ...frame.options },
    rules: verb.rules ?? [],
    examples: verb.examples,
    isEndless: verb.isEndless === true,
    async start(terminal, options, command) {
      const opened = frame.open(terminal, options, command);
      try {
        return await verb.run(opened.session, options);
      } finally {
        await opened.close();
      }
    },
    explain: (error) => frame.explain?.(error) ?? null,
    describe: (error) => frame.describe?.(error) ?? (error instanceof Error ? error.message : String(error)),
  }));
}
