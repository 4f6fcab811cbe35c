/** The commander program of the rooms: names, options and help. Values stay texts; `readOptions` checks them. */
import { Option as CommanderOption } from 'commander';
import { frameWords } from './frame-words.ts';
import { flagOf, type Option } from './option.ts';
import type { GivenTexts } from './read-options.ts';
import { fill, type Lang, type Words } from './refusal.ts';
import type { BoundVerb, LoadedRoom, Room } from './room.ts';
import { helpBelow } from './run-command.ts';
import { StrictCommand } from './strict-command.ts';
import type { Streams } from './terminal.ts';

export interface ProgramOptions {
  readonly name: string;
  readonly summary: Words;
  readonly lang: Lang;
  readonly streams: Streams;
  /** Called with what the command line says, when it names a verb. */
  readonly onVerb: (verb: BoundVerb, command: string, given: GivenTexts) => Promise<void>;
}

/** `loaded` holds the rooms whose verbs are to be known; the others are only named. */
export function buildProgram(
  options: ProgramOptions,
  rooms: readonly Room[],
  loaded: ReadonlyMap<string, LoadedRoom>,
): StrictCommand {
  const program = plainCommand(options, options.name, options.summary);
  for (const room of rooms) {
    const command = plainCommand(options, room.name, room.summary);
    const content = loaded.get(room.name);
    if (content !== undefined) addVerbs(options, command, content);
    program.addCommand(command);
  }
  return program;
}

function addVerbs(options: ProgramOptions, room: StrictCommand, { verbs, groups = {} }: LoadedRoom): void {
  for (const verb of verbs) {
    const words = verb.name.split(' ');
    const name = words.pop()!;
    let parent = room;
    for (const group of words) {
      let found = parent.commands.find((command) => command.name() === group) as StrictCommand | undefined;
      if (found === undefined) {
        found = plainCommand(options, group, groups[group]!);
        parent.addCommand(found);
      }
      parent = found;
    }
    parent.addCommand(verbCommand(options, name, verb));
  }
}

function verbCommand(options: ProgramOptions, name: string, verb: BoundVerb): StrictCommand {
  const { lang } = options;
  const command = plainCommand(options, name, verb.summary);
  const argumentNames = Object.keys(verb.arguments);
  for (const argument of Object.values(verb.arguments)) {
    const placeholder = argument.kind.placeholder[lang];
    const dots = argument.presence === 'repeated' ? '…' : '';
    // Never mandatory for commander: `readOptions` says what is missing, in words.
    command.argument(`[${placeholder}${dots === '' ? '' : '...'}]`, helpOf(argument, lang));
  }
  command.usage(usageOf(verb, lang));
  for (const [key, option] of Object.entries(verb.options)) command.addOption(optionOf(key, option, lang));
  command
    .option('--json', frameWords.json[lang])
    .addHelpText('after', helpBelow(lang, verb))
    .action(async () => {
      const given: Record<string, readonly string[]> = {};
      const { processedArgs } = command;
      argumentNames.forEach((key, i) => {
        const value = processedArgs[i] as string | readonly string[] | undefined;
        if (value !== undefined) given[key] = typeof value === 'string' ? [value] : value;
      });
      for (const key of Object.keys(verb.options)) {
        const value = command.getOptionValue(key) as readonly string[] | true | undefined;
        if (value !== undefined) given[key] = value === true ? ['yes'] : value;
      }
      await options.onVerb(verb, command.path, given);
    });
  return command;
}

function usageOf(verb: BoundVerb, lang: Lang): string {
  const names = Object.values(verb.arguments).map(({ kind, presence }) => {
    const name = `<${kind.placeholder[lang]}>${presence === 'repeated' ? '…' : ''}`;
    return presence === 'required' ? name : `[${name}]`;
  });
  return ['[options]', ...names].join(' ');
}

function optionOf(key: string, option: Option<unknown>, lang: Lang): CommanderOption {
  const flags = flagOf(key);
  if (option.presence === 'flag') return new CommanderOption(flags, helpOf(option, lang));
  return new CommanderOption(`${flags} <${option.kind.placeholder[lang]}>`, helpOf(option, lang)).argParser(
    (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
  );
}

/** `how many (choices: a, b; default: a; or CLOISON_X)`. */
function helpOf(
  { words, kind, presence, fallback, fallbackWords, env }: Option<unknown>,
  lang: Lang,
): string {
  const say = (text: Words, values = {}) => fill(text[lang], values);
  const shown = fallbackWords?.[lang] ?? fallback;
  const more = [
    ...(presence === 'required' ? [say(frameWords.required)] : []),
    ...(presence === 'repeated' ? [say(frameWords.repeated)] : []),
    ...(kind.choices === undefined || presence === 'flag'
      ? []
      : [say(frameWords.choices, { choices: kind.choices.join(', ') })]),
    ...(shown === undefined ? [] : [say(frameWords.fallback, { value: shown })]),
    ...(env === undefined ? [] : [say(frameWords.environment, { name: env })]),
  ];
  return more.length === 0 ? words[lang] : `${words[lang]} (${more.join(lang === 'fr' ? ' ; ' : '; ')})`;
}

const HEADINGS: Readonly<Record<string, Words>> = {
  'Usage:': frameWords.usage,
  'Options:': frameWords.options,
  'Commands:': frameWords.commands,
  'Arguments:': frameWords.arguments,
};

function plainCommand({ lang, streams }: ProgramOptions, name: string, summary: Words): StrictCommand {
  const command = new StrictCommand(name);
  command
    .description(summary[lang])
    .usage(lang === 'fr' ? '[options] [commande]' : '[options] [command]')
    .option('--lang <fr|en>', frameWords.lang[lang])
    .helpOption('-h, --help', frameWords.help[lang])
    .helpCommand(false)
    .allowExcessArguments(false)
    .exitOverride()
    .configureHelp({
      styleTitle: (title) => HEADINGS[title]?.[lang] ?? title,
      subcommandTerm: (sub) => `${sub.name()} ${sub.usage()}`,
    })
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
    });
  return command;
}
