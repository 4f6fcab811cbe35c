/** Texts of a command line to checked values. Every fault is found, not only the first. */
import { parseKind } from '../kinds/kind.ts';
import { EXIT, Refusal } from '../words/refusal.ts';
import { refuseUsage } from '../words/usage-refusals.ts';
import { checkFilesApart } from './apart-files.ts';
import { flagOf, type Option, type OptionTable, type OptionValues, placeholderOf } from './option.ts';
import { checkRule, type Rule } from './rules.ts';

/** What commander read: texts in the order in which they were given, or none; a flag that was given is `['yes']`. */
export type GivenTexts = Readonly<Record<string, readonly string[]>>;

export interface CommandShape {
  readonly arguments: OptionTable;
  readonly options: OptionTable;
  readonly rules: readonly Rule[];
}

/** Throws a refusal with exit code 2 that names each wrong option and what it expects. */
export function readOptions(shape: CommandShape, given: GivenTexts, env: NodeJS.ProcessEnv): OptionValues {
  const faults: Refusal[] = [];
  const present = new Set<string>();
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(shape.arguments)) {
    const placeholder = placeholderOf(option);
    values[name] = readOne(option, given[name] ?? [], {
      env: {},
      named: { fr: `<${placeholder.fr}>`, en: `<${placeholder.en}>` },
      missing: () =>
        inBoth((lang) =>
          refuseUsage('argument-missing', {
            argument: placeholder[lang],
            expected: option.kind.expected[lang],
          }),
        ),
      faults,
      found: () => present.add(name),
    });
  }
  const flags = new Set([...Object.keys(shape.options).map(flagOf), '--json', '--lang', '--help']);
  for (const [name, option] of Object.entries(shape.options)) {
    const flag = flagOf(name);
    // `--out --json`: commander takes whatever follows, but nobody names a file so.
    if (given[name]?.some((text) => flags.has(text))) {
      faults.push(refuseUsage('option-value-missing', { option: flag }, { option: flag }));
      continue;
    }
    values[name] = readOne(option, given[name] ?? [], {
      env,
      named: { fr: flag, en: flag },
      missing: () =>
        inBoth((lang) =>
          refuseUsage(
            'option-missing',
            { option: flag, expected: option.kind.expected[lang] },
            { option: flag },
          ),
        ),
      faults,
      found: () => present.add(name),
    });
  }
  const all = { ...shape.arguments, ...shape.options };
  if (faults.length === 0) faults.push(...shape.rules.flatMap((rule) => checkRule(rule, present, all) ?? []));
  if (faults.length === 0) faults.push(...checkFilesApart(all, values));
  if (faults.length > 0) throw together(faults);
  return values;
}

interface Reading {
  readonly env: NodeJS.ProcessEnv;
  readonly named: { readonly fr: string; readonly en: string };
  readonly missing: () => Refusal;
  readonly faults: Refusal[];
  readonly found: () => void;
}

function readOne(option: Option<unknown>, texts: readonly string[], reading: Reading): unknown {
  const { kind, presence, fallback } = option;
  const fromEnv = option.env === undefined ? undefined : reading.env[option.env];
  const isFromEnv = texts.length === 0 && fromEnv !== undefined && fromEnv !== '';
  const chosen = isFromEnv ? envTexts(option, fromEnv) : texts;
  const named = isFromEnv ? { fr: option.env!, en: option.env! } : reading.named;
  if (chosen.length > 1 && presence !== 'repeated') {
    reading.faults.push(refuseUsage('option-twice', { option: named.fr }, { option: named.en }));
    return undefined;
  }
  if (chosen.length === 0 && presence === 'required') {
    reading.faults.push(reading.missing());
    return undefined;
  }
  if (chosen.length > 0) reading.found();
  const used = chosen.length === 0 && fallback !== undefined ? [fallback] : chosen;
  const values: unknown[] = [];
  for (const text of used) {
    const parsed = parseKind(kind, text);
    if (parsed.ok) values.push(parsed.value);
    else reading.faults.push(bad(option, named, text));
  }
  return option.finish(values);
}

/** Several values in one variable are separated by spaces. */
const envTexts = (option: Option<unknown>, text: string): readonly string[] =>
  option.presence === 'repeated' ? text.split(/\s+/).filter((one) => one !== '') : [text];

function bad({ kind }: Option<unknown>, named: Reading['named'], given: string): Refusal {
  return inBoth((lang) =>
    refuseUsage(
      'option-bad',
      { option: named[lang], given, expected: kind.expected[lang] },
      { option: named.en, given, expected: kind.expected.en },
    ),
  );
}

/** A refusal whose values differ by language. */
function inBoth(make: (lang: 'fr' | 'en') => Refusal): Refusal {
  const { code, exit, words, data } = make('en');
  return new Refusal(code, { exit, en: words.en, fr: make('fr').words.fr }, {}, data);
}

function together(faults: readonly Refusal[]): Refusal {
  const [first] = faults;
  if (faults.length === 1) return first!;
  const join = (lang: 'fr' | 'en') => faults.map(({ words }) => words[lang]).join('\n');
  return new Refusal(
    first!.code,
    { exit: EXIT.usage, fr: join('fr'), en: join('en') },
    {},
    { problems: faults.map(({ code, data }) => ({ code, ...data })) },
  );
}
