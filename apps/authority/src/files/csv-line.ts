/**
 * CSV by RFC 4180 (comma, CRLF, UTF-8). No text is a formula in a spreadsheet (`@cloison/csv`); numbers are written as they are.
 *
 * Research files are such files too: what a pupil has typed would otherwise run at the desk of the statistician who looks at the
 * file. The codebook says so, and the same rows as Parquet have the texts unchanged.
 */
import { csvField } from '@cloison/csv';

export type Cell = string | number | null;

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? String(cell) : csvField(cell, ',');
}
