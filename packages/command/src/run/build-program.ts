/** The commander program of the rooms: names, options and help. Values stay texts; `readOptions` checks them. */
import { Option as CommanderOption, Help } from 'commander';
import { flagOf, type Option, placeholderOf } from '../definition/option.ts';
import type { GivenTexts } from '../definition/read-options.ts';
import type { BoundVerb, LoadedRoom, Room } from '../definition/room.ts';
import { printable } from '../terminal/printable.ts';
import type { Streams } from '../terminal/terminal.ts';
import { frameWords } from '../words/frame-words.ts';
import { fill, type Lang, type Words } from '../words/refusal.ts';
import { helpBelow } from './run-command.ts';
import { StrictCommand } from './strict-command.ts';

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
  const { lang } = options;
  const program = plainCommand(options, options.name, options.summary).option(...langOption(lang));
  for (const room of rooms) {
    const content = loaded.get(room.name);
    const own = content?.verbs.find(({ name }) => name === '');
    if (own !== undefined) {
      program.addCommand(verbCommand(options, room.name, own));
      continue;
    }
    const command = plainCommand(options, room.name, room.summary).option(...langOption(lang));
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
        found = plainCommand(options, group, groups[group]!).option(...langOption(options.lang));
        parent.addCommand(found);
      }
      parent = found;
    }
    parent.addCommand(verbCommand(options, name, verb));
  }
}

function verbCommand(program: ProgramOptions, name: string, verb: BoundVerb): StrictCommand {
  const { lang } = program;
  const command = plainCommand(program, name, verb.summary);
  const argumentNames = Object.keys(verb.arguments);
  for (const argument of Object.values(verb.arguments)) {
    const placeholder = placeholderOf(argument)[lang];
    const dots = argument.presence === 'repeated' ? '…' : '';
    // Never mandatory for commander: `readOptions` says what is missing, in words.
    command.argument(`[${placeholder}${dots === '' ? '' : '...'}]`, helpOf(argument, lang));
  }
  command.usage(usageOf(verb, lang));
  const options = Object.entries(verb.options).map(
    ([key, option]) => [key, optionOf(key, option, lang)] as const,
  );
  for (const [, option] of options) command.addOption(option);
  command
    .option('--json', frameWords.json[lang])
    .option(...langOption(lang))
    .addHelpText('after', helpBelow(lang, verb))
    .action(async () => {
      const given: Record<string, readonly string[]> = {};
      const { processedArgs } = command;
      argumentNames.forEach((key, i) => {
        const value = processedArgs[i] as string | readonly string[] | undefined;
        if (value !== undefined) given[key] = typeof value === 'string' ? [value] : value;
      });
      for (const [key, option] of options) {
        const value = command.getOptionValue(option.attributeName()) as
          | readonly string[]
          | boolean
          | undefined;
        // For commander `--no-purify` is a `purify` that is false.
        if (typeof value === 'boolean' || value === undefined) {
          if (value === !option.negate) given[key] = ['yes'];
        } else given[key] = value;
      }
      await program.onVerb(verb, command.path, given);
    });
  return command;
}

const langOption = (lang: Lang) => ['--lang <fr|en>', frameWords.lang[lang]] as const;

function usageOf(verb: BoundVerb, lang: Lang): string {
  const names = Object.values(verb.arguments).map((argument) => {
    const { presence } = argument;
    const name = `<${placeholderOf(argument)[lang]}>${presence === 'repeated' ? '…' : ''}`;
    return presence === 'required' ? name : `[${name}]`;
  });
  return ['[options]', ...names].join(' ');
}

function optionOf(key: string, option: Option<unknown>, lang: Lang): CommanderOption {
  const flags = flagOf(key);
  if (option.presence === 'flag') return new CommanderOption(flags, helpOf(option, lang));
  return new CommanderOption(`${flags} <${placeholderOf(option)[lang]}>`, helpOf(option, lang)).argParser(
    (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
  );
}

/** `how many (choices: a, b; default: a; or CLOISON_X)`. */
function helpOf(
  { words, kind, presence, fallback, fallbackWords, env }: Option<unknown>,
  lang: Lang,
): string {
  const say = (text: Words, values = {}) => fill(text[lang], values, lang);
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

/** In the place of a French space at which no line ends: commander wraps at no-break spaces too. Of a range for private use. */
const GLUE = '\u{E000}';

function plainCommand({ lang, streams }: ProgramOptions, name: string, summary: Words): StrictCommand {
  const command = new StrictCommand(name);
  command
    .description(summary[lang])
    .usage(lang === 'fr' ? '[options] [commande]' : '[options] [command]')
    .helpOption('-h, --help', frameWords.help[lang])
    .helpCommand(false)
    .allowExcessArguments(false)
    .exitOverride()
    .configureHelp({
      styleTitle: (title) => HEADINGS[title]?.[lang] ?? title,
      subcommandTerm: (sub) => `${sub.name()} ${sub.usage()}`,
      boxWrap(text, width) {
        const glued = text.replace(/ (?=[:;?!%»])|(?<=«) /g, GLUE);
        return Help.prototype.boxWrap.call(this, glued, width).replaceAll(GLUE, ' ');
      },
    })
    .configureOutput({
      writeOut: (text) => streams.stdout.write(printable(text)),
      writeErr: (text) => streams.stderr.write(printable(text)),
    });
  return command;
}
