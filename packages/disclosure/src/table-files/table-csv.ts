import type { ReleasedTable, ReleaseRecord } from '../tables/release-record.ts';
import { formatFigure, releaseColumns } from './release-columns.ts';

/** RFC 4180 with commas, UTF-8, one row a cell of the table. Hidden figures are empty, with the status `s`. */
export function tableCsv(release: ReleaseRecord, table: ReleasedTable): string {
  const columns = releaseColumns(release, table);
  const lines = [columns.map(({ name }) => csvCell(name)).join(',')];
  table.rows.forEach((_, row) => {
    lines.push(
      columns
        .map((column) => {
          if (column.kind !== 'figures') return csvCell(column.values[row]!);
          const value = column.values[row];
          return value === null || value === undefined ? '' : formatFigure(value, column.decimals);
        })
        .join(','),
    );
  });
  return `${lines.join('\n')}\n`;
}

/** A text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t]/u.test(text) && !/^-?\d/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
