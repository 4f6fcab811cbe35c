/** Levels that need no table: dates, numbers, codes that are cut short. */
import type { LevelSource } from './hierarchy.ts';

export const DATE_LEVELS = ['month', 'quarter', 'half', 'year', 'fiveYears', 'decade'] as const;
export type DateLevel = (typeof DATE_LEVELS)[number];

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** A date `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, coarser; null for what is no date, or too coarse already. */
export function coarsenDate(text: string, level: DateLevel): string | null {
  const parts = DATE.exec(text);
  if (parts === null) return null;
  const year = Number(parts[1]);
  const month = parts[2] === undefined ? null : Number(parts[2]);
  const day = parts[3] === undefined ? null : Number(parts[3]);
  if (month !== null && (month < 1 || month > 12)) return null;
  if (day !== null && (day < 1 || day > daysIn(year, month!))) return null;
  switch (level) {
    case 'month':
      return month === null ? null : text.slice(0, 7);
    case 'quarter':
      return month === null ? null : `${parts[1]}-Q${Math.ceil(month / 3)}`;
    case 'half':
      return month === null ? null : `${parts[1]}-H${Math.ceil(month / 6)}`;
    case 'year':
      return parts[1]!;
    case 'fiveYears':
      return span(year, 5);
    case 'decade':
      return span(year, 10);
  }
}

export function dateLevels(levels: readonly DateLevel[]): readonly LevelSource[] {
  return levels.map((level) => ({ name: level, of: (label) => coarsenDate(label, level) }));
}

/** Intervals `[from, to)` of equal widths from `origin` on; null for what is no number. */
export function intervalLevels(widths: readonly number[], origin = 0): readonly LevelSource[] {
  return widths.map((width) => ({
    name: `width ${width}`,
    of: (label) => {
      const value = Number(label.replace(',', '.'));
      if (label.trim() === '' || !Number.isFinite(value)) return null;
      const from = origin + Math.floor((value - origin) / width) * width;
      return `[${round(from)}, ${round(from + width)})`;
    },
  }));
}

/** The first characters of a code, the others as `*`. */
export function prefixLevels(lengths: readonly number[]): readonly LevelSource[] {
  return lengths.map((length) => ({
    name: `${length} characters`,
    of: (label) => {
      const characters = [...label];
      return characters.slice(0, length).join('') + '*'.repeat(Math.max(0, characters.length - length));
    },
  }));
}

/** Groups named with their values; the values that no group names stay as they are, unless `others` names their group. */
export function groupLevel(
  name: string,
  groups: Readonly<Record<string, readonly string[]>>,
  others: string | null = null,
): LevelSource {
  const of = new Map(
    Object.entries(groups).flatMap(([group, values]) => values.map((value) => [value, group])),
  );
  return { name, of: (label) => of.get(label) ?? others ?? label };
}

function span(year: number, width: number): string {
  const from = Math.floor(year / width) * width;
  return `${from}–${from + width - 1}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Without the dust of binary fractions. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}
