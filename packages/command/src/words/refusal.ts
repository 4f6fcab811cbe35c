/**
 * What a use case throws when it refuses: a stable code, words in French and English with values filled in, and the exit
 * code of the command. Words hold no personal value. Each room keeps its own table of refusals beside its code.
 */
export interface Words {
  readonly fr: string;
  readonly en: string;
}

export type Lang = keyof Words;

/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** Refused, or the input is wrong: nothing was done. */
  refused: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** Another process uses the vault or the store. */
  locked: 3,
  /** The platform or its database can't be reached, or answers that it is not able to. */
  unreachable: 4,
  /** A key, secret or passphrase is missing or wrong. */
  key: 5,
  /** Something is not as it must be: damaged, forged or impossible. */
  damaged: 6,
  /** Interrupted; running the same command again goes on. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface RefusalEntry extends Words {
  readonly exit: ExitCode;
}

export type Values = Readonly<Record<string, string | number>>;

/** `{name}`, `{name|one|several}`, or an ending in brackets that is there for several: `élève(s)`, `niveau(x)`, `class(es)`. */
const PLACE = /\{(\w+)(?:\|([^{}|]*)\|([^{}|]*))?\}|(?<=\p{L})\((s|x|es|e|nt|ent)\)/gu;

/**
 * Fills `{name}` with values; an unknown name is left as it is. Words agree with a count: `{name|one|several}` with the one
 * named, an ending in brackets with the last count before it. French counts 0 and 1 as one, English 1 alone.
 */
export function fill(text: string, values: Values = {}, lang: Lang = 'en'): string {
  let last: boolean | null = null;
  return text.replace(PLACE, (whole, name?: string, one?: string, several?: string, ending?: string) => {
    if (name === undefined) return last === null ? whole : last ? '' : (ending ?? '');
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return whole;
    const isOne = isSingular(value, lang);
    if (one !== undefined && several !== undefined) return isOne === true ? one : several;
    if (isOne !== null) last = isOne;
    return String(value);
  });
}

/** Null: this is no count. Formatted numbers are read too: `1 234`, `1,5`. */
function isSingular(value: string | number, lang: Lang): boolean | null {
  const count = Number(
    String(value)
      .replaceAll(/[\s\u202f\u00a0]/g, '')
      .replace(',', '.') || 'none',
  );
  if (Number.isNaN(count)) return null;
  return lang === 'fr' ? Math.abs(count) < 2 : count === 1;
}

export class Refusal extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  readonly words: Words;
  /** More for `--json`: problems with lines, counts … */
  readonly data: Readonly<Record<string, unknown>>;
  constructor(code: string, entry: RefusalEntry, values: Values, data: Readonly<Record<string, unknown>>) {
    const words = { fr: fillLines(entry.fr, values, 'fr'), en: fillLines(entry.en, values, 'en') };
    super(words.en);
    this.name = 'Refusal';
    this.code = code;
    this.exit = entry.exit;
    this.words = words;
    this.data = data;
  }
}

/**
 * As `fill`. What a file or a host says begins no line that looks like one of ours: only a list that the words begin on a line of
 * its own has several.
 */
function fillLines(text: string, values: Values, lang: Lang): string {
  const shown = Object.entries(values).map(([name, value]) => {
    const isList = typeof value !== 'string' || text.includes(`\n{${name}}`);
    return [name, isList ? value : value.replaceAll('\n', '\\u{a}')];
  });
  return fill(text, Object.fromEntries(shown), lang);
}

/** `const refuse = refusals({ 'vault-locked': { exit, fr, en } }); throw refuse('vault-locked', { path });` */
export function refusals<const Table extends Readonly<Record<string, RefusalEntry>>>(table: Table) {
  return (
    code: keyof Table & string,
    values: Values = {},
    data: Readonly<Record<string, unknown>> = {},
  ): Refusal => new Refusal(code, table[code]!, values, data);
}

/** Codes of the system for a full disk, of which the words are the same everywhere (`machine-errors.ts`). */
export const DISK_FULL_CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * What to throw for an error of the file system (`EACCES`, `EEXIST`): what `refuse` makes of its code. A full disk, a refusal
 * and any other error stay what they are.
 */
export function explainSystem(error: unknown, refuse: (code: string) => Refusal): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const isSystems = error instanceof Error && typeof code === 'string' && syscall !== undefined;
  return isSystems && !DISK_FULL_CODES.has(code) ? refuse(code) : error;
}
