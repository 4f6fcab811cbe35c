/** One fault of an input file, with its place. Collected, never thrown one by one: people mend a file once. */
import { fill, type Values, type Words } from './refusal.ts';

export interface Problem {
  readonly code: string;
  /** As people know the file: relative to the campaign's folder, or as given on the command line. */
  readonly file: string;
  /** From 1; 0 when the fault has no place in the file. */
  readonly line: number;
  readonly column: number;
  readonly words: Words;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

export const NOWHERE: Position = { line: 0, column: 0 };

/** Keeps the first faults and counts the others: a file of 800,000 lines in the wrong encoding stays readable. */
export class Problems<Code extends string> {
  readonly #table: Readonly<Record<Code, Words>>;
  readonly #limit: number;
  readonly #list: Problem[] = [];
  #count = 0;

  constructor(table: Readonly<Record<Code, Words>>, limit = 1_000) {
    this.#table = table;
    this.#limit = limit;
  }

  get count(): number {
    return this.#count;
  }

  add(code: Code, file: string, at: Position, values: Values = {}): void {
    const { fr, en } = this.#table[code];
    const words = { fr: fill(fr, values, 'fr'), en: fill(en, values, 'en') };
    this.push({ code, file, line: at.line, column: at.column, words });
  }

  push(problem: Problem): void {
    this.#count += 1;
    if (this.#list.length < this.#limit) this.#list.push(problem);
  }

  /** By file, line and column. */
  sorted(): Problem[] {
    return this.#list.toSorted(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
    );
  }
}

/** Aligned lines `file:line:column  what`, for a terminal. */
export function renderProblems(problems: readonly Problem[], lang: keyof Words): string {
  const places = problems.map(({ file, line, column }) => (line === 0 ? file : `${file}:${line}:${column}`));
  const width = Math.min(48, Math.max(0, ...places.map((place) => place.length)));
  return problems.map((problem, i) => `${places[i]!.padEnd(width)}  ${problem.words[lang]}`).join('\n');
}

/** For `--json`. */
export function problemsAsData(problems: readonly Problem[], lang: keyof Words): readonly object[] {
  return problems.map(({ code, file, line, column, words }) => ({
    code,
    file,
    line,
    column,
    message: words[lang],
  }));
}

/** Place of the cell `index` in the text of its row: found again only when something is wrong with it. */
export function cellPosition(text: string, delimiter: string, index: number, firstLine: number): Position {
  let [line, column, field, quoted] = [firstLine, 1, 0, false];
  for (let i = 0; i < text.length && field < index; i++) {
    const symbol = text[i]!;
    if (symbol === '"') quoted = !quoted;
    column += 1;
    if (symbol === delimiter && !quoted) field += 1;
    else if (symbol === '\n') [line, column] = [line + 1, 1];
  }
  return { line, column };
}

const YAML_ALIASES: Words = {
  fr: 'alias YAML : une ancre manque, ou trop de renvois',
  en: 'YAML aliases: an anchor is missing, or there are too many references',
};

/** What is wrong with a YAML file, by the code of the library `yaml`: its own words are English, and name its grammar. */
export function yamlFault(code: string): Words {
  return YAML_FAULTS[code] ?? { fr: 'ce n’est pas du YAML bien formé', en: 'this is not well-formed YAML' };
}

const YAML_FAULTS: Readonly<Record<string, Words>> = {
  BAD_INDENT: {
    fr: 'retrait qui ne convient pas, ou accolade à fermer',
    en: 'wrong indentation, or a brace to close',
  },
  MISSING_CHAR: {
    fr: 'il manque un signe : guillemet, accolade, crochet ou virgule',
    en: 'a sign is missing: quote, brace, bracket or comma',
  },
  DUPLICATE_KEY: { fr: 'clé écrite deux fois', en: 'key written twice' },
  TAB_AS_INDENT: {
    fr: 'tabulation en retrait : utilisez des espaces',
    en: 'a tab as indentation: use spaces',
  },
  UNEXPECTED_TOKEN: { fr: 'signe inattendu', en: 'unexpected sign' },
  MULTIPLE_DOCS: { fr: 'plusieurs documents dans un fichier', en: 'several documents in one file' },
  BAD_ALIAS: YAML_ALIASES,
  ALIAS_PROPS: YAML_ALIASES,
};
