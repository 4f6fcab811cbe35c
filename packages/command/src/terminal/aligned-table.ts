/** Tables for a terminal: names left, numbers right, nothing drawn between them. */
import Table from 'cli-table3';
import type { Lang } from '../words/refusal.ts';

/** Null is shown as a dash. A number too small for its decimals is shown as less than the smallest of them, never as nothing. */
export type Cell = string | number | null;

export function alignedTable(
  lang: Lang,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  digits = 3,
): string {
  const format = new Intl.NumberFormat(lang, {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  });
  const show = (cell: Cell) => {
    if (cell === null) return '–';
    if (typeof cell === 'string') return cell;
    if (Number.isInteger(cell)) return String(cell);
    if (Math.abs(cell) < 0.5 * 10 ** -digits)
      return cell < 0 ? `> ${format.format(-(10 ** -digits))}` : `< ${format.format(10 ** -digits)}`;
    return format.format(cell);
  };
  const none = '';
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, k) => (typeof rows[0]?.[k] === 'string' ? 'left' : 'right')),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: none,
      'top-mid': none,
      'top-left': none,
      'top-right': none,
      bottom: none,
      'bottom-mid': none,
      'bottom-left': none,
      'bottom-right': none,
      left: none,
      'left-mid': none,
      mid: none,
      'mid-mid': none,
      right: none,
      'right-mid': none,
      middle: none,
    },
  });
  table.push(...rows.map((row) => row.map(show)));
  return table.toString();
}
