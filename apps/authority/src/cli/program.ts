/** Puts the named room of the authority into a commander program. Other rooms are only named, for the help. */
import { Command, Option } from 'commander';
import type { Lang, Words } from '../feedback/refusal.ts';
import { authorityRooms } from './rooms.ts';
import type { CliContext } from './verb.ts';
import { frame } from './words.ts';

/** `--lang en` anywhere, else CLOISON_LANG, else French: help is written before options are read. */
export function contextOf(argv: readonly string[], env: NodeJS.ProcessEnv): CliContext {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const named = at === -1 ? undefined : (argv[at]!.split('=')[1] ?? argv[at + 1]);
  const lang: Lang = (named ?? env.CLOISON_LANG) === 'en' ? 'en' : 'fr';
  return { lang, env };
}

/** Mounts the authority's rooms; loads only `wanted`. Returns whether it is one of them. */
export async function mountAuthority(
  program: Command,
  context: CliContext,
  wanted: string | undefined,
): Promise<boolean> {
  let found = false;
  for (const room of authorityRooms) {
    const command = new Command(room.name).description(room.summary[context.lang]);
    localiseHelp(command, context);
    if (room.name === wanted) {
      found = true;
      const { verbs } = await room.load();
      for (const register of verbs) register(command, context);
    }
    program.addCommand(command);
  }
  return found;
}

const HEADINGS: Readonly<Record<string, Words>> = {
  'Usage:': { fr: 'Usage :', en: 'Usage:' },
  'Options:': { fr: 'Options :', en: 'Options:' },
  'Commands:': { fr: 'Commandes :', en: 'Commands:' },
  'Arguments:': { fr: 'Arguments :', en: 'Arguments:' },
};

/** Headings and fixed words of commander's help in the language of the context. */
export function localiseHelp(command: Command, context: CliContext): void {
  command
    .addOption(new Option('--lang <lang>', frame.lang[context.lang]).choices(['fr', 'en']))
    .helpOption('-h, --help', frame.help[context.lang])
    .helpCommand(false)
    .configureHelp({ styleTitle: (title) => HEADINGS[title]?.[context.lang] ?? title })
    .configureOutput({ outputError: (text, write) => write(translate(text, context.lang)) });
}

/** Commander's own refusals, by what they start with. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown command '(.*?)'/, 'commande inconnue : « $1 »'],
  [/^error: unknown option '(.*?)'/, 'option inconnue : « $1 »'],
  [/^error: missing required argument '(.*?)'/, 'il manque « $1 »'],
  [/^error: required option '(.*?)' not specified/, 'il manque l’option « $1 »'],
  [/^error: option '(.*?)' argument missing/, 'il manque la valeur de l’option « $1 »'],
  [/^error: too many arguments.*/, 'trop d’arguments'],
  [
    /^error: option '(.*?)' argument '(.*?)' is invalid\. Allowed choices are (.*?)\.$/m,
    'la valeur « $2 » de l’option « $1 » n’est pas admise ; choix : $3',
  ],
  [
    /^error: option '(.*?)' argument '(.*?)' is invalid\. /,
    'la valeur « $2 » de l’option « $1 » n’est pas admise : ',
  ],
  [/\(Did you mean (.*?)\?\)/, '(peut-être $1 ?)'],
];

function translate(text: string, lang: Lang): string {
  if (lang === 'en') return text;
  return REFUSALS.reduce((done, [pattern, french]) => done.replace(pattern, french), text);
}
