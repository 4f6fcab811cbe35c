/** Cells of a roster file, in whatever format it is: each read into a value, or reported with its place. */
import type { Position } from '@cloison/command/problem';
import { uaiForm, uaiLetter } from '../geography/uai.ts';
import type { RosterProblems } from './roster-problems.ts';

/** As the protocol's messages carry them. */
export const MAX_TEXT = 100;

/** Cells by column, trimmed, in Unicode NFC; undefined when the file has no such column. */
export interface RosterRow<Column extends string> {
  readonly cells: Readonly<Partial<Record<Column, string>>>;
  /** Line that the row starts on. */
  readonly line: number;
  at(column: Column): Position;
}

/** A cell that may be at fault: reports and gives null. */
export class Cells<Column extends string> {
  readonly #row: RosterRow<Column>;
  readonly #file: string;
  readonly #problems: RosterProblems;
  constructor(row: RosterRow<Column>, file: string, problems: RosterProblems) {
    this.#row = row;
    this.#file = file;
    this.#problems = problems;
  }

  fault(
    code: Parameters<RosterProblems['add']>[0],
    column: Column,
    values: Readonly<Record<string, string | number>> = {},
  ): null {
    this.#problems.add(code, this.#file, this.#row.at(column), values);
    return null;
  }

  /** The trimmed cell; null when it is empty, too long, not one line, or when the file has no such column. */
  text(column: Column, max: number): string | null {
    const cell = this.#row.cells[column];
    if (cell === undefined) return null;
    if (cell === '') return this.fault('cell-empty', column, { column });
    if (cell.length > max) return this.fault('cell-long', column, { column, max });
    if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cf}]/u.test(cell)) {
      return this.fault('cell-control', column, { column });
    }
    return cell;
  }

  /** The cell as it is; empty when the file has no such column. */
  optional(column: Column): string {
    return this.#row.cells[column] ?? '';
  }

  uai(column: Column): string | null {
    const cell = this.text(column, MAX_TEXT);
    if (cell === null) return null;
    const uai = uaiForm(cell);
    if (uai === null) return this.fault('uai-form', column, { uai: cell.slice(0, 20) });
    const letter = uaiLetter(uai.slice(0, 7));
    return uai.endsWith(letter) ? uai : this.fault('uai-letter', column, { uai, letter });
  }
}

/** Null: reported. */
export function readIne<Column extends string>(cells: Cells<Column>, column: Column): string | null {
  const ine = cells.text(column, MAX_TEXT)?.toUpperCase() ?? null;
  if (ine === null || /^\d{9}[0-9A-Z][A-Z]$/.test(ine)) return ine;
  return cells.fault('ine-form', column);
}

/** From nursery to apprenticeship: anything else is a typing error. */
const AGES = { min: 3, max: 30 };

/** `2019-03-07`; with `french`, `07/03/2019` too. Null: reported. */
export function readBirthDate<Column extends string>(
  cells: Cells<Column>,
  column: Column,
  year: number,
  french = false,
): string | null {
  const value = cells.text(column, MAX_TEXT);
  if (value === null) return null;
  const iso = french ? isoDate(value) : value;
  if (!/^\d{4}-\d\d-\d\d$/.test(iso)) return cells.fault(french ? 'date-french' : 'date-form', column);
  if (!isDay(iso)) return cells.fault('date-impossible', column);
  const age = year - Number(iso.slice(0, 4));
  return age >= AGES.min && age <= AGES.max ? iso : cells.fault('birth-year', column, { year });
}

/** Whether a date of that form exists: with its month's days, by the Gregorian calendar. */
function isDay(iso: string): boolean {
  const [year, month, day] = [Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), Number(iso.slice(8))];
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
}

/** A French date in ISO 8601; anything else as it is. */
export function isoDate(value: string): string {
  const french = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(value);
  return french === null ? value : `${french[3]}-${french[2]}-${french[1]}`;
}

/** `codes`: what stands for girls and boys, case ignored. Null: reported. */
export function readSex<Column extends string>(
  cells: Cells<Column>,
  column: Column,
  codes: Readonly<Record<string, 'F' | 'M'>> = { F: 'F', M: 'M' },
): 'F' | 'M' | null {
  const value = cells.text(column, MAX_TEXT);
  if (value === null) return null;
  const sex = Object.entries(codes).find(([code]) => code.toLowerCase() === value.toLowerCase())?.[1];
  return sex ?? cells.fault('sex', column, { expected: Object.keys(codes).join(', ') });
}
