/** Runs a command to its end: the last JSON line, the words on stderr, the exit code. The same for every command. */

import type { BoundVerb } from '../definition/room.ts';
import { refusalOf } from '../definition/rules.ts';
import type { VerbResult } from '../definition/verb.ts';
import type { OwnTerminal } from '../terminal/terminal.ts';
import { exitWords, frameWords } from '../words/frame-words.ts';
import { explainError } from '../words/machine-errors.ts';
import { EXIT, type ExitCode, fill, type Lang, type Refusal } from '../words/refusal.ts';

/** `command` is `codes mint`. Never throws. */
export async function runCommand(
  terminal: OwnTerminal,
  command: string,
  verb: Pick<BoundVerb, 'explain' | 'describe'>,
  work: () => Promise<VerbResult>,
): Promise<ExitCode> {
  try {
    const result = await work();
    terminal.last({ ok: true, command, ...result });
    return EXIT.ok;
  } catch (error) {
    return reportError(terminal, command, verb, error);
  }
}

function reportError(
  terminal: OwnTerminal,
  command: string,
  verb: Pick<BoundVerb, 'explain' | 'describe'>,
  error: unknown,
): ExitCode {
  if (terminal.isAbandoned) return EXIT.ok;
  if (terminal.isInterrupted) {
    const message = terminal.say(frameWords.interrupted);
    terminal.note(message);
    terminal.last({ ok: false, command, code: 'interrupted', message });
    return EXIT.interrupted;
  }
  const refusal = verb.explain(error) ?? explainError(error);
  if (refusal !== null) return reportRefusal(terminal, command, refusal);
  const message = fill(terminal.say(frameWords.unexpected), { detail: verb.describe(error) });
  terminal.note(message);
  if (terminal.env.CLOISON_DEBUG !== undefined && error instanceof Error) terminal.note(error.stack ?? '');
  terminal.last({ ok: false, command, code: 'unexpected', message });
  return EXIT.damaged;
}

export function reportRefusal(terminal: OwnTerminal, command: string, refusal: Refusal): ExitCode {
  const message = refusal.words[terminal.lang];
  terminal.note(message);
  terminal.last({ ok: false, command, code: refusal.code, message, ...refusal.data });
  return refusal.exit;
}

/** Below the options of every verb's help. */
export function helpBelow(
  lang: Lang,
  { examples, about, rules }: Pick<BoundVerb, 'examples' | 'about' | 'rules'>,
): string {
  return [
    ...(rules.length === 0 ? [] : ['', ...rules.map((rule) => refusalOf(rule).words[lang])]),
    ...(about === null ? [] : ['', about[lang]]),
    '',
    frameWords.examples[lang],
    ...examples.map((line) => `  ${line}`),
    '',
    exitWords(lang),
  ].join('\n');
}
