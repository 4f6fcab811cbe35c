/** Text and numbers typed in a cell: checked here, kept as typed (reading numbers is the scorer's work). */
import { cleanText, parseInteger, parseNumber } from '@cloison/qti/delivery';
import type { EntryColumn } from '../entry-records/entry-columns.ts';

export type TypedAnswer =
  | { readonly kind: 'empty' }
  | { readonly kind: 'value'; readonly value: string | readonly string[] }
  | { readonly kind: 'wrong'; readonly why: WrongText };

export type WrongText = 'notNumber' | 'notInteger' | 'tooLong' | 'pattern' | 'tooManyTexts';

type TypedColumn = Extract<EntryColumn, { mode: 'number' | 'text' }>;

/** Where a response takes several texts, a semicolon ends each. */
export function readTyped(column: TypedColumn, typed: string): TypedAnswer {
  if (column.texts === undefined) return readOne(column, typed);
  const texts: string[] = [];
  for (const part of typed.split(/[;\n]/)) {
    const read = readOne(column, part);
    if (read.kind === 'wrong') return read;
    if (read.kind === 'value') texts.push(read.value);
  }
  if (texts.length === 0) return { kind: 'empty' };
  return texts.length > column.texts
    ? { kind: 'wrong', why: 'tooManyTexts' }
    : { kind: 'value', value: texts };
}

type OneAnswer = Exclude<TypedAnswer, { kind: 'value' }> | { readonly kind: 'value'; readonly value: string };

function readOne(column: TypedColumn, typed: string): OneAnswer {
  const text = cleanText(typed, typed.length).trim();
  if (text === '') return { kind: 'empty' };
  if (text.length > column.maxLength) return { kind: 'wrong', why: 'tooLong' };
  if (column.mode === 'number') {
    if (parseNumber(text) === null) return { kind: 'wrong', why: 'notNumber' };
    if (column.integer && parseInteger(text) === null) return { kind: 'wrong', why: 'notInteger' };
  }
  if (column.patternMask !== null && !fits(column.patternMask, text))
    return { kind: 'wrong', why: 'pattern' };
  return { kind: 'value', value: text };
}

/** A mask that cannot be parsed accepts every text. Scoring does not depend on it. */
function fits(mask: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${mask})$`, 'u').test(text);
  } catch {
    return true;
  }
}

/** Whether a number being typed may contain this text: a comma only where decimals are possible. */
export function fitsNumber(column: TypedColumn, text: string): boolean {
  return (column.integer ? /^[-−]?[\d\s]*$/ : /^[-−]?[\d\s]*[,.]?\d*$/).test(text);
}

/** No longer number is possible, by the length or the mask of the item: the cell is complete without Enter. */
export function isFullLength(column: TypedColumn, text: string): boolean {
  if (column.mode !== 'number' || !/^\d/.test(text)) return false;
  return text.length >= Math.min(column.maxLength, longestOf(column.patternMask));
}

const ATOM = /^(?:\\d|\[[\d-]+\]|\d)(?:\?|\{(\d+)(?:,(\d+))?\})?/;

/** The longest text of a mask that only counts digits (`[0-9]{1,2}`, `\d\d?`); of any other mask infinity. */
function longestOf(mask: string | null): number {
  let rest = (mask ?? '').replace(/^\^/, '').replace(/\$$/, '');
  if (rest === '') return Number.POSITIVE_INFINITY;
  let longest = 0;
  while (rest !== '') {
    const atom = ATOM.exec(rest);
    if (atom === null) return Number.POSITIVE_INFINITY;
    longest += Number(atom[2] ?? atom[1] ?? 1);
    rest = rest.slice(atom[0].length);
  }
  return longest;
}

const UPPER_ROW: Readonly<Record<string, string>> = {
  '&': '1',
  é: '2',
  '"': '3',
  "'": '4',
  '(': '5',
  è: '7',
  _: '8',
  ç: '9',
  à: '0',
};

/** Digits of the upper row of a French keyboard without Shift; only where a number is expected. */
export function frenchDigits(typed: string): string {
  return [...typed].map((symbol) => UPPER_ROW[symbol] ?? symbol).join('');
}
