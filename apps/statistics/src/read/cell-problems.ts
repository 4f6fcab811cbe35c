/** What cells of a table hold, and which of them cannot be read: all are said at once, with line and column. */

import { fill, type Lang } from '@cloison/command/refusal';
import { MAX_SCORE } from '@cloison/measurement';
import { MOST_PROBLEMS } from './csv-lanes.ts';
import { refuseMeasurement } from './refusals.ts';
import type { Table } from './table.ts';

export interface Problem {
  readonly line: number;
  /** From 1; null for the whole row. */
  readonly column: number | null;
  readonly name: string | null;
  readonly problem: string;
  readonly kind: keyof typeof PROBLEM_WORDS | null;
}

/** `I1` or `I1:I20`: from a column to another. */
export function columnRange(name: string, place: (one: string) => number): readonly number[] {
  const [from, to] = name.split(':');
  if (to === undefined) return [place(name)];
  const first = place(from!);
  const last = place(to);
  return first < 0 || last < first ? [first] : Array.from({ length: last - first + 1 }, (_, k) => first + k);
}

/** A decimal point or comma; null when it is no number. */
export function cellNumber(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) ? value : null;
}

/** Beyond it sums of a country's weights, and of their squares, are no numbers any more. */
const LARGEST_WEIGHT = 1e12;

/** Null for what is no weight. */
export function cellWeight(text: string | undefined): number | null {
  const value = cellNumber(text);
  return value === null || value < 0 || value > LARGEST_WEIGHT ? null : value;
}

const PROBLEM_WORDS = {
  score: {
    fr: 'ni un nombre entier ni un code de donnée manquante',
    en: 'neither a whole number nor a code for missing',
  },
  large: { fr: `score supérieur à ${MAX_SCORE}`, en: `score above ${MAX_SCORE}` },
  empty: {
    fr: 'groupe vide (écrivez-y par exemple « manquant » : ce sera un groupe)',
    en: 'empty group (write for example “missing” there: it will be a group)',
  },
  weight: {
    fr: 'un poids est un nombre positif ou nul, de 10¹² au plus',
    en: 'a weight is a number, not negative, of at most 10¹²',
  },
  number: { fr: 'une variable de contexte est un nombre', en: 'a background variable is a number' },
  estimate: {
    fr: 'un nombre, ou rien quand il n’y a pas d’estimation',
    en: 'a number, or nothing where there is no estimate',
  },
  options: {
    fr: 'trop de réponses différentes pour un choix',
    en: 'too many different answers for a choice',
  },
  short: { fr: '{found} cellule(s) au lieu de {wanted}', en: '{found} cell(s) instead of {wanted}' },
} as const;

const LINES_WITHOUT = 3;
const NOT_ITEMS = {
  fr: 'Si {columns} {count|n’est pas un item|ne sont pas des items}, nommez les items par --items.',
  en: 'If {columns} {count|is no item|are no items}, name the items by --items.',
} as const;

/** Collects what cannot be read, all of it, without repeating what the cells hold. */
export class Problems {
  private readonly path: string;
  private readonly lang: Lang;
  private readonly list: Problem[] = [];
  private total = 0;

  constructor(path: string, lang: Lang) {
    this.path = path;
    this.lang = lang;
  }

  add(line: number, column: number, table: Table, kind: keyof typeof PROBLEM_WORDS): void {
    this.total++;
    if (this.list.length < MOST_PROBLEMS * 2)
      this.list.push({
        line,
        column: column + 1,
        name: table.header?.[column] ?? null,
        problem: PROBLEM_WORDS[kind][this.lang],
        kind,
      });
  }

  addRow(line: number, found: number, wanted: number): void {
    this.total++;
    const problem = fill(PROBLEM_WORDS.short[this.lang], { found, wanted }, this.lang);
    if (this.list.length < MOST_PROBLEMS * 2)
      this.list.push({ line, column: null, name: null, problem, kind: null });
  }

  more(count: number): void {
    this.total += count;
  }

  /** Named columns in which line after line holds no score: no items, most likely. */
  private notItems(): readonly string[] {
    const lines = Map.groupBy(
      this.list.filter(({ kind }) => kind === 'score'),
      ({ name }) => name,
    );
    return [...lines].flatMap(([name, those]) =>
      name !== null && those.length >= LINES_WITHOUT ? [name] : [],
    );
  }

  refuse(): void {
    if (this.total === 0) return;
    const shown = this.list
      .toSorted((a, b) => a.line - b.line || (a.column ?? 0) - (b.column ?? 0))
      .slice(0, MOST_PROBLEMS);
    const words =
      this.lang === 'fr' ? { line: 'ligne', column: 'colonne' } : { line: 'line', column: 'column' };
    const lines = shown.map(({ line, column, name, problem }) => {
      const where = column === null ? '' : `, ${words.column} ${column}${name === null ? '' : ` (${name})`}`;
      return `  ${words.line} ${line}${where}${this.lang === 'fr' ? ' :' : ':'} ${problem}`;
    });
    if (this.total > shown.length) lines.push('  …');
    const notItems = this.notItems();
    if (notItems.length > 0)
      lines.push(
        fill(NOT_ITEMS[this.lang], { columns: notItems.join(', '), count: notItems.length }, this.lang),
      );
    throw refuseMeasurement(
      'responses-bad',
      { path: this.path, count: this.total, list: lines.join('\n') },
      { problems: shown, count: this.total },
    );
  }
}
