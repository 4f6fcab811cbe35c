/** Texts with a form: choices, lists, dates, origins, yes or no. */
import * as v from 'valibot';
import type { Words } from '../words/refusal.ts';
import type { Kind } from './kind.ts';

const TEXT: Words = { fr: 'texte', en: 'text' };

/** Anything but nothing. */
export function text(placeholder = TEXT): Kind<string> {
  return {
    name: 'text',
    placeholder,
    expected: { fr: 'un texte, non vide', en: 'a text that is not empty' },
    schema: v.pipe(
      v.string(),
      v.check((given) => given.trim() !== ''),
    ),
  };
}

/** A text that another package checks: `parse` returns null for what it does not take. */
export function code<Value>(
  placeholder: Words,
  expected: Words,
  parse: (text: string) => Value | null,
): Kind<Value> {
  return {
    name: 'code',
    placeholder,
    expected,
    schema: v.pipe(
      v.string(),
      v.rawTransform<string, Value>(({ dataset, addIssue, NEVER }) => {
        const value = parse(dataset.value);
        if (value !== null) return value;
        addIssue();
        return NEVER;
      }),
    ),
  };
}

export function choice<const Choice extends string>(
  choices: readonly Choice[],
  placeholder: Words = { fr: 'choix', en: 'choice' },
): Kind<Choice> {
  const all = choices.join(', ');
  return {
    name: 'choice',
    placeholder,
    expected: { fr: `l’un de : ${all}`, en: `one of: ${all}` },
    schema: v.picklist(choices),
    choices,
  };
}

/** Values separated by commas; spaces around them do not count. `of` checks each: a text unless given. */
export function list<Value = string>(
  of: Kind<Value> = text() as unknown as Kind<Value>,
  placeholder: Words = { fr: 'liste', en: 'list' },
): Kind<readonly Value[]> {
  return {
    name: 'list',
    placeholder,
    expected: {
      fr: `des valeurs séparées par des virgules ; chacune est ${of.expected.fr}`,
      en: `values separated by commas, each ${of.expected.en}`,
    },
    schema: v.pipe(
      v.string(),
      v.transform((given) => given.split(',').map((one) => one.trim())),
      v.array(of.schema),
    ),
    ...(of.choices === undefined ? {} : { choices: of.choices }),
  };
}

/** A day of the calendar, `2026-11-29` (ISO 8601). */
export function date(): Kind<string> {
  return {
    name: 'date',
    placeholder: { fr: 'date', en: 'date' },
    expected: { fr: 'une date telle que 2026-11-29', en: 'a date such as 2026-11-29' },
    schema: v.pipe(
      v.string(),
      v.regex(/^\d{4}-\d\d-\d\d$/),
      v.check((given) => {
        const time = new Date(`${given}T00:00:00Z`);
        return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(given);
      }),
    ),
  };
}

/** Where a service is: `https://host[:port]`, with nothing but a slash behind it. Returned as given. */
export function origin(): Kind<string> {
  return {
    name: 'origin',
    placeholder: { fr: 'origine', en: 'origin' },
    expected: {
      fr: 'une origine telle que https://evaluation.example',
      en: 'an origin such as https://evaluation.example',
    },
    schema: v.pipe(v.string(), v.check(isOrigin)),
  };
}

function isOrigin(given: string): boolean {
  if (!URL.canParse(given)) return false;
  const url = new URL(given);
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  return isHttp && given.replace(/\/$/, '').toLowerCase() === `${url.protocol}//${url.host}`;
}

/** For environment variables of options that take no value. */
export function yesNo(): Kind<boolean> {
  const words = {
    yes: true,
    oui: true,
    true: true,
    '1': true,
    no: false,
    non: false,
    false: false,
    '0': false,
  };
  return {
    name: 'yes-no',
    placeholder: { fr: 'oui-non', en: 'yes-no' },
    expected: { fr: 'oui ou non', en: 'yes or no' },
    schema: v.pipe(
      v.string(),
      v.toLowerCase(),
      v.picklist(Object.keys(words) as (keyof typeof words)[]),
      v.transform((given) => words[given]),
    ),
    choices: ['yes', 'no'],
  };
}

/** Where a service listens: `9464`, `127.0.0.1:9464`, `[::1]:9464`. A port alone means this machine. */
export function address(): Kind<{ readonly host: string; readonly port: number }> {
  return {
    name: 'address',
    placeholder: { fr: 'adresse', en: 'address' },
    expected: {
      fr: 'un port, ou une adresse et un port : 9464, 127.0.0.1:9464, [::1]:9464',
      en: 'a port, or an address and a port: 9464, 127.0.0.1:9464, [::1]:9464',
    },
    schema: v.pipe(
      v.string(),
      v.regex(/^(?:(?:\[[\da-f:.]+\]|[\w.-]+):)?\d{1,5}$/i),
      v.transform((given) => {
        const at = given.lastIndexOf(':');
        const host = at === -1 ? '127.0.0.1' : given.slice(0, at).replace(/^\[|\]$/g, '');
        return { host, port: Number(given.slice(at + 1)) };
      }),
      v.check(({ port }) => port <= 65_535),
    ),
  };
}
