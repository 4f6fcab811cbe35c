import { csvField, isPlainNumber } from '@cloison/csv';
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

/**
 * No code or label is a formula in a spreadsheet (`@cloison/csv`), but a number in whole stays as it is: it runs nothing, and
 * programs join tables by such codes.
 */
export function csvCell(text: string): string {
  return isPlainNumber(text) ? text : csvField(text, ',');
}
