/** The whole command: finds the room, loads it alone, reads the options, runs the verb. */
import { CommanderError } from 'commander';
import { readOptions } from '../definition/read-options.ts';
import type { LoadedRoom, Room } from '../definition/room.ts';
import { ignoreClosedPipes, type OwnTerminal, openTerminal, type Streams } from '../terminal/terminal.ts';
import { frameWords } from '../words/frame-words.ts';
import { EXIT, type ExitCode, type Lang, Refusal, type Words } from '../words/refusal.ts';
import { refuseUsage } from '../words/usage-refusals.ts';
import { buildProgram } from './build-program.ts';
import { reportRefusal, runCommand } from './run-command.ts';
import { CommandLineError } from './strict-command.ts';

export interface Program {
  readonly name: string;
  readonly summary: Words;
  readonly rooms: readonly Room[];
}

export interface ProgramRun {
  /** Without Node and the script. */
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly streams: Streams;
}

/** `--lang en` anywhere, else CLOISON_LANG, else French: help is written before options are read. */
export function languageOf(argv: readonly string[], env: NodeJS.ProcessEnv): Lang {
  return (givenLanguage(argv) ?? env.CLOISON_LANG) === 'en' ? 'en' : 'fr';
}

function givenLanguage(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  return at === -1 ? undefined : (argv[at]!.split('=')[1] ?? argv[at + 1] ?? '');
}

/** The exit code. Never throws for what a command line, a refusal or a closed pipe brings. */
export async function runProgram(program: Program, { argv, env, streams }: ProgramRun): Promise<ExitCode> {
  const lang = languageOf(argv, env);
  const terminalFor = (stopsWithOutput: boolean) =>
    openTerminal({ lang, json: argv.includes('--json'), env, streams, stopsWithOutput });
  const fail = (command: string, refusal: Refusal) => {
    const terminal = terminalFor(false);
    const exit = reportRefusal(terminal, command, refusal);
    terminal.note(frameWords.seeHelp[lang]);
    terminal.close();
    return exit;
  };
  const wantedLanguage = givenLanguage(argv);
  if (wantedLanguage !== undefined && wantedLanguage !== 'fr' && wantedLanguage !== 'en')
    return fail(
      program.name,
      refuseUsage('option-bad', { option: '--lang', given: wantedLanguage, expected: 'fr, en' }),
    );
  const wanted = argv.find((word, i) => !word.startsWith('-') && argv[i - 1] !== '--lang');
  const room = program.rooms.find(({ name }) => name === wanted);
  const loaded = new Map<string, LoadedRoom>();
  if (room !== undefined) loaded.set(room.name, await room.load());
  let exit: ExitCode = EXIT.ok;
  const commander = buildProgram(
    {
      name: program.name,
      summary: program.summary,
      lang,
      streams,
      onVerb: async (verb, command, given) => {
        const terminal: OwnTerminal = terminalFor(verb.isEndless);
        try {
          const values = readOptions(verb, given, env);
          exit = await runCommand(terminal, command, verb, () => verb.start(terminal, values, command));
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          exit = fail(command, error);
        } finally {
          terminal.close();
        }
      },
    },
    program.rooms,
    loaded,
  );
  try {
    await commander.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommandLineError) return fail(error.command.path, error.refusal);
    if (!(error instanceof CommanderError)) throw error;
    // Help was shown.
  }
  return exit;
}

/** For a process: its arguments, environment and streams; sets the exit code when all is written. */
export async function runProcess(program: Program): Promise<void> {
  const { stdout, stderr, argv, env } = process;
  ignoreClosedPipes([stdout, stderr]);
  process.exitCode = await runProgram(program, { argv: argv.slice(2), env, streams: { stdout, stderr } });
}
