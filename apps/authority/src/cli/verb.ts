/**
 * How a command is made: each verb is a file that exports `register(room, context)` and calls `addVerb` in it. `addVerb`
 * gives every verb the same options, the same way to end (`--json`: one JSON line; else words) and the same exit codes.
 */
import { Command, Option } from 'commander';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { EXIT, fill, type Lang, type Values, type Words } from '../feedback/refusal.ts';
import type { Actor } from '../journal/journal.ts';
import type { KeyStore } from '../keys/key-store.ts';
import type { Vault } from '../vault/vault.ts';
import { explain } from './explain.ts';
import { localiseHelp } from './program.ts';
import type { ProgressMaker } from './progress.ts';
import { createSession } from './session.ts';
import { frame } from './words.ts';

/** Fixed before the arguments are read: in which language the help is, and where things are. */
export interface CliContext {
  readonly lang: Lang;
  readonly env: NodeJS.ProcessEnv;
}

/** What a verb gets when it runs. Vault and keys are opened when asked for, and closed when the verb ends. */
export interface Session {
  readonly lang: Lang;
  readonly json: boolean;
  readonly actor: Actor;
  /** Aborted by Ctrl-C (SIGINT, SIGTERM): end cleanly; running the command again goes on. */
  readonly signal: AbortSignal;
  say(words: Words, values?: Values): string;
  /** A line on stdout; nothing with `--json`. */
  print(text: string): void;
  /** A line on stderr, always. */
  note(text: string): void;
  readonly progress: ProgressMaker;
  readonly vaultFolder: string;
  readonly keysFolder: string;
  /** Throws `keys-inside-vault` unless the two folders are apart. */
  checkFolders(): void;
  vault(): Vault;
  /** For reading only, beside a process that writes; needs no lock. */
  vaultToRead(): Vault;
  keys(): KeyStore;
  /** The campaign of `--campaign`, or the only one, with its key. */
  campaign(): Promise<OpenCampaign>;
  /** `--campaign`, or undefined. */
  readonly campaignName: string | undefined;
}

/** What `--json` prints besides `ok` and `command`. */
export type VerbResult = Readonly<Record<string, unknown>>;

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

export interface VerbOption {
  /** As commander reads them: `--dry-run`, `--schools <file>`. */
  readonly flags: string;
  readonly words: Words;
  readonly required?: boolean;
  readonly choices?: readonly string[];
  readonly fallback?: string;
}

export interface VerbDefinition {
  readonly name: string;
  readonly summary: Words;
  /** `['<folder>', { fr, en }]`. */
  readonly arguments?: readonly (readonly [string, Words])[];
  readonly options?: readonly VerbOption[];
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** Whether it works on one campaign of the vault, so that `--campaign` is offered. Default: true. */
  readonly onCampaign?: boolean;
  run(session: Session, options: OptionValues, args: readonly string[]): Promise<VerbResult>;
}

export type Register = (room: Command, context: CliContext) => void;

export function addVerb(room: Command, context: CliContext, verb: VerbDefinition): Command {
  const say = (words: Words) => words[context.lang];
  const command = new Command(verb.name).description(say(verb.summary));
  localiseHelp(command, context);
  for (const [name, words] of verb.arguments ?? []) command.argument(name, say(words));
  for (const option of verb.options ?? []) {
    const made = new Option(option.flags, say(option.words));
    if (option.choices !== undefined) made.choices([...option.choices]);
    if (option.fallback !== undefined) made.default(option.fallback);
    if (option.required === true) made.makeOptionMandatory();
    command.addOption(made);
  }
  if (verb.onCampaign !== false) command.option('--campaign <name>', say(frame.campaign));
  command
    .option('--vault <folder>', say(frame.vault), context.env.CLOISON_VAULT ?? './.cloison/vault')
    .option('--keys <folder>', say(frame.keys), context.env.CLOISON_KEYS ?? './.cloison/keys')
    .option('--passphrase-file <file>', say(frame.passphraseFile))
    .option('--wait <seconds>', say(frame.wait), '3')
    .option('--json', say(frame.json))
    .addHelpText('after', `\n${say(frame.examples)}\n${verb.examples.map((line) => `  ${line}`).join('\n')}`)
    .addHelpText('after', `\n${say(frame.exits)}`)
    .action(async () => {
      await runVerb(context, `${room.name()} ${verb.name}`, verb, command.opts(), command.args);
    });
  room.addCommand(command);
  return command;
}

async function runVerb(
  context: CliContext,
  name: string,
  verb: VerbDefinition,
  options: OptionValues,
  args: readonly string[],
): Promise<void> {
  const session = createSession(context, name, options);
  try {
    const result = await verb.run(session, options, args);
    if (session.json) process.stdout.write(`${JSON.stringify({ ok: true, command: name, ...result })}\n`);
  } catch (error) {
    report(session, name, error);
  } finally {
    session.close();
  }
}

function report(session: Session, name: string, error: unknown): void {
  if (session.signal.aborted) {
    process.exitCode = EXIT.interrupted;
    process.stderr.write(`${session.say(frame.interrupted)}\n`);
    if (session.json)
      process.stdout.write(`${JSON.stringify({ ok: false, command: name, code: 'interrupted' })}\n`);
    return;
  }
  const refusal = explain(error);
  process.exitCode = refusal?.exit ?? EXIT.damaged;
  const detail = error instanceof Error ? error.message : String(error);
  const text = refusal?.words[session.lang] ?? fill(session.say(frame.unexpected), { detail });
  process.stderr.write(`${text}\n`);
  if (refusal === null && process.env.CLOISON_DEBUG !== undefined)
    process.stderr.write(`${(error as Error).stack}\n`);
  if (session.json) {
    const code = refusal?.code ?? 'unexpected';
    process.stdout.write(
      `${JSON.stringify({ ok: false, command: name, code, message: text, ...refusal?.data })}\n`,
    );
  }
}
